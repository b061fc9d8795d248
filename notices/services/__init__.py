"""The acts of the house."""

from notices.services.notices import mark_all_read, mark_read, notify

__all__ = ["mark_all_read", "mark_read", "notify"]
