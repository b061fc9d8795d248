"""An edition as its page reads: the text, what enforces each clause, and what a coming edition changes there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from common import bindings
from common.bindings import Kept
from common.periods import Period
from common.scripts import Script, in_script, script_of
from rules.domain.effect import Standing
from rules.domain.text import Piece
from rules.models import ClauseText, Edition, Value
from rules.selectors.comparing import Differences, differences
from rules.selectors.listing import Placed
from rules.selectors.rulebooks import Bound, ShownClause, shown
from rules.selectors.said import OwnRemark, Ruling, rulings_of, said_by, with_rulings
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
    """heading, parts: in the script that is read. own: (unit, value in words) where a unit differs. is_waiting: bound to what
    nobody enforces yet. level: of its heading. remarks: the reader's own.
    """

    row: ClauseText
    heading: str
    parts: tuple[Part, ...]
    own: tuple[tuple[str, str], ...]
    enforced: tuple[Enforced, ...]
    changes: tuple[Change, ...]
    is_waiting: bool
    is_principle: bool
    is_blank: bool
    rulings: tuple[Ruling, ...] = ()
    remarks: tuple[OwnRemark, ...] = ()

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


def read(clauses: Iterable[ShownClause], kept: dict[str, Kept], coming: Coming | None, script: Script | str = "") -> list[ReadClause]:
    """The clauses for the page. kept: by code of the binding. script: of the characters, "" as they are written."""
    return [_read(one, kept, coming.changes.get(one.row.clause_id, ()) if coming else (), script) for one in clauses]


def _read(clause: ShownClause, kept: dict[str, Kept], changes: Sequence[Change], script: str) -> ReadClause:
    blanks = {piece.key for piece in clause.pieces if piece.is_blank}
    enforced = [_enforced(one, kept, blanks) for one in clause.bound if one.binding]
    return ReadClause(
        row=clause.row,
        heading=in_script(clause.row.heading, script),  # type: ignore[arg-type]
        parts=tuple(_parts(clause.pieces, script)),
        own=tuple(_own(clause.values, script)),
        enforced=tuple(enforced),
        changes=tuple(changes),
        is_waiting=any(not one.is_enforced for one in clause.bound),
        is_principle=clause.is_leaf and not clause.is_bound,
        is_blank=bool(blanks),
        rulings=rulings_of(clause.row),
        remarks=said_by(clause.row),
    )


def _parts(pieces: Sequence[Piece], script: str) -> Iterator[Part]:
    """The text is turned as a whole: the signs beside it decide how a sign is written."""
    whole, at = in_script("".join(piece.text for piece in pieces), script), 0  # type: ignore[arg-type]
    seen: set[str] = set()
    for piece in pieces:
        yield Part(whole[at : at + len(piece.text)], piece.key, "" if piece.key in seen else piece.key, piece.is_blank)
        seen.add(piece.key)
        at += len(piece.text)


def _own(values: Iterable[Value], script: str) -> Iterator[tuple[str, str]]:
    for value in values:
        if value.department is not None:
            words = in_words(value.key, value.raw)
            yield value.department.name, in_script(words, script) if words else _("undecided")  # type: ignore[arg-type]


def _enforced(bound: Bound, kept: dict[str, Kept], blanks: set[str]) -> Enforced:
    assert bound.binding is not None  # noqa: S101  asked before
    return Enforced(
        label=str(bound.binding.label),
        kind=str(bindings.KINDS[bound.binding.kind]),
        is_inactive=bool(blanks & set(bound.keys)),
        kept=kept.get(bound.code),
    )


def kept_this_month(clauses: Iterable[ShownClause], departments: Collection[int] | None, day: date) -> dict[str, Kept]:
    """How each binding that counts fared from the first of the month to that day, by its code.

    departments: ids of those that the rulebook binds, with all below them; None means the company.
    """
    counting = {one.code: one.binding for clause in clauses for one in clause.bound if one.binding}
    return bindings.kept_by(counting.values(), Period(day.replace(day=1), day), departments)


@dataclass(frozen=True, slots=True)
class _Following:
    """The next edition as it was read. texts, values: by clause and by key."""

    edition: Edition
    day: date
    texts: dict[int, ClauseText]
    values: dict[str, object]


def _coming(clauses: Sequence[ShownClause], after: _Following) -> Coming:
    """What the following edition changes, at the clause where it does. Values of single units are left to its page."""
    here = {one.row.clause_id for one in clauses}
    changes = {}
    for one in clauses:
        old = {value.key: value.raw for value in one.values if value.department_id is None}
        moved = [key for key, raw in old.items() if key in after.values and after.values[key] != raw]
        lines = [Change(after.day, in_measure(key, after.values[key]) or _("undecided"), url_of(after.edition, key)) for key in moved]
        lines += _wording(one.row, after)
        if lines:
            changes[one.row.clause_id] = tuple(lines)
    return Coming(after.edition, after.day, changes, tuple(str(text) for clause, text in after.texts.items() if clause not in here))


def _wording(row: ClauseText, after: _Following) -> list[Change]:
    then = after.texts.get(row.clause_id)
    if then is None:
        return [Change(after.day, _("taken out"), url_of(after.edition))]
    if (row.heading, row.text) != (then.heading, then.text):
        return [Change(after.day, _("worded anew"), url_of(after.edition, f"c{row.clause_id}"))]
    return []


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom an edition is opened. user_id: whose remarks stand beside the clauses. departments: ids, as in
    `kept_this_month`. script: that they read, "" for whatever it is written in. since: the edition that they acknowledged
    before. is_now: the day is today, so figures are of now.
    """

    user_id: int | None = None
    departments: Collection[int] | None = None
    script: Script | str = ""
    since: Edition | None = None
    is_now: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition ready to be read on a day. since: what differs from the edition that the reader acknowledged.

    original: the script in which it is written. converted: the other one, when it is shown in that; else "".
    """

    edition: Edition
    placed: Placed | None
    clauses: list[ReadClause]
    shown: list[ShownClause]
    coming: Coming | None
    since: Differences | None
    original: Script
    converted: Script | str

    @property
    def is_in_force(self) -> bool:
        return self.placed is not None and self.placed.standing == Standing.IN_FORCE

    @property
    def script(self) -> Script | str:
        """In which it is shown."""
        return self.converted or self.original

    @property
    def other_script(self) -> Script:
        return "hans" if self.script == "hant" else "hant"

    @property
    def ruled(self) -> int:
        """How many rulings stand under its clauses."""
        return sum(len(one.rulings) for one in self.clauses)


def opened(edition: Edition, published: Sequence[Placed], reader: Reader, day: date) -> Opened:
    """The edition with everything that its page says: one query, and those of the figures.

    published: all published editions of its rulebook, as they stand on that day.
    """
    own = next((one for one in published if one.edition == edition), None)
    is_in_force = own is not None and own.standing == Standing.IN_FORCE
    after = next((one for one in published if one.standing == Standing.COMING), None) if is_in_force and reader.is_now else None
    ids = {one.pk for one in (edition, after.edition if after else None, reader.since) if one}
    texts = with_rulings(ids, reader.user_id, None if reader.is_now else day)
    here = texts.get(edition.pk, [])
    clauses = shown(here, _by_clause(here))
    coming = _next(clauses, after, texts) if after else None
    kept = kept_this_month(clauses, reader.departments, day) if is_in_force and reader.is_now else {}
    since = differences(reader.since, edition, texts) if reader.since else None
    original = script_of("".join(row.heading + row.text for row in here))
    converted = reader.script if reader.script != original else ""
    return Opened(edition, own, read(clauses, kept, coming, converted), clauses, coming, since, original, converted)


def _by_clause(texts: Iterable[ClauseText]) -> dict[int, list[Value]]:
    return {text.clause_id: text.decided for text in texts}  # type: ignore[attr-defined]


def _next(clauses: Sequence[ShownClause], after: Placed, texts: dict[int, list[ClauseText]]) -> Coming | None:
    if after.force is None:
        return None
    rows = texts.get(after.edition.pk, [])
    decided = {row.key: row.raw for rows_ in _by_clause(rows).values() for row in rows_ if row.department_id is None}
    return _coming(clauses, _Following(after.edition, after.force.during.lower, {text.clause_id: text for text in rows}, decided))
