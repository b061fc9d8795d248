"""From rows to facts to judgements, for many people and days with the same number of queries as for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from attendance.choices import ShiftHours, SlipKind
from attendance.domain import DayFacts, DayPolicy, DayResult, Span, evaluate, planned
from attendance.domain.assignment import DAY
from attendance.domain.shifts import Shift, shift_of
from attendance.models import ShiftMember
from attendance.policy import Absence, Lateness
from attendance.selectors.reading import Read, read
from attendance.selectors.values import Values, values_on
from common.parameters import Schedule, Weekdays
from common.periods import ONE_DAY, Period
from common.policy import Citation, Policy
from rules.provider import held
from workdays.choices import DayKind
from workdays.policy import WorkingTime
from workdays.selectors import DayInfo, worked_on

SEGMENTS, WEEKDAYS = Schedule("work.schedule"), Weekdays("work.weekdays")
SECONDS_OF_A_DAY = 24 * 60 * 60
NO_SLIPS: Mapping[str, Sequence[Span]] = {"leave": (), "trips": (), "overtime": (), "overtime_before": ()}
ONE_MINUTE = timedelta(minutes=1)
AFTER_OVERTIME = 60  # minutes: who leaves after overtime does not clock out on the minute


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody worked on a day. group: the shift group, None for the normal shift of the department.

    clause: that allows the group, None when no edition in force there has it.
    """

    department_id: int
    post_id: int
    group: ShiftMember | None
    clause: Citation | None


class Judged(NamedTuple):
    """A day of a person with everything that decided it.

    seconds: the punches as recorded, after midnight of the day; judged is the minute. fixed: times that approved corrections
    add to them (ATT-14). is_open: the day is not over at the instant asked for, so the result says what is known if the rest
    goes as planned. options: the further values behind it.
    """

    employee_id: int
    day: date
    place: Place
    shift: Shift
    info: DayInfo
    facts: DayFacts
    seconds: tuple[int, ...]
    fixed: tuple[int, ...]
    working: WorkingTime
    lateness: Lateness
    absence: Absence
    policy: DayPolicy
    result: DayResult
    is_open: bool
    options: tuple[Policy, ...] = ()


def minute_of(at: time) -> int:
    """Minutes after midnight, seconds dropped."""
    return at.hour * 60 + at.minute


def instant(day: date, minute: int) -> datetime:
    """The instant at which the company's wall clock shows that minute of the day."""
    return timezone.make_aware(datetime.combine(day, time(0)) + timedelta(minutes=minute))


def normal_shift(working: WorkingTime) -> Shift:
    """The value of work.schedule and work.weekdays less the lunch break."""
    lunch, starts = working.lunch_break, working.day_starts
    return shift_of(
        working.schedule,
        lunch=(minute_of(lunch[0]), minute_of(lunch[1])) if lunch else None,
        day_starts=minute_of(starts) if starts else None,
        weekdays=working.weekdays,
    )


def group_shift(member: ShiftMember) -> Shift:
    """The shift of a group that differs; its hours are written without a lunch break."""
    group = member.group
    starts = minute_of(group.day_starts) if group.day_starts else None
    return shift_of(
        SEGMENTS.parse(group.segments),
        lunch=None,
        day_starts=starts,
        weekdays=WEEKDAYS.parse(group.weekdays),
        hours=ShiftHours(group.hours),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a day is for everybody at the same place: a company has few of them, and its people share them.

    begins, ends: of the day, in seconds after its midnight. info: before anybody swapped it.
    """

    day: date
    place: Place
    shift: Shift
    info: DayInfo
    working: WorkingTime
    values: Values
    options: tuple[Policy, ...]
    begins: int
    ends: int
    is_open: bool


@dataclass(slots=True)
class _Office:
    """What was read, and what was built from it: equal shifts, values and days are one object."""

    now: datetime
    read: Read
    frames: dict[tuple[date, int, int, int], _Frame] = field(default_factory=dict)
    shifts: dict[int, tuple[object, Shift]] = field(default_factory=dict)  # by id of what they are made of, which is kept beside


def judge(employee_ids: Collection[int], period: Period, now: datetime) -> dict[tuple[int, date], Judged]:
    """Each day of each person on which they held a post, by (employee id, day): one query.

    now: the instant up to which punches are known; a day that is not over then is open.
    """
    return judged_from(read(employee_ids, period, now), employee_ids, period, now)


def judged_from(found: Read, employee_ids: Collection[int], period: Period, now: datetime) -> dict[tuple[int, date], Judged]:
    """The same from what was read before, by the values that hold here: a draft is tried on the facts of what it would replace."""
    office, days = _Office(now, found), list(period)
    return {
        (person, day): _judge_day(office, person, frame)
        for person in employee_ids
        if person in found.held
        for day in days
        if (frame := _frame(office, person, day)) is not None
    }


def _judge_day(office: _Office, person: int, frame: _Frame) -> Judged:
    day, read, policy = frame.day, office.read, frame.values.policy
    info = swapped(frame.info, read.swaps.get((person, day))) if read.swaps else frame.info
    slips = _slips(read, person, frame) if person in read.slips else NO_SLIPS
    seconds = _seconds(read, person, frame, slips)
    fixed = tuple([at - epoch(day) for at in read.fixes.get((person, day), ())]) if read.fixes else ()
    punches = None if seconds is None and not fixed else tuple([second // 60 for second in (*(seconds or ()), *fixed)])
    facts = DayFacts(
        day, info.kind, frame.shift.segments, punches, tuple(slips["leave"]), tuple(slips["trips"]), tuple(slips["overtime"]),
        _stayed(office, person, day - ONE_DAY) if policy.stayed_late else 0, frame.shift.hours,
    )  # fmt: skip
    result = evaluate(as_planned(facts, office.now, policy) if frame.is_open else facts, policy)
    return Judged(
        person, day, frame.place, frame.shift, info, facts, seconds or (), fixed, frame.working, frame.values.lateness,
        frame.values.absence, policy, result, frame.is_open, frame.options,
    )  # fmt: skip


def _frame(office: _Office, person: int, day: date) -> _Frame | None:
    """What the day is where the person worked then; None when they held no post."""
    post = next((row for row in office.read.held[person] if row.since <= day < row.until), None)
    if post is None:
        return None
    member = next((row for row in office.read.members.get(person, ()) if day in row.during), None) if office.read.members else None
    asked = day, post.department_id, post.post_id, id(member)
    found = office.frames.get(asked)
    if found is None:
        found = office.frames[asked] = _framed(office, day, post.department_id, post.post_id, member)
    return found


def _framed(office: _Office, day: date, department_id: int, post_id: int, member: ShiftMember | None) -> _Frame:
    place = Place(department_id, post_id, member, _clause(office, member, day, department_id) if member else None)
    working = WorkingTime.on(day, department_id, post_id)
    shift, values = _shift(office, place, working), values_on(day, department_id, post_id)
    info = worked_on(office.read.day(office.read.calendar(department_id, day), day), shift.weekdays)
    begins = shift.day_starts * 60
    return _Frame(
        day, place, shift, info, working, values, (values.ladder, values.flexibility, values.overtime),
        begins, begins + SECONDS_OF_A_DAY, office.now < day_ends(day, shift),
    )  # fmt: skip


def day_ends(day: date, shift: Shift) -> datetime:
    """When the next day begins, by its change of day."""
    return instant(day + ONE_DAY, shift.day_starts)


def as_planned(facts: DayFacts, now: datetime, policy: DayPolicy) -> DayFacts:
    """An open day as it comes to if the person leaves when work ends: nothing of it is held against them before.

    Before the first punch the day is without data; once there is one, it is as it is after work has ended.
    """
    return planned(facts, (now - instant(facts.day, 0)) // ONE_MINUTE, policy)


def _clause(office: _Office, member: ShiftMember, day: date, department_id: int) -> Citation | None:
    """Where the clause that allows the group stands for the department on that day."""
    posted = [one for one in office.read.clauses.get(member.group.clause_id, ()) if day in one.during]
    for scope in held().way_up(day, department_id) if posted else ():
        found = next((one.citation for one in posted if one.department_id == scope), None)
        if found:
            return found
    return None


def _shift(office: _Office, place: Place, working: WorkingTime) -> Shift:
    source: object = place.group.group if place.group else working
    if id(source) not in office.shifts:
        office.shifts[id(source)] = source, group_shift(place.group) if place.group else normal_shift(working)
    return office.shifts[id(source)][1]


def _stayed(office: _Office, person: int, day: date) -> int:
    """How many minutes after the end of work somebody left on the day, be it a day off."""
    frame = _frame(office, person, day)
    if frame is None or not frame.shift.segments:
        return 0
    seconds = _seconds(office.read, person, frame, _slips(office.read, person, frame)) or ()
    fixed = (at - epoch(day) for at in office.read.fixes.get((person, day), ()))
    return max(max((*seconds, *fixed), default=0) // 60 - frame.shift.segments[-1].end, 0)


def _seconds(read: Read, person: int, frame: _Frame, slips: Mapping[str, Sequence[Span]]) -> tuple[int, ...] | None:
    """The punches of the day, in seconds after its midnight. None before the first punch ever: nobody collected data then.

    A day ends when the next begins, or an hour after overtime that was approved for longer.
    """
    begins, ends, day = frame.begins, frame.ends, frame.day
    if slips is not NO_SLIPS:
        begins = max([begins, *((span.end - DAY + AFTER_OVERTIME) * 60 for span in slips["overtime_before"])])
        ends = max([ends, *((span.end + AFTER_OVERTIME) * 60 for span in slips["overtime"])])
    found = [second for second in read.punches.get((person, day), ()) if begins <= second < ends]
    if begins < 0:
        found += [at for second in read.punches.get((person, day - ONE_DAY), ()) if begins <= (at := second - SECONDS_OF_A_DAY) < ends]
    if ends > SECONDS_OF_A_DAY:
        found += [at for second in read.punches.get((person, day + ONE_DAY), ()) if begins <= (at := second + SECONDS_OF_A_DAY) < ends]
    if not found:
        first = read.first_punch.get(person)
        return None if first is None or day < first else ()
    found.sort()
    return tuple(found)


def _slips(read: Read, person: int, frame: _Frame) -> Mapping[str, Sequence[Span]]:
    """The slips that touch the day, in minutes after its midnight; overtime belongs to the day on which it begins.

    overtime_before: of the day before, in minutes after that day's midnight.
    """
    rows = read.slips.get(person)
    if not rows:
        return NO_SLIPS
    found: dict[str, list[Span]] = {"leave": [], "trips": [], "overtime": [], "overtime_before": []}
    midnight, begins = epoch(frame.day), frame.shift.day_starts
    ends = begins + DAY
    for slip in rows:
        span = Span((slip.start - midnight) // 60, (slip.end - midnight) // 60, slip.type)
        if slip.kind != SlipKind.OVERTIME:
            if span.start < ends and span.end > begins:
                found["leave" if slip.kind == SlipKind.LEAVE else "trips"].append(span)
        elif begins <= span.start < ends:
            found["overtime"].append(span)
        elif begins - DAY <= span.start < begins:
            found["overtime_before"].append(Span(span.start + DAY, span.end + DAY))
    return found


def epoch(day: date) -> int:
    """Seconds since 1970 at midnight of the day, on the company's wall clock."""
    return int(instant(day, 0).timestamp())


def swapped(info: DayInfo, is_worked: bool | None) -> DayInfo:
    """The day as it is for somebody who swapped it (OT-03). None: nothing was swapped."""
    if is_worked is None:
        return info
    return replace(info, kind=DayKind.WORKDAY if is_worked else DayKind.REST_DAY)


def judge_one(employee_id: int, day: date, now: datetime) -> Judged | None:
    """One day of one person."""
    return judge([employee_id], Period(day, day), now).get((employee_id, day))


def results_of(judged: Iterable[Judged]) -> list[DayResult]:
    """The results of days that are over, in order."""
    return [one.result for one in sorted(judged, key=lambda one: one.day) if not one.is_open]
