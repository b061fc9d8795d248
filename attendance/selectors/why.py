"""The reasons behind a day: facts, shift, kind of day, values with their clauses, and the arithmetic."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance import labels
from attendance.domain import DayResult, evaluate, planned_end
from attendance.domain import facts as fact
from attendance.models import Case, MonthSheet
from attendance.selectors.citations import citation_of, found, hours_of
from attendance.selectors.day_notes import away, correction_notes, punch_notes
from attendance.selectors.judging import Judged, as_planned, judge_one
from attendance.selectors.kept_days import as_kept, kept_days
from attendance.sentences import Sentence, clock, explain
from common.policy import Citation
from people.models import Employee
from rules.catalogue import text_of
from rules.words import measured
from workdays.labels import name_label

NOTHING = Decimal(0)
BOUNDS = {fact.GAP_RULE: (fact.MINOR_MAX, fact.MAJOR_MIN), fact.MAJOR_MIN: (fact.MINOR_MAX,)}  # what a sentence names besides


@dataclass(frozen=True, slots=True)
class Recorded:
    """A punch: to the second as recorded, to the minute as it counts. note: how it came in, "" for the button."""

    time: str
    counts: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the arithmetic with its clause."""

    text: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class Used:
    """A value that decided something. words "": undecided. whose: who decided it, or from whom it is inherited."""

    key: str
    text: str
    words: str
    citation: Citation | None
    whose: str


@dataclass(frozen=True, slots=True)
class Charged:
    """A line of the expected deduction."""

    text: str
    amount: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class Why:
    """corrected: times that approved corrections add; without: what the day came to from the punches alone, as (word, tone, told).

    planned_until: when work ends, for a day that is judged as if the person stayed until then; else "".
    meant: how the hours are meant, "" where as everywhere. away: leave by its type, and trips. sheet: of the closed month, which
    says what the day came to; today: what a judgement of today says where that is something else, as (word, tone, told).
    """

    judged: Judged
    word: str
    tone: str
    told: str
    punches: list[Recorded]
    corrected: list[Recorded]
    without: tuple[str, str, str] | None
    hours: str
    hours_citation: Citation | None
    group: str
    holiday: str
    sentences: list[Told]
    values: list[Used]
    charges: list[Charged]
    blanks: list[Used]
    planned_until: str
    meant: str = ""
    away: str = ""
    sheet: MonthSheet | None = None
    today: tuple[str, str, str] | None = None


def why(person: Employee, day: date, now: datetime) -> Why | None:
    """The reasons of the day; None when the person held no post on it. At most four queries."""
    judged = judge_one(person.pk, day, now)
    if judged is None:
        return None
    kept = kept_days(person, day.replace(day=1), timezone.localtime(now, timezone.get_default_timezone()).date())
    counts = as_kept(judged, kept.days.get(day) if kept else None).result
    sentences = list(_sentences(judged, now))
    notes, reasons = punch_notes(judged), correction_notes(judged)
    undecided = [one.parameter for one in judged.result.findings if one.code == fact.UNDECIDED]
    return Why(
        judged=judged,
        word=labels.status_word(counts.status),
        tone=labels.status_tone(counts.status),
        told=labels.told(counts),
        punches=[Recorded(labels.time_with_seconds(second), clock(second // 60), notes.get(second, "")) for second in judged.seconds],
        corrected=[Recorded(clock(second // 60), clock(second // 60), reasons.get(second, "")) for second in judged.fixed],
        without=_without(judged, now),
        hours=labels.hours(judged.shift.segments),
        hours_citation=hours_of(judged),
        group=judged.place.group.group.name if judged.place.group else "",
        holiday=name_label(judged.info.name),
        sentences=[Told(one.text, _citation(judged, one)) for one in sentences],
        values=[_used(judged, key) for key in _keys(judged, sentences)],
        charges=[_charged(judged, line) for line in counts.deductions],
        blanks=[_used(judged, key) for key in undecided],
        planned_until=_planned_until(judged, now),
        meant=labels.hours_meant(judged.shift.hours),
        away=away(judged),
        sheet=kept.sheet if kept else None,
        today=_in_words(judged.result) if counts is not judged.result else None,
    )


def _in_words(result: DayResult) -> tuple[str, str, str]:
    return labels.status_word(result.status), labels.status_tone(result.status), labels.told(result)


def _without(judged: Judged, now: datetime) -> tuple[str, str, str] | None:
    """What the day came to before a correction was approved (ATT-14); None when there is none."""
    if not judged.fixed:
        return None
    facts = replace(judged.facts, punches=tuple(second // 60 for second in judged.seconds))
    result = evaluate(as_planned(facts, now, judged.policy) if judged.is_open else facts, judged.policy)
    return _in_words(result)


def cases_behind(person: Employee, day: date) -> Iterable[Case]:
    """Cases that were opened on the day, or that count it."""
    counts = Q(facts__behind__contains=[{"day": day.isoformat()}])
    return Case.objects.filter(Q(day=day) | counts, employee=person).order_by("day", "pk")


def _planned_until(judged: Judged, now: datetime) -> str:
    """A day that is open and not yet as it is: judged with a last punch at the end of work."""
    is_planned = judged.is_open and judged.facts.punches and as_planned(judged.facts, now, judged.policy) is not judged.facts
    return clock(planned_end(judged.facts, judged.policy)) if is_planned else ""


def _sentences(judged: Judged, now: datetime) -> Iterator[Sentence]:
    """The arithmetic. Of a day that goes on, what is said of the last punch and of the minutes worked is still to come."""
    facts = as_planned(judged.facts, now, judged.policy) if judged.is_open else judged.facts
    told = explain(facts, judged.policy, judged.result)
    if not _planned_until(judged, now):
        yield from told
        return
    end = clock(planned_end(judged.facts, judged.policy))
    to_come = _("Last punch %(punch)s, work ends at %(end)s: not early.") % {"punch": end, "end": end}
    yield from (one for one in told if one.text != to_come)


def _citation(judged: Judged, one: Sentence) -> Citation | None:
    if one.parameter:
        return citation_of(judged, one.parameter)
    return citation_of(judged, fact.INCOMPLETE) if one.clause else None


def _keys(judged: Judged, sentences: list[Sentence]) -> list[str]:
    """The keys that decided something: of the working time, then of the sentences, each once."""
    keys: dict[str, None] = {}
    if not judged.place.group:
        asked = judged.working.parameters if judged.info.kind.is_working else ("weekdays",)
        keys |= {judged.working.parameters[name].key: None for name in asked if judged.working[name] is not None}
    for one in sentences:
        for key in (*BOUNDS.get(one.parameter, ()), one.parameter):
            if key:
                keys.setdefault(key)
    return list(keys)


def _used(judged: Judged, key: str) -> Used:
    where = found(judged, key)
    if where is None:
        return Used(key, text_of(key), "", None, "")
    policy, name, parameter = where
    value, citation = policy[name], policy.cite(name)
    return Used(key, text_of(key), "" if value is None else measured(parameter, value), citation, _whose(citation))


def _whose(citation: Citation | None) -> str:
    if citation is None or not citation.origin:
        return ""
    sentence = _("inherited from %(unit)s") if citation.is_inherited else _("decided by %(unit)s itself")
    return sentence % {"unit": citation.origin}


def _charged(judged: Judged, line: fact.Deduction) -> Charged:
    yuan, wages = (line.amount, NOTHING) if line.unit == fact.YUAN else (NOTHING, line.amount)
    return Charged(text_of(line.parameter), labels.amount(yuan, wages), citation_of(judged, line.parameter))
