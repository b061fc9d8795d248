"""Entering, changing and ending duties, and saying of a clause that it is none."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.numbering import next_number
from duties.choices import Evidence, Plan
from duties.intervals import keys
from duties.models import Duty, NoDuty
from duties.services.opening import day_of, open_next
from people.models import Department, Employee, Post, Role
from rules.models import Clause

SERIES = "YW"  # 义务
NEEDS: dict[str, tuple[str, ...]] = {
    Plan.PARAMETER: ("key",),
    Plan.WORKDAYS: ("every",),
    Plan.WEEKLY: ("weekday",),
    Plan.MONTHLY: ("month_day",),
    Plan.QUARTERLY: ("month", "month_day"),
    Plan.YEARLY: ("month", "month_day"),
}
PARTS = ("key", "every", "weekday", "month", "month_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """What somebody decides about a duty. Of the parts of the plan only those count that it needs."""

    name: str
    department: Department
    post: Post | None = None
    role: Role | None = None
    plan: str
    key: str = ""
    every: int | None = None
    weekday: int | None = None
    month: int | None = None
    month_day: int | None = None
    evidence: str = Evidence.NOTE
    clause: Clause | None = None

    def columns(self) -> dict[str, Any]:
        needed = NEEDS.get(self.plan, ())
        parts = {part: getattr(self, part) if part in needed else ("" if part == "key" else None) for part in PARTS}
        return {
            "name": self.name.strip(), "clause": self.clause, "department": self.department, "post": self.post, "role": self.role,
            "plan": self.plan, "evidence": self.evidence, **parts,
        }  # fmt: skip


@transaction.atomic
def add_duty(*, facts: DutyFacts, starts_on: date, by: Employee, at: datetime) -> Duty:
    """A duty from `starts_on`, with its first item open. Raises RuleBroken when the facts do not fit each other."""
    if starts_on < day_of(at):
        raise RuleBroken(_("A duty starts today or later: nobody was asked for what is past."))
    duty = Duty(**facts.columns(), starts_on=starts_on, created_by=by, created_at=at)
    _refuse_unfit(duty)
    duty.code = next_number(SERIES, starts_on.year)
    duty.save()
    open_next(duty, at)
    return duty


@transaction.atomic
def change_duty(*, duty: Duty, facts: DutyFacts, at: datetime) -> Duty:
    """Other facts from today on. What is overdue stays owed; what is not due yet is opened anew by the new rhythm.

    Raises RuleBroken when the duty has ended, or the facts do not fit each other.
    """
    duty = _running(duty, at)
    today = day_of(at)
    for name, value in facts.columns().items():
        setattr(duty, name, value)
    _refuse_unfit(duty)
    duty.save(update_fields=list(facts.columns()))
    duty.items.filter(done_at=None, escalated_at=None, due_on__gte=today).delete()
    open_next(duty, at, not_before=max(today, duty.starts_on))
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, at: datetime, last_on: date) -> Duty:
    """Nothing falls due after `last_on`; what is overdue stays owed. Raises RuleBroken for a day that is past."""
    duty = _running(duty, at)
    if last_on < day_of(at):
        raise RuleBroken(_("The last day lies in the past. What fell due then stays owed."))
    duty.ended_on = last_on
    duty.save(update_fields=["ended_on"])
    duty.items.filter(done_at=None, escalated_at=None, due_on__gt=last_on).delete()
    return duty


@transaction.atomic
def say_no_duty(*, clause: Clause, reason: str, by: Employee, at: datetime) -> NoDuty:
    """The clause asks for no duty of its own. Raises RuleBroken without a reason, and when it was said before."""
    if not reason.strip():
        raise RuleBroken(_("Say why this clause needs no duty."))
    try:
        with transaction.atomic():
            return NoDuty.objects.create(clause=clause, reason=reason.strip(), by=by, at=at)
    except IntegrityError as error:
        raise RuleBroken(_("Somebody has said so already.")) from error


def _running(duty: Duty, at: datetime) -> Duty:
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if duty.ended_on is not None and duty.ended_on < day_of(at):
        raise RuleBroken(_("This duty has ended. Enter a new one."))
    return duty


def _refuse_unfit(duty: Duty) -> None:
    if duty.post is not None and duty.post.department_id != duty.department_id:
        raise RuleBroken(_("The post belongs to another unit. Choose a post of the unit itself."))
    if duty.plan == Plan.PARAMETER and duty.key not in keys():
        raise RuleBroken(_("Choose one of the parameters that say how often something is due."))
    try:
        duty.full_clean(exclude=["code", "created_by"])
    except ValidationError as error:
        raise RuleBroken("%(first)s", first=error.messages[0]) from error
