"""A draft as its writers see it: every clause with what can be done to it, and what is still to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from common.bindings import Binding
from people.models import DepartmentPath, Post
from rules.catalogue import text_of
from rules.domain.figures import figures
from rules.domain.text import keys_in
from rules.domain.tree import Node, Way, open_ways
from rules.models import ClauseText, Edition, Rulebook
from rules.selectors.origins import open_remarks
from rules.selectors.rulebooks import Coverage, ShownClause, coverage, editable_by, shown_clauses
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User


def editions_for(user: "User") -> QuerySet[Edition]:
    """The editions that the account may see; `writes` says whether it may write them."""
    return (
        Edition.objects.visible_to(user)
        .select_related("rulebook__owner", "prepared_by")
        .annotate(writes=Exists(editable_by(user).filter(pk=OuterRef("rulebook"))), open_remarks=open_remarks())
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A clause of a draft. ways: where it can be moved. own: what units decide for themselves, (unit, words) pairs."""

    shown: ShownClause
    ways: frozenset[Way]
    own: tuple[tuple[str, str], ...]

    @property
    def enforced(self) -> list[Binding]:
        """What the software does for it today."""
        return [one.binding for one in self.shown.bound if one.binding is not None]

    @property
    def waits(self) -> bool:
        """Whether something in it is bound that nobody enforces yet."""
        return any(not one.is_enforced for one in self.shown.bound)

    @property
    def has_figures(self) -> bool:
        """Whether a number in it could become a parameter."""
        return bool(figures(self.row.text))

    @property
    def row(self) -> ClauseText:
        return self.shown.row

    @property
    def name(self) -> str:
        """How one speaks of it."""
        return str(self.row) or self.row.text[:12]


@dataclass(frozen=True, slots=True)
class BlankToDecide:
    row: ClauseText
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    lines: tuple[Line, ...]
    coverage: Coverage
    blanks: tuple[BlankToDecide, ...]

    @property
    def chapters(self) -> list[Line]:
        return [line for line in self.lines if line.row.depth == 1]


def draft_of(edition: Edition) -> Draft:
    """All that the editor shows: three queries."""
    shown = shown_clauses(edition)
    nodes = [Node(one.row.clause_id, one.row.depth) for one in shown]
    lines = tuple(Line(one, frozenset(open_ways(nodes, one.row.clause_id)), tuple(_own(one))) for one in shown)
    return Draft(lines, coverage(shown), tuple(_blanks(shown)))


def _own(one: ShownClause) -> Iterable[tuple[str, str]]:
    for value in one.values:
        if value.department is not None:
            yield value.department.name, in_words(value.key, value.raw) or ""


def _blanks(shown: Iterable[ShownClause]) -> Iterable[BlankToDecide]:
    for one in shown:
        for key in dict.fromkeys(piece.key for piece in one.pieces if piece.is_blank):
            yield BlankToDecide(one.row, key, text_of(key))


def blanks_of(edition: Edition) -> list[tuple[str, int]]:
    """The undecided parameters with their clauses, in the order of the text: two queries."""
    undecided = set(edition.values.filter(raw__isnull=True, department=None).values_list("key", flat=True))
    texts = edition.texts.order_by("order").values_list("clause", "text")
    return [(key, clause) for clause, text in texts for key in keys_in(text) if key in undecided]


def taken_keys(edition: Edition) -> dict[str, str]:
    """The parameters that clauses of the edition decide, with the labels of these: two queries."""
    labels = dict(edition.texts.values_list("clause", "label"))
    return {key: labels[clause] for key, clause in edition.values.filter(department=None).values_list("key", "clause")}


def titles_in(rulebook: Rulebook, day: date) -> list[str]:
    """The titles of posts where the rulebook holds, the most senior first, each once."""
    return list(dict.fromkeys(posts_in(rulebook.departments.all(), day).order_by("-rank", "pk").values_list("title", flat=True)))


def posts_in(units: Iterable[object], day: date) -> QuerySet[Post]:
    """The posts of that day in these units and all below them; without units those of the company."""
    posts = Post.objects.on(day).select_related("department")
    chosen = list(units)
    if not chosen:
        return posts
    return posts.filter(department__in=DepartmentPath.objects.on(day).filter(ancestor__in=chosen).values("descendant"))
