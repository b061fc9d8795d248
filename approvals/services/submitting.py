"""A request starts, or comes back to its approvers: its route and what it shows are frozen."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from approvals import kinds
from approvals.asked import Step
from approvals.choices import Act, State
from approvals.domain.steps import Planned
from approvals.models import Request, RequestStep, StepApprover, Submission
from approvals.selectors.finding import plan_for, route_for, steps_of
from approvals.services.turns import day_of, locked, require
from approvals.services.walking import ask_next
from common.digests import digest
from common.errors import RuleBroken
from common.numbering import next_number
from people.models import Department, Employee

SERIES = "SP"


@transaction.atomic
def submit(
    *, subject: Model, kind: str, by: Employee, at: datetime, key: UUID,
    steps: Sequence[Step] | None = None, amount: Decimal | None = None, days: Decimal | None = None,
) -> Request:  # fmt: skip
    """Ask for a yes on `subject`. The same key again is the same request.

    steps: who decides, in order; None takes the route of the kind that fits amount (CNY), days and department.
    Raises RuleBroken when the applicant holds no post, no route fits, a step has nobody, or it is under way already.
    """
    before = Request.objects.filter(key=key).first()
    if before:
        return _same(before, subject, by)
    department = _department_of(by, at)
    planned = _planned(by, department.pk, steps, kind=kind, amount=amount, days=days, day=day_of(at))
    shown, name = kinds.kind_of(kind).shown(subject), _name(kind)
    try:
        with transaction.atomic():  # the number is taken last, because it holds its series until the end
            request = Request.objects.create(
                number=next_number(SERIES, day_of(at).year),
                key=key,
                kind=kind,
                kind_name=name,
                title=shown.title,
                applicant=by,
                department=department,
                content_type=ContentType.objects.get_for_model(subject),
                object_id=subject.pk,
                amount=amount,
                days=days,
                level=shown.level,
                submitted_at=at,
            )
    except IntegrityError as error:
        return _same_or_refused(error, key, subject, by)
    request.subject = subject
    start_round(request=request, shown=shown, planned=planned, at=at)
    kinds.kind_of(kind).on_submitted(request)
    return request


@transaction.atomic
def resubmit(
    *, request: Request, by: Employee, at: datetime,
    steps: Sequence[Step] | None = None, amount: Decimal | None = None, days: Decimal | None = None,
) -> Request:  # fmt: skip
    """Bring a request that was sent back to its approvers again, as its subject is now: a new round, asked afresh.

    What was decided in earlier rounds stays. Raises RuleBroken as `submit` does, and for anybody but the applicant.
    """
    request = locked(request)
    require(request, Act.RESUBMIT)
    if request.applicant_id != by.pk:
        raise RuleBroken(_("Only the applicant can submit a request again."))
    kind = kinds.kind_of(request.kind)
    planned = _planned(by, request.department_id, steps, kind=request.kind, amount=amount, days=days, day=day_of(at))
    shown = kind.shown(request.subject)
    request.state, request.round, request.submitted_at = State.SUBMITTED, request.round + 1, at
    request.title, request.level, request.amount, request.days = shown.title, shown.level, amount, days
    request.save(update_fields=["state", "round", "submitted_at", "title", "level", "amount", "days"])
    start_round(request=request, shown=shown, planned=planned, at=at)
    kind.on_submitted(request)
    return request


def start_round(*, request: Request, shown: kinds.Shown, planned: Sequence[Planned], at: datetime) -> None:
    """Freeze what is shown and who decides, and ask at the first step."""
    snapshot = shown.as_json()
    submission = Submission.objects.create(
        request=request, round=request.round, snapshot=snapshot, digest=digest(snapshot), submitted_at=at
    )
    steps = RequestStep.objects.bulk_create(
        [
            RequestStep(request=request, submission=submission, order=order, name=step.name, mode=step.mode, fallback_id=step.fallback)
            for order, step in enumerate(planned, start=1)
        ]
    )
    StepApprover.objects.bulk_create(
        [
            StepApprover(step=row, place=place, approver_id=seat.person, source=seat.source, created_at=at)
            for row, step in zip(steps, planned, strict=True)
            for place, seat in enumerate(step.seats, start=1)
        ]
    )
    ask_next(request=request, submission=submission, at=at)


def _planned(
    by: Employee, department_id: int, steps: Sequence[Step] | None, *,
    kind: str, amount: Decimal | None, days: Decimal | None, day: date,
) -> list[Planned]:  # fmt: skip
    if steps is None:
        steps = steps_of(route_for(kind=kind, department_id=department_id, amount=amount, days=days, day=day))
    return plan_for(applicant=by, department_id=department_id, steps_asked=steps, day=day)


def _department_of(by: Employee, at: datetime) -> Department:
    held = by.on(day_of(at))
    if held is None:
        raise RuleBroken(_("You hold no post today, so nobody can be asked to decide. Ask human resources to enter your post."))
    return held.department


def _name(kind: str) -> str:
    """The msgid of the kind's name, or the company's own word: translated when it is shown."""
    with translation.override("en"):
        return kinds.name_of(kind)


def _same(request: Request, subject: Model, by: Employee) -> Request:
    if (request.object_id, request.content_type_id, request.applicant_id) != (
        subject.pk, ContentType.objects.get_for_model(subject).pk, by.pk,
    ):  # fmt: skip
        raise RuleBroken(_("This form was already used for another request. Open a new one."))
    return request


def _same_or_refused(error: IntegrityError, key: UUID, subject: Model, by: Employee) -> Request:
    """A second press that came while the first was being written, else the sentence for what stands in the way."""
    same = Request.objects.filter(key=key).first()
    if same:
        return _same(same, subject, by)
    if "approvals_request_one_open" in str(error):
        raise RuleBroken(_("This has already been submitted and is not decided yet.")) from error
    raise error
