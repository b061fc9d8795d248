"""Days and their results in words: the same on every page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from attendance.choices import CaseKind, ShiftHours
from attendance.domain import DayResult, Finding, MonthTotal, Status
from attendance.domain.facts import (
    DAY_WAGE,
    FULLDAY_DEDUCT,
    HALFDAY_DEDUCT,
    MAJOR_DEDUCT,
    MINOR_FINE,
    MISSING_PUNCH,
    SERIOUSLY_LATE,
    SHORT_HOURS,
    UNDECIDED,
    YUAN,
)
from attendance.sentences import clock
from attendance.wording import day_wages
from common.parameters import Segment
from common.templatetags.show import bare_day, minutes, moment, money

DAY = 24 * 60

STATUSES: dict[Status, tuple[Promise, str]] = {  # the word, and the tone of its badge
    Status.NORMAL: (pgettext_lazy("day of attendance", "normal"), "good"),
    Status.LATE: (pgettext_lazy("day of attendance", "late"), "waiting"),
    Status.EARLY: (pgettext_lazy("day of attendance", "left early"), "waiting"),
    Status.LATE_AND_EARLY: (pgettext_lazy("day of attendance", "late, left early"), "waiting"),
    Status.INCOMPLETE: (pgettext_lazy("day of attendance", "incomplete"), "waiting"),
    Status.ABSENT_HALF: (pgettext_lazy("day of attendance", "absent half a day"), "wrong"),
    Status.ABSENT: (pgettext_lazy("day of attendance", "absent"), "wrong"),
    Status.LEAVE: (pgettext_lazy("day of attendance", "on leave"), "info"),
    Status.TRIP: (pgettext_lazy("day of attendance", "on a trip"), "info"),
    Status.REST: (pgettext_lazy("day of attendance", "off"), "quiet"),
    Status.NO_DATA: (pgettext_lazy("day of attendance", "no data"), "quiet"),
}


def status_word(status: str) -> str:
    """The word for a status."""
    return str(STATUSES[Status(status)][0])


def status_tone(status: str) -> str:
    return STATUSES[Status(status)][1]


DEDUCTIONS: dict[str, Promise] = {
    MINOR_FINE: pgettext_lazy("deduction", "slight lateness or leaving early"),
    MAJOR_DEDUCT: pgettext_lazy("deduction", "serious lateness or leaving early"),
    HALFDAY_DEDUCT: pgettext_lazy("deduction", "half a day of absence"),
    FULLDAY_DEDUCT: pgettext_lazy("deduction", "a day of absence"),
}


def deduction(key: str) -> str:
    """What a deduction by the parameter is for."""
    return str(DEDUCTIONS[key])


def case_word(kind: str) -> str:
    """What a case is about."""
    return str(CaseKind(kind).label)


def joined(parts: Iterable[str]) -> str:
    """Parts of one sentence, in a row."""
    return pgettext("between the parts of a sentence", ", ").join(parts)


def told(result: DayResult) -> str:
    """What came of the day in one line: `8 min late, expected deduction 20.00 yuan`; "" when there is nothing to tell."""
    return joined([*occurred(result), *cost(result)])


def occurred(result: DayResult) -> list[str]:
    """Lateness, early leaving and absence of the day."""
    parts = []
    if result.late_minutes:
        parts.append(_("%(duration)s late") % {"duration": minutes(result.late_minutes)})
    if result.early_minutes:
        parts.append(_("left %(duration)s early") % {"duration": minutes(result.early_minutes)})
    if result.absent_days:
        parts.append(absence(result.absent_days))
    return [*parts, *(text for text in map(_found, result.findings) if text)]


def _found(finding: Finding) -> str:
    """A finding that tells something of its own."""
    if finding.code == SHORT_HOURS:
        return _("%(duration)s short") % {"duration": minutes(int(str(finding.facts["short_minutes"])))}
    if finding.code == SERIOUSLY_LATE:
        return serious_word()
    if finding.code == MISSING_PUNCH and "start" in finding.facts:
        start, end = int(str(finding.facts["start"])), int(str(finding.facts["end"]))
        return _("only one punch from %(start)s to %(end)s") % {"start": clock(start), "end": clock(end)}
    return ""


def serious_word() -> str:
    return pgettext("day of attendance", "seriously late")


def is_seriously_late(result: DayResult) -> bool:
    return any(finding.code == SERIOUSLY_LATE for finding in result.findings)


def hours_meant(hours_kind: ShiftHours) -> str:
    """How the working hours are meant, where that is not as everywhere."""
    return "" if hours_kind == ShiftHours.FIXED else str(ShiftHours(hours_kind).label)


def absence(days: Decimal) -> str:
    """Of one day: half a day or all of it."""
    return _("one day absent") if days == 1 else _("half a day absent")


def cost(result: DayResult) -> list[str]:
    """The expected deduction, or why there is none; nothing for a day on which nothing occurred."""
    yuan = sum((line.amount for line in result.deductions if line.unit == YUAN), Decimal(0))
    wages = sum((line.amount for line in result.deductions if line.unit == DAY_WAGE), Decimal(0))
    if yuan or wages:
        return [_("expected deduction %(amount)s") % {"amount": amount(yuan, wages)}]
    if not (result.late_minutes or result.early_minutes or result.absent_days):
        return []
    is_open = any(finding.code == UNDECIDED for finding in result.findings)
    return [_("the deduction is not decided yet, so nothing is deducted") if is_open else _("no deduction")]


def times(count: int) -> str:
    """`once`, `3 times`."""
    return pgettext("how often", "once") if count == 1 else _("%(count)d times") % {"count": count}


def amount(yuan: Decimal, wages: Decimal) -> str:
    """`20.00 yuan`, `0.5 days' pay`, or both."""
    values = {"yuan": money(yuan), "pay": day_wages(wages)}
    if yuan and wages:
        return _("%(yuan)s yuan and %(pay)s") % values
    return day_wages(wages) if wages else _("%(yuan)s yuan") % values


def expected(total: MonthTotal) -> str:
    """The expected deduction of many days."""
    return amount(total.deduction_cny, total.deduction_days)


def time_with_seconds(second: int) -> str:
    """A second after midnight of the day: `09:08:31`, `01:30:05 on the next day`."""
    text = clock(second // 60)
    plain = f"{second // 60 % DAY // 60:02}:{second // 60 % 60:02}"
    return text.replace(plain, f"{plain}:{second % 60:02}", 1)


def stretch(start: int, end: int) -> str:
    """`13:00–18:00`."""
    return f"{clock(start)}–{clock(end)}"


def hours(segments: Iterable[Segment]) -> str:
    """`09:00–12:00, 13:00–18:00`."""
    return pgettext("between stretches of work", ", ").join(stretch(one.start, one.end) for one in segments)


def granted_for(cause: str, first: date) -> str:
    """For what leave was granted, in words. cause: as the lot keeps it; first: from when it may be taken."""
    if cause.startswith("duty:"):
        return _("duty on %(day)s") % {"day": bare_day(first)}
    if cause.startswith("overtime:"):
        return _("overtime on %(day)s") % {"day": bare_day(first)}
    kind, _space, what = cause.partition(" ")
    if kind == "year":
        return _("the year %(year)s") % {"year": what}
    if kind == "month":
        return _month(what)
    return _("by hand") if kind == "hand" else cause


def case_cause(cause: str) -> str:
    """For what a case was opened, in words: a month, a year, a day, a moment."""
    if "T" in cause:
        return moment(datetime.fromisoformat(cause))
    if len(cause) == len("2026-11-20"):
        return bare_day(date.fromisoformat(cause))
    return _month(cause) if len(cause) == len("2026-11") else cause


def _month(written: str) -> str:
    """`2026-11` as a reader says it."""
    return date_format(date.fromisoformat(f"{written}-01"), "YEAR_MONTH_FORMAT")
