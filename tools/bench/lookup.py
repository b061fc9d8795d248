"""A value looked up through a Policy, beside a plain dict with the same key; and the queries of a month for everybody."""

import timeit
from collections import defaultdict
from datetime import date

from django.core.management import call_command

from common.periods import Period
from tools.bench.measure import queries, say, scratch_database

TIMES = 200_000
SIZES = (200, 20_000)
DAY = date(2026, 11, 20)


def run() -> None:
    for employees in SIZES:
        _measure(employees)


def _measure(employees: int) -> None:
    from attendance.policy import Lateness
    from common import clock
    from people.models import Assignment
    from rules import provider

    with scratch_database(f"bench_lookup_{employees}"):
        call_command("demo", employees=employees, months=2, seed=1, verbosity=0)
        today = clock.today()
        month = Period.month_of(today)
        held = list(Assignment.objects.filter(during__contains=today).values_list("employee", "department"))
        department = held[0][1]
        provider.forget()
        rule = Lateness.on(today, department)
        if rule.minor_max is None:
            raise SystemExit("the demo company has no attendance rule in force")
        plain = {(Lateness, today, department): rule}
        key = (Lateness, today, department)
        looked_up = min(timeit.repeat(lambda: Lateness.on(today, department), number=TIMES, repeat=5))
        in_dict = min(timeit.repeat(lambda: plain[key], number=TIMES, repeat=5))
        detail = f"{looked_up / TIMES * 1e9:.0f} ns beside {in_dict / TIMES * 1e9:.0f} ns"
        say(f"{employees:,} people: value looked up / plain dict", looked_up / in_dict, "<= 20", detail)

        def everybody() -> None:
            provider.forget()
            provider._snapshots.clear()
            found: defaultdict[object, int] = defaultdict(int)
            for _employee, where in held:
                for day in month:
                    found[Lateness.on(day, where).minor_max] += 1

        say(f"queries for {len(held)} people over a month", queries(everybody), "<= 3", f"{len(held) * len(month)} lookups")
