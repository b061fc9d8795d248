"""Who is here today, who is away, who has not come: counted where the people are kept, whatever the size of the company."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from attendance.choices import SlipKind
from attendance.domain.shifts import Shift
from attendance.models import ShiftGroup, ShiftMember
from attendance.selectors.judging import group_shift, instant, judge, normal_shift
from attendance.selectors.team import OTHERS
from attendance.slip_kinds import LABELS
from common.periods import Period
from workdays.choices import DayKind
from workdays.official import standard_day
from workdays.policy import WorkingTime
from workdays.selectors import DayInfo, worked_on

if TYPE_CHECKING:
    from people.models import User

SLIPS = "attendance.view_slip"
HERE, AWAY, MISSING, COMING, OFF, LATE = "here", "away", "missing", "coming", "off", "late"
STATES = (HERE, AWAY, MISSING, COMING, OFF)
SHOWN = 5
ONE_MINUTE = 60

HELD = """
WITH unit AS (
    SELECT p.descendant_id AS id FROM people_departmentpath p WHERE p.ancestor_id = ANY(%(roots)s) AND p.during @> %(day)s::date
), held AS (
    SELECT DISTINCT ON (a.employee_id) a.employee_id, a.department_id, a.post_id FROM people_assignment a
    WHERE a.during @> %(day)s::date AND a.kind <> 'acting'
        AND (%(everywhere)s OR a.employee_id IN (
            SELECT b.employee_id FROM people_assignment b
            WHERE b.during @> %(day)s::date AND b.kind <> 'acting' AND b.department_id IN (SELECT id FROM unit)))
    ORDER BY a.employee_id, a.kind <> 'regular', a.id
), placed AS (
    SELECT h.*, m.group_id FROM held h
    LEFT JOIN attendance_shiftmember m ON m.employee_id = h.employee_id AND m.during @> %(day)s::date
)
"""  # the post by which somebody is judged, as attendance.selectors.reading has it

FRAMES = """, frame AS (SELECT DISTINCT department_id, post_id, group_id FROM placed)
SELECT f.department_id, f.post_id, f.group_id, g.segments, g.weekdays, g.day_starts, g.hours, c.weekdays, d.kind, d.name, d.provisional,
    d.corrected_at IS NOT NULL
FROM frame f LEFT JOIN attendance_shiftgroup g ON g.id = f.group_id
LEFT JOIN LATERAL (
    SELECT u.calendar_id FROM people_departmentpath p JOIN workdays_calendaruse u ON u.department_id = p.ancestor_id
    WHERE p.descendant_id = f.department_id AND p.during @> %(day)s::date ORDER BY p.depth LIMIT 1
) w ON TRUE
LEFT JOIN workdays_calendar c ON CASE WHEN w.calendar_id IS NULL THEN c.is_default ELSE c.id = w.calendar_id END
LEFT JOIN workdays_calendarday d ON d.calendar_id = c.id AND d.day = %(day)s::date
"""

SORTED = """, frame AS (
    SELECT * FROM unnest(%(departments)s::bigint[], %(posts)s::bigint[], %(groups)s::bigint[], %(works)s::bool[],
        %(begins)s::timestamptz[], %(starts)s::timestamptz[], %(probes)s::timestamptz[], %(ends)s::timestamptz[])
        AS f (department_id, post_id, group_id, works, begins, starts, probe, ends)
), found AS (
    SELECT h.employee_id, f.starts, COALESCE(s.works, f.works) AS works,
        LEAST(
            (SELECT min(p.at) FROM attendance_punch p WHERE p.employee_id = h.employee_id
                AND p.local_on BETWEEN %(day)s::date AND %(day)s::date + 1 AND p.at >= f.begins AND p.at < f.ends AND p.at <= %(now)s),
            (SELECT min(x.at) FROM attendance_correction x WHERE x.employee_id = h.employee_id
                AND x.state = 'approved' AND x.day = %(day)s::date AND x.at <= %(now)s)
        ) AS came,
        away.kind AS away, away.type
    FROM placed h
    JOIN frame f ON f.department_id = h.department_id AND f.post_id = h.post_id AND COALESCE(f.group_id, 0) = COALESCE(h.group_id, 0)
    LEFT JOIN LATERAL (
        SELECT d.works_on = %(day)s::date AS works FROM attendance_swapdetails d JOIN attendance_slip s ON s.id = d.slip_id
        WHERE s.employee_id = h.employee_id AND s.state IN ('approved', 'closed') AND %(day)s::date IN (d.works_on, d.off_on) LIMIT 1
    ) s ON TRUE
    LEFT JOIN LATERAL (
        SELECT s.kind, s.type FROM attendance_slip s
        WHERE s.employee_id = h.employee_id AND s.state IN ('approved', 'closed') AND s.kind IN ('leave', 'trip', 'outing', 'exit')
            AND s.during @> f.probe
        UNION ALL
        SELECT 'leave', '' FROM attendance_emergencycall c LEFT JOIN attendance_slip s ON s.id = c.slip_id
        WHERE c.employee_id = h.employee_id AND c.lapsed_at IS NULL AND (s.id IS NULL OR s.state IN ('submitted', 'sent_back'))
            AND c.during @> f.probe
        LIMIT 1
    ) away ON TRUE
), sorted AS (
    SELECT found.*, CASE
        WHEN away IS NOT NULL THEN 'away' WHEN came IS NOT NULL THEN 'here' WHEN works IS NOT TRUE OR starts IS NULL THEN 'off'
        WHEN %(now)s < starts THEN 'coming' ELSE 'missing' END AS state
    FROM found
), numbered AS (
    SELECT s.*, e.name, e.number, row_number() OVER (PARTITION BY state ORDER BY e.name_key, e.number, e.id) AS place
    FROM sorted s JOIN people_employee e ON e.id = s.employee_id
)
"""

COUNTED = """SELECT state, count(*),
    json_agg(json_build_array(employee_id, number, name, away, type) ORDER BY place) FILTER (WHERE place <= %(shown)s),
    json_agg(json_build_array(employee_id, number, name, away, type) ORDER BY place)
        FILTER (WHERE state = 'here' AND works AND came >= starts + interval '1 minute')
FROM numbered GROUP BY state
"""

LISTED = """SELECT json_build_array(employee_id, number, name, away, type) FROM numbered
WHERE state = %(state)s AND place > %(after)s AND place <= %(after)s + %(shown)s ORDER BY place
"""


class Who(NamedTuple):
    """A person on the board. away: kind of the slip, type: of the leave; both "" for who is not away, or not to be told."""

    pk: int
    number: str
    name: str
    away: str
    type: str

    @property
    def reason(self) -> str:
        """The type of leave, else the kind of slip."""
        return self.type or (str(LABELS[SlipKind(self.away)]) if self.away else "")


@dataclass(frozen=True, slots=True)
class Group:
    """People in one state: how many, and the first of them by name."""

    count: int = 0
    people: tuple[Who, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.people)


@dataclass(frozen=True, slots=True)
class Presence:
    """The people of somebody's part of the tree on a day, each in one state.

    here: clocked in. away: on a slip that covers this hour of their work. missing: their work has begun, and nothing is known of them.
    coming: it begins later. off: not expected. late: those of `here` whose day is judged late.
    """

    day: date
    here: Group = field(default_factory=Group)
    away: Group = field(default_factory=Group)
    missing: Group = field(default_factory=Group)
    coming: Group = field(default_factory=Group)
    off: Group = field(default_factory=Group)
    late: Group = field(default_factory=Group)

    @property
    def all(self) -> int:
        return sum(getattr(self, state).count for state in STATES)

    @property
    def expected(self) -> int:
        return self.all - self.off.count


def presence(user: "User", day: date, now: datetime) -> Presence:
    """How it stands now where the account looks after others: two queries, three when somebody came after the start of work.

    day: today. A night's shift that began yesterday still counts there.
    """
    asked = _asked(user, day, now)
    if asked is None:
        return Presence(day)
    rows = _rows(HELD + SORTED + COUNTED, {**asked, "shown": SHOWN})
    groups = {state: Group(count, _told(user, people)) for state, count, people, _after in rows}
    later = [one for _state, _count, _people, after in rows for one in after or ()]
    late = _late(later, day, now)
    return Presence(day, late=Group(len(late), _told(user, late[:SHOWN])), **groups)


def people_in(user: "User", state: str, day: date, now: datetime, *, page: int, per_page: int) -> tuple[list[Who], int]:
    """One page of the people in a state, by name (the last one beyond it), and how many there are. state: one of STATES, or LATE."""
    asked = _asked(user, day, now)
    if asked is None:
        return [], 0
    rows = _rows(HELD + SORTED + COUNTED, {**asked, "shown": 0})
    late = _late([one for *_rest, after in rows for one in after or ()], day, now) if state == LATE else []
    count = len(late) if state == LATE else next((count for called, count, *_rest in rows if called == state), 0)
    start = (min(page, max(-(-count // per_page), 1)) - 1) * per_page
    if state == LATE:
        return list(_told(user, late[start : start + per_page])), count
    found = [told for (told,) in _rows(HELD + SORTED + LISTED, {**asked, "state": state, "after": start, "shown": per_page})]
    return list(_told(user, found)), count


def _late(came: Sequence[list[Any]], day: date, now: datetime) -> list[list[Any]]:
    """Of those who came after the start of their work: whom the rules call late."""
    if not came:
        return []
    judged = judge([one[0] for one in came], Period(day, day), now)
    return [one for one in came if (found := judged.get((one[0], day))) is not None and found.result.late_minutes]


def _told(user: "User", people: Sequence[list[Any]] | None) -> tuple[Who, ...]:
    """The kind of leave is told to whoever may read slips everywhere they look after people; else only that somebody is away."""
    access = user.access
    sees = access.company_wide(SLIPS) or (not access.company_wide(OTHERS) and set(access.roots(OTHERS)) <= set(access.roots(SLIPS)))
    return tuple(
        Who(pk, number, name, (away or "") if sees else "", (kind or "") if sees else "") for pk, number, name, away, kind in people or ()
    )


# -- where work begins when ------------------------------------------------------------------------


class _Frame(NamedTuple):
    """A place with its day: when the day begins and ends, when work does (None: not today, or at no fixed time)."""

    department: int
    post: int
    group: int | None
    works: bool
    begins: datetime
    starts: datetime | None
    probe: datetime
    ends: datetime


def _asked(user: "User", day: date, now: datetime) -> dict[str, Any] | None:
    """What the statements are given; None when there is nobody."""
    scope = {"everywhere": user.access.company_wide(OTHERS), "roots": user.access.roots(OTHERS), "day": day}
    frames = [_frame(row, day, now) for row in _rows(HELD + FRAMES, scope)]
    if not frames:
        return None
    names = ("departments", "posts", "groups", "works", "begins", "starts", "probes", "ends")
    columns = zip(*frames, strict=True)
    return {**scope, "now": now, **{name: list(column) for name, column in zip(names, columns, strict=True)}}


def _frame(row: Sequence[Any], day: date, now: datetime) -> _Frame:
    department, post, group, segments, weekdays, day_starts, hours, week, kind, name, provisional, corrected = row
    shift = _shift(day, department, post, (segments, weekdays, day_starts, hours) if group else None)
    if kind is None:
        standard = standard_day(day, week or [1, 2, 3, 4, 5])
        info = DayInfo(day, standard.kind, standard.name, standard.provisional)
    else:
        info = DayInfo(day, DayKind(kind), name, provisional, corrected)
    begins, ends = instant(day, shift.day_starts), instant(day, shift.day_starts + 24 * 60)
    if not shift.segments:
        return _Frame(department, post, group, worked_on(info, shift.weekdays).kind.is_working, begins, None, now, ends)
    starts, over = instant(day, shift.segments[0].start), instant(day, shift.segments[-1].end - 1)
    works = worked_on(info, shift.weekdays).kind.is_working
    return _Frame(department, post, group, works, begins, starts, min(max(now, starts), over), ends)


def _shift(day: date, department: int, post: int, group: tuple[Any, ...] | None) -> Shift:
    if group is None:
        return normal_shift(WorkingTime.on(day, department, post))
    segments, weekdays, day_starts, hours = group
    told = json.loads(segments) if isinstance(segments, str) else segments
    starts = day_starts if day_starts is None or isinstance(day_starts, time) else time.fromisoformat(day_starts)
    return group_shift(ShiftMember(group=ShiftGroup(segments=told, weekdays=weekdays, day_starts=starts, hours=hours)))


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(_decoded(cursor.fetchall()))


def _decoded(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """json comes as text."""
    for row in rows:
        yield tuple(json.loads(value) if isinstance(value, str) and value[:1] == "[" else value for value in row)
