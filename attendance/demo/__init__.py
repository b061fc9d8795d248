"""Attendance of the demo company: two months of punches with their stories, and a month that is closed."""

from attendance.demo.company import fill

__all__ = ["fill"]
