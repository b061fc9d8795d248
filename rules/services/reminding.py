"""What was not acknowledged in time: the person is reminded twice, then their superior is told once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.periods import Period
from notices.services.notices import tell
from people.models import Employee
from rules.models import Edition
from rules.selectors.acknowledgements import open_tasks
from rules.selectors.superiors import nearest_superiors
from workdays.selectors import kind_of, kinds

FROM = time(8)  # nobody is reminded in the night
LONGEST_BREAK = 30  # days: no run of days off is longer

# A row that another worker is just claiming is left to it.
REMIND = """
WITH due AS (
    SELECT t.id FROM rules_readingtask t
    JOIN unnest(%(due)s::date[], %(before)s::date[]) AS w (due_on, before) ON w.due_on = t.due_on
    WHERE t.withdrawn_at IS NULL AND t.carried_id IS NULL AND t.asked_at < %(since)s
        AND CASE WHEN %(today)s::date >= t.due_on THEN t.reminded_on IS NULL OR t.reminded_on < t.due_on
            ELSE %(today)s::date >= w.before AND (t.reminded_on IS NULL OR t.reminded_on < w.before) END
        AND NOT EXISTS (SELECT FROM rules_acknowledgement k WHERE k.edition_id = t.edition_id AND k.employee_id = t.employee_id)
    ORDER BY t.id FOR UPDATE OF t SKIP LOCKED
)
UPDATE rules_readingtask t SET reminded_on = %(today)s FROM due WHERE due.id = t.id
RETURNING t.employee_id, t.edition_id, t.due_on
"""

ESCALATE = """
WITH late AS (
    SELECT t.id, w.superior_id FROM rules_readingtask t
    JOIN unnest(%(tasks)s::bigint[], %(superiors)s::bigint[]) AS w (id, superior_id) ON w.id = t.id
    WHERE t.escalated_at IS NULL AND t.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT FROM rules_acknowledgement k WHERE k.edition_id = t.edition_id AND k.employee_id = t.employee_id)
    ORDER BY t.id FOR UPDATE OF t SKIP LOCKED
)
UPDATE rules_readingtask t SET escalated_at = %(at)s, escalated_to_id = late.superior_id FROM late WHERE late.id = t.id
RETURNING t.escalated_to_id, t.edition_id
"""


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind everybody on the last working day before the deadline and on it, on working days only; returns how many people.

    Whom a missed night left out is reminded on the next working day; nobody is told twice of the same.
    """
    today = _local(at)
    if not _is_time(at):
        return 0
    days = open_tasks().order_by("due_on").values_list("due_on", flat=True).distinct()
    due = [day for day in days if day is not None]
    midnight = datetime.combine(today, datetime.min.time(), tzinfo=timezone.get_default_timezone())
    facts: dict[str, Any] = {"due": due, "before": [workday_before(day) for day in due], "today": today, "since": midnight}
    with connection.cursor() as cursor:
        cursor.execute(REMIND, facts)
        rows = cursor.fetchall()
    _tell_people(rows, at)
    return len({employee for employee, _edition, _due in rows})


@transaction.atomic
def tell_superiors(*, at: datetime) -> int:
    """Tell the superior of whoever let the deadline pass, once, all of theirs in one notice; returns how many superiors."""
    today = _local(at)
    if not _is_time(at):
        return 0
    late = list(open_tasks().filter(due_on__lt=today, escalated_at=None).order_by("pk").values_list("pk", "employee"))
    above = nearest_superiors({employee for _pk, employee in late}, today)
    found = [(pk, above[employee]) for pk, employee in late if employee in above]
    if not found:
        return 0
    tasks, superiors = zip(*found, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ESCALATE, {"tasks": list(tasks), "superiors": list(superiors), "at": at})
        rows = cursor.fetchall()
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for superior, edition in rows:
        counts[superior][edition] += 1
    _tell_up(counts, at)
    return len(counts)


def _is_time(at: datetime) -> bool:
    return at.astimezone(timezone.get_default_timezone()).time() >= FROM and kind_of(_local(at)).is_working


def workday_before(day: date) -> date:
    """The last working day before `day` by the company's calendar."""
    around = Period(day - timedelta(days=LONGEST_BREAK), day)
    known = kinds(around)
    return max((one for one in around if one < day and known.is_working(one)), default=day - timedelta(days=1))


def _tell_people(rows: Iterable[tuple[int, int, date]], at: datetime) -> None:
    """One notice for everybody who has the same to read by the same days."""
    mine: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for employee, edition, due_on in rows:
        mine[employee].append((edition, due_on))
    titles = _titles(edition for _employee, edition, _due in rows)
    groups: dict[tuple[tuple[int, date], ...], list[int]] = defaultdict(list)
    for employee, wanted in mine.items():
        groups[tuple(sorted(wanted))].append(employee)
    for every, people in groups.items():
        tell(
            recipients=[Employee(pk=pk) for pk in people],
            kind="reminder",
            words=partial(_to_read, [(titles[edition], due_on) for edition, due_on in every]),
            link=reverse("rules:to-read"),
            at=at,
        )


def _to_read(wanted: list[tuple[str, date]]) -> tuple[str, str]:
    lines = [_("%(edition)s: by %(day)s") % {"edition": title, "day": _day(due_on)} for title, due_on in wanted]
    return _subject([title for title, _due in wanted]), "\n".join(lines)


def _subject(titles: list[str]) -> str:
    if len(titles) == 1:
        return _("Still to be acknowledged: %(edition)s") % {"edition": titles[0]}
    words = ngettext("%(count)d text is still to be acknowledged", "%(count)d texts are still to be acknowledged", len(titles))
    return words % {"count": len(titles)}


def _tell_up(counts: dict[int, dict[int, int]], at: datetime) -> None:
    titles = _titles(edition for found in counts.values() for edition in found)
    for superior, found in sorted(counts.items()):
        tell(
            recipients=[Employee(pk=superior)],
            kind="reminder",
            words=partial(_overdue, [(titles[edition], count) for edition, count in sorted(found.items())]),
            link=reverse("rules:readers-list"),
            at=at,
        )


def _overdue(counts: list[tuple[str, int]]) -> tuple[str, str]:
    total = sum(count for _title, count in counts)
    lines = [_("%(edition)s: %(count)d") % {"edition": title, "count": count} for title, count in counts]
    subject = ngettext("%(count)d reading of your people is overdue", "%(count)d readings of your people are overdue", total)
    return subject % {"count": total}, "\n".join(lines)


def _titles(editions: Iterable[int]) -> dict[int, str]:
    return {one.pk: str(one) for one in Edition.objects.select_related("rulebook").filter(pk__in=set(editions))}


def _local(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
