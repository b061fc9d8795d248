"""Any two editions of a rulebook beside each other, as the page and the PDF show them (POL-08)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from common import bindings
from common.scripts import Script, in_script
from rules.catalogue import text_of
from rules.choices import Tag
from rules.domain.comparing import Compared, Kind, Run, Wording, compare, heading_runs, runs, turned, value_changes
from rules.models import ClauseText, Edition, Value
from rules.selectors.rulebooks import values_of, wording
from rules.words import in_measure, in_words

WORDS: dict[Kind, tuple[Promise, str]] = {  # the word, and the tone of its badge
    Kind.NEW: (pgettext_lazy("change of a clause", "new"), "info"),
    Kind.REMOVED: (pgettext_lazy("change of a clause", "taken out"), "wrong"),
    Kind.REWORDED: (pgettext_lazy("change of a clause", "reworded"), "info"),
    Kind.VALUES: (pgettext_lazy("change of a clause", "value changed"), "waiting"),
    Kind.BINDINGS: (pgettext_lazy("change of a clause", "bound otherwise"), "waiting"),
    Kind.TAG: (pgettext_lazy("change of a clause", "stands for something else"), "quiet"),
    Kind.MOVED: (pgettext_lazy("change of a clause", "moved"), "quiet"),
    Kind.RENUMBERED: (pgettext_lazy("change of a clause", "renumbered"), "quiet"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A clause in one of the editions. label: as it is cited there."""

    label: str
    heading: list[Run]
    text: list[Run]


@dataclass(frozen=True, slots=True)
class ShownValue:
    """key, what: which parameter. before, after: in words; "" while undecided, None where the clause does not decide it."""

    key: str
    what: str
    unit: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A clause of both. words: (word, tone) of what happened. unbound, bound: labels. tags: before and after, where they differ."""

    clause: int
    depth: int
    words: tuple[tuple[Promise, str], ...]
    old: Side | None
    new: Side | None
    values: tuple[ShownValue, ...]
    unbound: tuple[str, ...]
    bound: tuple[str, ...]
    tags: tuple[str, str] | None

    @property
    def is_changed(self) -> bool:
        return bool(self.words)

    @property
    def name(self) -> str:
        """How one speaks of it."""
        side = self.new or self.old
        assert side is not None  # noqa: S101  one of the two is there
        return f"{side.label} {''.join(run.text for run in side.heading)}".strip() or "".join(run.text for run in side.text)[:12]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions of one rulebook. clauses: all of both."""

    old: Edition
    new: Edition
    clauses: tuple[ShownChange, ...]
    counts: tuple[tuple[Promise, str, int], ...]

    @property
    def changed(self) -> list[ShownChange]:
        return [one for one in self.clauses if one.is_changed]


def wordings(texts: Iterable[ClauseText], values: Mapping[int, Sequence[Value]]) -> list[Wording]:
    """The clauses of an edition as they are compared. texts: as `wording` gives them. values: by clause."""
    return [
        Wording(
            clause=row.clause_id, depth=row.depth, label=row.label, heading=row.heading, text=row.text, tag=row.tag,
            codes=frozenset(row.codes),  # type: ignore[attr-defined]
            values={(one.key, one.department.name if one.department else ""): in_measure(one.key, one.raw) or "" for one in own},
            words={one.key: in_words(one.key, one.raw) or "" for one in own if one.department_id is None},
        )
        for row in texts
        for own in (values.get(row.clause_id, ()),)
    ]  # fmt: skip


def both(old: Edition | None, new: Edition) -> list[Compared]:
    """The clauses of both editions: two queries. Without an old one everything is new."""
    ids = [new.pk] if old is None else [old.pk, new.pk]
    texts, values = wording(ids), values_of(ids)
    before, after = (wordings(texts.get(id, ()), values.get(id, {})) for id in (old.pk if old else 0, new.pk))
    return compare(before, after)


@dataclass(frozen=True, slots=True)
class Differences:
    """How much a new edition differs from an old one. counts: (word, tone, how many clauses)."""

    old: Edition
    new: Edition
    counts: tuple[tuple[Promise, str, int], ...]
    values: tuple[ShownValue, ...]


def differences(old: Edition, new: Edition, texts: Mapping[int, Sequence[ClauseText]]) -> Differences:
    """texts: of both editions, as selectors.said.with_rulings gives them."""
    sides = [
        wordings(texts.get(one.pk, ()), {row.clause_id: row.decided for row in texts.get(one.pk, ())})  # type: ignore[attr-defined]
        for one in (old, new)
    ]
    found = compare(*sides)
    return Differences(old, new, _counts(found), tuple(value for one in found if one.old and one.new for value in _values(one)))


def _counts(found: Iterable[Compared]) -> tuple[tuple[Promise, str, int], ...]:
    counts = Counter(kind for one in found for kind in one.kinds)
    return tuple((*WORDS[kind], counts[kind]) for kind in WORDS if counts[kind])


def comparison(old: Edition, new: Edition, script: Script | str = "") -> Comparison:
    """Everything that differs, in words: two queries. script: in which the texts are shown, "" as they are written."""
    found = both(old, new)
    return Comparison(old, new, tuple(_shown(one, script) for one in found), _counts(found))


def _shown(one: Compared, script: str) -> ShownChange:
    old, new = one.old, one.new
    headings, texts = heading_runs(old, new), runs(old, new)
    sides = [
        Side(side.label, _in(heading, script), _in(text, script)) if side else None
        for side, heading, text in zip((old, new), headings, texts, strict=True)
    ]
    before, after = (side.codes if side else frozenset() for side in (old, new))
    return ShownChange(
        clause=one.clause,
        depth=one.here.depth,
        words=tuple(WORDS[kind] for kind in WORDS if kind in one.kinds),
        old=sides[0],
        new=sides[1],
        values=tuple(_values(one)),
        unbound=tuple(map(label_of, sorted(before - after))),
        bound=tuple(map(label_of, sorted(after - before))),
        tags=_tags(one),
    )


def _in(pieces: list[Run], script: str) -> list[Run]:
    return turned(pieces, lambda text: in_script(text, script)) if script else pieces  # type: ignore[arg-type]


def _values(one: Compared) -> Iterator[ShownValue]:
    for change in value_changes(one.old, one.new):
        yield ShownValue(change.key, text_of(change.key), change.unit, change.before, change.after)


def label_of(code: str) -> str:
    """What the software does under a code; the code itself while nobody does it."""
    binding = bindings.of_code(code)
    return str(binding.label) if binding else code


def _tags(one: Compared) -> tuple[str, str] | None:
    if one.old is None or one.new is None or one.old.tag == one.new.tag:
        return None
    return str(Tag(one.old.tag).label), str(Tag(one.new.tag).label)
