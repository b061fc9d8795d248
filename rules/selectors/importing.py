"""Imported files and documents as their pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from common import clock
from people.access import departments_in_scope, within_scope
from people.models import Assignment
from rules.catalogue import is_known, text_of
from rules.domain.tree import Node, Way, open_ways
from rules.labels import unit_of
from rules.models import Edition, ImportedDocument, ImportedNode, ImportedSource, NodeFlag
from rules.selectors.importing_source import RawLine, raw_lines
from rules.services.importing_draft import raw_of
from rules.services.importing_tree import token
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

ADD = "rules.add_rulebook"
ON_A_PAGE = 300  # nodes of one page
STYLES = ("章", "条", "一、", "(一)", "1.", "1、", "1.1", "(1)", "-")  # keys of ImportedDocument.markers


def sources_for(user: "User") -> QuerySet[ImportedSource]:
    """What the account may see of imported files: its own, those of the units for which it writes rules, and those of a command."""
    if not user.access.has(ADD):
        return ImportedSource.objects.none()
    scope = departments_in_scope(user, ADD)
    if scope is None:
        return ImportedSource.objects.all()
    there = Assignment.objects.filter(department__in=scope, during__contains=clock.today()).values("employee")
    return ImportedSource.objects.filter(Q(imported_by=None) | Q(imported_by__user=user) | Q(imported_by__in=there))


def documents_for(user: "User") -> QuerySet[ImportedDocument]:
    """Their documents, as far as the draft that one became is open to the account; and those of editions that it looks after or reviews."""
    open_ = Q(edition=None) | Q(edition__in=Edition.objects.visible_to(user).values("pk"))
    mine = Q(source__in=sources_for(user).values("pk")) & open_
    for permission in ("rules.change_edition", "rules.publish_edition", "rules.view_rulebook"):
        mine |= Q(edition__isnull=False) & _in_scope(user, permission)
    return ImportedDocument.objects.filter(mine | Q(edition__reviewer__user=user))


def _in_scope(user: "User", permission: str) -> Q:
    return within_scope(user, permission, "edition__rulebook__owner")


def confirmable(user: "User", document: ImportedDocument) -> bool:
    """Whether the account may confirm remarks: who imports, writes or publishes it, and its legality reviewer."""
    condition = Q(source__in=sources_for(user).values("pk")) | Q(edition__reviewer__user=user)
    for permission in ("rules.change_edition", "rules.publish_edition"):
        condition |= Q(edition__isnull=False) & _in_scope(user, permission)
    return ImportedDocument.objects.filter(condition, pk=document.pk).exists()


# -- the list --------------------------------------------------------------------------------------------


def listed(user: "User") -> QuerySet[ImportedSource]:
    """The files with their documents; each document with `nodes_count`, `open_flags`: two queries."""
    documents = (
        documents_for(user)
        .select_related("edition__rulebook")
        .annotate(
            nodes_count=Count("nodes", filter=Q(nodes__depth__gt=0), distinct=True),
            open_flags=Count("nodes__flags", filter=Q(nodes__flags__confirmed_at=None), distinct=True),
        )
        .order_by("first_line")
    )
    return (
        sources_for(user)
        .defer("text")
        .select_related("imported_by")
        .prefetch_related(Prefetch("documents", documents, to_attr="shown"))
        .order_by("-pk")
    )


# -- a document ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """A blank, or a figure that could be a parameter. place: its number in the group. chosen: None while nobody has chosen."""

    group: str
    place: int
    text: str
    guess: str
    why: str
    unit: str
    type_name: str
    start: int
    end: int
    chosen: str | None
    is_value: bool
    value: str

    @property
    def is_open(self) -> bool:
        return self.chosen is None

    @property
    def guess_text(self) -> str:
        """The guessed parameter in words; "" without a guess."""
        return text_of(self.guess) if self.guess else ""

    @property
    def chosen_text(self) -> str:
        return text_of(self.chosen) if self.chosen else ""

    @property
    def is_other(self) -> bool:
        """Whether another parameter than the guessed one was chosen."""
        return bool(self.chosen) and self.chosen != self.guess


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a node's text; spot: what stands there."""

    text: str
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A node as the page shows it. ways: where it can go, told of the selected one only."""

    row: ImportedNode
    pieces: tuple[Piece, ...]
    spots: tuple[Spot, ...]
    flags: tuple[NodeFlag, ...]
    ways: frozenset[Way]
    can_merge: bool

    @property
    def is_out(self) -> bool:
        return not self.row.depth

    @property
    def step(self) -> int:
        """How far it is set in: what was taken out stands where it stood."""
        return min(self.row.depth or len(self.row.path), 8)

    @property
    def has_open(self) -> bool:
        return any(spot.is_open for spot in self.spots)

    @property
    def name(self) -> str:
        return f"{self.row.label}{self.row.heading}" or self.row.text[:12]


@dataclass(frozen=True, slots=True)
class Tree:
    """page: of the nodes, where they are many. open_spots, open_flags: in the whole document."""

    document: ImportedDocument
    lines: tuple[Line, ...]
    raw: tuple[RawLine, ...]
    token: str
    page: Page
    guesses: int
    open_spots: int
    open_flags: int
    count: int

    @property
    def markers(self) -> list[tuple[str, int]]:
        """How many of each style of numbers were found, the style that stands highest first."""
        return [(style, self.document.markers[style]) for style in STYLES if self.document.markers.get(style)]


def tree_of(document: ImportedDocument, at: int | None = None, page: str = "") -> Tree:
    """All that the page of a document shows. at: the node whose page is wanted. Four queries."""
    rows = list(ImportedNode.objects.filter(document=document).order_by("order"))
    flags: dict[int, list[NodeFlag]] = {}
    for flag in NodeFlag.objects.filter(node__document=document).select_related("confirmed_by").order_by("pk"):
        flags.setdefault(flag.node_id, []).append(flag)
    shown = _page(rows, at, page)
    spots = {row.pk: spots_of(row) for row in rows}
    live = [Node(row.pk, row.depth) for row in rows if row.depth]
    lines = tuple(
        Line(
            row,
            tuple(_pieces(row.text, spots[row.pk])),
            spots[row.pk],
            tuple(flags.get(row.pk, ())),
            frozenset(open_ways(live, row.pk)) if row.pk == at and row.depth else frozenset(),
            can_merge=bool(row.depth) and row.pk != live[0].key,
        )
        for row in shown.object_list
    )
    every = [spot for row in rows if row.depth for spot in spots[row.pk] if spot.is_open and spot.group == "blanks"]
    return Tree(
        document=document, lines=lines, raw=tuple(raw_lines(document, shown)), token=token(rows), page=shown,
        guesses=sum(bool(spot.guess) for spot in every), open_spots=len(every),
        open_flags=sum(flag.confirmed_at is None for found in flags.values() for flag in found), count=len(live),
    )  # fmt: skip


def _page(rows: Sequence[ImportedNode], at: int | None, page: str) -> Page:
    paginator = Paginator(rows, ON_A_PAGE)
    place = next((place for place, row in enumerate(rows) if row.pk == at), None)
    return paginator.get_page(place // ON_A_PAGE + 1 if place is not None else page or 1)


def spots_of(row: ImportedNode) -> tuple[Spot, ...]:
    """The blanks of a node and the figures that could be parameters, from left to right."""
    found = [_spot("blanks", place, one) for place, one in enumerate(row.blanks)]
    found += [_spot("offers", place, one) for place, one in enumerate(row.offers)]
    return tuple(sorted((one for one in found if one.end <= len(row.text)), key=lambda spot: spot.start))


def _spot(group: str, place: int, one: dict[str, Any]) -> Spot:
    guess = one["key"] if is_known(one["key"]) else ""
    key = one.get("chosen") or guess
    raw = raw_of(one) if group == "offers" else None
    return Spot(
        group=group, place=place, text=one["text"], guess=guess, why=one.get("why", ""), unit=unit_of(one.get("unit", "")),
        type_name=one.get("type", ""), start=one["at"][0], end=one["at"][1], chosen=one.get("chosen"), is_value=one.get("is_value", False),
        value=(in_words(key, raw) or "") if raw is not None else "",
    )  # fmt: skip


def _pieces(text: str, spots: Iterable[Spot]) -> Iterable[Piece]:
    done = 0
    for spot in spots:
        if spot.start < done:
            continue
        if spot.start > done:
            yield Piece(text[done : spot.start])
        yield Piece(text[spot.start : spot.end], spot)
        done = spot.end
    if done < len(text):
        yield Piece(text[done:])
