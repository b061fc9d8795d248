"""The legal check of an edition: what the rules look at, what they find, and what counsel answered.

The same number of queries for a short rulebook and a long one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.catalogue import parameter_of, text_of
from rules.choices import KindOfRulebook, MeetingKind, Weight
from rules.domain.text import pieces
from rules.lint.engine import lint
from rules.lint.model import Clause, Company, Decided, Finding, Making, Rule, Severity, Subject, Words
from rules.lint.rules import RULES, SECTIONS
from rules.models import (
    Acknowledgement,
    ClauseText,
    Consultation,
    ConsultationMeeting,
    Edition,
    LintAnswer,
    Posting,
    ReadingTask,
    Value,
)
from rules.policy import Place
from rules.provider import RulesProvider
from rules.words import in_measure, in_words, measured

DISCUSSED = (MeetingKind.ALL_STAFF, MeetingKind.CONGRESS)
SETTLED = (MeetingKind.UNION, MeetingKind.REPRESENTATIVES)
LOOKED_AT = tuple(dict.fromkeys(key for rule in RULES for key in rule.keys))


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, and what counsel said to it."""

    finding: Finding
    answer: LintAnswer | None

    @property
    def stops(self) -> bool:
        """Whether it stands in the way of publication."""
        return self.finding.severity == Severity.ERROR and self.answer is None


@dataclass(frozen=True, slots=True)
class LegalCheck:
    """All findings of an edition, the gravest first. region: whose local rules counted, "" while that is undecided."""

    lines: tuple[Line, ...]
    region: str
    day: date

    @property
    def stopping(self) -> list[Line]:
        return [line for line in self.lines if line.stops]

    @property
    def groups(self) -> list[tuple[Severity, list[Line]]]:
        """Those of each severity that has some."""
        every = ((severity, [line for line in self.lines if line.finding.severity == severity]) for severity in Severity)
        return [(severity, lines) for severity, lines in every if lines]


def legal_check(edition: Edition, day: date) -> LegalCheck:
    """What the law in force on that day (or on the edition's first day, when that is later) has against the edition."""
    day = max(day, edition.effective_on or day)
    subject = subject_of(edition, day)
    answers = {row.fingerprint: row for row in LintAnswer.objects.filter(edition=edition).select_related("by").order_by("pk")}
    lines = tuple(Line(one, answers.get(one.fingerprint)) for one in lint(subject, day))
    return LegalCheck(lines, subject.company.region, day)


def subject_of(edition: Edition, day: date) -> Subject:
    """The edition as the rules look at it: three queries, and those of the provider."""
    rows = list(Value.objects.filter(edition=edition).select_related("department").order_by("key", "pk"))
    clauses = clauses_of(ClauseText.objects.filter(edition=edition).order_by("order"), rows)
    values = tuple(_decided(rows, {clause.id: clause for clause in clauses}))
    return Subject(
        title=edition.rulebook.title,
        clauses=clauses,
        values=values,
        inherited=_inherited(edition, day, {one.key for one in values}),
        making=_making(edition),
        company=_company(edition, day, values),
    )


# -- text and values ----------------------------------------------------------------------


def clauses_of(texts: Iterable[ClauseText], values: Iterable[Value]) -> tuple[Clause, ...]:
    """From top to bottom, each with its values filled in and with what stands above it."""
    common = {row.key: row.raw for row in values if row.department_id is None}
    found: list[Clause] = []
    above: list[tuple[int, str]] = []
    for text in texts:
        while above and above[-1][0] >= text.depth:
            above.pop()
        clause = _clause(text, common, tuple(source for _depth, source in reversed(above)))
        above.append((text.depth, clause.source))
        found.append(clause)
    return tuple(found)


def _clause(text: ClauseText, values: dict[str, object], leads: tuple[str, ...]) -> Clause:
    source = f"{text.heading}\n" if text.heading else ""
    spans = []
    for piece in pieces(text.text, lambda key: _words(key, values.get(key))):
        if piece.key:
            spans.append((len(source), len(source) + len(piece.text), piece.key))
        source += piece.text
    return Clause(text.clause_id, text.label, source, text.text, tuple(spans), leads)


def _words(key: str, raw: object) -> str | None:
    """None, too, for a value that no longer fits its parameter: it is refused elsewhere."""
    try:
        return in_words(key, raw)
    except (LookupError, ValueError):
        return None


def _decided(rows: Iterable[Value], clauses: dict[int, Clause]) -> Iterator[Decided]:
    for row in rows:
        try:
            value = None if row.raw is None else parameter_of(row.key).parse(row.raw)
        except (LookupError, ValueError):
            continue
        unit = row.department.name if row.department else ""
        shown = "" if value is None else in_measure(row.key, row.raw) or ""
        yield Decided(row.key, value, shown, text_of(row.key), unit, clauses.get(row.clause_id))


def _inherited(edition: Edition, day: date, own: set[str]) -> dict[str, Decided]:
    """What other rulebooks decide for the unit that issues this one, of what the rules look at."""
    provider, found = RulesProvider(), {}
    for key in LOOKED_AT:
        setting = None if key in own else provider.setting(key, day, edition.rulebook.owner_id)
        if setting is not None and setting.raw is not None:
            found[key] = Decided(key, parameter_of(key).parse(setting.raw), what=text_of(key))
    return found


# -- making and company -------------------------------------------------------------------------


def _making(edition: Edition) -> Making:
    """What is on record of its making: one query."""
    meetings = ConsultationMeeting.objects.filter(edition=OuterRef("pk"))
    facts = Edition.objects.filter(pk=edition.pk).values_list(
        Subquery(_one(meetings.filter(kind__in=DISCUSSED), Min("held_on"))),
        Subquery(_one(Consultation.objects.filter(edition=OuterRef("pk"), closed_at__isnull=False), Max("closes_on"))),
        Subquery(_one(meetings.filter(kind__in=SETTLED), Min("held_on"))),
        Coalesce(Subquery(_one(Posting.objects.filter(edition=OuterRef("pk")), Count("pk"))), 0),
        Coalesce(Subquery(_one(ReadingTask.objects.filter(edition=OuterRef("pk"), withdrawn_at=None), Count("pk"))), 0),
        Coalesce(Subquery(_one(_read(), Count("employee", distinct=True))), 0),
    )
    discussed, asked, settled, postings, readers, read = facts.get()
    return Making(
        is_minor=edition.weight == Weight.MINOR or edition.rulebook.kind != KindOfRulebook.RULES,
        discussed_on=discussed,
        asked_on=asked,
        settled_on=settled,
        published_on=edition.effective_on if edition.is_published else None,
        postings=postings,
        readers=readers,
        read=read,
    )


def _one(rows: QuerySet, figure: object) -> QuerySet:
    """One figure over all rows, for a subquery."""
    return rows.order_by().values("edition").annotate(figure=figure).values("figure")


def _read() -> QuerySet[Acknowledgement]:
    """By those who are still asked."""
    asked = Q(employee__reading_tasks__edition=OuterRef("pk"), employee__reading_tasks__withdrawn_at=None)
    return Acknowledgement.objects.filter(asked, edition=OuterRef("pk"))


def _company(edition: Edition, day: date, values: Iterable[Decided]) -> Company:
    """As the edition itself decides it, else as it holds for the unit that issues it."""
    place = Place.on(day, edition.rulebook.owner_id)
    own = {one.key: one.value for one in values if not one.department}
    region = own.get("org.region") or place.region or ""
    union = own.get("org.has_union") or place.has_union
    return Company(region, None if union is None else union == "yes")


# -- the list of all rules ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list. places: where it is graver or milder, and where alone it counts, in words."""

    rule: Rule
    places: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the law: what is checked of it, and what is not."""

    title: Words
    checked: tuple[RuleLine, ...]
    unchecked: tuple[RuleLine, ...]


def sections() -> list[Section]:
    return [
        Section(
            section.SECTION,
            tuple(RuleLine(rule, _places(rule)) for rule in section.RULES if rule.check),
            tuple(RuleLine(rule, _places(rule)) for rule in section.RULES if not rule.check),
        )
        for section in SECTIONS
    ]


def region_name(region: str) -> str:
    """What a page calls the region of local law; "" while it is undecided."""
    return measured(Place.region, region) if region else ""


def _places(rule: Rule) -> str:
    only = [_("only in %(region)s") % {"region": region_name(region)} for region in sorted(rule.only)]
    graver = [
        _("%(severity)s in %(region)s") % {"severity": one.label, "region": region_name(region)} for region, one in rule.regions.items()
    ]
    return pgettext("between words", ", ").join([*only, *graver])
