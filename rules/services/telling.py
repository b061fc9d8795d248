"""Everybody whom an edition binds is told and asked to read it: at its publication, and when they come into its scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.services.notices import tell
from people.models import Employee
from rules.choices import AskedBecause, Weight
from rules.models import Edition
from rules.policy import Acknowledging
from rules.selectors.reading import url_of
from rules.selectors.telling import BOUND, Drift, Wanted, drift, facts, to_be_asked
from workdays.selectors import due_on_workday

# Of a small edition the one before it counts: acknowledged, it is read; still open, it goes on with its day.
ASK = """
WITH wanted AS (
    SELECT * FROM unnest(%(employees)s::bigint[], %(editions)s::bigint[], %(due)s::date[]) AS w (employee_id, edition_id, due_on)
)
INSERT INTO rules_readingtask
    (edition_id, employee_id, because, asked_at, due_on, carried_id, reminded_on, escalated_at, escalated_to_id)
SELECT w.edition_id, w.employee_id, %(because)s, %(at)s,
    CASE WHEN open.id IS NULL THEN w.due_on ELSE open.due_on END,
    CASE WHEN e.weight = 'minor' THEN coalesce(k.id, t.carried_id) END,
    open.reminded_on, open.escalated_at, open.escalated_to_id
FROM wanted w
JOIN rules_edition e ON e.id = w.edition_id
LEFT JOIN LATERAL (
    SELECT p.id FROM rules_edition p
    WHERE p.rulebook_id = e.rulebook_id AND p.number < e.number AND p.state = 'published' AND e.weight = 'minor'
    ORDER BY p.number DESC LIMIT 1
) before ON true
LEFT JOIN rules_acknowledgement k ON k.edition_id = before.id AND k.employee_id = w.employee_id
LEFT JOIN rules_readingtask t ON t.edition_id = before.id AND t.employee_id = w.employee_id
LEFT JOIN rules_readingtask open ON open.id = t.id AND k.id IS NULL AND t.carried_id IS NULL AND t.withdrawn_at IS NULL
ORDER BY w.employee_id, w.edition_id
ON CONFLICT (edition_id, employee_id) DO UPDATE SET
    because = excluded.because, asked_at = excluded.asked_at, due_on = excluded.due_on, withdrawn_at = NULL,
    reminded_on = NULL, escalated_at = NULL, escalated_to_id = NULL
WHERE rules_readingtask.withdrawn_at IS NOT NULL
RETURNING employee_id, edition_id
"""

# Whoever is asked to read this edition is not asked to read an earlier one, unless another post of theirs is still bound by it.
REPLACE = """
UPDATE rules_readingtask t SET withdrawn_at = %(at)s
FROM rules_edition e, rules_readingtask later
WHERE e.id = t.edition_id AND e.rulebook_id = %(rulebook)s AND e.number < %(number)s
    AND t.withdrawn_at IS NULL AND t.carried_id IS NULL
    AND later.edition_id = %(edition)s AND later.employee_id = t.employee_id AND later.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT FROM bound b WHERE b.edition_id = t.edition_id AND b.employee_id = t.employee_id)
    AND NOT EXISTS (SELECT FROM rules_acknowledgement k WHERE k.edition_id = t.edition_id AND k.employee_id = t.employee_id)
"""

WITHDRAW = """
UPDATE rules_readingtask t SET withdrawn_at = %(at)s
FROM unnest(%(employees)s::bigint[], %(editions)s::bigint[]) AS w (employee_id, edition_id)
WHERE t.employee_id = w.employee_id AND t.edition_id = w.edition_id AND t.withdrawn_at IS NULL
"""


@transaction.atomic
def ask_to_read(*, edition: Edition, first: date, by: Employee, at: datetime) -> int:
    """Ask everybody whom a published edition binds on its first day to acknowledge it, and tell exactly them; returns how many.

    Called in the transaction that publishes it, once its forces are written; called again for a wider scope, it asks those
    who come to it. A small edition counts as read by whoever acknowledged the one before; what is open of earlier editions
    is not asked any more. The number of statements does not depend on the number of people.
    """
    wanted = to_be_asked(edition, first)
    due = _due_days(wanted, first, at)
    asked = _ask(wanted, due, AskedBecause.PUBLISHED, at)
    with connection.cursor() as cursor:
        cursor.execute(BOUND + REPLACE, facts(first, edition=edition) | {"number": edition.number, "at": at})
    tell(
        recipients=[Employee(pk=employee) for employee, _edition in asked],
        kind="rule_change",
        words=partial(_published, edition, first, set(due.values())),
        link=url_of(edition),
        sender=by,
        at=at,
    )
    return len(asked)


def follow_scope(*, at: datetime, employee: Employee | None = None) -> int:
    """Ask whoever came into the scope of an edition, and ask those who left it no more; returns how many changed.

    employee: only this person; None: everybody (nightly). A second run, and a second worker, change nothing.
    """
    today = _local(at)
    found = drift(today, employee.pk if employee else None)
    return _follow(found, today, at) if found.left_behind or found.missing else 0


@transaction.atomic
def _follow(found: Drift, today: date, at: datetime) -> int:
    if found.left_behind:
        employees, editions = zip(*found.left_behind, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(WITHDRAW, {"employees": list(employees), "editions": list(editions), "at": at})
    asked = _ask(found.missing, _due_days(found.missing, today, at), AskedBecause.JOINED, at)
    _tell_joined(asked, at)
    return len(asked) + len(found.left_behind)


def _ask(wanted: Sequence[Wanted], due: dict[int, date | None], because: str, at: datetime) -> list[tuple[int, int]]:
    """Write the tasks; (employee, edition) of those that are new."""
    if not wanted:
        return []
    columns: dict[str, Any] = {
        "employees": [one.employee_id for one in wanted],
        "editions": [one.edition_id for one in wanted],
        "due": [due[one.department_id] for one in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(ASK, {**columns, "because": because, "at": at})
        return cursor.fetchall()


def _due_days(wanted: Iterable[Wanted], day: date, at: datetime) -> dict[int, date | None]:
    """Until when each unit's people read it: `pol.ack_days` as decided there on `day`, counted from now, on a workday of the company."""
    moved: dict[int, date] = {}
    due: dict[int, date | None] = {}
    for department in dict.fromkeys(one.department_id for one in wanted):
        days = Acknowledging.on(day, department).ack_days
        if days is None:
            due[department] = None
            continue
        count = int(days)
        if count not in moved:
            moved[count] = due_on_workday(_local(at) + timedelta(days=count))
        due[department] = moved[count]
    return due


def _published(edition: Edition, first: date, due: set[date | None]) -> tuple[str, str]:
    return _("%(edition)s is published, in force from %(day)s") % {"edition": edition, "day": _day(first)}, _body(edition, due)


def _body(edition: Edition, due: set[date | None]) -> str:
    lines = [edition.reason]
    if edition.weight == Weight.MINOR:
        lines.append(_("It corrects the wording only. Whoever has acknowledged the edition before need not do so again."))
    elif len(due) == 1 and (last := next(iter(due))) is not None:
        lines.append(_("Please read and acknowledge it by %(day)s.") % {"day": _day(last)})
    return "\n".join(line for line in lines if line)


def _tell_joined(asked: Iterable[tuple[int, int]], at: datetime) -> None:
    """One notice for each edition, to those who came to it."""
    people: dict[int, list[int]] = defaultdict(list)
    for employee, edition in asked:
        people[edition].append(employee)
    editions = Edition.objects.select_related("rulebook").filter(pk__in=people).order_by("pk")
    for one in editions if people else ():
        tell(
            recipients=[Employee(pk=pk) for pk in people[one.pk]],
            kind="rule_change",
            words=partial(_joined, one),
            link=url_of(one),
            at=at,
        )


def _joined(edition: Edition) -> tuple[str, str]:
    return _("Please read: %(edition)s") % {"edition": edition}, _("It applies to you now.")


def _local(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
