"""Reads shaped for the acts and pages of the house."""
