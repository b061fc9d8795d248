"""Decisions about rules on plain values: numbering, text, moves of an edition, cross-checks of values."""
