"""A month of 200 to 20,000 people closed, beside the time that Postgres needs to read the same facts and COPY as many sheets.

The nights before have kept every day, as in an office; the closing judges all of them again and finds what changed.
"""

import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from django.db import connection
from django.urls import get_resolver

from tools.bench.measure import pair_of_medians, say, scratch_database

SIZES = (200, 1_000, 10_000, 20_000)
SMALL, LARGE = 1_000, 20_000  # between which it should be linear
MONTH, AFTER = date(2026, 10, 1), datetime(2026, 11, 2, 6, tzinfo=UTC)
VALUES = {
    "work.schedule": [["09:00", "18:00"]], "work.weekdays": [1, 2, 3, 4, 5], "work.lunch_break": ["12:00", "13:00"],
    "work.day_starts": "05:00", "att.late.minor_max_minutes": 10, "att.late.minor_fine_cny": "20.00", "att.late.major_min_minutes": 30,
    "att.late.major_deduct_days": "0.5", "att.late.gap_rule": "minor", "att.absence.halfday_deduct_days": "1",
    "att.absence.fullday_deduct_days": "1", "pay.day_wage_basis": "21.75",
}  # fmt: skip
PEOPLE = """
INSERT INTO people_employee (number, name, name_key, search_key, mobile, email, phone, joined_on)
SELECT 'B' || n, '员工' || n, 'yuangong' || n, '员工' || n, '', '', '', '2020-01-01' FROM generate_series(1, %(people)s) n;
INSERT INTO people_assignment (employee_id, post_id, department_id, is_head, kind, during, reason)
SELECT e.id, %(post)s, %(unit)s, false, 'regular', '[2020-01-01,)', '' FROM people_employee e;
INSERT INTO attendance_salary (employee_id, monthly, during) SELECT e.id, 4350 + e.id %% 5000, '[2020-01-01,)' FROM people_employee e;
"""  # one in twelve comes late, one in fifty forgets a punch, one in eighty is absent
PUNCHES = """
INSERT INTO attendance_punch (employee_id, at, second, zone, offset_minutes, source, key, trace_digest)
SELECT e.id, p.at, extract(epoch FROM p.at)::bigint, 'Asia/Shanghai', 480, 'terminal', gen_random_uuid(), ''
FROM people_employee e
CROSS JOIN generate_series(timestamp '2026-10-08', timestamp '2026-10-31', interval '1 day') d
CROSS JOIN LATERAL (VALUES
    ('in', (d + time '08:45' + (e.id * 7 + extract(day FROM d)::int * 3) %% 14 * interval '1 minute'
        + CASE WHEN (e.id + extract(day FROM d)::int) %% 12 = 0 THEN interval '22 minutes' ELSE interval '0' END)
        AT TIME ZONE 'Asia/Shanghai'),
    ('out', (d + time '18:01' + (e.id * 5 + extract(day FROM d)::int) %% 40 * interval '1 minute') AT TIME ZONE 'Asia/Shanghai')
) p (side, at)
WHERE extract(isodow FROM d) < 6 AND (e.id + 3 * extract(day FROM d)::int) %% 80 <> 0
  AND NOT (p.side = 'out' AND (e.id + extract(day FROM d)::int) %% 50 = 0);
"""
FACTS = """
SELECT p.employee_id, p.local_on, p.local_time FROM attendance_punch p WHERE p.local_on BETWEEN '2026-09-30' AND '2026-11-01';
SELECT a.employee_id, a.department_id, a.post_id, lower(a.during), upper(a.during) FROM people_assignment a;
SELECT s.employee_id, s.monthly, lower(s.during), upper(s.during) FROM attendance_salary s;
"""
KEPT = "SELECT employee_id, day, status, late_minutes, worked_minutes FROM attendance_dayrecord"


def run() -> None:
    taken = {people: _measured(people) for people in SIZES}
    share = (taken[LARGE] / LARGE) / (taken[SMALL] / SMALL)
    say(f"close a person of {LARGE:,} / of {SMALL:,}", share, "<= 1.15", f"{taken[SMALL]:.1f} s, {taken[LARGE]:.1f} s")


def _measured(people: int) -> float:
    """Seconds that the closing takes."""
    from attendance.models import MonthClosing
    from attendance.services import store_days
    from attendance.services.closing import close_month
    from common.periods import Period
    from common.policy import PlainProvider, using

    with scratch_database(f"bench_close_{people}"):
        _fill(people)
        with using(PlainProvider(VALUES)):
            store_days(period=Period.month_of(MONTH), at=AFTER)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            get_resolver().url_patterns  # noqa: B018  read once by every process that serves
            _correction()
            seconds = _seconds(lambda: close_month(month=MONTH, by=None, at=AFTER, accepts_no_data=True))
        closing = MonthClosing.objects.get()
        least = min(_seconds(_read_and_copy) for _ in range(3))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        detail = f"{seconds:.1f} beside {least:.2f} s, {closing.progress:,} sheets, peak {peak} MB"
        say(f"close of {people:,} people x 31 days / read and COPY", seconds / least, "<= 10", detail)
        return seconds


def _correction() -> None:
    """One late correction: the day judged, kept and looked at for cases anew, beside one query for a kept day."""
    from attendance.models import DayRecord
    from attendance.services.corrections import recompute
    from people.models import Employee

    person, day = Employee.objects.order_by("pk")[7].pk, date(2026, 10, 20)
    anew, least = pair_of_medians(
        lambda: recompute(person, day, day, AFTER), lambda: DayRecord.objects.get(employee=person, day=day), times=51
    )
    say("late correction recomputed / one query", anew / least, "<= 20", f"{anew * 1000:.2f} beside {least * 1000:.2f} ms")


def _fill(people: int) -> None:
    """One department with so many people who worked in October."""
    from people.models import Department, Post

    unit = Department.objects.create(code="BENCH", name="运营部")
    post = Post.objects.create(department=unit, title="专员", rank=1, during=(date(2020, 1, 1), None))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE attendance_punch DROP CONSTRAINT attendance_punch_once_a_minute")  # filling is not measured
        cursor.execute(PEOPLE, {"people": people, "post": post.pk, "unit": unit.pk})
        cursor.execute(PUNCHES, {})
        cursor.execute("CREATE TABLE bench_sheets (LIKE attendance_monthsheet INCLUDING ALL)")


def _read_and_copy() -> None:
    """What no program can save: the facts read, as many sheets written."""
    with connection.cursor() as cursor:
        for statement in (*FACTS.split(";")[:-1], KEPT):
            cursor.execute(statement)
            cursor.fetchall()
        cursor.execute("TRUNCATE bench_sheets")
        with cursor.copy("COPY (SELECT * FROM attendance_monthsheet) TO STDOUT") as out:
            sheets = list(out)
        with cursor.copy("COPY bench_sheets FROM STDIN") as into:
            for block in sheets:
                into.write(block)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
