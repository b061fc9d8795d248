"""Punches for tests, written as a person would say them."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from attendance.models import Punch
from people.models import Employee


def at(day: date, wall: str = "12:00") -> datetime:
    """The instant of `09:08`, `09:08:31` or `26:30` (the next morning) of the day on the company's wall clock."""
    hours, minutes, *seconds = (int(part) for part in wall.split(":"))
    moment = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone.make_aware(datetime.combine(day, time(0)) + moment)


def clocked(employee: Employee, day: date, *walls: str) -> None:
    """Punches of the day, past the button."""
    moments = [at(day, wall) for wall in walls]
    Punch.objects.bulk_create(
        Punch(employee=employee, at=one, second=int(one.timestamp()), zone="Asia/Shanghai", offset_minutes=480, key=uuid4())
        for one in moments
    )
