"""A consultation of staff as its pages show it: the text that was asked about, what was said, what was answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common.models import Upload
from common.templatetags.show import bare_day
from people.access import within_scope
from people.models import Assignment, DepartmentPath
from rules.choices import State
from rules.models import ClauseText, Consultation, ConsultationMeeting, Edition, Remark, RemarkAnswer, Rulebook
from rules.selectors.evidence import Entry
from rules.selectors.reading import Part, read
from rules.selectors.rulebooks import shown_clauses

if TYPE_CHECKING:
    from people.models import User

ANSWERS = "rules.change_edition"


def consultations_for(user: "User") -> QuerySet[Consultation]:
    """Those of rulebooks that the account may read, and those of editions that it may open. `answers`: whether it answers there."""
    rows = Consultation.objects.select_related("edition__rulebook__owner", "opened_by", "closed_by")
    may = Q(edition__rulebook__in=Rulebook.objects.visible_to(user).values("pk")) | Q(
        edition__in=Edition.objects.visible_to(user).values("pk")
    )
    own = Rulebook.objects.filter(within_scope(user, ANSWERS, "owner"), pk=OuterRef("edition__rulebook"))
    return rows.filter(may).annotate(answers=Exists(own))


def open_for(user: "User", day: date) -> QuerySet[Consultation]:
    """Those in which the account's holder may still say something on that day, the nearest end first.

    `said`: how many opinions the holder gave.
    """
    mine = Assignment.objects.filter(employee__user=user, during__contains=day)
    above = DepartmentPath.objects.on(day).filter(descendant__in=mine.values("department")).values("ancestor")
    binds = Q(departments=None) | Q(departments__in=above)
    holds = Q(posts=None) | Q(posts__in=mine.values("post"))
    bound = Rulebook.objects.filter(binds & holds, Exists(mine)).values("pk")
    rows = Consultation.objects.filter(closed_at=None, closes_on__gte=day, edition__state=State.CONSULTATION, edition__rulebook__in=bound)
    said = Count("opinions", filter=Q(opinions__by__user=user))
    return rows.select_related("edition__rulebook").annotate(said=said).order_by("closes_on", "pk")


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion. who: its author, "" where the reader is not told. is_mine: the reader's own."""

    remark: Remark
    who: str
    is_mine: bool

    @property
    def answer(self) -> RemarkAnswer | None:
        return getattr(self.remark, "answer", None)


@dataclass(frozen=True, slots=True)
class AskedClause:
    """A clause of the text asked about, with what was said on it. row None: on the draft as a whole."""

    row: ClauseText | None
    parts: tuple[Part, ...]
    opinions: tuple[Said, ...]

    @property
    def pk(self) -> int:
        return self.row.clause_id if self.row else 0

    @property
    def level(self) -> int:
        return min(self.row.depth + 1, 4) if self.row else 2


def asked(consultation: Consultation, user: "User", *, by_name: bool) -> list[AskedClause]:
    """The whole, then every clause from top to bottom: three queries. by_name: whether the reader learns who said what."""
    said = _by_clause(consultation, user, by_name=by_name)
    clauses = [
        AskedClause(one.row, one.parts, tuple(said.get(one.row.clause_id, ())))
        for one in read(shown_clauses(consultation.edition), {}, None)
    ]
    here = {one.pk for one in clauses}
    whole = [one for clause, ones in said.items() if clause not in here for one in ones]
    return [AskedClause(None, (), tuple(whole)), *clauses]


def said_on(clauses: Iterable[AskedClause]) -> list[AskedClause]:
    """Only those on which something was said."""
    return [one for one in clauses if one.opinions]


def _by_clause(consultation: Consultation, user: "User", *, by_name: bool) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    rows = consultation.opinions.select_related("by", "answer__by", "answer__draft")
    for row in rows.order_by("pk"):
        is_mine = row.by.user_id == user.pk
        found.setdefault(row.clause_id or 0, []).append(Said(row, row.by.name if by_name or is_mine else "", is_mine))
    return found


def may_read_minutes(user: "User", upload: Upload) -> bool:
    """A file of minutes opens to whoever may open the edition on which the meeting was held."""
    return ConsultationMeeting.objects.filter(file=upload, edition__in=Edition.objects.visible_to(user).values("pk")).exists()


@dataclass(frozen=True, slots=True)
class Asking:
    """How staff were asked about an edition: every consultation, and the minutes of the meetings."""

    consultations: list[Consultation]
    meetings: list[ConsultationMeeting]

    def entries(self) -> Iterator[Entry]:
        """For the story of the edition."""
        for row in self.consultations:
            until = _("asked staff, until %(day)s") % {"day": bare_day(row.closes_on)}
            yield Entry(row.opened_by.name, until, row.opened_at, "", "info")
            if row.closed_at is not None and row.closed_by is not None:
                yield Entry(row.closed_by.name, _("closed the consultation"), row.closed_at, row.summary, "good")
        for meeting in self.meetings:
            what = _("recorded a meeting of %(day)s: %(kind)s") % {"day": bare_day(meeting.held_on), "kind": meeting.get_kind_display()}
            yield Entry(meeting.recorded_by.name, what, meeting.at, "", "info")


def asking_of(edition: Edition) -> Asking:
    """Two queries."""
    asked = list(edition.consultations.select_related("opened_by", "closed_by").order_by("pk"))
    return Asking(asked, list(edition.meetings.select_related("recorded_by", "file").order_by("held_on", "pk")))
