"""The days of ten thousand people in a month evaluated in one process, beside a loop that only builds as many results."""

import random
from datetime import date, timedelta
from decimal import Decimal

from tools.bench.measure import pair_of_medians, say

PEOPLE, FIRST, DAYS = 10_000, date(2026, 10, 1), 31
TIMES = 3


def run() -> None:
    from attendance.domain import DayResult, evaluate

    days, policy = office_month()
    results = [evaluate(day, policy) for day in days]
    values = [tuple(getattr(result, name) for name in DayResult.__slots__) for result in results]
    ordinary = sum(result.status in ("rest", "normal") for result in results) * 100 // len(results)

    def evaluated() -> None:
        for day in days:
            evaluate(day, policy)

    def built() -> None:
        for value in values:
            DayResult(*value)

    seconds, least = pair_of_medians(evaluated, built, TIMES)
    detail = f"{seconds:.2f} beside {least:.2f} s, {ordinary} % ordinary days"
    say(f"{len(days):,} days evaluated / results only built", seconds / least, "-", detail)


def office_month() -> tuple[list, object]:
    """A month as an office has it: most are in time, some late, on leave, on a trip, or stay longer. The same every time."""
    from attendance.domain import DayFacts, DayPolicy, Span
    from common.parameters import Segment
    from workdays.official import standard_day

    policy = DayPolicy(10, Decimal("20.00"), 30, "minor", Decimal("0.5"), Decimal(1), Decimal(3), {})
    segments = (Segment(540, 720), Segment(780, 1080))
    calendar = [standard_day(FIRST + timedelta(days=n), (1, 2, 3, 4, 5)) for n in range(DAYS)]
    kinds_of_day = {
        "in time": lambda: ((534 - chance.randrange(20), 1081 + chance.randrange(40)), {}),
        "late": lambda: ((541 + chance.randrange(40), 1081), {}),
        "morning off": lambda: ((778, 1083), {"leave": (Span(540, 720, "personal"),)}),
        "trip": lambda: ((), {"trips": (Span(0, 1440),)}),
        "overtime": lambda: ((535, 1200), {"overtime": (Span(1080, 1200),)}),
        "one punch": lambda: ((538,), {}),
        "absent": lambda: ((), {}),
    }
    chance = random.Random(1)  # noqa: S311  example data
    drawn = chance.choices(list(kinds_of_day), [82, 7, 3, 2, 4, 1, 1], k=PEOPLE * DAYS)
    days = []
    for number, name in enumerate(drawn):
        info = calendar[number % DAYS]
        punches, approved = kinds_of_day[name]()
        days.append(DayFacts(info.day, info.kind, segments, punches if info.kind.is_working else (), **approved))
    return days, policy
