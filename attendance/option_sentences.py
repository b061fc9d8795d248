"""What the options of the wall made of a day, in sentences: pairs of the key that is applied and the words."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from attendance.domain import DayFacts, DayPolicy, DayResult, evaluate
from attendance.domain import facts as fact
from attendance.domain.account import Account, Half
from attendance.domain.stretches import between, minutes
from attendance.wording import clock

Said = tuple[str, str]


def hours(facts: DayFacts, account: Account) -> Iterator[Said]:
    """Where the beginning and end of work lay otherwise than scheduled."""
    if account.granted:
        values = {"stayed": facts.stayed_yesterday, "minutes": account.granted}
        text = _("Stayed %(stayed)d min after work on the day before: the first %(minutes)d min of this day are free and count as worked.")
        yield fact.STAYED_LATE, text % values
    pieces = [piece for half in account.halves for piece in half.uncovered]
    if account.moved > 0:
        text = _("Flexible hours: came %(minutes)d min later, so work ends at %(end)s.")
        yield fact.FLEX_LATE, text % {"minutes": account.moved, "end": clock(pieces[-1][1])}
    elif account.moved < 0:
        text = _("Flexible hours: came earlier, so work may end %(minutes)d min earlier, at %(end)s.")
        yield fact.FLEX_EARLY, text % {"minutes": -account.moved, "end": clock(pieces[-1][1])}


def grace(half: Half, arrival: int, policy: DayPolicy) -> Iterator[Said]:
    """The half began late, but within what counts as in time."""
    start = half.uncovered[0][0]
    missed = minutes(between(half.uncovered, start, arrival))
    if missed and not half.late:
        values = {"punch": clock(arrival), "start": clock(start), "minutes": missed, "grace": policy.grace}
        text = _("First punch %(punch)s, work begins at %(start)s: %(minutes)d min, in time up to %(grace)d min.")
        yield fact.GRACE, text % values


def free_hours(account: Account) -> Iterator[Said]:
    """How long somebody with free hours was there, beside what was asked."""
    values = {"asked": account.asked, "worked": account.worked, "short": account.short}
    text = _("Free hours: nobody is late or early. Asked were %(asked)d min, worked %(worked)d min, breaks not counted.")
    yield "", text % values
    if account.short:
        yield "", _("%(short)d min are missing. They are told and cost nothing.") % values


def serious_mark(half: Half, policy: DayPolicy) -> Iterator[Said]:
    if policy.serious_late is not None and half.late > policy.serious_late:
        values = {"minutes": half.late, "bound": policy.serious_late}
        yield fact.SERIOUS_LATE, _("%(minutes)d min is more than %(bound)d min: marked as seriously late.") % values


def ladder(account: Account, policy: DayPolicy) -> Iterator[Said]:
    if policy.ladder == fact.WARNING and any(half.late or half.early for half in account.halves):
        yield fact.LADDER, _("Lateness and early leaving are answered by a reminder and by a warning, not by a deduction.")


def overtime(facts: DayFacts, policy: DayPolicy, result: DayResult) -> Iterator[Said]:
    """How much counted as overtime and how it was counted, what was too short, and who stayed without."""
    words = {
        fact.APPROVAL: _("Overtime as approved, with or without punches: %(minutes)d min."),
        fact.PUNCHES: _("Overtime by punches after work, on a day off less the breaks: %(minutes)d min."),
    }
    if result.overtime_minutes:
        text = words.get(policy.counted_by or "", _("Approved overtime with presence: %(minutes)d min."))
        yield fact.COUNTED_BY if policy.counted_by else "", text % {"minutes": result.overtime_minutes}
    if policy.overtime_minimum:
        short = evaluate(facts, replace(policy, overtime_minimum=None)).overtime_minutes - result.overtime_minutes
        if short:
            values = {"minutes": short, "least": policy.overtime_minimum}
            text = _("%(minutes)d min of overtime do not count: less than %(least)d min at a stretch.")
            yield fact.OVERTIME_MINIMUM, text % values
    if result.stayed_minutes:
        values = {"minutes": result.stayed_minutes, "bound": policy.detect or 0}
        text = _("Stayed %(minutes)d min after work without approved overtime; this is listed from %(bound)d min on.")
        yield fact.DETECT, text % values
