"""The house at the managers' desk."""

from attendance.admin import days, punches, shifts, ways

__all__ = ["days", "punches", "shifts", "ways"]
