"""The month of a team: people by days, each day with its sign (the same on the page and in the Excel file)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from attendance import labels
from attendance.choices import ClosingState
from attendance.domain import DayResult, Status
from attendance.models import MonthClosing, MonthSheet
from attendance.selectors.closing_blockers import held_post
from attendance.selectors.judging import judge
from common.periods import ONE_DAY, Period
from common.templatetags.show import WEEKDAYS
from people.access import departments_in_scope
from people.models import Assignment, Department, DepartmentPath, Employee, User

OTHERS = "attendance.view_dayrecord"
SIGNS: dict[Status, Promise] = {
    Status.NORMAL: pgettext_lazy("sign of a day", "✓"),
    Status.LATE: pgettext_lazy("sign of a day", "L"),
    Status.EARLY: pgettext_lazy("sign of a day", "E"),
    Status.LATE_AND_EARLY: pgettext_lazy("sign of a day", "LE"),
    Status.INCOMPLETE: pgettext_lazy("sign of a day", "1"),
    Status.ABSENT_HALF: pgettext_lazy("sign of a day", "A½"),
    Status.ABSENT: pgettext_lazy("sign of a day", "A"),
    Status.LEAVE: pgettext_lazy("sign of a day", "V"),
    Status.TRIP: pgettext_lazy("sign of a day", "T"),
    Status.REST: pgettext_lazy("sign of a day", "·"),
    Status.NO_DATA: pgettext_lazy("sign of a day", "–"),
}
SERIOUS: dict[Status, tuple[Promise, Promise]] = {  # the sign, and the word, for who was seriously late
    Status.LATE: (pgettext_lazy("sign of a day", "S"), pgettext_lazy("day of attendance", "seriously late")),
    Status.LATE_AND_EARLY: (pgettext_lazy("sign of a day", "SE"), pgettext_lazy("day of attendance", "seriously late, left early")),
}
COMING = ""


class Came(NamedTuple):
    """What a day came to, as the matrix shows it. is_serious: marked as seriously late (att.late.serious_minutes)."""

    status: Status
    is_serious: bool = False

    @property
    def sign(self) -> str:
        return str(SERIOUS[self.status][0] if self.is_serious and self.status in SERIOUS else SIGNS[self.status])

    @property
    def word(self) -> str:
        return str(SERIOUS[self.status][1]) if self.is_serious and self.status in SERIOUS else labels.status_word(self.status)

    @property
    def tone(self) -> str:
        return "wrong" if self.is_serious and self.status in SERIOUS else labels.status_tone(self.status)


def came(result: DayResult) -> Came:
    """As it was judged."""
    return Came(result.status, bool(result.findings) and labels.is_seriously_late(result))


def came_as_told(day: dict[str, Any]) -> Came:
    """As a sheet tells the day."""
    return Came(Status(day["status"]), day.get("seriously_late", False))


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the matrix. sign "": nothing yet, or no post held. url: the reasons."""

    sign: str
    word: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the matrix. department: of the last day seen."""

    person: Employee
    department: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    day: date
    weekday: str
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A line of the legend."""

    sign: str
    word: str
    tone: str


def legend() -> list[Sign]:
    """What the signs mean, in the order of the reasons."""
    shown = [one for status in SIGNS for one in (Came(status), *([Came(status, is_serious=True)] if status in SERIOUS else []))]
    return [Sign(one.sign, one.word, one.tone) for one in shown]


def columns(period: Period) -> list[Column]:
    return [Column(day, str(WEEKDAYS[day.weekday()]), day.isoweekday() > 5) for day in period]


def people_of(user: User, period: Period, department_id: int | None) -> QuerySet[Employee]:
    """Who held a post in the month in the departments where the account looks after others, by name."""
    posts = held_post(period).filter(employee=OuterRef("pk"))
    scope = departments_in_scope(user, OTHERS)
    if scope is not None:
        posts = posts.filter(department__in=list(scope.values_list("descendant", flat=True)))
    if department_id is not None:
        below = DepartmentPath.objects.on(period.last).filter(ancestor=department_id)
        posts = posts.filter(department__in=list(below.values_list("descendant", flat=True)))
    return Employee.objects.filter(Exists(posts)).order_by("name_key", "number", "pk")


def units_of(user: User) -> list[tuple[int, str]]:
    """The departments to choose from."""
    return list(Department.objects.visible_to(user, OTHERS).order_by("code", "pk").values_list("pk", "name"))


def standing(first: date) -> MonthClosing | None:
    """The closing of the month that counts."""
    return MonthClosing.objects.filter(month=first, state=ClosingState.CLOSED).first()


def rows(people: Sequence[Employee], period: Period, now: datetime, today: date, closing: MonthClosing | None) -> list[Row]:
    """The matrix of these people: from the sheets of a closed month, else judged now. Two queries."""
    found = _from_sheets(people, closing) if closing else _judged(people, period, now, today)
    called = _departments(people, period)
    template = reverse("attendance:day", args=["0", "2000-01-01"])
    return [Row(one, called.get(one.pk, ""), list(_cells(found.get(one.pk, {}), period, template, one.number))) for one in people]


def _judged(people: Sequence[Employee], period: Period, now: datetime, today: date) -> dict[int, dict[date, Came]]:
    found: dict[int, dict[date, Came]] = {}
    for (person, day), one in judge([one.pk for one in people], period, now).items():
        if day <= today and (not one.is_open or one.seconds or one.result.status == Status.REST):
            found.setdefault(person, {})[day] = came(one.result)
    return found


def _from_sheets(people: Sequence[Employee], closing: MonthClosing) -> dict[int, dict[date, Came]]:
    sheets = MonthSheet.objects.filter(closing=closing, employee__in=[one.pk for one in people]).values_list("employee", "days")
    return {person: {date.fromisoformat(day["day"]): came_as_told(day) for day in days} for person, days in sheets}


def _departments(people: Sequence[Employee], period: Period) -> dict[int, str]:
    held = Assignment.objects.filter(employee__in=[one.pk for one in people], during__overlap=(period.first, period.last + ONE_DAY))
    return dict(held.exclude(kind="acting").order_by("kind", "during").values_list("employee", "department__name"))


def _cells(days: dict[date, Came], period: Period, template: str, number: str) -> Iterator[Cell]:
    path = template.replace("/0/", f"/{number}/", 1)
    for day in period:
        found = days.get(day)
        if found is None:
            yield Cell(COMING, "", "quiet", "")
        else:
            yield Cell(found.sign, found.word, found.tone, path.replace("2000-01-01", day.isoformat()))
