"""What a clause can be bound to (DESIGN: limit, duty, promise, gate, record). Apps declare theirs when Django starts:

    bindings.register(Binding(code="attendance.lateness", kind=LIMIT, label=_("Lateness"), keys=(...), kept=lateness_kept))

A clause that decides one of the keys is bound by that; other clauses name the code. A code or key that no app
registered is shown as not yet enforced.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

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
    """keys: the parameters that it reads. kept: figures of a period for some departments (None: all of them)."""

    code: str
    kind: KindOfBinding
    label: str | Promise
    keys: tuple[str, ...] = ()
    kept: Callable[[Period, Iterable[int] | None], Kept] | None = None


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
