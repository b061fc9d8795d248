"""Payments at the managers' desk."""
