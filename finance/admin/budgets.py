"""Budgets at the managers' desk."""
