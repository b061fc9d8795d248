"""What people have to read, and how far they have come with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from common.bindings import Kept
from common.periods import Period
from people.models import Assignment, AssignmentKind, Employee
from rules.models import Acknowledgement, Edition, NoticeConsent, Opening, QuizAttempt, QuizQuestion, ReadingTask

if TYPE_CHECKING:
    from people.models import User

SEE = "rules.view_acknowledgement"

ACKNOWLEDGED = Acknowledgement.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"))
OPENED = Opening.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"))


def open_tasks() -> QuerySet[ReadingTask]:
    """What still waits to be acknowledged."""
    return ReadingTask.objects.filter(withdrawn_at=None, carried=None).exclude(Exists(ACKNOWLEDGED))


def readings_of(user_id: int) -> list[ReadingTask]:
    """Everything that the account's employee is asked to read or has read: one query, for page, badge and panel alike.

    Each with `done_at`; `has_consent`; `has_passed` the quiz; `opened_in` (scripts); `asked` (the questions, as JSON).
    """
    consent = NoticeConsent.objects.filter(employee=OuterRef("employee"))
    passed = QuizAttempt.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"), is_passed=True)
    questions = QuizQuestion.objects.filter(edition=OuterRef("edition")).order_by("order")
    told = JSONObject(pk="pk", question="question", options="options", right="right", clause="clause")
    rows = ReadingTask.objects.filter(Q(withdrawn_at=None) | Exists(ACKNOWLEDGED), employee__user=user_id).annotate(
        done_at=Subquery(ACKNOWLEDGED.values("at")[:1]),
        has_consent=Exists(consent),
        has_passed=Exists(passed),
        opened_in=ArraySubquery(OPENED.order_by("pk").values("script")),
        asked=ArraySubquery(questions.values(told=told)),
    )
    first = F("due_on").asc(nulls_last=True)
    return list(rows.select_related("edition__rulebook", "employee", "carried").order_by(first, "asked_at", "pk"))


def is_open(task: Any) -> bool:
    """Whether one of `readings_of` still waits."""
    return task.done_at is None and task.carried_id is None


def read_by(employee: Employee) -> list[ReadingTask]:
    """What somebody has acknowledged, or what counts as read, the latest first; each with `done_at`: one query."""
    done = ReadingTask.objects.filter(employee=employee).annotate(done_at=Subquery(ACKNOWLEDGED.values("at")[:1]))
    shown = done.filter(Q(done_at__isnull=False) | Q(carried__isnull=False, withdrawn_at=None))
    return list(shown.select_related("edition__rulebook", "carried").order_by("-edition__published_at", "-pk"))


# -- reports ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a unit (None: who left) were asked, have opened, acknowledged, still have to, are late."""

    department: str | None
    asked: int
    opened: int
    acknowledged: int
    open: int
    overdue: int

    @property
    def percent(self) -> int:
        """Of those asked, rounded down: 100 means everybody."""
        return self.acknowledged * 100 // self.asked if self.asked else 100


REPORT = """
SELECT d.name, count(*), count(*) FILTER (WHERE o.employee_id IS NOT NULL OR k.id IS NOT NULL OR t.carried_id IS NOT NULL),
    count(*) FILTER (WHERE k.id IS NOT NULL OR t.carried_id IS NOT NULL),
    count(*) FILTER (WHERE k.id IS NULL AND t.carried_id IS NULL),
    count(*) FILTER (WHERE k.id IS NULL AND t.carried_id IS NULL AND t.due_on < %(today)s)
FROM rules_readingtask t
LEFT JOIN rules_acknowledgement k ON k.edition_id = t.edition_id AND k.employee_id = t.employee_id
LEFT JOIN (SELECT DISTINCT employee_id FROM rules_opening WHERE edition_id = %(edition)s) o ON o.employee_id = t.employee_id
LEFT JOIN people_assignment a ON a.employee_id = t.employee_id AND a.kind = 'regular' AND a.during @> %(today)s::date
LEFT JOIN people_department d ON d.id = a.department_id
WHERE t.edition_id = %(edition)s AND t.withdrawn_at IS NULL AND (%(all)s OR a.department_id = ANY (%(units)s::bigint[]))
GROUP BY d.id, d.name, d.code ORDER BY d.code NULLS LAST
"""


def report(edition: Edition, units: list[int] | None, today: date) -> list[Share]:
    """Unit by unit, by where people work today. units: ids of those the reader may see; None: all. One query."""
    with connection.cursor() as cursor:
        cursor.execute(REPORT, {"edition": edition.pk, "today": today, "all": units is None, "units": units or []})
        return [Share(*row) for row in cursor.fetchall()]


def total(shares: Iterable[Share]) -> Share:
    """All units together."""
    rows = list(shares)
    asked, opened, done, open_, late = (
        sum(getattr(one, name) for one in rows) for name in ("asked", "opened", "acknowledged", "open", "overdue")
    )
    return Share(None, asked, opened, done, open_, late)


def people_of(edition: Edition, user: "User", today: date) -> QuerySet[ReadingTask]:
    """Everybody asked to read an edition, as far as the reader may see them: each with `unit`, `done_at`, `opened_at`, `kind`."""
    unit = Assignment.objects.on(today).filter(employee=OuterRef("employee"), kind=AssignmentKind.REGULAR).values("department__name")[:1]
    seen = Employee.objects.visible_to(user, SEE).values("pk")
    rows = ReadingTask.objects.filter(edition=edition, withdrawn_at=None, employee__in=seen)
    return (
        rows.annotate(
            unit=Subquery(unit),
            done_at=Subquery(ACKNOWLEDGED.values("at")[:1]),
            kind=Subquery(ACKNOWLEDGED.values("kind")[:1]),
            opened_at=Subquery(OPENED.order_by("at").values("at")[:1]),
        )
        .select_related("employee", "carried")
        .order_by("employee__name_key", "employee__number")
    )


@dataclass(frozen=True, slots=True)
class EditionShare:
    """An edition with its figures."""

    edition: Edition
    share: Share


TOTALS = """
SELECT t.edition_id, count(*), count(*) FILTER (WHERE o.employee_id IS NOT NULL OR k.id IS NOT NULL OR t.carried_id IS NOT NULL),
    count(*) FILTER (WHERE k.id IS NOT NULL OR t.carried_id IS NOT NULL),
    count(*) FILTER (WHERE k.id IS NULL AND t.carried_id IS NULL),
    count(*) FILTER (WHERE k.id IS NULL AND t.carried_id IS NULL AND t.due_on < %(today)s)
FROM rules_readingtask t
JOIN rules_edition e ON e.id = t.edition_id
LEFT JOIN rules_acknowledgement k ON k.edition_id = t.edition_id AND k.employee_id = t.employee_id
LEFT JOIN (SELECT DISTINCT edition_id, employee_id FROM rules_opening) o ON o.edition_id = t.edition_id AND o.employee_id = t.employee_id
LEFT JOIN people_assignment a ON a.employee_id = t.employee_id AND a.kind = 'regular' AND a.during @> %(today)s::date
WHERE t.withdrawn_at IS NULL AND t.edition_id = ANY (%(editions)s::bigint[])
    AND (%(all)s OR a.department_id = ANY (%(units)s::bigint[]))
GROUP BY t.edition_id
"""


def reports(user: "User", units: list[int] | None, today: date) -> list[EditionShare]:
    """The published editions in force or coming that the reader may open, each with its figures: two queries."""
    standing = Q(forces__during__contains=today) | Q(forces__during__startswith__gt=today)
    rows = Edition.objects.visible_to(user).filter(standing).select_related("rulebook").distinct()
    editions = list(rows.order_by("rulebook__number", "-number"))
    facts: dict[str, Any] = {"today": today, "all": units is None, "units": units or [], "editions": [one.pk for one in editions]}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, facts)
        found = {row[0]: Share(None, *row[1:]) for row in cursor.fetchall()}
    return [EditionShare(one, found.get(one.pk, Share(None, 0, 0, 0, 0, 0))) for one in editions]


def acknowledged_in_time(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the readings due in the period: how many there were, and how many were not acknowledged by their day. One query."""
    due = ReadingTask.objects.filter(due_on__range=(period.first, period.last), withdrawn_at=None, carried=None)
    if departments is not None:
        there = Assignment.objects.filter(
            employee=OuterRef("employee"), during__contains=OuterRef("due_on"), department__in=list(departments)
        )
        due = due.filter(Exists(there))
    in_time = ACKNOWLEDGED.filter(signed_on__lte=OuterRef("due_on"))
    found = due.aggregate(times=Count("pk"), kept=Count("pk", filter=Exists(in_time)))
    return Kept(found["times"], found["times"] - found["kept"])
