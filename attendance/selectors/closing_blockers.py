"""What stands in the way of closing a month: everything that is open and could still change it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.types.range import TimestamptzRange

from attendance.choices import COUNTS, ChangeState, SlipState
from attendance.models import Correction, EmergencyCall, Punch, ResultChange, Slip
from common.periods import ONE_DAY, Period
from common.templatetags.show import day as day_word
from people.models import Assignment, Employee
from people.models.employees import AssignmentKind
from workdays.models import Calendar, CalendarDay, monday_to_friday
from workdays.official import standard_day

WAITS = (SlipState.SUBMITTED, SlipState.SENT_BACK)
OVER_FROM = time(12)  # of the first of the next month: a night shift ends in the morning
MOST_LISTED = 100
FINDING = ("attendance.find_changed_days", "attendance.find_moved")  # jobs of change_tasks


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something open. kind: of BLOCKERS. url: where somebody deals with it, "" when only time does."""

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Blockers of a kind. count: of all, of which the first are listed."""

    kind: str
    word: str
    listed: list[Blocker]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.listed)


@dataclass(frozen=True, slots=True)
class Blockers:
    """stops: nobody can close before they are dealt with. without_data: to be confirmed by whoever closes, see `without_data`."""

    stops: list[Group]
    without_data: Group | None

    @property
    def is_clear(self) -> bool:
        return not self.stops and self.without_data is None


def blockers(period: Period, now: datetime) -> Blockers:
    """What is open in the month: a handful of queries, however many people."""
    late = _not_over(period, now)
    if late:
        return Blockers([late], None)
    found = (_corrections(period), _slips(period), _calls(period), _calendar(period), _changes(period), _recounting())
    return Blockers([group for group in found if group], _without_data(period))


def reach(period: Period) -> TimestamptzRange:
    """The instants of the days."""
    first, after = (timezone.make_aware(datetime.combine(day, time(0))) for day in (period.first, period.last + ONE_DAY))
    return TimestamptzRange(first, after)


def held_post(period: Period) -> QuerySet[Assignment]:
    """Posts that somebody held on a day of the month; whoever only acts for another is judged by the own post."""
    return Assignment.objects.filter(during__overlap=(period.first, period.last + ONE_DAY)).exclude(kind=AssignmentKind.ACTING)


def without_data(period: Period) -> QuerySet[Employee]:
    """Who held a post in the month and never clocked in up to its end, without leave, trip or correction in it.

    Their days can only be "no data": a punch that is missing in one day is judged, a person who is missing altogether is a question.
    """
    return (
        Employee.objects.filter(Exists(held_post(period).filter(employee=OuterRef("pk"))))
        .exclude(Exists(Punch.objects.filter(employee=OuterRef("pk"), local_on__lte=period.last)))
        .exclude(Exists(Slip.objects.filter(employee=OuterRef("pk"), state__in=COUNTS, during__overlap=reach(period))))
        .exclude(Exists(Correction.objects.filter(employee=OuterRef("pk"), state__in=COUNTS, day__range=(period.first, period.last))))
        .order_by("name_key", "number", "pk")
    )


def _not_over(period: Period, now: datetime) -> Group | None:
    ends = timezone.make_aware(datetime.combine(period.last + ONE_DAY, OVER_FROM))
    if now >= ends:
        return None
    text = _("The month can be closed from %(day)s at noon, because night shifts end in the morning.") % {"day": day_word(ends)}
    return Group("not_over", _("the month is not over"), [Blocker("not_over", text)], 1)


def _group(kind: str, word: str, rows: QuerySet, tell: Callable[[Any], Blocker]) -> Group | None:
    count = rows.count()
    return Group(kind, word, [tell(row) for row in rows[:MOST_LISTED]], count) if count else None


def _corrections(period: Period) -> Group | None:
    rows = (
        Correction.objects.filter(state__in=WAITS, day__range=(period.first, period.last)).select_related("employee").order_by("day", "pk")
    )

    def tell(row: Correction) -> Blocker:
        return Blocker("correction", f"{row.employee} · {day_word(row.day)} · {row.get_state_display()}", _request_url(row.request_id))

    return _group("correction", _("corrections of punches that are not decided"), rows, tell)


def _slips(period: Period) -> Group | None:
    rows = Slip.objects.filter(state__in=WAITS, during__overlap=reach(period)).select_related("employee").order_by("during", "pk")

    def tell(row: Slip) -> Blocker:
        text = f"{row.employee} · {row.type or row.get_kind_display()} · {day_word(row.during.lower)} · {row.get_state_display()}"
        return Blocker("slip", text, _request_url(row.request_id))

    return _group("slip", _("slips that are not decided"), rows, tell)


def _calls(period: Period) -> Group | None:
    """Calls whose slip may still follow: they count as leave until it is due."""
    rows = EmergencyCall.objects.filter(lapsed_at=None, slip=None, due_on__isnull=False, during__overlap=reach(period))

    def tell(row: EmergencyCall) -> Blocker:
        return Blocker("call", _("%(who)s: the slip is due on %(day)s") % {"who": row.employee, "day": day_word(row.due_on)})

    return _group("call", _("calls whose slip has not followed yet"), rows.select_related("employee").order_by("due_on", "pk"), tell)


def _changes(period: Period) -> Group | None:
    """Results that a changed calendar makes into others, and that nobody accepted yet."""
    rows = ResultChange.objects.filter(state=ChangeState.OPEN, day__range=(period.first, period.last)).select_related("employee")
    url = reverse("attendance:change-list")

    def tell(row: ResultChange) -> Blocker:
        return Blocker("change", f"{row.employee} · {day_word(row.day)} · {row.cause}", url)

    return _group("change", _("changed results that nobody accepted"), rows.order_by("day", "employee__name_key", "pk"), tell)


def _recounting() -> Group | None:
    """A calendar was changed a moment ago, and what it changes is still being found."""
    if not ProcrastinateJob.objects.filter(task_name__in=FINDING, status__in=("todo", "doing")).exists():
        return None
    text = _("A calendar was changed, and what it touches is being computed. It is done in a moment: look again.")
    return Group("recounting", _("the changed calendar is being worked through"), [Blocker("recounting", text)], 1)


def _request_url(request_id: int | None) -> str:
    return reverse("approvals:request-detail", args=[request_id]) if request_id else ""


def _calendar(period: Period) -> Group | None:
    """Days of which no official notice was known: provisional in a calendar, or in the list where the calendar has no row."""
    found = list(_provisional(period))
    return Group("calendar", _("days of the calendar that nobody confirmed"), found[:MOST_LISTED], len(found)) if found else None


def _provisional(period: Period) -> Iterator[Blocker]:
    rows = {
        (row.calendar_id, row.day): row.provisional
        for row in CalendarDay.objects.filter(day__range=(period.first, period.last)).only("calendar", "day", "provisional")
    }
    for calendar in Calendar.objects.order_by("pk"):
        weekdays = calendar.weekdays or monday_to_friday()
        for day in period:
            known = rows.get((calendar.pk, day))
            if standard_day(day, weekdays).provisional if known is None else known:
                url = reverse("workdays:day", args=[day.year, day.month, day.day])
                yield Blocker("calendar", f"{calendar} · {day_word(day)}", url)


def _without_data(period: Period) -> Group | None:
    def tell(person: Employee) -> Blocker:
        return Blocker("no_data", str(person), f"{reverse('attendance:month-of', args=[person.number])}?month={period.first:%Y-%m}")

    return _group("no_data", pgettext("of people in a month", "without any data"), without_data(period), tell)
