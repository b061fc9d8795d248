"""The house at the managers' desk."""

from attendance.admin import days, duty, punches, shifts, slips, ways

__all__ = ["days", "duty", "punches", "shifts", "slips", "ways"]
