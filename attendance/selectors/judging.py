"""From rows to facts to judgements, for many people and days with the same number of queries as for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

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


@dataclass(frozen=True, slots=True)
class Judged:
    """A day of a person with everything that decided it. result None: nothing to judge, the working hours are undecided.

    seconds: the punches as recorded, after midnight of the day; judged is the minute. fixed: times that approved corrections
    add to them (ATT-14). is_open: the day is not over at the
    instant asked for, so the result says what is known if the rest goes as planned. options: the further values behind it.
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


@dataclass(slots=True)
class _Office:
    """What was read, and what was built from it: equal shifts, values and days are one object."""

    now: datetime
    read: Read
    shifts: dict[int, tuple[object, Shift]] = field(default_factory=dict)  # by id of what they are made of, which is kept beside
    values: dict[tuple[date, int, int], Values] = field(default_factory=dict)
    infos: dict[tuple[int | None, date, frozenset[int] | None], DayInfo] = field(default_factory=dict)
    ends: dict[tuple[date, int], datetime] = field(default_factory=dict)


def judge(employee_ids: Collection[int], period: Period, now: datetime) -> dict[tuple[int, date], Judged]:
    """Each day of each person on which they held a post, by (employee id, day): one query.

    now: the instant up to which punches are known; a day that is not over then is open.
    """
    return judged_from(read(employee_ids, period, now), employee_ids, period, now)


def judged_from(found: Read, employee_ids: Collection[int], period: Period, now: datetime) -> dict[tuple[int, date], Judged]:
    """The same from what was read before, by the values that hold here: a draft is tried on the facts of what it would replace."""
    office = _Office(now, found)
    return {(person, day): judged for person in employee_ids for day in period if (judged := _judge_day(office, person, day)) is not None}


def _judge_day(office: _Office, person: int, day: date) -> Judged | None:
    place = _place(office, person, day)
    if place is None:
        return None
    working = WorkingTime.on(day, place.department_id, place.post_id)
    shift = _shift(office, place, working)
    info = swapped(_info(office, day, place, shift), office.read.swaps.get((person, day)))
    slips = _slips(office, person, day, shift)
    seconds = _seconds(office, person, day, shift, slips)
    fixed = tuple(at - epoch(day) for at in office.read.fixes.get((person, day), ()))
    punches = None if seconds is None and not fixed else tuple(second // 60 for second in (*(seconds or ()), *fixed))
    facts = DayFacts(
        day, info.kind, shift.segments, punches, tuple(slips["leave"]), tuple(slips["trips"]), tuple(slips["overtime"]), hours=shift.hours
    )
    values = _values(office, day, place)
    if values.policy.stayed_late:
        facts = replace(facts, stayed_yesterday=_stayed(office, person, day - ONE_DAY))
    is_open = office.now < _ends(office, day, shift)
    result = evaluate(as_planned(facts, office.now, values.policy) if is_open else facts, values.policy)
    return Judged(
        person, day, place, shift, info, facts, seconds or (), fixed, working, values.lateness, values.absence, values.policy, result,
        is_open, (values.ladder, values.flexibility, values.overtime),
    )  # fmt: skip


def _ends(office: _Office, day: date, shift: Shift) -> datetime:
    """As `day_ends`, looked up once for everybody whose day changes at the same time."""
    asked = day, shift.day_starts
    if asked not in office.ends:
        office.ends[asked] = day_ends(day, shift)
    return office.ends[asked]


def day_ends(day: date, shift: Shift) -> datetime:
    """When the next day begins, by its change of day."""
    return instant(day + ONE_DAY, shift.day_starts)


def as_planned(facts: DayFacts, now: datetime, policy: DayPolicy) -> DayFacts:
    """An open day as it comes to if the person leaves when work ends: nothing of it is held against them before.

    Before the first punch the day is without data; once there is one, it is as it is after work has ended.
    """
    return planned(facts, (now - instant(facts.day, 0)) // ONE_MINUTE, policy)


def _place(office: _Office, person: int, day: date) -> Place | None:
    post = next((row for row in office.read.held.get(person, ()) if day in row.during), None)
    if post is None:
        return None
    member = next((row for row in office.read.members.get(person, ()) if day in row.during), None)
    clause = _clause(office, member, day, post.department_id) if member else None
    return Place(post.department_id, post.post_id, member, clause)


def _clause(office: _Office, member: ShiftMember, day: date, department_id: int) -> Citation | None:
    """Where the clause that allows the group stands for the department on that day."""
    posted = [one for one in office.read.clauses.get(member.group.clause_id, ()) if day in one.during]
    for scope in held().way_up(day, department_id) if posted else ():
        found = next((one.citation for one in posted if one.department_id == scope), None)
        if found:
            return found
    return None


def _shift(office: _Office, place: Place, working: WorkingTime) -> Shift:
    source: object = place.group or working
    if id(source) not in office.shifts:
        office.shifts[id(source)] = source, group_shift(place.group) if place.group else normal_shift(working)
    return office.shifts[id(source)][1]


def _values(office: _Office, day: date, place: Place) -> Values:
    """Looked up once for everybody with the same post."""
    asked = day, place.department_id, place.post_id
    if asked not in office.values:
        office.values[asked] = values_on(*asked)
    return office.values[asked]


def _stayed(office: _Office, person: int, day: date) -> int:
    """How many minutes after the end of work somebody left on the day, be it a day off."""
    place = _place(office, person, day)
    if place is None:
        return 0
    shift = _shift(office, place, WorkingTime.on(day, place.department_id, place.post_id))
    seconds = _seconds(office, person, day, shift, _slips(office, person, day, shift)) or ()
    fixed = (at - epoch(day) for at in office.read.fixes.get((person, day), ()))
    left = max((*seconds, *fixed), default=0) // 60
    return max(left - shift.segments[-1].end, 0) if shift.segments else 0


def _info(office: _Office, day: date, place: Place, shift: Shift) -> DayInfo:
    """What the day is for those who work on the weekdays of the shift."""
    calendar = office.read.calendar(place.department_id)
    asked = (calendar, day, shift.weekdays)
    if asked not in office.infos:
        office.infos[asked] = worked_on(office.read.day(calendar, day), shift.weekdays)
    return office.infos[asked]


def _seconds(office: _Office, person: int, day: date, shift: Shift, slips: Mapping[str, Sequence[Span]]) -> tuple[int, ...] | None:
    """The punches of the day, in seconds after its midnight. None before the first punch ever: nobody collected data then.

    A day ends when the next begins, or an hour after overtime that was approved for longer.
    """
    begins = max([shift.day_starts, *(span.end - DAY + AFTER_OVERTIME for span in slips["overtime_before"])])
    ends = max([shift.day_starts + DAY, *(span.end + AFTER_OVERTIME for span in slips["overtime"])])
    found = [
        second
        for step, on in ((-1, day - ONE_DAY), (0, day), (1, day + ONE_DAY))
        for second in (step * SECONDS_OF_A_DAY + one for one in office.read.punches.get((person, on), ()))
        if begins <= second // 60 < ends
    ]
    first = office.read.first_punch.get(person)
    if not found and (first is None or day < first):
        return None
    return tuple(sorted(found))


def _slips(office: _Office, person: int, day: date, shift: Shift) -> Mapping[str, Sequence[Span]]:
    """The slips that touch the day, in minutes after its midnight; overtime belongs to the day on which it begins.

    overtime_before: of the day before, in minutes after that day's midnight.
    """
    rows = office.read.slips.get(person)
    if not rows:
        return NO_SLIPS
    found: dict[str, list[Span]] = {"leave": [], "trips": [], "overtime": [], "overtime_before": []}
    midnight, begins, ends = epoch(day), shift.day_starts, shift.day_starts + DAY
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
