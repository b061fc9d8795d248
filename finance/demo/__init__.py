"""Finance of the demo company: budgets near their limit, claims in every state with papers of their own, an advance."""

from finance.demo.company import fill

__all__ = ["fill"]
