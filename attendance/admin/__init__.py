"""The house at the managers' desk."""

from attendance.admin import days, punches, shifts

__all__ = ["days", "punches", "shifts"]
