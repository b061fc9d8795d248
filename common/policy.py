"""The policy kernel: parameters, the classes that read them, and where their values come from.

A parameter is declared once, in the `policy.py` of the app that reads it:

    class Lateness(Policy):
        minor_max = Minutes("att.late.minor_max_minutes")    # inclusive

    rule = Lateness.on(date(2026, 11, 20), department)
    rule.minor_max            # 10, or None while undecided
    rule.cite("minor_max")    # where that figure stands

The kernel knows no model. Values come from a *provider*, registered when Django starts; without one
everything is undecided (None), and a rule whose value is None is inactive.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Protocol, Self

from django.utils.translation import gettext as _

from common.parameters import (
    Choice,
    Choices,
    Count,
    Days,
    Hours,
    Minutes,
    Money,
    Parameter,
    Percent,
    Ratio,
    Schedule,
    Segment,
    Table,
    Text,
    Time,
    TimeRange,
    Weekdays,
    declared,
)
from common.periods import Period

__all__ = [
    "Choice", "Choices", "Citation", "Count", "Days", "Hours", "Minutes", "Money", "Parameter", "Percent",
    "PlainProvider", "Policy", "Provider", "Ratio", "Schedule", "Segment", "Setting", "Table", "Text", "Time",
    "TimeRange", "Weekdays", "declared", "register_provider", "said", "using",
]  # fmt: skip


MOST_KEPT = 100_000  # answers, about 20 MB


class HasId(Protocol):
    """A department, or whatever else stands for one."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure stands: `考勤管理制度 第3版 五（一）3`, and for whom it was decided there.

    origin: the name of the department, or of the company, whose value it is; is_inherited: not the asking one's own.
    """

    rulebook: str
    edition: int
    label: str
    origin: str = ""
    url: str = ""
    is_inherited: bool = False

    def __str__(self) -> str:
        """In the reader's language: for pages and sentences."""
        edition = _("%(title)s, edition %(number)d") % {"title": self.rulebook, "number": self.edition}
        return f"{edition} {self.label}"

    @property
    def recorded(self) -> str:
        """As rows keep it: the same words whoever reads, for results are compared and digested with it."""
        return f"{self.rulebook} 第{self.edition}版 {self.label}"


RECORDED = re.compile(r"(.+) 第(\d+)版 (.+)", re.DOTALL)


def said(recorded: str) -> str:
    """A recorded citation in the reader's language; anything else as it is."""
    found = RECORDED.fullmatch(recorded)
    return str(Citation(found[1], int(found[2]), found[3])) if found else recorded


@dataclass(frozen=True, slots=True)
class Setting:
    """A decided value as stored (JSON-like) and where it stands. `raw` None: stands there, but is undecided."""

    raw: Any
    citation: Citation | None = None


class Provider(Protocol):
    """Answers which value is in force. Resolution (own department > parents > company) is the provider's."""

    def setting(self, key: str, day: date, department_id: int | None, post_id: int | None = None) -> Setting | None:
        """The setting in force on `day` for the department (None: the company), or None when no rule names it.

        post_id: of whom it is asked for; rules that bind other posts only are passed over. None: of anybody.
        """
        ...

    def changes(self, keys: Iterable[str], period: Period, department_id: int | None) -> Iterable[date]:
        """The days inside the period on which one of the keys may get another value."""
        ...

    def kept(self) -> dict[Any, Any] | None:
        """Where to keep what was built from the values, for as long as they hold; None: nowhere."""
        ...


class PlainProvider:
    """Plain values, the same for every department: for tests and for try-outs without a database.

    values: raw value by key, from ever. later: further values by the day from which they hold.
    """

    def __init__(self, values: Mapping[str, Any], later: Mapping[date, Mapping[str, Any]] | None = None) -> None:
        self._steps = [(date.min, values), *sorted((later or {}).items())]

    def setting(self, key: str, day: date, department_id: int | None, post_id: int | None = None) -> Setting | None:
        found = None
        for since, values in self._steps:
            if since <= day and key in values:
                found = Setting(values[key])
        return found

    def changes(self, keys: Iterable[str], period: Period, department_id: int | None) -> list[date]:
        wanted = set(keys)
        return [since for since, values in self._steps if since in period and wanted & set(values)]

    def kept(self) -> None:
        """A plain provider is short-lived: nothing is kept."""


_provider: Provider = PlainProvider({})


def register_provider(provider: Provider) -> None:
    """Make `provider` the source of every value. Called once, when Django starts, by the house that owns the rules."""
    global _provider
    _provider = provider


@contextmanager
def using(provider: Provider) -> Iterator[None]:
    """Inside the block values come from `provider`, in every thread. For tests and try-outs."""
    before = _provider
    register_provider(provider)
    try:
        yield
    finally:
        register_provider(before)


def _id_of(department: HasId | int | None) -> int | None:
    return department if department is None or isinstance(department, int) else department.pk


class Policy:
    """The values of some parameters, in force on one day for one department. Subclass and declare parameters."""

    parameters: ClassVar[dict[str, Parameter[Any]]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Parameter)}
        cls.parameters = {**cls.parameters, **own}

    def __init__(self, settings: Mapping[str, Setting | None]) -> None:
        """settings: by attribute name. Raises ValueError when a stored value does not fit its parameter."""
        self._settings = settings
        self._values = {
            name: None if (setting := settings.get(name)) is None or setting.raw is None else parameter.parse(setting.raw)
            for name, parameter in self.parameters.items()
        }

    @classmethod
    def on(cls, day: date, department: HasId | int | None, post_id: int | None = None) -> Self:
        """The values in force on `day` for the department (or its id); None is the whole company.

        post_id: for whoever holds that post there; rules that bind other posts only do not count.
        """
        department_id = department if department is None or type(department) is int else _id_of(department)
        kept = _provider.kept()
        if kept is None:
            return cls(cls._settings_on(day, department_id, post_id))
        found = kept.get((cls, day, department_id, post_id))
        return found if found is not None else cls._build(kept, day, department_id, post_id)

    @classmethod
    def _settings_on(cls, day: date, department_id: int | None, post_id: int | None) -> dict[str, Setting | None]:
        return {name: _provider.setting(p.key, day, department_id, post_id) for name, p in cls.parameters.items()}

    @classmethod
    def _build(cls, kept: dict[Any, Any], day: date, department_id: int | None, post_id: int | None) -> Self:
        """Departments and days with the very same settings share one object."""
        settings = cls._settings_on(day, department_id, post_id)
        same = (cls, *(id(setting) for setting in settings.values()))
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found: Self = kept.get(same) or cls(settings)
        kept[same] = kept[cls, day, department_id, post_id] = found
        return found

    @classmethod
    def over(cls, period: Period, department: HasId | int | None) -> list[tuple[Period, Self]]:
        """The period cut where a value may change, each part with its values, in order."""
        department_id = _id_of(department)
        keys = [p.key for p in cls.parameters.values()]
        starts = sorted({period.first, *_provider.changes(keys, period, department_id)})
        ends = [start - timedelta(days=1) for start in starts[1:]] + [period.last]
        return [(Period(a, b), cls.on(a, department_id)) for a, b in zip(starts, ends, strict=True)]

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def cite(self, name: str) -> Citation | None:
        """Where the value of that attribute stands; None when no rule names it."""
        setting = self._settings.get(name)
        return setting.citation if setting else None

    def undecided(self) -> list[Parameter[Any]]:
        """The parameters that have no value: their rules are inactive."""
        return [parameter for name, parameter in self.parameters.items() if self._values[name] is None]
