"""Rules at the managers' desk: the same acts as on the pages."""

from rules.admin import editions, linting, postings, rulebooks

__all__ = ["editions", "linting", "postings", "rulebooks"]
