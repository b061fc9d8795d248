"""What the button shows: where the day stands, what comes next, what the rules say of it already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance import labels
from attendance.domain import Status, business_minutes, evaluate
from attendance.domain.facts import INCOMPLETE
from attendance.models import Punch
from attendance.selectors.citations import basis, citation_of, hours_of
from attendance.selectors.judging import SECONDS_OF_A_DAY, Judged, instant, judge, minute_of
from attendance.sentences import clock
from common.periods import ONE_DAY, Period
from common.policy import Citation
from common.templatetags.show import minutes
from workdays.labels import name_label


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of the day so far, and by which clause. tone: of the badge; good, waiting, wrong, info or quiet."""

    words: str
    tone: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A punch of the day as the list shows it. word: what it counts as, "" for one in between."""

    second: int
    time: str
    word: str


@dataclass(frozen=True, slots=True)
class Today:
    """The day at hand, by its change of day: at 02:00 that may still be yesterday.

    act: the word on the button. expects: what comes next. beside: the kind of day and its hours. warning: what comes of it
    if there is no further punch. is_due: a press is expected now. judged: None without a post. recorded: every punch of this
    day and of those beside it, in seconds after its midnight.
    """

    number: str
    now: datetime
    day: date
    judged: Judged | None
    punches: tuple[Pressed, ...]
    act: str
    expects: str
    beside: str
    verdict: Verdict | None
    warning: str
    is_due: bool
    is_done: bool
    recorded: frozenset[int]

    def said(self, at: datetime) -> str:
        """The time of the punch at that instant; "" when there is none. It may count for the day that has just ended."""
        local = timezone.localtime(at, timezone.get_default_timezone())
        second = _after(self.day, local.date(), minute_of(local.time()) * 60 + local.second)
        return labels.time_with_seconds(second) if second in self.recorded else ""


def today_of(employee_id: int, number: str, now: datetime) -> Today:
    """The day at hand of one person: one query, two for somebody without a post."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    found = judge([employee_id], Period(local.date() - ONE_DAY, local.date() + ONE_DAY), now)
    return today_from({day: judged for (_person, day), judged in found.items()}, employee_id, number, now)


def today_from(days: Mapping[date, Judged], employee_id: int, number: str, now: datetime) -> Today:
    """The same from the judgements of the day and those beside it."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    day = _day_at_hand(days, local)
    judged = days.get(day)
    if judged is None:
        return _without_post(employee_id, number, now, day)
    return Today(
        number=number,
        now=now,
        day=day,
        judged=judged,
        punches=_pressed(judged.seconds, judged),
        act=_act(judged, now),
        expects=_expects(judged, now),
        beside=_beside(judged),
        verdict=_verdict(judged),
        warning=_warning(judged, now),
        is_due=_is_due(judged, now),
        is_done=_is_done(judged),
        recorded=frozenset(_after(day, one.day, second) for one in days.values() for second in one.seconds),
    )


def _after(day: date, on: date, second: int) -> int:
    """A second of the date `on`, counted from the midnight of `day`."""
    return (on - day).days * SECONDS_OF_A_DAY + second


def _day_at_hand(days: Mapping[date, Judged], local: datetime) -> date:
    today = days.get(local.date())
    if today is None:
        return local.date()
    day, _minute = business_minutes(local.date(), minute_of(local.time()), today.shift.day_starts)
    return day if day in days else local.date()


def _without_post(employee_id: int, number: str, now: datetime, day: date) -> Today:
    rows = Punch.objects.filter(employee=employee_id, local_on=day, at__lte=now).order_by("at").values_list("local_time", flat=True)
    seconds = tuple(minute_of(at) * 60 + at.second for at in rows)
    expects = _("You hold no post today, so nothing is judged. The button records all the same.")
    return Today(
        number=number,
        now=now,
        day=day,
        judged=None,
        punches=_pressed(seconds, None),
        act=_clock_in_or_out(),
        expects=expects,
        beside="",
        verdict=None,
        warning="",
        is_due=False,
        is_done=False,
        recorded=frozenset(seconds),
    )


def _pressed(seconds: tuple[int, ...], judged: Judged | None) -> tuple[Pressed, ...]:
    """The first is the arrival, the last of several the departure."""
    is_judged = judged is not None and judged.info.kind.is_working and judged.shift.segments
    words = dict.fromkeys(seconds, "")
    if is_judged and seconds:
        words[seconds[-1]] = pgettext("punch", "last")
        words[seconds[0]] = pgettext("punch", "first")
    return tuple(Pressed(second, labels.time_with_seconds(second), word) for second, word in words.items())


def _has_hours(judged: Judged) -> bool:
    """Work is expected on this day, at known hours, and neither leave nor a trip covers it."""
    return judged.info.kind.is_working and bool(judged.shift.segments) and judged.result.status not in (Status.LEAVE, Status.TRIP)


def _ends(judged: Judged) -> datetime:
    return instant(judged.day, judged.shift.segments[-1].end)


def _is_done(judged: Judged) -> bool:
    """Work has ended, and the last punch lies after its end."""
    return _has_hours(judged) and bool(judged.seconds) and judged.seconds[-1] // 60 >= judged.shift.segments[-1].end


def _is_due(judged: Judged, now: datetime) -> bool:
    """The arrival, or when work has ended the departure, is still to be recorded."""
    return _has_hours(judged) and not _is_done(judged) and (not judged.seconds or now >= _ends(judged))


def _clock_in_or_out() -> str:
    return pgettext("button", "Clock in or out")


def _act(judged: Judged, now: datetime) -> str:
    if not _has_hours(judged):
        return _clock_in_or_out()
    if _is_done(judged):
        return pgettext("button", "Clock out again")
    if not judged.seconds and now < _ends(judged):
        return pgettext("button", "Clock in")
    return pgettext("button", "Clock out")


def _expects(judged: Judged, now: datetime) -> str:
    if not judged.info.kind.is_working:
        return _("Off today")
    if not judged.shift.segments:
        return _("The working hours are not decided yet, so nothing is judged. The button records all the same.")
    if not _has_hours(judged):
        return labels.status_word(judged.result.status)
    if _is_done(judged):
        return _("Done for today")
    segments = judged.shift.segments
    if not judged.seconds and now < _ends(judged):
        return _("Work begins at %(time)s") % {"time": clock(segments[0].start)}
    return _("Work ends at %(time)s") % {"time": clock(segments[-1].end)}


def _beside(judged: Judged) -> str:
    """The kind of day, its holiday, and the hours."""
    parts = [str(judged.info.kind.label), name_label(judged.info.name)]
    if judged.info.kind.is_working:
        parts += [judged.place.group.group.name if judged.place.group else "", labels.hours(judged.shift.segments)]
    return " · ".join(filter(None, parts))


def _verdict(judged: Judged) -> Verdict | None:
    """Nothing before the first punch, nor while only the last punch is still to come."""
    result = judged.result
    if not judged.info.kind.is_working or not judged.seconds or not judged.shift.segments:
        return None
    if result.status == Status.INCOMPLETE:
        if not _is_done(judged):
            return None
        return Verdict(_("Only one punch: nothing is presumed from it"), "waiting", citation_of(judged, INCOMPLETE))
    tone = labels.status_tone(result.status)
    if result.status == Status.NORMAL:
        words = _("In time") if judged.is_open and not _is_done(judged) else labels.status_word(result.status)
        return Verdict(words, tone, hours_of(judged))
    return Verdict(labels.told(result) or labels.status_word(result.status), tone, basis(judged))


def _warning(judged: Judged, now: datetime) -> str:
    """Who pressed for leaving before work ends is told at once what it would come to."""
    if not _has_hours(judged) or len(set(judged.facts.punches or ())) < 2 or now >= _ends(judged):
        return ""
    result = evaluate(judged.facts, judged.policy)
    if not result.early_minutes:
        return ""
    parts = [_("left %(duration)s early") % {"duration": minutes(result.early_minutes)}]
    if result.absent_days > judged.result.absent_days:
        parts.append(labels.absence(result.absent_days))
    return _("Without a further punch: %(result)s") % {"result": labels.joined(parts)}
