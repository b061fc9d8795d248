"""A budget is proposed, approved and adjusted: each proposal is a version, and what was approved before stays readable (BUD-01, BUD-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.asked import Step
from approvals.models import Request
from approvals.selectors.finding import role_holders, route_for, steps_of
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from common.errors import RuleBroken
from common.money import FEN, split
from common.templatetags.show import money
from finance.choices import BudgetState
from finance.models import Budget, BudgetLine, BudgetVersion, ExpenseCategory
from finance.services.ledger import day_of, set_amounts
from people.models import Department, Employee
from people.selectors.reporting import superiors

KIND = "finance.budget"
EDITABLE = (BudgetState.DRAFT, BudgetState.SENT_BACK)
MONTHS = 12
MOST = Decimal("9999999999.99")  # what a request can say
NAMESPACE = UUID("8e0f4b5e-3f0a-4c37-9a53-5f3d6d0f2c11")  # of the keys of our requests


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposal gives a category (its id); CNY. months: the plan of twelve months, None spreads it evenly."""

    category: int
    amount: Decimal
    months: Sequence[Decimal] | None = None
    note: str = ""


@transaction.atomic
def propose_budget(
    *, year: int, department: Department, lines: Sequence[Asked], by: Employee, at: datetime, reason: str = ""
) -> BudgetVersion:
    """A draft of the department's budget for the year: the first, or an adjustment of it (reason: why).

    Raises RuleBroken when a proposal is open already, or the lines do not fit together.
    """
    if not 2000 <= year <= 2200:
        raise RuleBroken(_("%(year)d is no year for a budget."), year=year)
    budget, _made = Budget.objects.get_or_create(year=year, department=department)
    Budget.objects.select_for_update().get(pk=budget.pk)
    last = budget.versions.order_by("-version").first()
    version = BudgetVersion(budget=budget, version=last.version + 1 if last else 1, reason=reason.strip(), proposed_by=by, created_at=at)
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError as error:
        raise RuleBroken(_("A proposal for this budget is open already. Change that one, or discard it first.")) from error
    _keep(version, lines)
    return version


@transaction.atomic
def change_proposal(*, version: BudgetVersion, lines: Sequence[Asked], reason: str = "") -> BudgetVersion:
    """Replace what a proposal says. Raises RuleBroken once it is with its approvers, and when the lines do not fit together."""
    version = _locked(version)
    _require_editable(version)
    version.reason = reason.strip()
    version.save(update_fields=["reason"])
    version.lines.all().delete()
    _keep(version, lines)
    return version


@transaction.atomic
def submit_proposal(*, version: BudgetVersion, by: Employee, at: datetime) -> Request:
    """Ask for a yes, or ask again for what was sent back. Twice is once.

    Raises RuleBroken without an amount, for an adjustment without its reason, and when nobody can decide.
    """
    hold(BudgetVersion.objects.values_list("request", flat=True).get(pk=version.pk))
    version = _locked(version)
    if version.request_id and version.state == BudgetState.SUBMITTED:
        return Request.objects.get(pk=version.request_id)
    _require_editable(version)
    total = sum(version.lines.values_list("amount", flat=True), Decimal(0))
    if not total and version.version == 1:
        raise RuleBroken(_("Give at least one category an amount."))
    if version.version > 1 and not version.reason:
        raise RuleBroken(_("Say why the budget is adjusted."))
    steps = _steps(by, total, day_of(at))
    if version.request_id:
        return resubmit(request=Request.objects.get(pk=version.request_id), by=by, at=at, amount=total, steps=steps)
    return submit(subject=version, kind=KIND, by=by, at=at, key=uuid5(NAMESPACE, str(version.pk)), amount=total, steps=steps)


@transaction.atomic
def discard_proposal(*, version: BudgetVersion) -> None:
    """Throw a draft away that nobody was asked about. Raises RuleBroken for anything else."""
    version = _locked(version)
    if version.state != BudgetState.DRAFT or version.request_id:
        raise RuleBroken(_("This proposal was handed in. Withdraw its request instead; it stays on record."))
    budget = version.budget
    version.lines.all().delete()
    version.delete()
    if not budget.versions.exists():
        budget.delete()


def follow(request: Request, /) -> None:
    """The version says what its request says; an approved one sets the accounts."""
    version = _locked(BudgetVersion.objects.get(pk=request.object_id))
    version.request, version.state = request, BudgetState(request.state)
    version.approved_at = request.closed_at if version.state == BudgetState.APPROVED else None
    version.save(update_fields=["request", "state", "approved_at"])
    if version.approved_at is not None:
        set_amounts(version=version, at=version.approved_at)


# -- rules -------------------------------------------------------------------------------------------------


def _locked(version: BudgetVersion) -> BudgetVersion:
    return BudgetVersion.objects.select_for_update(of=("self",)).select_related("budget__department").get(pk=version.pk)


def _require_editable(version: BudgetVersion) -> None:
    if version.state not in EDITABLE:
        raise RuleBroken(
            _("This proposal is %(state)s and does not change any more. Propose an adjustment instead."), state=version.get_state_display()
        )


def _steps(by: Employee, total: Decimal, day: date) -> list[Step]:
    """The route of the kind. A step that only the applicant could decide, with nobody above them, falls away if another remains."""
    held = by.on(day)
    if held is None:
        raise RuleBroken(_("You hold no post today, so nobody can be asked to decide. Ask human resources to enter your post."))
    steps = steps_of(route_for(kind=KIND, department_id=held.department_id, amount=total, days=None, day=day))
    if superiors(by, day):
        return steps
    others = [step for step in steps if not step.role or set(role_holders(step.role, held.department_id, day)) != {by.pk}]
    return others or steps


def _keep(version: BudgetVersion, lines: Sequence[Asked]) -> None:
    """Write the lines, each with its twelve months. Raises RuleBroken when they do not fit together."""
    categories = ExpenseCategory.objects.in_bulk([line.category for line in lines])
    given = {line.category: line for line in lines if line.amount or line.months or line.note}
    for line in given.values():
        _refuse_wrong(line, categories[line.category])
        group = given.get(categories[line.category].group_id or 0)
        if line.amount and group is not None and group.amount:
            raise RuleBroken(
                _("%(group)s has an amount as a whole, so %(category)s cannot have one of its own. Choose one of the two."),
                group=categories[group.category].name, category=categories[line.category].name,
            )  # fmt: skip
    if sum((line.amount for line in given.values()), Decimal(0)) > MOST:
        raise RuleBroken(_("A budget is %(most)s at most."), most=money(MOST))
    BudgetLine.objects.bulk_create(
        BudgetLine(
            version=version, category_id=line.category, amount=line.amount, note=line.note.strip(),
            months=list(line.months) if line.months else split(line.amount, [1] * MONTHS),
        )
        for line in given.values()
    )  # fmt: skip


def _refuse_wrong(line: Asked, category: ExpenseCategory) -> None:
    for amount in (line.amount, *(line.months or ())):
        if amount < 0 or amount != amount.quantize(FEN):
            raise RuleBroken(_("%(category)s: give amounts from 0 up, with two decimals at most."), category=category.name)
    months = sum(line.months or (), Decimal(0))
    if line.months and (len(line.months) != MONTHS or months != line.amount):
        raise RuleBroken(
            _("%(category)s: the twelve months add up to %(months)s, but the year has %(amount)s. Change one of them."),
            category=category.name, months=money(months), amount=money(line.amount),
        )  # fmt: skip
