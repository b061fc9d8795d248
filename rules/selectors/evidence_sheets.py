"""Everything on record about how an edition came about, and how one person or everybody was told and acknowledged it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from approvals.models import Decision
from notices.models import NoticeRecipient
from people.models import Assignment, AssignmentKind, Employee
from rules.models import (
    Acknowledgement,
    AcknowledgementTrace,
    Consultation,
    ConsultationMeeting,
    Edition,
    LegalityReview,
    Opening,
    QuizAttempt,
    ReadingTask,
)
from rules.selectors.content import content_digest
from rules.selectors.quizzes import Question, questions_of
from rules.selectors.reading import url_of
from rules.selectors.rulebooks import ShownClause, shown_clauses
from rules.selectors.shown_text import AS_WRITTEN, plain_text, text_digest


@dataclass(frozen=True, slots=True)
class Making:
    """How an edition came to hold. holds: whether its text, values and bindings still give the digest."""

    edition: Edition
    holds: bool
    review: LegalityReview | None
    decisions: list[Decision]
    consultations: list[Consultation]
    meetings: list[ConsultationMeeting]
    clauses: list[ShownClause]


def making_of(edition: Edition) -> Making:
    """Nine queries."""
    said = Decision.objects.filter(request=edition.approval_id).select_related("decided_by", "on_behalf_of", "step", "submission")
    return Making(
        edition=edition,
        holds=edition.digest == content_digest(edition),
        review=edition.reviews.filter(round=edition.round).select_related("reviewer").first(),
        decisions=list(said.order_by("decided_at", "pk")) if edition.approval_id else [],
        consultations=list(edition.consultations.annotate(answers=Count("opinions")).select_related("opened_by").order_by("pk")),
        meetings=list(edition.meetings.select_related("recorded_by").order_by("held_on", "pk")),
        clauses=shown_clauses(edition),
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """How one person was told and acknowledged an edition. text_holds: the text still gives the digest that was kept.

    trace: address and browser, None once they are forgotten; their digest stays with the acknowledgement.
    """

    person: Employee
    place: Assignment | None
    task: ReadingTask | None
    told: list[NoticeRecipient]
    openings: list[Opening]
    acknowledgement: Acknowledgement | None
    trace: AcknowledgementTrace | None
    attempts: list[QuizAttempt]
    questions: list[Question]
    text: str
    text_holds: bool


def proof_of(making: Making, person: Employee) -> Proof:
    """Nine queries."""
    edition = making.edition
    own: dict[str, Any] = {"edition": edition, "employee": person}
    done = Acknowledgement.objects.filter(**own).select_related("consent", "quiz", "scan", "recorded_by").first()
    told = NoticeRecipient.objects.filter(recipient=person, notice__kind="rule_change", notice__link=url_of(edition))
    task = ReadingTask.objects.filter(**own).select_related("escalated_to", "carried__edition").first()
    day = done.signed_on if done else task.asked_at.date() if task else edition.effective_on
    text = text_shown(making, done)
    return Proof(
        person=person,
        place=place_of(person, day),
        task=task,
        told=list(told.select_related("notice").order_by("delivered_at", "pk")),
        openings=list(Opening.objects.filter(**own).order_by("at", "pk")),
        acknowledgement=done,
        trace=AcknowledgementTrace.objects.filter(acknowledgement=done).first() if done else None,
        attempts=list(QuizAttempt.objects.filter(**own).order_by("pk")),
        questions=questions_of(edition, making.clauses),
        text=text,
        text_holds=done is not None and text_digest(text) == done.digest,
    )


def place_of(person: Employee, day: date | None) -> Assignment | None:
    """The post held on that day, the regular one before others."""
    if day is None:
        return None
    held = Assignment.objects.on(day).filter(employee=person).select_related("post", "department")
    return min(held, key=lambda one: (one.kind != AssignmentKind.REGULAR, one.pk), default=None)


def text_shown(making: Making, done: Acknowledgement | None) -> str:
    """The text as it was before the reader: as it is written, or turned into their characters, whichever gives the digest."""
    written = plain_text(making.edition, making.clauses, AS_WRITTEN)
    if done is None or text_digest(written) == done.digest:
        return written
    return plain_text(making.edition, making.clauses, done.script)


# -- everybody -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the table of an edition."""

    number: str
    name: str
    unit: str
    told_at: datetime | None
    opened_at: datetime | None
    done_at: datetime | None
    kind: str
    seconds: int | None
    digest: str


def lines_of(edition: Edition, rows: QuerySet[ReadingTask]) -> list[Line]:
    """Everybody among `rows` (rules.selectors.acknowledgements.people_of), with what proves it: one query."""
    done = Acknowledgement.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"))
    told = NoticeRecipient.objects.filter(recipient=OuterRef("employee"), notice__kind="rule_change", notice__link=url_of(edition))
    found: Any = rows.annotate(
        told_at=Subquery(told.order_by("delivered_at").values("delivered_at")[:1]),
        seconds=Subquery(done.values("seconds")[:1]),
        digest=Subquery(done.values("digest")[:1]),
    )
    return [
        Line(
            one.employee.number, one.employee.name, one.unit or "", one.told_at, one.opened_at, one.done_at,
            _kind(one), one.seconds, one.digest or "",
        )
        for one in found
    ]  # fmt: skip


def _kind(task: Any) -> str:
    return str(Acknowledgement(kind=task.kind).get_kind_display()) if task.kind else ""
