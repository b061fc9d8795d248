"""One request as its page shows it: what was shown, its route, everything that happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.choices import Act, Mode, Source, StepState
from approvals.models import Decision, Request, RequestStep, StepApprover, Submission
from common import clock
from common.digests import digest
from common.templatetags.show import minutes, moment, money, span
from people.models import Employee

TONES = {Act.APPROVE: "good", Act.REFUSE: "wrong", Act.SEND_BACK: "waiting", Act.WITHDRAW: "quiet"}
LATER = {
    Source.DEPUTY: gettext_lazy("may decide as deputy of %(owner)s"),
    Source.ESCALATED: gettext_lazy("is asked too, because it was overdue"),
    Source.SUCCESSOR: gettext_lazy("is asked in place of somebody who left"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. signature: the first signs of it; None where nothing was signed. holds: it is true."""

    who: str
    what: str
    at: datetime | None
    note: str = ""
    tone: str = "quiet"
    signature: str | None = None
    holds: bool = True
    act: str = ""


@dataclass(frozen=True, slots=True)
class StepShown:
    label: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Detail:
    """seat: the reader's own open place, None when it is not their turn."""

    request: Request
    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]]
    files: list[dict[str, Any]]
    steps: list[StepShown]
    timeline: list[Entry]
    waiting: list[StepApprover]
    seat: StepApprover | None
    due_at: datetime | None
    since: datetime | None
    is_genuine: bool

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def sent_back(self) -> Entry | None:
        """What was last said when it was sent back."""
        return next((entry for entry in reversed(self.timeline) if entry.act == Act.SEND_BACK), None)


def detail_of(request: Request, reader: Employee | None, day: date) -> Detail:
    """Everything about a request: three queries. request: with its applicant and department."""
    submissions = list(Submission.objects.filter(request=request).order_by("round"))
    seats = list(StepApprover.objects.filter(step__request=request).select_related("step", "approver", "on_behalf_of").order_by("pk"))
    decisions = list(
        Decision.objects.filter(request=request).select_related("decided_by", "on_behalf_of", "named").order_by("decided_at", "pk")
    )
    current = submissions[-1]
    active = [s for s in seats if s.step.state == StepState.ACTIVE and s.closed_at is None and (s.until is None or s.until > day)]
    step = active[0].step if active else None
    items = items_of(current.snapshot)
    return Detail(
        request=request,
        facts=[(label, value) for label, value, kind in items if kind != "long" and label != _("amount (CNY)")],
        texts=[(label, value) for label, value, kind in items if kind == "long"],
        files=files_of(current.snapshot),
        steps=_steps(request, current, seats, decisions),
        timeline=list(_timeline(request, submissions, seats, decisions)) + _waits(active),
        waiting=active,
        seat=next((seat for seat in active if reader and seat.approver_id == reader.pk), None),
        due_at=step.due_at if step else None,
        since=step.activated_at if step else None,
        is_genuine=all(digest(s.snapshot) == s.digest for s in submissions),
    )


def items_of(snapshot: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(label, value in words, kind) of what was shown."""
    return [(_label(item), _in_words(item["value"], item["kind"]), item["kind"]) for item in snapshot["items"]]


def _label(item: dict[str, Any]) -> str:
    msgid = item["label"]
    return _(msgid) if msgid else ""


def _in_words(value: Any, kind: str) -> str:
    if kind == "money":
        return money(Decimal(value))
    if kind == "span":
        return span(*(_time(end) for end in value))
    if kind == "minutes":
        return minutes(int(value))
    if kind == "days":
        days = Decimal(value).normalize()
        return ngettext("%(amount)s day", "%(amount)s days", 1 if days == 1 else 2) % {"amount": f"{days:f}"}
    if kind == "day":
        return span(date.fromisoformat(value), date.fromisoformat(value))
    return str(value)


def _time(value: str) -> date:
    """A day, or a moment of one."""
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def files_of(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**file, "url": reverse("common:file", args=[file["id"]])} for file in snapshot["files"]]


def names(seats: Iterable[StepApprover], mode: str = Mode.ANY) -> str:
    """The people of a step in one line; those who share a place are joined by a stroke."""
    places: dict[int, list[str]] = {}
    for seat in seats:
        places.setdefault(seat.place, []).append(seat.approver.name)
    joined = ["/".join(dict.fromkeys(people)) for people in places.values()]
    told = "、".join(joined)
    return _("%(people)s (any one of them)") % {"people": told} if mode == Mode.ANY and len(joined) > 1 else told


def _steps(request: Request, current: Submission, seats: list[StepApprover], decisions: list[Decision]) -> list[StepShown]:
    by_step: dict[int, list[StepApprover]] = {}
    for seat in seats:
        if seat.step.submission_id == current.pk:
            by_step.setdefault(seat.step_id, []).append(seat)
    shown = []
    for own in sorted(by_step.values(), key=lambda group: group[0].step.order):
        step = own[0].step
        said = [d for d in decisions if d.step_id == step.pk and d.seat_id and d.verdict in TONES]
        shown.append(StepShown(step.label, _note(step, own, said), _mark(step, said)))
    return shown


def _note(step: RequestStep, seats: list[StepApprover], said: list[Decision]) -> str:
    if said:
        return "、".join(f"{d.decided_by.name} {d.get_verdict_display()}" for d in said)
    if step.state == StepState.SKIPPED:
        return step.get_state_display()
    return names([seat for seat in seats if seat.closed_at is None], step.mode)


def _mark(step: RequestStep, said: list[Decision]) -> str:
    if said and said[-1].verdict != Act.APPROVE:
        return "wrong"
    return {StepState.DONE: "done", StepState.ACTIVE: "current"}.get(StepState(step.state), "next")


def _timeline(request: Request, submissions: list[Submission], seats: list[StepApprover], decisions: list[Decision]) -> Iterator[Entry]:
    shown = {submission.pk: submission.digest for submission in submissions}
    entries = [_submitted(request, s) for s in submissions]
    entries += [_came(seat) for seat in seats if seat.source in LATER]
    entries += [_said(d, shown[d.submission_id]) for d in decisions]
    told = {seat.step_id: seat.step for seat in seats if seat.step.reminded_at}
    entries += [Entry("", _("overdue: approver and deputy were reminded"), step.reminded_at, tone="waiting") for step in told.values()]
    yield from sorted(entries, key=lambda entry: entry.at)  # type: ignore[arg-type, return-value]


def _submitted(request: Request, submission: Submission) -> Entry:
    what = _("submitted the request") if submission.round == 1 else Act.RESUBMIT.label
    return Entry(request.applicant.name, str(what), submission.submitted_at, tone="info")


def _said(decision: Decision, shown: str) -> Entry:
    what = str(decision.get_verdict_display())
    if decision.named:
        what = f"{what} → {decision.named.name}"
    if decision.on_behalf_of:
        what = _("%(act)s, for %(owner)s") % {"act": what, "owner": decision.on_behalf_of.name}
    holds = decision.signature == decision.signature_over(shown)
    return Entry(
        decision.decided_by.name, what, decision.decided_at, decision.opinion, TONES.get(Act(decision.verdict), "info"),
        decision.signature[:8], holds, decision.verdict,
    )  # fmt: skip


def _came(seat: StepApprover) -> Entry:
    owner = seat.on_behalf_of.name if seat.on_behalf_of else ""
    return Entry(seat.approver.name, LATER[Source(seat.source)] % {"owner": owner}, seat.created_at)


def _waits(active: list[StepApprover]) -> list[Entry]:
    if not active:
        return []
    step = active[0].step
    note = _("until %(when)s") % {"when": moment(step.due_at)} if step.due_at else ""
    return [Entry(names(active, step.mode), _("is to decide"), None, note, "waiting")]
