"""The page of periodic duties: every one with its owner, when it is due next, and what last showed that it was done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, TruncDate
from django.urls import reverse

from duties import labels, sources
from duties.choices import Plan
from duties.domain import state_of
from duties.intervals import interval_of
from duties.models import Duty, DutyItem
from duties.selectors.holders import Holder, holders_of, with_holders
from duties.sources import SourceItem
from rules.models import ClauseText, Rulebook

if TYPE_CHECKING:
    from people.models import User

ENDED, OVERDUE = "ended", "overdue"
FAR = date.max


@dataclass(frozen=True, slots=True)
class Line:
    """A duty of the page. due_on: of the oldest item that is not done, None when none is open. file_id: of the last evidence.

    clause, clause_url: where it stands on the wall, "" when nowhere. source: of whom it comes; "" for a recorded one.
    """

    title: str
    url: str
    code: str
    department: str
    owner: str
    holders: tuple[Holder, ...]
    rhythm: str
    due_on: date | None
    state: str
    last_on: date | None
    last_by: str
    last_words: str
    file_url: str
    overdue: int
    clause: str = ""
    clause_url: str = ""
    source: str = ""

    @property
    def owner_names(self) -> str:
        return labels.names([holder.name for holder in self.holders])

    @property
    def state_word(self) -> str:
        return labels.state_word(self.state) if self.state else ""

    @property
    def state_tone(self) -> str:
        return labels.state_tone(self.state) if self.state else "quiet"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in the list, before it is read in full: a recorded duty by its id, or an item of a source."""

    due_on: date
    order: int
    duty: int | None
    item: SourceItem | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Every duty that fits the filter, in order, and the units that the filter offers: id and name."""

    places: list[Place]
    units: list[tuple[int, str]]


def listed(user: "User", day: date, *, department_id: int | None = None, show: str = "") -> Listed:
    """The duties that the account may see, the longest overdue first: one query, and those of the sources.

    department_id: only of that unit. show: "" what is running, `overdue`, or `ended`.
    """
    rows = Duty.objects.visible_to(user)
    rows = rows.filter(ended_on__lt=day) if show == ENDED else rows.running(day)
    undone = Q(items__done_at=None, items__pk__isnull=False)
    found = rows.annotate(due=Min("items__due_on", filter=undone)).order_by("code", "pk")
    known: list[tuple[Place, int | None, str]] = [
        (Place(due or FAR, pk, pk), unit, name) for pk, due, unit, name in found.values_list("pk", "due", "department", "department__name")
    ]
    if show != ENDED:
        for source in sources.registered():
            for number, item in enumerate(source.items(day, user)):
                known.append((Place(item.due_on or FAR, number, None, item, str(source.label)), item.department_id, item.department))
    units = sorted({(unit, name) for _place, unit, name in known if unit is not None}, key=lambda one: one[1])
    places = [
        place for place, unit, _name in known
        if department_id in (None, unit) and (show != OVERDUE or place.due_on < day)
    ]  # fmt: skip
    return Listed(sorted(places, key=lambda place: (place.due_on, place.duty is None, place.order)), units)


def lines(places: Sequence[Place], user: "User", day: date) -> list[Line]:
    """The lines in full, in their order: one query for the recorded ones (and the snapshot of the rules)."""
    wanted = Duty.objects.filter(pk__in=[place.duty for place in places if place.duty])
    duties: dict[int | None, Duty] = {duty.pk: duty for duty in full(wanted, user, day)}
    return [
        line_of_source(place, day) if place.item else line_of(duties[place.duty], day)
        for place in places
        if place.item or place.duty in duties
    ]


def full(rows: QuerySet[Duty], user: "User", day: date) -> QuerySet[Duty]:
    """The duties with everything that a line says; the wording of a clause only for whoever may read its rulebook."""
    items = DutyItem.objects.filter(duty=OuterRef("pk"))
    undone = items.filter(done_at=None).order_by("due_on")
    done = items.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    open_books = Rulebook.objects.visible_to(user).values("pk")
    wording = ClauseText.objects.filter(clause=OuterRef("clause"), edition__state="published", edition__rulebook__in=open_books)
    return with_holders(rows, day).select_related("department", "post", "role", "clause__rulebook").annotate(
        undone=ArraySubquery(undone.values("due_on")),
        last=ArraySubquery(
            done.annotate(on=TruncDate("done_at")).values(
                one=JSONObject(on=F("on"), by=F("done_by__name"), note=F("note"), file=F("file"), name=F("file__name"))
            )[:1]
        ),
        wording=ArraySubquery(
            wording.order_by("-edition__number").values(
                one=JSONObject(label=F("label"), heading=F("heading"), number=F("edition__number"))
            )[:1]
        ),
    )  # fmt: skip


def line_of(duty: Any, day: date) -> Line:
    """A recorded duty, as `full` reads it."""
    last = duty.last[0] if duty.last else None
    due = duty.undone[0] if duty.undone else None
    days = interval_of(duty.key, day, duty.department_id).days if duty.plan == Plan.PARAMETER else None
    clause, url = cited(duty)
    return Line(
        title=duty.name, url=duty.get_absolute_url(), code=duty.code, department=duty.department.name, owner=duty.owner_title,
        holders=holders_of(duty), rhythm=labels.rhythm(duty, days), due_on=due, state=state_of(due, None, day) if due else "",
        last_on=date.fromisoformat(last["on"]) if last else None, last_by=last["by"] if last else "",
        last_words=(last["note"] or last["name"] or "") if last else "",
        file_url=reverse("common:file", args=[last["file"]]) if last and last["file"] else "",
        overdue=sum(one < day for one in duty.undone), clause=clause, clause_url=url,
    )  # fmt: skip


def cited(duty: Any) -> tuple[str, str]:
    """Where the duty stands on the wall, in words and as an address; ("", "") when nowhere that the reader may open."""
    if not duty.wording:
        return "", ""
    [at], book = duty.wording, duty.clause.rulebook
    words = " ".join(word for word in (book.title, at["label"], at["heading"]) if word)
    return words, f"{reverse('rules:rulebook', args=[book.number])}?edition={at['number']}#c{duty.clause_id}"


def line_of_source(place: Place, day: date) -> Line:
    """A duty that exists by nature."""
    item = place.item
    assert item is not None  # noqa: S101  asked before
    return Line(
        title=item.title, url=item.url, code="", department=item.department, owner=item.owner, holders=item.holders, rhythm=item.rhythm,
        due_on=item.due_on, state=state_of(item.due_on, None, day) if item.due_on else "", last_on=item.last_on, last_by="",
        last_words=item.last_words, file_url="", overdue=int(bool(item.due_on and item.due_on < day)), source=place.source,
    )  # fmt: skip


def from_sources(user: "User", day: date, wanted: Callable[[SourceItem], bool]) -> Iterable[Line]:
    """The items of the sources that fit, the longest due first."""
    places = [
        Place(item.due_on or FAR, number, None, item, str(source.label))
        for source in sources.registered()
        for number, item in enumerate(source.items(day, user))
        if wanted(item)
    ]
    return [line_of_source(place, day) for place in sorted(places, key=lambda place: (place.due_on, place.source, place.order))]
