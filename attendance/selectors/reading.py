"""What judging needs to know of some people and days: one statement, however many they are."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from attendance.models import ShiftGroup, ShiftMember
from common.periods import ONE_DAY, Period
from common.policy import Citation
from workdays.choices import DayKind
from workdays.models import monday_to_friday
from workdays.official import standard_day
from workdays.selectors import DayInfo

READ = """
WITH held AS (
    SELECT a.id, a.employee_id, a.department_id, a.post_id, a.during, a.kind <> 'regular' AS is_second FROM people_assignment a
    WHERE a.employee_id = ANY(%(people)s) AND a.during && daterange(%(first)s, %(last)s, '[]') AND a.kind <> 'acting'
    ORDER BY a.id
), member AS (
    SELECT m.employee_id, m.during, g.* FROM attendance_shiftmember m JOIN attendance_shiftgroup g ON g.id = m.group_id
    WHERE m.employee_id = ANY(%(people)s) AND m.during && daterange(%(first)s, %(last)s, '[]')
), way AS (
    SELECT p.descendant_id, u.calendar_id, p.depth, p.during FROM people_departmentpath p
    JOIN workdays_calendaruse u ON u.department_id = p.ancestor_id
    WHERE p.during && daterange(%(first)s, %(last)s, '[]') AND p.descendant_id IN (SELECT department_id FROM held)
), calendar AS (
    SELECT c.id, c.is_default, c.weekdays FROM workdays_calendar c WHERE c.is_default OR c.id IN (SELECT calendar_id FROM way)
)
SELECT 'held', employee_id, lower(during), upper(during), department_id, post_id, is_second::int::text, '' FROM held
UNION ALL
SELECT 'member', employee_id, lower(during), upper(during), id, clause_id, name,
    json_build_object('segments', segments, 'weekdays', weekdays, 'day_starts', day_starts, 'hours', hours)::text
FROM member
UNION ALL
SELECT 'clause', t.clause_id, lower(f.during), upper(f.during), f.department_id, e.number, t.label,
    json_build_object('title', r.title, 'number', r.number, 'origin', d.name)::text
FROM rules_clausetext t JOIN rules_edition e ON e.id = t.edition_id JOIN rules_rulebook r ON r.id = e.rulebook_id
JOIN rules_force f ON f.edition_id = e.id LEFT JOIN people_department d ON d.id = f.department_id
WHERE t.clause_id IN (SELECT clause_id FROM member) AND f.during && daterange(%(first)s, %(last)s, '[]')
UNION ALL
SELECT 'way', descendant_id, lower(during), upper(during), calendar_id, depth, '', '' FROM way
UNION ALL
SELECT 'calendar', id, NULL, NULL, is_default::int, NULL, array_to_string(weekdays, ''), '' FROM calendar
UNION ALL
SELECT 'day', d.calendar_id, d.day, NULL, d.provisional::int, (d.corrected_at IS NOT NULL)::int, d.kind, d.name
FROM workdays_calendarday d WHERE d.calendar_id IN (SELECT id FROM calendar) AND d.day BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'first', e.id, (SELECT min(p.local_on) FROM attendance_punch p WHERE p.employee_id = e.id AND p.at <= %(now)s),
    NULL, NULL, NULL, '', ''
FROM people_employee e WHERE e.id = ANY(%(people)s)
UNION ALL
SELECT 'punch', p.employee_id, p.local_on, NULL, NULL, NULL, string_agg(floor(extract(epoch FROM p.local_time))::int::text, ' '), ''
FROM attendance_punch p
WHERE p.employee_id = ANY(%(people)s) AND p.local_on BETWEEN %(first)s - 1 AND %(last)s + 1 AND p.at <= %(now)s
GROUP BY p.employee_id, p.local_on
UNION ALL
SELECT 'slip', s.employee_id, NULL, NULL, extract(epoch FROM lower(s.during))::bigint, extract(epoch FROM upper(s.during))::bigint,
    s.kind, s.type
FROM attendance_slip s
WHERE s.employee_id = ANY(%(people)s) AND s.state IN ('approved', 'closed') AND s.kind <> 'swap'
    AND s.during && tstzrange(%(since)s, %(until)s)
UNION ALL
SELECT 'slip', c.employee_id, NULL, NULL, extract(epoch FROM lower(c.during))::bigint, extract(epoch FROM upper(c.during))::bigint,
    'leave', ''
FROM attendance_emergencycall c LEFT JOIN attendance_slip s ON s.id = c.slip_id
WHERE c.employee_id = ANY(%(people)s) AND c.lapsed_at IS NULL AND (s.id IS NULL OR s.state IN ('submitted', 'sent_back'))
    AND c.during && tstzrange(%(since)s, %(until)s)
UNION ALL
SELECT 'swap', s.employee_id, d.works_on, d.off_on, NULL, NULL, '', ''
FROM attendance_swapdetails d JOIN attendance_slip s ON s.id = d.slip_id
WHERE s.employee_id = ANY(%(people)s) AND s.state IN ('approved', 'closed')
    AND (d.works_on BETWEEN %(first)s AND %(last)s OR d.off_on BETWEEN %(first)s AND %(last)s)
UNION ALL
SELECT 'fix', c.employee_id, c.day, NULL, extract(epoch FROM c.at)::bigint, NULL, '', ''
FROM attendance_correction c
WHERE c.employee_id = ANY(%(people)s) AND c.state = 'approved' AND c.day BETWEEN %(first)s - 1 AND %(last)s
"""  # a call without a slip counts as leave until it lapses (LEV-04)


class Line(NamedTuple):
    """A line of the answer: what of, whose, over which days; its numbers and texts are told by `part`."""

    part: str
    owner: int
    since: Any
    until: Any
    number: Any
    other: Any
    word: str
    text: str


class Held(NamedTuple):
    """A post held from `since` up to, and not on, `until`. is_second: beside the regular one."""

    department_id: int
    post_id: int
    since: date
    until: date
    is_second: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a clause stands in the edition in force over these days. department_id: there and below, None: everywhere."""

    citation: Citation
    department_id: int | None
    during: DateRange


class Away(NamedTuple):
    """An approved slip as it counts, or a call that holds for now. start, end: seconds since 1970."""

    kind: str
    type: str
    start: int
    end: int


@dataclass(slots=True)
class Read:
    """What was read of people, by their ids.

    clauses: those that allow a shift group. first_punch: the date of the first one ever. punches: by date, the second
    after midnight that the wall clock showed. ways: from a department to the calendars of those above, as (depth, id, since, until).
    swaps: by day, True where it is worked instead of another, False where it is off instead. fixes: times that approved
    corrections add, in seconds since 1970.
    """

    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[ShiftMember]] = field(default_factory=lambda: defaultdict(list))
    clauses: dict[int, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    first_punch: dict[int, date | None] = field(default_factory=dict)
    punches: dict[tuple[int, date], list[int]] = field(default_factory=lambda: defaultdict(list))
    slips: dict[int, list[Away]] = field(default_factory=lambda: defaultdict(list))
    swaps: dict[tuple[int, date], bool] = field(default_factory=dict)
    fixes: dict[tuple[int, date], list[int]] = field(default_factory=lambda: defaultdict(list))
    ways: dict[int, list[tuple[int, int, date, date]]] = field(default_factory=lambda: defaultdict(list))
    default: int | None = None
    weekdays: dict[int | None, list[int]] = field(default_factory=dict)
    days: dict[int | None, dict[date, DayInfo]] = field(default_factory=lambda: defaultdict(dict))

    def calendar(self, department_id: int, day: date) -> int | None:
        """The calendar that counts for the department: its own, else that of the nearest above on that day, else the default one."""
        ways = [(depth, calendar) for depth, calendar, since, until in self.ways.get(department_id, ()) if since <= day < until]
        return min(ways)[1] if ways else self.default

    def day(self, calendar: int | None, day: date) -> DayInfo:
        """The day of the calendar; what has no row is read from the official list."""
        known = self.days[calendar].get(day)
        if known is None:
            standard = standard_day(day, self.weekdays.get(calendar) or monday_to_friday())
            known = self.days[calendar][day] = DayInfo(day, standard.kind, standard.name, standard.provisional)
        return known


def read(employee_ids: Collection[int], period: Period, now: datetime) -> Read:
    """Posts, shift groups, calendars and punches (up to `now`) of the people over the period, punches of the days beside it too."""
    found = Read()
    with connection.cursor() as cursor:
        reach = {"since": _midnight(period.first - ONE_DAY), "until": _midnight(period.last + 2 * ONE_DAY)}
        cursor.execute(READ, {"people": list(employee_ids), "first": period.first, "last": period.last, "now": now, **reach})
        for row in cursor.fetchall():
            line = Line(*row)
            TAKE[line.part](found, line)
    for held in found.held.values():
        held.sort(key=lambda one: one.is_second)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


# -- each kind of line --------------------------------------------------------------------


def _held(found: Read, line: Line) -> None:
    found.held[line.owner].append(Held(line.number, line.other, line.since or date.min, line.until or date.max, line.word == "1"))


def _member(found: Read, line: Line) -> None:
    told = json.loads(line.text)
    starts = time.fromisoformat(told["day_starts"]) if told["day_starts"] else None
    row = ShiftGroup(
        pk=line.number, name=line.word, clause_id=line.other, segments=told["segments"], weekdays=told["weekdays"], day_starts=starts,
        hours=told["hours"],
    )  # fmt: skip
    found.members[line.owner].append(ShiftMember(employee_id=line.owner, group=row, during=DateRange(line.since, line.until)))


def _clause(found: Read, line: Line) -> None:
    told = json.loads(line.text)
    url = f"{reverse('rules:rulebook', args=[told['number']])}?edition={line.other}#c{line.owner}"
    citation = Citation(told["title"], line.other, line.word, told["origin"] or "", url)
    found.clauses[line.owner].append(Posted(citation, line.number, DateRange(line.since, line.until)))


def _way(found: Read, line: Line) -> None:
    found.ways[line.owner].append((line.other, line.number, line.since or date.min, line.until or date.max))


def _calendar(found: Read, line: Line) -> None:
    found.weekdays[line.owner] = [int(digit) for digit in line.word]
    if line.number:
        found.default = line.owner


def _day(found: Read, line: Line) -> None:
    found.days[line.owner][line.since] = DayInfo(line.since, DayKind(line.word), line.text, bool(line.number), bool(line.other))


def _first(found: Read, line: Line) -> None:
    found.first_punch[line.owner] = line.since


def _punch(found: Read, line: Line) -> None:
    found.punches[line.owner, line.since] = [int(second) for second in line.word.split()]


def _slip(found: Read, line: Line) -> None:
    found.slips[line.owner].append(Away(line.word, line.text, line.number, line.other))


def _swap(found: Read, line: Line) -> None:
    found.swaps[line.owner, line.since] = True
    found.swaps[line.owner, line.until] = False


def _fix(found: Read, line: Line) -> None:
    found.fixes[line.owner, line.since].append(line.number)


TAKE: dict[str, Callable[[Read, Line], None]] = {
    "held": _held, "member": _member, "clause": _clause, "way": _way, "calendar": _calendar, "day": _day, "first": _first, "punch": _punch,
    "slip": _slip, "swap": _swap, "fix": _fix,
}  # fmt: skip
