"""Punches for the demo company: up to this morning, mostly in time, with a little of everything else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from attendance.choices import Source
from attendance.models import Punch
from attendance.selectors.judging import normal_shift
from common.parameters import Segment
from common.periods import Period
from people.models import Assignment, Department, Employee
from people.models.employees import AssignmentKind
from people.models.organisation import DepartmentKind
from workdays.policy import WorkingTime
from workdays.selectors import days

MOST_PEOPLE = 200
LATE, FORGOTTEN = 0.04, 0.004  # shares of the days
SHOWN = "1005"  # late on the last working day
OFFICE_HOURS = (Segment(9 * 60, 12 * 60), Segment(13 * 60, 18 * 60))  # while no rulebook decides any
SECONDS = 60
SOURCES = {"1002": Source.NETWORK, "1003": Source.NETWORK, "1009": Source.WALL_CODE, "1010": Source.WALL_CODE}
Away = Mapping[tuple[str, date], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who clocks in. place: in the order of the demo, from 0."""

    employee: Employee
    department_id: int
    place: int


def people_of(employees: QuerySet[Employee], today: date) -> list[Person]:
    """Who holds a regular post outside of the company's own bodies."""
    leaders = Department.objects.filter(
        versions__during__contains=today, versions__kind__in=(DepartmentKind.COMPANY, DepartmentKind.BODY)
    )  # fmt: skip
    held = Assignment.objects.on(today).filter(kind=AssignmentKind.REGULAR, employee__in=employees).exclude(department__in=leaders)
    rows = held.filter(employee__user__isnull=False).select_related("employee").order_by("pk")[:MOST_PEOPLE]
    return [Person(row.employee, row.department_id, place) for place, row in enumerate(rows)]


def punches(people: list[Person], period: Period, rng: Random, today: date, away: Away) -> Iterator[Punch]:
    """Each working day of each person; who is away by a slip has none then, and who works longer leaves later."""
    working = [day for day, info in days(period).items() if info.kind.is_working]
    before = max((day for day in working if day < today), default=today)
    for person in people:
        segments = normal_shift(WorkingTime.on(today, person.department_id)).segments or OFFICE_HOURS
        for count, day in enumerate(working):
            arrival: int | None
            arrival, departure = seconds(person, count, segments, rng)
            if person.employee.number == SHOWN and day in (before, today):
                arrival = (segments[0].start + 8 if day == before else segments[0].start - 4) * SECONDS + 31
                departure = departure or (segments[-1].end + 2) * SECONDS
            arrival, departure = around(away.get((person.employee.number, day)), arrival, departure, segments)
            if day >= person.employee.joined_on:
                yield from (_punch(person, day, second, rng) for second in (arrival, departure) if second is not None)


def around(
    slip: tuple[str, str] | None, arrival: int | None, departure: int | None, segments: tuple[Segment, ...]
) -> tuple[int | None, int | None]:
    """The two punches of somebody with a slip or a story, in seconds after midnight. The second word of the pair says which.

    `no_start`, `no_end`: that punch is missing. `late`: by so many minutes. Else the first word is the part of the day, or until when.
    """
    match slip:
        case None:
            return arrival, departure
        case (_any, "no_start" | "no_end" as missing):
            return (None, departure) if missing == "no_start" else (arrival, None)
        case (minutes, "late"):
            return (segments[0].start + int(minutes)) * SECONDS + 12, departure or (segments[-1].end + 4) * SECONDS
        case ("day" | "morning" | "afternoon" as part, _kind):
            return _part_of_day(part, arrival, departure, segments)
        case (until, _kind):
            hour, minute = until.split(":")
            return arrival, (int(hour) * 60 + int(minute) + 3) * SECONDS


def _part_of_day(part: str, arrival: int | None, departure: int | None, segments: tuple[Segment, ...]) -> tuple[int | None, int | None]:
    """The punches of who is away for that part."""
    if part == "day":
        return None, None
    if part == "morning":
        return (segments[-1].start - 3) * SECONDS, departure
    return arrival, (segments[0].end + 4) * SECONDS


def seconds(person: Person, count: int, segments: tuple[Segment, ...], rng: Random) -> tuple[int, int | None]:
    """When the person comes and goes on the working day of that number, in seconds after midnight. None: forgotten."""
    start, end = segments[0].start, segments[-1].end
    arrival, departure = start - rng.randint(1, 18), end + rng.randint(0, 25)
    late, chance = rng.randint(3, 12), rng.random()
    is_forgotten = rng.random() < FORGOTTEN
    if chance < LATE:
        arrival = start + late
    if (person.place, count) == (3, 12):
        arrival = start + 40
    if (person.place, count) == (6, 20):
        arrival = segments[-1].start - 4
    is_forgotten |= (person.place, count) == (8, 25)
    return arrival * SECONDS + rng.randrange(SECONDS), None if is_forgotten else departure * SECONDS + rng.randrange(SECONDS)


def _punch(person: Person, day: date, second: int, rng: Random) -> Punch:
    at = timezone.make_aware(datetime.combine(day, time(0)) + timedelta(seconds=second))
    return Punch(
        employee=person.employee,
        at=at,
        second=int(at.timestamp()),
        zone=settings.TIME_ZONE,
        offset_minutes=int(at.utcoffset().total_seconds() // SECONDS),  # type: ignore[union-attr]
        source=SOURCES.get(person.employee.number, Source.BUTTON),
        key=UUID(int=rng.getrandbits(128), version=4),
    )
