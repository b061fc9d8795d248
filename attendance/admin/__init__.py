"""The house at the managers' desk."""

from attendance.admin import closing, days, duty, punches, shifts, slips, ways

__all__ = ["closing", "days", "duty", "punches", "shifts", "slips", "ways"]
