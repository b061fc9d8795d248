"""Reads of the house, shaped for pages and for other houses."""
