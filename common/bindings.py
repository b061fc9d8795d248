"""What a clause can be bound to (DESIGN: limit, duty, promise, gate, record). Apps declare theirs when Django starts:

    bindings.register(Binding(code="attendance.lateness", kind=LIMIT, label=_("Lateness"), keys=(...), kept=lateness_kept))

A clause that decides one of the keys is bound by that; other clauses name the code. A code or key that no app
registered is shown as not yet enforced.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from common.periods import Period

KindOfBinding = Literal["limit", "duty", "promise", "gate", "record"]

KINDS: dict[KindOfBinding, Promise] = {
    "limit": pgettext_lazy("binding", "limit"),
    "duty": pgettext_lazy("binding", "duty"),
    "promise": pgettext_lazy("binding", "promise"),
    "gate": pgettext_lazy("binding", "gate"),
    "record": pgettext_lazy("binding", "record"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """How often a clause was looked at in a period, and how often it was broken."""

    times: int
    broken: int

    @property
    def percent(self) -> int | None:
        """Whole percent kept, rounded down; None when it was never looked at."""
        return (self.times - self.broken) * 100 // self.times if self.times else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """keys: the parameters that it reads. kept: figures of a period for some departments (None: all of them).

    kept_together: the same for several bindings of a house at once, by code, so that a page of them costs one query.
    """

    code: str
    kind: KindOfBinding
    label: str | Promise
    keys: tuple[str, ...] = ()
    kept: Callable[[Period, Iterable[int] | None], Kept] | None = None
    kept_together: Callable[[Period, Iterable[int] | None], dict[str, Kept]] | None = None


_by_code: dict[str, Binding] = {}
_by_key: dict[str, Binding] = {}


def register(binding: Binding) -> None:
    """Make a binding known. Raises ValueError when its code or one of its keys is taken."""
    taken = [key for key in binding.keys if key in _by_key]
    if binding.code in _by_code or taken:
        raise ValueError(f"{binding.code} {taken} is registered twice")
    _by_code[binding.code] = binding
    _by_key.update(dict.fromkeys(binding.keys, binding))


def registered() -> list[Binding]:
    """Every binding, by kind in the order of KINDS, then as registered."""
    order = list(KINDS)
    return sorted(_by_code.values(), key=lambda binding: order.index(binding.kind))


def of_code(code: str) -> Binding | None:
    """The binding with that code; None: nobody enforces it yet."""
    return _by_code.get(code)


def of_key(key: str) -> Binding | None:
    """The binding that reads the parameter; None: nobody reads it yet."""
    return _by_key.get(key)


def kept_by(bindings: Iterable[Binding], period: Period, departments: Collection[int] | None) -> dict[str, Kept]:
    """The figures of those that count, by code, as they were counted at most settings.KEPT_SECONDS ago in this process.

    departments: None means all of them. Counting reads every kept result of the period, so a page does not do it each time.
    """
    found: dict[str, Kept] = {}
    where = None if departments is None else frozenset(departments)
    for binding in bindings:
        if binding.kept is not None and binding.code not in found:
            found.update(_counted(binding, period, where))
    return found


_counts: dict[tuple[Binding, Period, frozenset[int] | None], tuple[float, dict[str, Kept]]] = {}
MOST_COUNTS = 1000


def _counted(binding: Binding, period: Period, departments: frozenset[int] | None) -> dict[str, Kept]:
    now, asked = monotonic(), (binding, period, departments)
    counted_at, figures = _counts.get(asked, (None, {}))
    if counted_at is not None and now - counted_at < settings.KEPT_SECONDS:
        return figures
    where = None if departments is None else sorted(departments)
    if binding.kept_together is not None:
        figures = binding.kept_together(period, where)
    elif binding.kept is not None:
        figures = {binding.code: binding.kept(period, where)}
    if len(_counts) >= MOST_COUNTS:
        _counts.clear()
    _counts[asked] = now, figures
    return figures
