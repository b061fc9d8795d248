"""What a legal rule is, what it looks at, and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from rules.lint.laws import Law
from rules.lint.wording import Plain, is_ban

Words = str | Promise


class Severity(StrEnum):
    """error: cannot stand, and stops publication until counsel gives a reason. warn: needs reason, evidence or counsel."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"

    @property
    def label(self) -> Words:
        return SEVERITIES[self]

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)

    @property
    def tone(self) -> str:
        """Of its badge (components/badge.html)."""
        return ("wrong", "waiting", "info")[self.rank]


SEVERITIES: dict[Severity, Promise] = {
    Severity.ERROR: pgettext_lazy("legal check", "error"),
    Severity.WARN: pgettext_lazy("legal check", "warning"),
    Severity.INFO: pgettext_lazy("legal check", "note"),
}


class Source(StrEnum):
    """How sure a rule is: its law was read, or reports about it, or it is general knowledge that counsel must check."""

    TEXT = "text"
    PRESS = "press"
    GENERAL = "general"

    @property
    def label(self) -> Words:
        return SOURCES[self]


SOURCES: dict[Source, Promise] = {
    Source.TEXT: pgettext_lazy("legal check", "read in the text of the law"),
    Source.PRESS: pgettext_lazy("legal check", "read in reports about it"),
    Source.GENERAL: pgettext_lazy("legal check", "general knowledge, to be checked by counsel"),
}


@dataclass(frozen=True)
class Clause:
    """A clause with the values filled in. source: heading and text; spans: where a value stands in it, (start, end, key).

    raw: the text with its placeholders. leads: the texts of the clauses above it, nearest first.
    """

    id: int
    label: str
    source: str
    raw: str = ""
    spans: tuple[tuple[int, int, str], ...] = ()
    leads: tuple[str, ...] = ()

    @cached_property
    def plain(self) -> Plain:
        return Plain.of(self.source)

    @cached_property
    def is_banned(self) -> bool:
        """Whether it stands in a list of what is forbidden."""
        return any(is_ban(lead) for lead in self.leads)


@dataclass(frozen=True, slots=True)
class Decided:
    """A value. department: name of the unit whose own it is, "" for everybody. clause: None for one that is inherited.

    shown: the value in words; what: what the parameter is.
    """

    key: str
    value: Any
    shown: str = ""
    what: str = ""
    department: str = ""
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """How the edition came about. discussed_on: with all staff or their congress; asked_on: an opinion round closed;
    settled_on: with the union or the representatives. readers: whom it binds and who was asked; read: who acknowledged.
    """

    is_minor: bool = False
    discussed_on: date | None = None
    asked_on: date | None = None
    settled_on: date | None = None
    published_on: date | None = None
    postings: int = 0
    readers: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Company:
    """region: of `org.region`, "" while undecided. has_union: None while undecided."""

    region: str = ""
    has_union: bool | None = None


@dataclass(frozen=True)
class Subject:
    """What a check looks at. values: of the edition; inherited: by key, what other rulebooks decide for its unit."""

    title: str
    clauses: tuple[Clause, ...] = ()
    values: tuple[Decided, ...] = ()
    inherited: Mapping[str, Decided] = field(default_factory=dict)
    making: Making = Making()
    company: Company = Company()

    @cached_property
    def whole(self) -> Plain:
        """All clauses as one text."""
        return Plain.of("\n".join([self.title, *(clause.source for clause in self.clauses)]))

    def settings(self) -> list[tuple[str, dict[str, Decided]]]:
        """(unit, values by key): what holds for everybody ("") and, on top of it, in each unit with values of its own."""
        common = {**self.inherited, **{one.key: one for one in self.values if not one.department}}
        units = dict.fromkeys(one.department for one in self.values if one.department)
        own = [(unit, {**common, **{one.key: one for one in self.values if one.department == unit}}) for unit in units]
        return [("", common), *own]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a check found. start, end: in the clause's plain text, or of the whole clause when both are 0.

    key, shown: a value and its words. mark: what makes it different from other hits of the rule that have no excerpt.
    """

    clause: Clause | None = None
    start: int = 0
    end: int = 0
    value: Decided | None = None
    severity: Severity | None = None
    sentence: Words = ""
    mark: str = ""


Check = Callable[[Subject], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the law. title: what the law asks. remedy: what to do about a finding.

    regions: where it is graver or milder than elsewhere. only: the regions to which it belongs; none means everywhere.
    keys: the parameters whose values it looks at. not_checkable: why no edition can be held against it.
    """

    id: str
    title: Words
    laws: tuple[Law, ...]
    severity: Severity
    remedy: Words = ""
    check: Check | None = None
    not_checkable: Words = ""
    regions: Mapping[str, Severity] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    source: Source = Source.TEXT
    keys: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """V: verified in a text or in reports. G: general knowledge, which is never more than a warning."""
        return "G" if self.source == Source.GENERAL else "V"

    @property
    def begins(self) -> date | None:
        """The first day on which it counts: its own, else that of the oldest of its laws."""
        return self.since or min((law.since for law in self.laws if law.since), default=None)

    def counts(self, on: date, region: str) -> bool:
        """Whether it holds there on that day."""
        begins = self.begins
        in_time = (begins is None or begins <= on) and (self.until is None or on <= self.until)
        return in_time and (not self.only or region in self.only)

    def severity_in(self, region: str) -> Severity:
        return self.regions.get(region, self.severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has against an edition. fingerprint: the same as long as the rule and what it was found in are the same."""

    rule: Rule
    severity: Severity
    clause_id: int | None
    label: str
    excerpt: str
    key: str
    sentence: str
    fingerprint: str
