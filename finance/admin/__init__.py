"""The managers' desk of finance."""

from finance.admin import budgets, claims, payments, setup

__all__ = ["budgets", "claims", "payments", "setup"]
