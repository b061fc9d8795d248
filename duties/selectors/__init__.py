"""Reads of the house, by what they answer."""
