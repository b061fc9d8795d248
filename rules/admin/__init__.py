"""Rules at the managers' desk: the same acts as on the pages."""

from rules.admin import editions, rulebooks

__all__ = ["editions", "rulebooks"]
