"""Reads of the wall."""
