"""Rows of the wall."""

from rules.models.clauses import Clause, ClauseBinding, ClauseText, Value
from rules.models.editions import Edition, Force, Generation
from rules.models.evidence import LegalityReview, StoredSheet
from rules.models.rulebooks import Rulebook

__all__ = [
    "Clause", "ClauseBinding", "ClauseText", "Edition", "Force", "Generation", "LegalityReview", "Rulebook", "StoredSheet", "Value",
]  # fmt: skip
