"""Calendars as the pages draw them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from common.models import AuditEntry, Verb
from common.periods import Period
from workdays.choices import DayKind
from workdays.labels import mark, name_label
from workdays.models import Calendar, CalendarDay
from workdays.selectors import DayInfo, calendar_days


@dataclass(frozen=True, slots=True)
class Square:
    """One day as drawn."""

    info: DayInfo
    is_today: bool

    @property
    def day(self) -> date:
        return self.info.day

    @property
    def kind(self) -> DayKind:
        return self.info.kind

    @property
    def mark(self) -> str:
        return mark(self.info.kind)

    @property
    def name(self) -> str:
        return name_label(self.info.name)

    @property
    def is_special(self) -> bool:
        """Worth a line of its own: neither an ordinary workday nor an ordinary weekend."""
        return bool(self.info.name or self.info.corrected or self.kind in (DayKind.MAKEUP_WORKDAY, DayKind.STATUTORY_HOLIDAY))


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """weeks: from Monday to Sunday, None outside the month."""

    first: date
    weeks: list[list[Square | None]]

    @property
    def squares(self) -> list[Square]:
        return [square for week in self.weeks for square in week if square]

    @property
    def counts(self) -> list[tuple[DayKind, int]]:
        """How many days of each kind, all four."""
        found = Counter(square.kind for square in self.squares)
        return [(kind, found[kind]) for kind in DayKind]

    @property
    def special(self) -> list[Square]:
        return [square for square in self.squares if square.is_special]


def month_sheet(calendar: Calendar | None, year: int, month: int, today: date) -> MonthSheet:
    """The month: one query."""
    return _sheet(calendar_days(calendar, Period.month(year, month)), Period.month(year, month), today)


def year_sheets(calendar: Calendar | None, year: int, today: date) -> list[MonthSheet]:
    """The twelve months: one query."""
    days = calendar_days(calendar, Period(date(year, 1, 1), date(year, 12, 31)))
    return [_sheet(days, Period.month(year, month), today) for month in range(1, 13)]


def _sheet(days: dict[date, DayInfo], month: Period, today: date) -> MonthSheet:
    start = month.first - timedelta(days=month.first.weekday())
    count = -(-((month.last - start).days + 1) // 7)
    run = [start + timedelta(days=n) for n in range(count * 7)]
    squares = [Square(days[day], day == today) if day in month else None for day in run]
    return MonthSheet(month.first, [squares[n : n + 7] for n in range(0, len(squares), 7)])


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a day's history, for components/timeline.html."""

    who: str
    what: str
    at: object
    note: str
    tone: str


def history(row: CalendarDay | None) -> list[Event]:
    """What happened to the row, oldest first: one query. Empty when the day has no row."""
    if row is None:
        return []
    lines = AuditEntry.objects.filter(table_name=CalendarDay._meta.db_table, row_id=str(row.pk)).order_by("pk")
    return [_event(line) for line in lines]


def _event(line: AuditEntry) -> Event:
    after = line.after or {}
    is_corrected = bool(after.get("reason") or after.get("corrected_at"))
    kind = DayKind(after["kind"]).label if "kind" in after else ""
    if line.verb == Verb.CREATE and not is_corrected:
        what = _("from the official list: %(kind)s") % {"kind": kind}
    elif is_corrected:
        what = _("changed to %(kind)s") % {"kind": kind} if kind else _("confirmed")
    else:
        what = _("read again from the official list: %(kind)s") % {"kind": kind} if kind else _("read again from the official list")
    return Event(line.actor_label if line.actor_id else "", what, line.at, after.get("reason", ""), "info" if is_corrected else "quiet")
