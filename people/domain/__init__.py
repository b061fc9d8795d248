"""Calculations about people and the tree, on plain values."""
