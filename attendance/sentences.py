"""Why a day comes to what it comes to: the arithmetic in one sentence each, in reading order, for the page behind a figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import option_sentences as options
from attendance.choices import ShiftHours
from attendance.domain import DayFacts, DayPolicy, DayResult, Status, Weight, account_of, weigh
from attendance.domain import facts as fact
from attendance.domain.account import Half
from attendance.wording import clock, day_wages, number
from common.templatetags.show import money
from workdays.choices import DayKind

__all__ = ["Sentence", "clock", "explain", "number"]

UNJUDGED = (Status.REST, Status.LEAVE, Status.TRIP, Status.NO_DATA)


class Price(NamedTuple):
    """How a deduction is told: with its amount, decided as 0, undecided."""

    decided: Promise
    nothing: Promise
    undecided: Promise


PRICES = {
    fact.MINOR_FINE: Price(
        gettext_lazy("Slight lateness or early leaving costs %(amount)s yuan each time."),
        gettext_lazy("Slight lateness or early leaving costs no money."),
        gettext_lazy("What slight lateness or early leaving costs is not decided yet: nothing is deducted."),
    ),
    fact.MAJOR_DEDUCT: Price(
        gettext_lazy("Half a day absent by lateness or early leaving costs %(pay)s."),
        gettext_lazy("Half a day absent by lateness or early leaving costs no pay."),
        gettext_lazy("What half a day absent by lateness or early leaving costs is not decided yet: nothing is deducted."),
    ),
    fact.HALFDAY_DEDUCT: Price(
        gettext_lazy("Half a day absent costs %(pay)s."),
        gettext_lazy("Half a day absent costs no pay."),
        gettext_lazy("What half a day absent costs is not decided yet: nothing is deducted."),
    ),
    fact.FULLDAY_DEDUCT: Price(
        gettext_lazy("One day absent costs %(pay)s."),
        gettext_lazy("One day absent costs no pay."),
        gettext_lazy("What one day absent costs is not decided yet: nothing is deducted."),
    ),
}
OPEN_BOUNDS = {
    fact.MINOR_MAX: gettext_lazy("Up to how many minutes it is slight is not decided yet: nothing is deducted for these %(minutes)d min."),
    fact.MAJOR_MIN: gettext_lazy("From how many minutes it is serious is not decided yet: nothing is deducted for these %(minutes)d min."),
    fact.GAP_RULE: gettext_lazy(
        "Whether more than %(minor)d and up to %(major)d min is slight or serious is not decided yet:"
        " nothing is deducted for these %(minutes)d min."
    ),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """parameter: the key that the sentence applies, or "". clause: where it stands, or ""."""

    text: str
    parameter: str = ""
    clause: str = ""


def explain(facts: DayFacts, policy: DayPolicy, result: DayResult) -> list[Sentence]:
    """The sentences about a day. result: evaluate(facts, policy)."""
    return list(_Telling(facts, policy, result).sentences())


class _Telling:
    """One day, told."""

    def __init__(self, facts: DayFacts, policy: DayPolicy, result: DayResult) -> None:
        self.facts, self.policy, self.result = facts, policy, result
        self.account = account_of(facts, policy)
        self.clauses = policy.clauses

    def sentences(self) -> Iterator[Sentence]:
        match self.result.status:
            case Status.REST:
                yield Sentence(_("This day is a %(kind)s: nobody is expected at work.") % {"kind": DayKind(self.facts.kind).label})
            case Status.LEAVE | Status.TRIP:
                yield Sentence(self.cover())
            case _ if not self.account.scheduled:
                yield self.of(fact.SCHEDULE, _("The working time of this day is not decided yet, so nothing is judged."))
            case Status.NO_DATA:
                yield Sentence(_("No punches were collected for this day, so nothing is judged."))
            case Status.INCOMPLETE:
                yield from self.only_punch()
            case _:
                yield from self.judged()
        yield from self.of_options(options.overtime(self.facts, self.policy, self.result))
        if self.result.status not in UNJUDGED and self.account.scheduled:
            yield Sentence(self.expected())

    def of(self, key: str, text: str) -> Sentence:
        """A sentence that applies a parameter."""
        return Sentence(text, key, self.clauses.get(key, ""))

    def of_options(self, said: Iterable[options.Said]) -> Iterator[Sentence]:
        """Sentences of the options; those that apply none have no key."""
        for key, text in said:
            yield self.of(key, text) if key else Sentence(text)

    # -- days on which nobody can be late ------------------------------------------------

    def cover(self) -> str:
        if self.result.status == Status.LEAVE:
            return _("Approved leave covers the whole working time of the day.")
        if self.account.leave:
            return _("An approved trip and leave together cover the whole working time of the day.")
        return _("An approved trip covers the whole working time of the day.")

    def only_punch(self) -> Iterator[Sentence]:
        clause = self.clauses.get(fact.INCOMPLETE, "")
        for (start, end), punch in self.account.lone:
            values = {"start": clock(start), "end": clock(end), "punch": clock(punch)}
            text = _(
                "From %(start)s to %(end)s there is only one punch, at %(punch)s. Neither lateness nor early leaving is presumed from it."
            )
            yield Sentence(text % values, "", clause)
        if self.account.lone:
            return
        text = _("There is only one punch, at %(punch)s. Neither lateness nor early leaving nor absence is presumed from it.")
        yield Sentence(text % {"punch": clock(self.result.arrival or 0)}, "", clause)

    # -- days that are judged ----------------------------------------------------------------

    def judged(self) -> Iterator[Sentence]:
        if self.account.leave:
            yield Sentence(_("Approved leave covers %(minutes)d min of the working time.") % {"minutes": self.account.leave})
        if self.account.trip:
            yield Sentence(_("An approved trip covers %(minutes)d min of the working time.") % {"minutes": self.account.trip})
        yield from self.of_options(options.hours(self.facts, self.account))
        if self.facts.hours == ShiftHours.FREE and self.account.presence:
            yield from self.of_options(options.free_hours(self.account))
            return
        unworked = [half for half in self.account.halves if half.is_unworked]
        if len(unworked) == 2:
            yield from self.absent_day()
        else:
            for half in self.account.halves:
                yield from self.half(half)
            if self.result.absent_days == 1:
                yield Sentence(_("Half a day and half a day: together one day absent."))
        yield self.balance()
        yield from self.of_options(options.ladder(self.account, self.policy))
        if self.result.late_count:
            text = _("Lateness and early leaving that count towards the month: %(count)d.")
            yield self.of(fact.MONTHLY_COUNT, text % {"count": self.result.late_count})

    def absent_day(self) -> Iterator[Sentence]:
        if self.account.leave or self.account.trip:
            text = _("Nothing was worked on this day, and approved leave and trips cover only a part: one day absent.")
        else:
            text = _("Nothing was worked on this day, and there is no approved leave or trip: one day absent.")
        yield Sentence(text)
        yield self.price(fact.FULLDAY_DEDUCT, self.policy.fullday_deduct)

    def half(self, half: Half) -> Iterator[Sentence]:
        """What happened in one half of the day. Serious lateness and early leaving in it are charged once."""
        if half.is_unworked:
            yield from self.unworked(half)
            return
        if half.each:
            yield from self.each(half)
            return
        arrival, departure = self.account.presence or (0, 0)
        told = [one for one in self.account.halves if one.worked + one.late + one.early]
        if told and half is told[0]:
            yield from list(self.of_options(options.grace(half, arrival, self.policy))) or [Sentence(self.arrival(half, arrival))]
            yield from self.of_options(options.serious_mark(half, self.policy))
            yield from self.weighed(half.late)
            if self.is_charged(half.late):
                yield self.price(fact.MAJOR_DEDUCT, self.policy.major_deduct)
        if told and half is told[-1]:
            yield Sentence(self.departure(half, departure))
            yield from self.weighed(half.early)
            if self.is_charged(half.early) and not self.is_charged(half.late):
                yield self.price(fact.MAJOR_DEDUCT, self.policy.major_deduct)

    def each(self, half: Half) -> Iterator[Sentence]:
        """The stretches of a half by punches of their own. Whichever of them makes it absent, it is charged once."""
        for piece in half.each:
            if not piece.uncovered:
                continue
            if piece.is_unworked:
                values = {"start": clock(piece.stretches[0][0]), "end": clock(piece.stretches[0][1]), "minutes": piece.late + piece.early}
                yield Sentence(_("From %(start)s to %(end)s there are no punches: %(minutes)d min missed.") % values)
            else:
                first, last = piece.presence or (0, 0)
                yield from list(self.of_options(options.grace(piece, first, self.policy))) or [Sentence(self.arrival(piece, first))]
                yield Sentence(self.departure(piece, last))
            yield from self.of_options(options.serious_mark(piece, self.policy))
            yield from self.weighed(piece.late)
            yield from self.weighed(piece.early)
        if any(self.is_charged(minutes) for piece in half.each for minutes in (piece.late, piece.early)):
            yield self.price(fact.MAJOR_DEDUCT, self.policy.major_deduct)

    def is_charged(self, minutes: int) -> bool:
        """It makes half a day absent, and that may cost money."""
        return self.policy.ladder != fact.WARNING and minutes > 0 and weigh(minutes, self.policy)[0].is_serious

    def unworked(self, half: Half) -> Iterator[Sentence]:
        values = {"start": clock(half.stretches[0][0]), "end": clock(half.stretches[-1][1])}
        if half.uncovered != half.stretches:
            text = _("From %(start)s to %(end)s nothing was worked, and approved leave and trips cover only a part: half a day absent.")
        else:
            text = _("From %(start)s to %(end)s nothing was worked, and there is no approved leave or trip: half a day absent.")
        yield Sentence(text % values)
        yield self.price(fact.HALFDAY_DEDUCT, self.policy.halfday_deduct)

    def arrival(self, half: Half, arrival: int) -> str:
        start = half.uncovered[0][0]
        values = {"punch": clock(arrival), "start": clock(start), "minutes": half.late}
        if not half.late:
            return _("First punch %(punch)s, work begins at %(start)s: in time.") % values
        if arrival - start == half.late:
            return _("First punch %(punch)s, work begins at %(start)s: %(minutes)d min late.") % values
        return _("First punch %(punch)s, work begins at %(start)s: %(minutes)d min late, breaks and approved absence not counted.") % values

    def departure(self, half: Half, departure: int) -> str:
        end = half.uncovered[-1][1]
        values = {"punch": clock(departure), "end": clock(end), "minutes": half.early}
        if not half.early:
            return _("Last punch %(punch)s, work ends at %(end)s: not early.") % values
        if end - departure == half.early:
            return _("Last punch %(punch)s, work ends at %(end)s: left %(minutes)d min early.") % values
        return (
            _("Last punch %(punch)s, work ends at %(end)s: left %(minutes)d min early, breaks and approved absence not counted.") % values
        )

    # -- what the bounds make of minutes ------------------------------------------------------

    def weighed(self, minutes: int) -> Iterator[Sentence]:
        """The bounds applied to the minutes of a lateness or of leaving early; nothing for none."""
        if not minutes:
            return
        weight, missing = weigh(minutes, self.policy)
        values = {"minutes": minutes, "minor": self.policy.minor_max, "major": self.policy.major_min}
        match weight:
            case Weight.SLIGHT:
                yield self.of(fact.MINOR_MAX, _("%(minutes)d min is within %(minor)d min: slight.") % values)
            case Weight.SLIGHT_BETWEEN:
                text = _("%(minutes)d min is more than %(minor)d and not more than %(major)d min; between the two it is decided as slight.")
                yield self.of(fact.GAP_RULE, text % values)
            case Weight.SERIOUS_BETWEEN:
                text = _(
                    "%(minutes)d min is more than %(minor)d and not more than %(major)d min; between the two it is decided as serious:"
                    " half a day absent."
                )
                yield self.of(fact.GAP_RULE, text % values)
            case Weight.SERIOUS:
                yield self.of(fact.MAJOR_MIN, _("%(minutes)d min is more than %(major)d min: half a day absent.") % values)
            case Weight.OPEN if self.policy.ladder != fact.WARNING:
                yield from (self.of(key, OPEN_BOUNDS[key] % values) for key in missing)
        if weight in (Weight.SLIGHT, Weight.SLIGHT_BETWEEN) and self.policy.ladder != fact.WARNING:
            yield self.price(fact.MINOR_FINE, self.policy.minor_fine)

    def price(self, key: str, amount: Decimal | None) -> Sentence:
        """What it costs by the value of the key."""
        words = PRICES[key]
        if not amount:
            return self.of(key, str(words.undecided if amount is None else words.nothing))
        return self.of(key, words.decided % {"amount": money(amount), "pay": day_wages(amount)})

    # -- sums ------------------------------------------------------------------------------------

    def balance(self) -> Sentence:
        account = self.account
        covered = account.leave + account.trip
        missed = account.scheduled - covered - account.worked
        values = {"scheduled": account.scheduled, "covered": covered, "worked": account.worked, "missed": missed}
        if covered:
            text = _("Working time %(scheduled)d min: leave and trips %(covered)d, worked %(worked)d, missed %(missed)d.")
        else:
            text = _("Working time %(scheduled)d min: worked %(worked)d, missed %(missed)d.")
        return Sentence(text % values)

    def expected(self) -> str:
        yuan = sum((line.amount for line in self.result.deductions if line.unit == fact.YUAN), Decimal(0))
        days = sum((line.amount for line in self.result.deductions if line.unit == fact.DAY_WAGE), Decimal(0))
        values = {"amount": money(yuan), "pay": day_wages(days)}
        if yuan and days:
            return _("Expected deduction: %(amount)s yuan and %(pay)s.") % values
        if yuan:
            return _("Expected deduction: %(amount)s yuan.") % values
        return _("Expected deduction: %(pay)s.") % values if days else _("No deduction is expected.")
