"""A trial read from JSON: every fault is collected, with the place at which it stands and a sentence."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from attendance.choices import ShiftHours
from attendance.domain import DayFacts, DayPolicy, MonthPolicy, Span, day_starts_between
from attendance.domain.stretches import Stretch, union
from attendance.trial.loading import LONGEST_SHOWN, TrialError, TrialRefused, loaded, not_a_time, shown
from attendance.trial.notation import DAY, clock_of, date_of, minute_of, moment_of
from attendance.trial.policies import PARAMETERS, policies_of
from common import crosschecks
from common.parameters import Parameter, Segment, Table
from rules.catalogue import is_known
from workdays.choices import DayKind
from workdays.official import standard_day
from workdays.policy import WorkingTime

MOST_ERRORS = 100
SHIFT_EXAMPLE = '{"segments": [["09:00", "12:00"], ["13:00", "18:00"]], "day_starts": "05:00"}'
MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
PERIODS = ("leave", "trips", "overtime")


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be evaluated. days: sorted. calendar: kinds of days that are told, given or not."""

    policy: DayPolicy
    thresholds: MonthPolicy
    days: list[DayFacts]
    calendar: Mapping[date, DayKind]

    def kind_of(self, day: date) -> DayKind:
        """As the trial tells, else from the built-in calendar."""
        return self.calendar.get(day) or standard_day(day, MONDAY_TO_FRIDAY).kind


@dataclass(frozen=True, slots=True)
class Shift:
    """day_starts: minutes after midnight before which a punch is one of the next morning. hours: how the segments are meant."""

    segments: tuple[Segment, ...]
    day_starts: int
    hours: ShiftHours = ShiftHours.FIXED


def read(text: str) -> Trial:
    """The trial that the JSON describes. Raises TrialRefused."""
    reader = _Reader()
    trial = reader.trial(loaded(text))
    if trial is None or reader.errors:
        raise TrialRefused(reader.errors)
    return trial


@dataclass(frozen=True, slots=True)
class _Given:
    """A day as it stands in the input; its periods are minutes since the year 1."""

    day: date
    shift: Shift | None
    punches: tuple[int, ...] | None
    periods: Mapping[str, list[Span]]


class _Reader:
    """Reads part by part; a part with a fault is None or left out, and its errors are kept."""

    def __init__(self) -> None:
        self.errors: list[TrialError] = []

    def refuse(self, place: str, message: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(TrialError(place, message))

    def trial(self, raw: Any) -> Trial | None:
        given = self.table(raw, "")
        if given is None:
            return None
        values = self.parameters(given.get("parameters"))
        calendar = self.calendar(given.get("calendar"))
        days = self.days(given.get("days"), given.get("shift"))
        policy, thresholds = policies_of(values)
        trial = Trial(policy, thresholds, [], calendar)
        trial.days.extend(_with_periods(days, trial.kind_of))
        return trial

    def table(self, raw: Any, place: str) -> dict[str, Any] | None:
        if isinstance(raw, dict):
            return raw
        self.refuse(place, _("An object {…} is needed here."))
        return None

    def items(self, raw: Any, place: str) -> Iterator[tuple[str, Any]]:
        """Each element of a list with its place; none for null."""
        if isinstance(raw, list):
            for number, item in enumerate(raw):
                yield f"{place}[{number}]", item
        elif raw is not None:
            self.refuse(place, _("A list […] is needed here."))

    def parameters(self, raw: Any) -> dict[str, Any]:
        """The decided values of attendance by key; other parameters of the catalogue are let pass."""
        given = {} if raw is None else self.table(raw, "parameters") or {}
        values = {}
        for key, value in given.items():
            if key not in PARAMETERS and not is_known(key):
                self.refuse(shown(key), _("There is no parameter of this name; docs/parameters.csv lists them all."))
            elif key in PARAMETERS and value is not None:
                values[key] = self.value(PARAMETERS[key], value)
        for contradiction in crosschecks.contradictions(values):
            self.refuse(contradiction.key, contradiction.sentence)
        return values

    def value(self, parameter: Parameter[Any], raw: Any) -> Any:
        is_rows = isinstance(parameter, Table) and isinstance(raw, dict) and all(map(_is_plain, raw.values()))
        try:
            return parameter.parse(raw if is_rows or _is_plain(raw) else shown(raw))
        except ValueError as fault:
            self.refuse(parameter.key, str(fault))
            return None

    def calendar(self, raw: Any) -> dict[date, DayKind]:
        kinds = {}
        for text, kind in ({} if raw is None else self.table(raw, "calendar") or {}).items():
            place, day = f"calendar.{shown(text)}", date_of(text)
            if day is None:
                self.refuse(place, _("“%(value)s” is not a date such as 2026-11-20.") % {"value": shown(text)})
            elif not isinstance(kind, str) or kind not in DayKind.values:
                options = {"value": shown(kind), "options": "、".join(DayKind.values)}
                self.refuse(place, _("“%(value)s” is none of the choices: %(options)s.") % options)
            else:
                kinds[day] = DayKind(kind)
        return kinds

    def days(self, raw: Any, shift_of_all: Any) -> list[_Given]:
        """The days in order of their dates."""
        if raw is None:
            self.refuse("days", _("A list […] is needed here."))
        shift = None if shift_of_all is None else self.shift(shift_of_all, "shift")
        found: dict[date, _Given] = {}
        lacks_shift = False
        for place, item in self.items(raw, "days"):
            entry = self.table(item, place)
            day = self.date_in(entry, place) if entry is not None else None
            if entry is None or day is None:
                continue
            if day in found:
                self.refuse(f"{place}.date", _("%(day)s stands here twice.") % {"day": day.isoformat()})
            own = entry.get("shift")
            lacks_shift |= own is None and shift_of_all is None
            found[day] = self.day(entry, day, shift if own is None else self.shift(own, f"{place}.shift"), place)
        if lacks_shift:
            self.refuse(
                "shift", _("A shift is needed: %(example)s") % {"example": '{"segments": [["09:00", "12:00"], ["13:00", "18:00"]]}'}
            )
        return [found[day] for day in sorted(found)]

    def date_in(self, entry: dict[str, Any], place: str) -> date | None:
        day = date_of(entry.get("date"))
        if day is None:
            self.refuse(f"{place}.date", _("“%(value)s” is not a date such as 2026-11-20.") % {"value": shown(entry.get("date"))})
        return day

    def day(self, entry: dict[str, Any], day: date, shift: Shift | None, place: str) -> _Given:
        punches = None
        if entry.get("punches") is not None:
            punches = self.punches(entry["punches"], day, shift, f"{place}.punches")
        periods = {name: self.periods(entry.get(name), day, f"{place}.{name}") for name in PERIODS}
        return _Given(day, shift, punches, periods)

    def shift(self, raw: Any, place: str) -> Shift | None:
        given = self.table(raw, place)
        if given is None:
            return None
        starts = self.day_starts(given.get("day_starts"), f"{place}.day_starts")
        segments = self.segments(given.get("segments"), f"{place}.segments")
        hours = self.hours(given.get("hours"), f"{place}.hours")
        return Shift(segments, day_starts_between(segments) if starts is None else starts, hours) if segments else None

    def hours(self, raw: Any, place: str) -> ShiftHours:
        """How the segments are meant; as everywhere without a word."""
        if raw is None:
            return ShiftHours.FIXED
        if not isinstance(raw, str) or raw not in ShiftHours.values:
            options = {"value": shown(raw), "options": "、".join(ShiftHours.values)}
            self.refuse(place, _("“%(value)s” is none of the choices: %(options)s.") % options)
            return ShiftHours.FIXED
        return ShiftHours(raw)

    def day_starts(self, raw: Any, place: str) -> int | None:
        minute = minute_of(raw)
        if raw is not None and (minute is None or minute >= DAY):
            self.refuse(place, not_a_time(raw))
        return minute

    def segments(self, raw: Any, place: str) -> tuple[Segment, ...] | None:
        if not isinstance(raw, list):
            self.refuse(place, _("A list […] is needed here."))
            return None
        pairs = [self.pair(item, f"{place}[{number}]") for number, item in enumerate(raw)]
        try:
            return None if None in pairs else WorkingTime.schedule.parse(pairs)
        except ValueError as fault:
            self.refuse(place, str(fault))
            return None

    def pair(self, raw: Any, place: str) -> tuple[str, str] | None:
        """Start and end of a stretch of work, without seconds."""
        if not isinstance(raw, list) or len(raw) != 2:
            self.refuse(place, _("A stretch of work has a start and an end."))
            return None
        start, end = minute_of(raw[0]), minute_of(raw[1])
        if start is None or end is None:
            self.refuse(place, not_a_time(raw[0] if start is None else raw[1]))
            return None
        return clock_of(start), clock_of(end)

    def punches(self, raw: Any, day: date, shift: Shift | None, place: str) -> tuple[int, ...]:
        minutes = []
        for at, text in self.items(raw, place):
            clock, minute = minute_of(text), moment_of(text, day)
            if minute is None:
                self.refuse(at, not_a_time(text))
            elif not -DAY <= minute < 2 * DAY:
                self.refuse(at, _("“%(value)s” lies more than a day away from the date.") % {"value": shown(text)})
            else:
                is_next_morning = clock is not None and shift is not None and clock < shift.day_starts
                minutes.append(minute + DAY if is_next_morning else minute)
        return tuple(minutes)

    def periods(self, raw: Any, day: date, place: str) -> list[Span]:
        """Approved periods that stand under a day, in minutes since the year 1."""
        spans = []
        for at, item in self.items(raw, place):
            entry = self.table(item, at)
            span = self.period(entry, day, at) if entry is not None else None
            if span:
                spans.append(span)
        return spans

    def period(self, entry: dict[str, Any], day: date, place: str) -> Span | None:
        if not isinstance(entry.get("type", ""), str):
            self.refuse(f"{place}.type", _("A text is needed here."))
        start, end = moment_of(entry.get("from"), day), moment_of(entry.get("to"), day)
        for name, minute in (("from", start), ("to", end)):
            if minute is None:
                text = _("“%(value)s” is not a time such as 2026-11-20T13:00.") % {"value": shown(entry.get(name))}
                self.refuse(f"{place}.{name}", text)
        if start is None or end is None:
            return None
        if end < start:
            values = {"start": shown(entry["from"]), "end": shown(entry["to"])}
            self.refuse(place, _("The start %(start)s lies after the end %(end)s. Please check.") % values)
        midnight = day.toordinal() * DAY
        return Span(start + midnight, end + midnight)


def _is_plain(raw: Any) -> bool:
    return isinstance(raw, str | Decimal | float) and len(str(raw)) <= LONGEST_SHOWN


def _with_periods(days: Collection[_Given], kind_of: Callable[[date], DayKind]) -> Iterator[DayFacts]:
    """An approved period counts for every given day that it touches, under whichever it stands."""
    stays = {given.day.toordinal(): _stayed(given) for given in days}
    joined = {name: union(span for given in days for span in given.periods[name]) for name in PERIODS}
    for given in days:
        midnight = given.day.toordinal() * DAY
        leave, trips, overtime = (tuple(_touching(joined[name], midnight)) for name in PERIODS)
        segments = given.shift.segments if given.shift else ()
        stayed = stays.get(given.day.toordinal() - 1, 0)
        hours = given.shift.hours if given.shift else ShiftHours.FIXED
        yield DayFacts(given.day, kind_of(given.day), segments, given.punches, leave, trips, overtime, stayed, hours)


def _stayed(given: _Given) -> int:
    """Minutes between the end of work and the last punch."""
    return max(max(given.punches) - given.shift.segments[-1].end, 0) if given.shift and given.punches else 0


def _touching(stretches: list[Stretch], midnight: int) -> Iterator[Span]:
    """Those within reach of a day's shift and punches, in minutes after its midnight."""
    at = bisect_left(stretches, midnight - DAY, key=lambda stretch: stretch[1])
    while at < len(stretches) and stretches[at][0] < midnight + 3 * DAY:
        yield Span(stretches[at][0] - midnight, stretches[at][1] - midnight)
        at += 1
