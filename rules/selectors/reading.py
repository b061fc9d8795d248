"""An edition as its page reads: the text, what enforces each clause, and what a coming edition changes there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from common import bindings
from common.bindings import Kept
from common.periods import Period
from people.models import DepartmentPath
from rules.domain.effect import Standing
from rules.models import ClauseText, Edition, Rulebook, Value
from rules.selectors.listing import Placed
from rules.selectors.rulebooks import Bound, ShownClause, shown_clauses
from rules.words import in_measure, in_words


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text. key: the parameter that it shows; anchor: its address on the page, where the key stands first."""

    text: str
    key: str
    anchor: str
    is_blank: bool


@dataclass(frozen=True, slots=True)
class Enforced:
    """What the software does for a clause. is_inactive: a value that it needs is undecided. kept: of this month."""

    label: str
    kind: str
    is_inactive: bool
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different here from `day` on. url: the place in the coming edition."""

    day: date
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ReadClause:
    """own: (unit, value in words) where a unit differs. is_waiting: bound to what nobody enforces yet. level: of its heading."""

    row: ClauseText
    parts: tuple[Part, ...]
    own: tuple[tuple[str, str], ...]
    enforced: tuple[Enforced, ...]
    changes: tuple[Change, ...]
    is_waiting: bool
    is_principle: bool
    is_blank: bool

    @property
    def level(self) -> int:
        return min(self.row.depth + 1, 5)


@dataclass(frozen=True, slots=True)
class Coming:
    """The next edition against the one that is read. added: clauses that it adds."""

    edition: Edition
    day: date
    changes: dict[int, tuple[Change, ...]]
    added: tuple[str, ...]

    @property
    def count(self) -> int:
        return sum(map(len, self.changes.values())) + len(self.added)


def url_of(edition: Edition, anchor: str = "") -> str:
    """Where the edition is read."""
    url = f"{reverse('rules:rulebook', args=[edition.rulebook.number])}?edition={edition.number}"
    return f"{url}#{anchor}" if anchor else url


def read(clauses: Iterable[ShownClause], kept: dict[str, Kept], coming: Coming | None) -> list[ReadClause]:
    """The clauses for the page. kept: by code of the binding."""
    return [_read(one, kept, coming.changes.get(one.row.clause_id, ()) if coming else ()) for one in clauses]


def _read(shown: ShownClause, kept: dict[str, Kept], changes: Sequence[Change]) -> ReadClause:
    blanks = {piece.key for piece in shown.pieces if piece.is_blank}
    enforced = [_enforced(one, kept, blanks) for one in shown.bound if one.binding]
    return ReadClause(
        row=shown.row,
        parts=tuple(_parts(shown)),
        own=tuple(_own(shown.values)),
        enforced=tuple(enforced),
        changes=tuple(changes),
        is_waiting=any(not one.is_enforced for one in shown.bound),
        is_principle=shown.is_leaf and not shown.is_bound,
        is_blank=bool(blanks),
    )


def _parts(shown: ShownClause) -> Iterator[Part]:
    seen: set[str] = set()
    for piece in shown.pieces:
        yield Part(piece.text, piece.key, "" if piece.key in seen else piece.key, piece.is_blank)
        seen.add(piece.key)


def _own(values: Iterable[Value]) -> Iterator[tuple[str, str]]:
    for value in values:
        if value.department is not None:
            yield value.department.name, in_words(value.key, value.raw) or _("undecided")


def _enforced(bound: Bound, kept: dict[str, Kept], blanks: set[str]) -> Enforced:
    assert bound.binding is not None  # noqa: S101  asked before
    return Enforced(
        label=str(bound.binding.label),
        kind=str(bindings.KINDS[bound.binding.kind]),
        is_inactive=bool(blanks & set(bound.keys)),
        kept=kept.get(bound.code),
    )


def kept_this_month(clauses: Iterable[ShownClause], rulebook: Rulebook, day: date) -> dict[str, Kept]:
    """How each binding that counts fared from the first of the month to that day, where the rulebook binds; by its code."""
    counting = {one.code: one.binding for shown in clauses for one in shown.bound if one.binding and one.binding.kept}
    if not counting:
        return {}
    bound = [unit.pk for unit in rulebook.departments.all()]
    below = DepartmentPath.objects.on(day).filter(ancestor__in=bound).values_list("descendant", flat=True)
    departments = sorted(set(below)) if bound else None
    period = Period(day.replace(day=1), day)
    return {code: binding.kept(period, departments) for code, binding in counting.items() if binding.kept}


def coming_against(edition: Edition, clauses: Sequence[ShownClause], following: Placed | None) -> Coming | None:
    """What the following edition changes, at the clause where it does: two queries. Values of single units are left to its page."""
    if following is None or following.force is None:
        return None
    after, day = following.edition, following.force.during.lower
    here, there = {one.row.clause_id: one.row for one in clauses}, {text.clause_id: text for text in after.texts.order_by("order")}
    old = {value.key: value.raw for one in clauses for value in one.values if value.department_id is None}
    new = dict(after.values.filter(department=None).values_list("key", "raw"))
    changes = {}
    for one in clauses:
        keys = [value.key for value in one.values if value.department_id is None]
        lines = [Change(day, in_measure(key, new[key]) or _("undecided"), url_of(after, key)) for key in keys if key in new and new[key] != old[key]]
        lines += _wording(one.row, there.get(one.row.clause_id), after, day)
        if lines:
            changes[one.row.clause_id] = tuple(lines)
    added = tuple(str(text) for clause, text in there.items() if clause not in here)
    return Coming(after, day, changes, added)


def _wording(row: ClauseText, then: ClauseText | None, after: Edition, day: date) -> list[Change]:
    if then is None:
        return [Change(day, _("taken out"), url_of(after))]
    if (row.heading, row.text) != (then.heading, then.text):
        return [Change(day, _("worded anew"), url_of(after, f"c{row.clause_id}"))]
    return []


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition ready to be read on a day."""

    edition: Edition
    placed: Placed | None
    clauses: list[ReadClause]
    shown: list[ShownClause]
    coming: Coming | None

    @property
    def is_in_force(self) -> bool:
        return self.placed is not None and self.placed.standing == Standing.IN_FORCE


def opened(edition: Edition, published: Sequence[Placed], day: date) -> Opened:
    """The edition with everything that its page says. published: all published editions of its rulebook."""
    placed = next((one for one in published if one.edition == edition), None)
    shown = shown_clauses(edition)
    is_in_force = placed is not None and placed.standing == Standing.IN_FORCE
    following = next((one for one in published if one.standing == Standing.COMING), None) if is_in_force else None
    coming = coming_against(edition, shown, following)
    kept = kept_this_month(shown, edition.rulebook, day) if is_in_force else {}
    return Opened(edition, placed, read(shown, kept, coming), shown, coming)
