"""The house at the managers' desk."""

from attendance.admin import changes, closing, days, duty, punches, shifts, slips, ways

__all__ = ["changes", "closing", "days", "duty", "punches", "shifts", "slips", "ways"]
