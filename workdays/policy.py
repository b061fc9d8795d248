"""What the wall decides about working time. Source 000 五(一)1; 002 S2.2 二1, S2.8 二1."""

from common.policy import Policy, Schedule, Time, TimeRange, Weekdays


class WorkingTime(Policy):
    """When a normal day of work begins and ends."""

    schedule = Schedule("work.schedule")
    weekdays = Weekdays("work.weekdays")
    lunch_break = TimeRange("work.lunch_break")  # taken out of the schedule
    day_starts = Time("work.day_starts")  # blank: halfway between the end of one working day and the start of the next
