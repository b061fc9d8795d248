"""How a request walks its steps: whoever must be asked next is asked, with deputies and successors."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import F

from approvals import kinds
from approvals.choices import Act, Mode, Source, State, StepState
from approvals.domain import steps
from approvals.models import Decision, Request, RequestStep, StepApprover, Submission
from approvals.policy import StepTimeout
from approvals.selectors.finding import employed
from approvals.selectors.standing_in import stand_ins
from approvals.services.telling import tell_approvers, tell_outcome
from approvals.services.turns import day_of
from people.models import Employee
from people.selectors.reporting import superiors
from workdays.selectors import add_working_hours

BY_RULE = (Source.RULE, Source.SUPERIOR, Source.FALLBACK, Source.SUCCESSOR)


def ask_next(*, request: Request, submission: Submission, at: datetime) -> None:
    """Ask at the first step that still needs somebody; without one the request is approved."""
    waiting = list(submission.steps.filter(state=StepState.WAITING).order_by("order"))
    agreed = _agreed(submission) if waiting and waiting[0].order > 1 else set()
    for step in waiting:
        if not _settled(step, agreed, at):
            _activate(request, step, at)
            return
    close(request=request, state=State.APPROVED, at=at)


def _agreed(submission: Submission) -> set[int]:
    approved = Decision.objects.filter(submission=submission, verdict=Act.APPROVE, on_behalf_of=None)
    return set(approved.values_list("decided_by", flat=True))


def _settled(step: RequestStep, agreed: Collection[int], at: datetime) -> bool:
    """Whether those who approved before settle the step. Who was asked on purpose is asked even so."""
    if not agreed:
        return False
    open_seats = list(step.approvers.filter(closed_at=None))
    by_rule = [seat for seat in open_seats if seat.source in BY_RULE]
    again = steps.already_agreed(step.mode, [seat.approver_id for seat in by_rule], agreed)
    settled = [seat for seat in by_rule if seat.approver_id in again]
    StepApprover.objects.filter(pk__in=[seat.pk for seat in settled]).update(closed_at=at)
    if not settled or (len(settled) < len(open_seats) and step.mode == Mode.ALL):
        return False
    step.state, step.closed_at = StepState.SKIPPED, at
    step.save(update_fields=["state", "closed_at"])
    return True


def _activate(request: Request, step: RequestStep, at: datetime) -> None:
    step.state, step.activated_at = StepState.ACTIVE, at
    step.due_at, step.escalate_at = deadlines(request, at)
    step.reminded_at = step.escalated_at = None
    step.save(update_fields=["state", "activated_at", "due_at", "escalate_at", "reminded_at", "escalated_at"])
    seats = list(step.approvers.filter(closed_at=None).select_related("approver", "on_behalf_of"))
    present = replace_those_who_left(request, step, seats, at)
    deputies = seat_deputies(request, step, present, at)
    tell_approvers(request=request, seats=[*present, *deputies], at=at)


def deadlines(request: Request, at: datetime) -> tuple[datetime | None, datetime | None]:
    """When a step that starts now is overdue, and when it goes up: None while no limit is decided."""
    hours = StepTimeout.on(day_of(at), request.department_id).hours
    if hours is None:
        return None, None
    due = add_working_hours(at, hours, request.department_id)
    return due, add_working_hours(due, hours, request.department_id)


def seat_deputies(request: Request, step: RequestStep, seats: Iterable[StepApprover], at: datetime) -> list[StepApprover]:
    """Ask the deputies of those who are away, beside them: one voice for both."""
    day = day_of(at)
    own = [seat for seat in seats if seat.on_behalf_of_id is None]
    found = stand_ins([seat.approver_id for seat in own], kind=request.kind, day=day, never={request.applicant_id})
    taken = {seat.approver_id for seat in seats}
    added = []
    for seat in own:
        deputy = found.get(seat.approver_id)
        if deputy and deputy.person not in taken:
            taken.add(deputy.person)
            added.append(
                StepApprover(
                    step=step, place=seat.place, approver_id=deputy.person, on_behalf_of_id=seat.approver_id,
                    source=Source.DEPUTY, until=deputy.end, created_at=at,
                )
            )  # fmt: skip
    return StepApprover.objects.bulk_create(added)


def replace_those_who_left(request: Request, step: RequestStep, seats: list[StepApprover], at: datetime) -> list[StepApprover]:
    """The seats of people who still work here, and of whoever takes the place of those who do not.

    That is the leaver's own superior, else the step's fall-back person, else the applicant's superior. In an `any`
    step the others suffice. Without anybody the seat stays: an administrator transfers it.
    """
    day = day_of(at)
    here = employed([seat.approver_id for seat in seats], day)
    present = [seat for seat in seats if seat.approver_id in here]
    gone = [seat for seat in seats if seat.approver_id not in here]
    if not gone or (present and step.mode == Mode.ANY):
        _close(gone, at)
        return present
    for seat in gone:
        taken = {request.applicant_id, *(s.approver_id for s in present)}
        successor = _successor(seat.approver, step, request, taken, at)
        if successor is None:
            present.append(seat)
            continue
        _close([seat], at)
        present.append(StepApprover.objects.create(step=step, place=seat.place, approver=successor, source=Source.SUCCESSOR, created_at=at))
    return present


def _successor(leaver: Employee, step: RequestStep, request: Request, taken: Collection[int], at: datetime) -> Employee | None:
    day = day_of(at)
    candidates = superiors(leaver, leaver.left_on) if leaver.left_on else []
    candidates += [step.fallback] if step.fallback else []
    candidates += superiors(request.applicant, day)
    here = employed([person.pk for person in candidates], day)
    return next((person for person in candidates if person.pk in here and person.pk not in taken), None)


def _close(seats: Iterable[StepApprover], at: datetime) -> None:
    ids = [seat.pk for seat in seats]
    if ids:
        StepApprover.objects.filter(pk__in=ids).update(closed_at=at)


def close_place(seat: StepApprover, at: datetime) -> None:
    """Nobody is asked at this place any more."""
    StepApprover.objects.filter(step=seat.step_id, place=seat.place, closed_at=None).update(closed_at=at)


def end_step(step: RequestStep, at: datetime) -> None:
    """The step is decided: whoever was also asked is asked no longer."""
    StepApprover.objects.filter(step=step, closed_at=None).update(closed_at=at)
    step.state, step.closed_at = StepState.DONE, at
    step.save(update_fields=["state", "closed_at"])


def close(*, request: Request, state: State, at: datetime) -> None:
    """The request ends, or goes back to its applicant: open steps are not needed any more, and its kind is told."""
    if state != State.APPROVED:  # then every step is closed already
        StepApprover.objects.filter(step__request=request, closed_at=None).update(closed_at=at)
        RequestStep.objects.filter(request=request, closed_at=None).update(state=StepState.SKIPPED, closed_at=at)
    request.state = state
    request.closed_at = None if state == State.SENT_BACK else at
    request.save(update_fields=["state", "closed_at"])
    kind = kinds.kind_of(request.kind)
    effects = {
        State.APPROVED: kind.on_approved,
        State.REFUSED: kind.on_refused,
        State.SENT_BACK: kind.on_sent_back,
        State.WITHDRAWN: kind.on_withdrawn,
    }
    effects[state](request)
    if state != State.WITHDRAWN:
        tell_outcome(request=request, at=at)


def make_room(step: RequestStep, order: int) -> None:
    """Move the steps from that order on one further, so that a new one fits in."""
    RequestStep.objects.filter(submission=step.submission_id, order__gte=order).update(order=F("order") + 1)
