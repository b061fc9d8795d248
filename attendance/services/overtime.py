"""Overtime: asked before it begins, or arranged by the company and told to whom it concerns (OT-01, OT-02)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from attendance.choices import SlipKind, SlipState
from attendance.models import DayRecord, OvertimeDetails, Slip
from attendance.services.crediting import credit_slip
from attendance.services.filing import file_slip
from attendance.services.slips import Typed, day_of, locked, recompute
from common.errors import RuleBroken
from common.periods import ONE_DAY
from common.templatetags.show import span
from notices.models import NoticeRecipient
from notices.services.notices import tell
from people.models import Employee
from people.selectors.reporting import nearest_superiors, superiors

KIND = "attendance"  # of its notices


def ask_overtime(*, typed: Typed, task: str, key: UUID, by: Employee, at: datetime, slip: Slip | None = None) -> Slip:
    """Ask for overtime before it begins, with what is worked on. Raises RuleBroken once it has begun."""

    def write(slip: Slip) -> None:
        OvertimeDetails.objects.update_or_create(slip=slip, defaults={"task": task})

    if typed.start <= at:
        raise RuleBroken(BEGUN)
    return file_slip(kind=SlipKind.OVERTIME, typed=typed, write=write, key=key, by=by, at=at, slip=slip)


BEGUN = gettext_lazy(
    "Overtime is asked for before it begins, and this time has begun. It does not count without a yes;"
    " your superior can arrange it for you."
)


def refuse_begun(slip: Slip, today: date) -> None:
    """A draft that lay until its time came is refused as well."""
    begins = slip.during.lower
    if slip.kind == SlipKind.OVERTIME and not slip.is_arranged and (day_of(begins) < today or begins <= slip.changed_at):
        raise RuleBroken(BEGUN)


@dataclass(frozen=True, slots=True)
class Order:
    """Overtime that the company arranges. start, end: instants, half-open. task: what is worked on."""

    start: datetime
    end: datetime
    reason: str
    task: str = ""


@transaction.atomic
def arrange_overtime(*, employees: Sequence[Employee], order: Order, key: UUID, by: Employee, at: datetime) -> list[Slip]:
    """The company orders overtime for people below `by`: it counts at once, and they are told. The same key again is the same order.

    Raises RuleBroken for people who do not report to `by`, and for a time that somebody has filed overtime for.
    """
    if order.end <= order.start:
        raise RuleBroken(gettext_lazy("The end lies after the beginning."))
    if not order.reason.strip():
        raise RuleBroken(gettext_lazy("Say why it is needed."))
    slips = []
    for employee in sorted(employees, key=lambda one: one.pk):
        _refuse_stranger(employee, by, day_of(at))
        slips.append(_arranged(employee, order, uuid5(key, str(employee.pk)), by, at))
    return slips


def _arranged(employee: Employee, order: Order, key: UUID, by: Employee, at: datetime) -> Slip:
    during = TimestamptzRange(order.start, order.end)
    try:
        with transaction.atomic():
            slip = Slip.objects.create(
                key=key, kind=SlipKind.OVERTIME, employee=employee, filed_by=by, during=during, planned=during, reason=order.reason,
                is_arranged=True, state=SlipState.APPROVED, created_at=at, changed_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        same = Slip.objects.filter(key=key).first()
        if same:
            return same
        if "attendance_slip_overtime_once" not in str(error):
            raise
        raise RuleBroken(gettext_lazy("%(who)s has overtime in this time already."), who=employee.name) from error
    OvertimeDetails.objects.create(slip=slip, task=order.task)
    tell(
        recipients=[employee],
        kind=KIND,
        words=partial(_arranged_for_you, by, slip),
        link=reverse("attendance:slip", args=[slip.pk]),
        sender=by,
        at=at,
    )
    credit_slip(slip, at)
    recompute(slip, at)
    return slip


def _arranged_for_you(by: Employee, slip: Slip) -> tuple[str, str]:
    subject = _("%(who)s has arranged overtime for you") % {"who": by.name}
    return subject, f"{span(slip.during.lower, slip.during.upper)}\n{slip.reason}"


def _refuse_stranger(employee: Employee, by: Employee, day: date) -> None:
    if employee.pk == by.pk:
        raise RuleBroken(gettext_lazy("Nobody arranges overtime for themselves. Ask for it instead."))
    if by.pk not in {one.pk for one in superiors(employee, day)}:
        raise RuleBroken(gettext_lazy("%(who)s does not report to you, so you cannot arrange overtime for them."), who=employee.name)


@transaction.atomic
def mark_seen(*, slip: Slip, by: Employee, at: datetime) -> None:
    """The employee has seen overtime that was arranged. Twice is once, by the first time. Raises RuleBroken for others."""
    if slip.employee_id != by.pk:
        raise RuleBroken(gettext_lazy("Only whose overtime it is says so."))
    locked(slip)
    OvertimeDetails.objects.filter(slip=slip, accepted_at=None).update(accepted_at=at)


@transaction.atomic
def tell_late_stays(*, at: datetime) -> int:
    """Tell each direct superior once a day who stayed late yesterday without overtime (OT-02); returns how many were told."""
    day = day_of(at) - ONE_DAY
    link = f"{reverse('attendance:late-stays')}?day={day.isoformat()}"
    by_superior: dict[Employee, list[str]] = defaultdict(list)
    records = list(DayRecord.objects.filter(day=day, stayed_minutes__gt=0).select_related("employee").order_by("employee__name_key", "pk"))
    above = nearest_superiors({record.employee_id for record in records}, day)
    for record in records:
        if record.employee_id in above:
            by_superior[above[record.employee_id]].append(record.employee.name)
    rows = Employee.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in by_superior])
    list(rows.order_by("pk"))  # of two runs at a time the second sees what the first has told
    told = set(NoticeRecipient.objects.filter(notice__kind=KIND, notice__link=link).values_list("recipient", flat=True))
    new = {one: names for one, names in by_superior.items() if one.pk not in told}
    for superior, names in new.items():
        tell(recipients=[superior], kind=KIND, words=partial(_stayed_late, names), link=link, at=at)
    return len(new)


def _stayed_late(names: list[str]) -> tuple[str, str]:
    subject = _("%(count)d stayed late yesterday without overtime: it does not count") % {"count": len(names)}
    return subject, "、".join(names)
