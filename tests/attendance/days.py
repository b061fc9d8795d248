"""Days of work for the tests of the evaluation, told as a person would write them, and strategies that make up others."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from attendance.choices import ShiftHours
from attendance.domain import DayFacts, DayPolicy, MonthPolicy, Span
from common.parameters import Segment
from workdays.choices import DayKind

DAY = date(2026, 11, 20)  # a Friday
OFFICE = (Segment(540, 720), Segment(780, 1080))  # 9:00-12:00, 13:00-18:00
CLAUSES = {"att.late.minor_fine_cny": "四（二）", "attendance.incomplete": "三（二）"}


def at(clock):
    """`09:12`, or `26:30` on the next morning."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def span(stretch, kind="personal"):
    """`13:00-18:00`."""
    start, end = stretch.split("-")
    return Span(at(start), at(end), kind)


def spans(text):
    return tuple(span(stretch) for stretch in text.split())


def segments(text):
    return tuple(Segment(one.start, one.end) for one in spans(text))


def day_of(punches="", *, leave="", trips="", overtime="", shift=OFFICE, kind=DayKind.WORKDAY, on=DAY, hours=ShiftHours.FIXED):
    """The facts of a day. punches: `09:00 18:00`, or None: no data."""
    return DayFacts(
        day=on,
        kind=kind,
        segments=segments(shift) if isinstance(shift, str) else shift,
        punches=None if punches is None else tuple(at(punch) for punch in punches.split()),
        leave=spans(leave),
        trips=spans(trips),
        overtime=spans(overtime),
        hours=hours,
    )


def policy(**others):
    """The demonstration's choice: 10 minutes cost 20 yuan, more than 30 are half a day, between them slight."""
    values = {
        "minor_max": 10,
        "minor_fine": Decimal("20.00"),
        "major_min": 30,
        "gap_rule": "minor",
        "major_deduct": Decimal("0.5"),
        "halfday_deduct": Decimal(1),
        "fullday_deduct": Decimal(3),
    }
    return DayPolicy(**{**values, **others}, clauses=CLAUSES)


def thresholds(**others):
    """Three times a month, more than three days in a row, more than ten a year."""
    values = {"monthly_count": 3, "consecutive_days": Decimal(3), "yearly_days": Decimal(10)}
    return MonthPolicy(**{**values, **others}, clauses={})


# -- made up ---------------------------------------------------------------------


@st.composite
def shifts(draw):
    """One to four segments of a day that may run into the next; some touch, some last a minute."""
    count = draw(st.integers(1, 4))
    edges = sorted(draw(st.lists(st.integers(0, 400), min_size=count + 1, max_size=2 * count, unique=True)))
    start, stretch = draw(st.integers(0, 1300)), draw(st.sampled_from([1, 1, 4]))
    edges = [start + stretch * edge for edge in edges]
    touching = [Segment(a, b) for a, b in pairwise(edges)]
    return tuple(touching[:count] if draw(st.booleans()) else touching[::2])


@st.composite
def periods(draw, shift):
    """Up to three spans, often at the very edges of the shift."""
    edges = [edge for segment in shift for edge in (segment.start, segment.end, segment.start + 1, segment.end - 1)]
    minute = st.one_of(st.sampled_from(edges), st.integers(-100, 3000))
    pairs = draw(st.lists(st.tuples(minute, minute), max_size=3))
    return tuple(Span(min(pair), max(pair), "personal") for pair in pairs)


@st.composite
def punches_for(draw, shift):
    """Mostly a person who comes and goes around the edges of some segment; else anything."""
    if draw(st.sampled_from([True, True, True, False])):
        off = st.sampled_from([-1, 0, 0, 1, 5, 10, 11, 20, 30, 31, 45])
        arrival = draw(st.sampled_from(shift)).start + draw(off)
        departure = draw(st.sampled_from(shift)).end - draw(off)
        return (departure, arrival) if draw(st.booleans()) else (arrival, departure)
    return draw(st.one_of(st.none(), st.lists(st.integers(-60, 2900), max_size=4).map(tuple)))


def sometimes(strategy):
    return st.sampled_from([True, False, False]).flatmap(lambda wanted: strategy if wanted else st.just(()))


@st.composite
def many_punches(draw, shift):
    """Somebody who comes and goes at several stretches, mostly near their edges and the middles of the gaps."""
    edges = [edge for one in shift for edge in (one.start, one.end)]
    edges += [(before.end + after.start) // 2 for before, after in pairwise(shift)]
    near = st.tuples(st.sampled_from(edges), st.sampled_from([-1, 0, 0, 1, 5, 11, 31])).map(sum)
    return draw(st.one_of(st.lists(near, max_size=2 * len(shift) + 2).map(tuple), st.just(tuple(edges[: 2 * len(shift)]))))


@st.composite
def days(draw, hours=(ShiftHours.FIXED,)):
    """Any day at all. hours: how its segments may be meant."""
    meant = draw(st.sampled_from(hours))
    shift = draw(st.one_of(st.just(OFFICE), shifts()))
    return DayFacts(
        day=DAY,
        kind=draw(st.sampled_from([DayKind.WORKDAY] * 8 + [DayKind.MAKEUP_WORKDAY, DayKind.REST_DAY])),
        segments=shift,
        punches=draw(punches_for(shift) if meant == ShiftHours.FIXED else st.one_of(punches_for(shift), many_punches(shift))),
        leave=draw(sometimes(periods(shift))),
        trips=draw(sometimes(periods(shift))),
        overtime=draw(sometimes(periods(shift))),
        hours=meant,
    )


def days_pay(largest):
    return st.one_of(st.none(), st.integers(0, largest).map(lambda tenths: Decimal(tenths) / 10))


@st.composite
def policies(draw):
    """Any values that do not contradict each other, some undecided."""
    minor_max = draw(st.sampled_from([None, 0, 5, 10, 10, 29]))
    return DayPolicy(
        minor_max=minor_max,
        minor_fine=draw(st.one_of(st.none(), st.just(Decimal(0)), st.just(Decimal("20.00")))),
        major_min=draw(st.sampled_from([None, minor_max or 0, 29, 30, 30, 60])),
        gap_rule=draw(st.sampled_from([None, "minor", "major"])),
        major_deduct=draw(days_pay(10)),
        halfday_deduct=draw(days_pay(20)),
        fullday_deduct=draw(days_pay(40)),
        clauses={},
    )
