"""Rules at the managers' desk: the same acts as on the pages."""

from rules.admin import editions, importing, linting, making, postings, rulebooks, telling, upkeep

__all__ = ["editions", "importing", "linting", "making", "postings", "rulebooks", "telling", "upkeep"]
