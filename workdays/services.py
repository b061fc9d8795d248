"""Acts on calendars: load a year, correct a day, keep sites."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import RuleBroken
from people.models import Department, Employee
from workdays.changes import DayChange, Move, tell, tell_moves
from workdays.choices import DayKind
from workdays.models import COMPANY_CALENDAR, Calendar, CalendarDay, CalendarUse
from workdays.official import FIRST_YEAR, LAST_YEAR, standard_day, standard_year
from workdays.selectors import calendar_of

logger = logging.getLogger(__name__)

# One statement: a person who corrects a day at the same time either comes first and is kept, or waits.
LOAD = """
INSERT INTO workdays_calendarday AS d (calendar_id, day, kind, name, provisional, reason)
SELECT %(calendar)s, l.day, l.kind, l.name, l.provisional, ''
FROM unnest(%(days)s::date[], %(kinds)s::text[], %(names)s::text[], %(provisional)s::boolean[]) AS l (day, kind, name, provisional)
ON CONFLICT (calendar_id, day) DO UPDATE SET kind = excluded.kind, name = excluded.name, provisional = excluded.provisional
WHERE d.corrected_at IS NULL
  AND (d.kind, d.name, d.provisional) IS DISTINCT FROM (excluded.kind, excluded.name, excluded.provisional)
"""


@transaction.atomic
def ensure_year(year: int) -> list[DayChange]:
    """Make the rows of the year for every calendar, and bring those that nobody corrected to the present list.

    Returns the days that are now of another kind than their rows said. Harmless to repeat.
    Raises RuleBroken outside the years for which the lunar calendar is known.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken(_("There are calendars for the years %(first)d to %(last)d."), first=FIRST_YEAR, last=LAST_YEAR)
    changes = [change for calendar in Calendar.objects.order_by("pk") for change in _load(calendar, year)]
    tell(changes)
    return changes


def _load(calendar: Calendar, year: int) -> list[DayChange]:
    standard = standard_year(year, calendar.weekdays)
    before = _stored(calendar, year)
    values: dict[str, Any] = {
        "calendar": calendar.pk,
        "days": [s.day for s in standard],
        "kinds": [s.kind.value for s in standard],
        "names": [s.name for s in standard],
        "provisional": [s.provisional for s in standard],
    }
    with connection.cursor() as cursor:
        cursor.execute(LOAD, values)
    if not before:
        return []
    after = _stored(calendar, year)
    return [
        DayChange(calendar.pk, day, DayKind(before[day]), DayKind(kind))
        for day, kind in after.items()
        if day in before and before[day] != kind
    ]


def _stored(calendar: Calendar, year: int) -> dict[date, str]:
    """The kinds of the stored days, locked."""
    rows = CalendarDay.objects.select_for_update().filter(calendar=calendar, day__year=year).order_by("day")
    return dict(rows.values_list("day", "kind"))


def ensure_calendars(**_signal: object) -> None:
    """The default calendar and the years around today. A post_migrate receiver, also run once a day.

    A year whose change a house refuses just now, because a month of it is being closed, is left for the next day.
    """
    Calendar.objects.get_or_create(is_default=True, defaults={"name": COMPANY_CALENDAR})
    this_year = clock.today().year
    for year in (this_year - 1, this_year, this_year + 1):
        try:
            ensure_year(year)
        except RuleBroken as refusal:
            logger.warning("calendar of %s is not brought up to date: %s", year, refusal)


@transaction.atomic
def correct_day(*, calendar: Calendar, day: date, kind: DayKind, name: str = "", reason: str, by: Employee, at: datetime) -> CalendarDay:
    """From now on the day is of that kind in this calendar, whatever the list says.

    Raises RuleBroken without a reason, or when nothing would change.
    """
    reason = reason.strip()
    if not reason:
        raise RuleBroken(_("Say why the day is changed, such as the number of the notice."))
    standard = standard_day(day, calendar.weekdays)
    CalendarDay.objects.bulk_create(
        [CalendarDay(calendar=calendar, day=day, kind=standard.kind, name=standard.name, provisional=standard.provisional)],
        ignore_conflicts=True,
    )
    row = CalendarDay.objects.select_for_update().get(calendar=calendar, day=day)
    before = DayKind(row.kind)
    if (before, row.name) == (kind, name.strip()) and not row.provisional:
        raise RuleBroken(_("The day is already a %(kind)s. Choose another kind or leave it."), kind=before.label)
    row.kind, row.name, row.provisional = kind, name.strip(), False
    row.corrected_by, row.corrected_at, row.reason = by, at, reason
    row.save()
    if before != kind:
        tell([DayChange(calendar.pk, day, before, DayKind(kind), reason)])
    return row


@transaction.atomic
def save_calendar(*, calendar: Calendar, departments: Iterable[Department]) -> Calendar:
    """Keep a new or changed calendar and say which departments go by it. Its days follow its weekdays.

    Who derives something from days is told of the days and of the departments that go by another calendar now.
    Raises RuleBroken when one of the departments already goes by another calendar, or the name is taken.
    """
    wanted = {department.pk: department for department in departments}
    elsewhere = CalendarUse.objects.filter(department__in=wanted).exclude(calendar=calendar.pk).select_related("calendar", "department")
    if other := elsewhere.first():
        raise RuleBroken(
            _("%(unit)s already goes by “%(calendar)s”. Take it out there first."), unit=other.department.name, calendar=other.calendar
        )
    if Calendar.objects.exclude(pk=calendar.pk).filter(name=calendar.name).exists():
        raise RuleBroken(_("There is already a calendar named “%(name)s”. Choose another name."), name=calendar.name)
    kept = set(CalendarUse.objects.filter(calendar=calendar.pk).values_list("department", flat=True))
    moved, today = sorted(kept ^ set(wanted)), clock.today()
    before = _calendars_of(moved, today)
    calendar.save()
    CalendarUse.objects.filter(calendar=calendar).exclude(department__in=wanted).delete()
    CalendarUse.objects.bulk_create([CalendarUse(calendar=calendar, department=d) for pk, d in wanted.items() if pk not in kept])
    years = sorted(set(CalendarDay.objects.dates("day", "year")))
    tell([change for year in years for change in _load(calendar, year.year)])
    after = _calendars_of(moved, today)
    tell_moves([Move(unit, before[unit], after[unit]) for unit in moved if unit in before and before[unit] != after[unit]])
    return calendar


def _calendars_of(departments: Iterable[int], today: date) -> dict[int, int]:
    """By which calendar each goes."""
    found = ((unit, calendar_of(unit, today)) for unit in departments)
    return {unit: calendar.pk for unit, calendar in found if calendar is not None}
