"""Decisions about deciding, on plain values: moves, routes, steps, deputies. People are ids."""
