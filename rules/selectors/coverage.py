"""By what the clauses of a rulebook are bound, as a small chart that needs no legend."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from common import bindings
from rules.selectors.rulebooks import ShownClause

WAITING, PRINCIPLE = "waiting", "principle"
WORDS: dict[str, Promise] = {
    **{str(kind): word for kind, word in bindings.KINDS.items()},
    WAITING: pgettext_lazy("kind of binding", "not yet enforced"),
    PRINCIPLE: pgettext_lazy("clause", "Principle"),
}
LINE, LABEL, LONGEST = 22, 88, 160  # heights and widths of the chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the chart. y: of its middle; width: of its bar; at: where its figure stands."""

    kind: str
    word: Promise
    count: int
    y: int
    width: int

    @property
    def top(self) -> int:
        return self.y - 6

    @property
    def at(self) -> int:
        return LABEL + self.width + 6


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many clauses without others below them are bound by what, each counted once."""

    clauses: int
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return LINE * len(self.bars)

    @property
    def bound(self) -> int:
        """How many are bound to what the software does today."""
        return sum(bar.count for bar in self.bars if bar.kind not in (WAITING, PRINCIPLE))

    def count(self, kind: str) -> int:
        return next((bar.count for bar in self.bars if bar.kind == kind), 0)

    @property
    def counts(self) -> list[tuple[Promise, int]]:
        """Every kind with its count, none left out."""
        return [(word, self.count(kind)) for kind, word in WORDS.items()]


def kind_of(clause: ShownClause) -> str:
    """The kind by which a clause is counted: the first that is enforced, in the order of common.bindings.KINDS."""
    enforced = {one.binding.kind for one in clause.bound if one.binding}
    found = next((kind for kind in bindings.KINDS if kind in enforced), None)
    return found or (WAITING if clause.is_bound else PRINCIPLE)


def kinds(clauses: Iterable[ShownClause]) -> Kinds:
    """The kinds that occur, in the order of the words."""
    counts = Counter(kind_of(one) for one in clauses if one.is_leaf)
    most = max(counts.values(), default=1)
    shown = [kind for kind in WORDS if counts[kind]]
    bars = [
        Bar(kind, WORDS[kind], counts[kind], LINE * place + LINE // 2, max(2, LONGEST * counts[kind] // most))
        for place, kind in enumerate(shown)
    ]
    return Kinds(sum(counts.values()), tuple(bars))
