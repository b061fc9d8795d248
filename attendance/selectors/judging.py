"""From rows to facts to judgements, for many people and days with the same number of queries as for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone

from attendance.domain import DayFacts, DayPolicy, DayResult, MonthPolicy, business_minutes, evaluate
from attendance.domain.facts import INCOMPLETE
from attendance.domain.shifts import Shift, shift_of
from attendance.models import Punch, ShiftMember
from attendance.policy import Absence, Lateness
from common.parameters import Schedule, Weekdays
from common.periods import ONE_DAY, Period
from people.models import Assignment
from people.models.employees import AssignmentKind
from rules.selectors.bindings import clause_bound_to
from workdays.models import Calendar
from workdays.policy import WorkingTime
from workdays.selectors import DayInfo, calendar_days, calendars_of, worked_on

SEGMENTS, WEEKDAYS = Schedule("work.schedule"), Weekdays("work.weekdays")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody worked on a day. group: the shift group, None for the normal shift of the department."""

    department_id: int
    post_id: int
    group: "ShiftMember | None"


@dataclass(frozen=True, slots=True)
class Judged:
    """A day of a person with everything that decided it. result None: nothing to judge, the working hours are undecided.

    is_open: the day is not over at the instant asked for, so the result says what is known if the rest goes as planned.
    """

    employee_id: int
    day: date
    place: Place
    shift: Shift
    info: DayInfo
    facts: DayFacts
    working: WorkingTime
    lateness: Lateness
    absence: Absence
    policy: DayPolicy
    result: DayResult
    is_open: bool


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
    return shift_of(SEGMENTS.parse(group.segments), lunch=None, day_starts=starts, weekdays=WEEKDAYS.parse(group.weekdays))


def day_policy(lateness: Lateness, absence: Absence, day: date, department_id: int | None) -> DayPolicy:
    """The values that judge a day, with their citations."""
    named = {p.key: str(rule.cite(name) or "") for rule in (lateness, absence) for name, p in rule.parameters.items()}
    bound = clause_bound_to(INCOMPLETE, day, department_id)
    return DayPolicy(
        minor_max=lateness.minor_max, minor_fine=lateness.minor_fine, major_min=lateness.major_min, gap_rule=lateness.gap_rule,
        major_deduct=lateness.major_deduct, halfday_deduct=absence.halfday_deduct, fullday_deduct=absence.fullday_deduct,
        clauses={**named, INCOMPLETE: str(bound or "")},
    )  # fmt: skip


def month_policy(day: date, department_id: int | None, post_id: int | None = None) -> MonthPolicy:
    """The thresholds for cases, with their citations."""
    lateness, absence = Lateness.on(day, department_id, post_id), Absence.on(day, department_id, post_id)
    return MonthPolicy(
        monthly_count=lateness.monthly_count,
        consecutive_days=absence.consecutive_days,
        yearly_days=absence.yearly_days,
        clauses={p.key: str(rule.cite(name) or "") for rule in (lateness, absence) for name, p in rule.parameters.items()},
    )


@dataclass(slots=True)
class _Office:
    """What is read once for all people and days asked for."""

    period: Period
    now: datetime
    calendars: dict[int, int | None] = field(default_factory=dict)
    days: dict[int | None, dict[date, DayInfo]] = field(default_factory=dict)
    places: dict[int, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[ShiftMember]] = field(default_factory=lambda: defaultdict(list))
    first_punch: dict[int, date] = field(default_factory=dict)
    punches: dict[int, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))
    shifts: dict[int, tuple[object, Shift]] = field(default_factory=dict)  # by id of what they are made of, which is kept beside
    policies: dict[tuple[int, int, str], tuple[object, DayPolicy]] = field(default_factory=dict)
    infos: dict[tuple[int | None, date, frozenset[int] | None], DayInfo] = field(default_factory=dict)


def judge(employee_ids: Collection[int], period: Period, now: datetime) -> dict[tuple[int, date], Judged]:
    """Each day of each person on which they held a post, by (employee id, day).

    now: the instant up to which punches are known; a day that is not over then is open.
    """
    office = _read(employee_ids, period, now)
    return {(person, day): judged for person in employee_ids for day in period if (judged := _judge_day(office, person, day)) is not None}


def _read(employee_ids: Collection[int], period: Period, now: datetime) -> _Office:
    office = _Office(period, now)
    held = Assignment.objects.filter(employee__in=employee_ids, during__overlap=(period.first, period.last + ONE_DAY))
    for row in held.exclude(kind=AssignmentKind.ACTING).order_by("-kind", "pk"):  # the regular post first
        office.places[row.employee_id].append(row)
    members = ShiftMember.objects.filter(employee__in=employee_ids, during__overlap=(period.first, period.last + ONE_DAY))
    for member in members.select_related("group"):
        office.members[member.employee_id].append(member)
    _read_calendars(office)
    _read_punches(office, employee_ids)
    return office


def _read_calendars(office: _Office) -> None:
    departments = sorted({row.department_id for rows in office.places.values() for row in rows})
    office.calendars = calendars_of(departments, office.period.first)
    wanted = {calendar for calendar in office.calendars.values() if calendar is not None}
    for calendar in Calendar.objects.filter(pk__in=wanted):
        office.days[calendar.pk] = calendar_days(calendar, office.period)
    if None in office.calendars.values():
        office.days[None] = calendar_days(None, office.period)


def _read_punches(office: _Office, employee_ids: Collection[int]) -> None:
    mine = Punch.objects.filter(employee__in=employee_ids, at__lte=office.now).order_by()
    office.first_punch = dict(mine.values_list("employee").annotate(first=Min("local_on")))
    around = (office.period.first - ONE_DAY, office.period.last + 2 * ONE_DAY)
    for person, on, at in mine.filter(local_on__range=around).values_list("employee", "local_on", "local_time"):
        office.punches[person].append((on, minute_of(at)))


def _judge_day(office: _Office, person: int, day: date) -> Judged | None:
    place = _place(office, person, day)
    if place is None:
        return None
    working = WorkingTime.on(day, place.department_id, place.post_id)
    shift = _shift(office, place, working)
    info = _info(office, day, place, shift)
    facts = DayFacts(day, info.kind, shift.segments, _punches(office, person, day, shift))
    lateness = Lateness.on(day, place.department_id, place.post_id)
    absence = Absence.on(day, place.department_id, place.post_id)
    policy = _policy(office, lateness, absence, day, place.department_id)
    is_open = office.now < day_ends(day, shift)
    result = evaluate(as_planned(facts, office.now) if is_open else facts, policy)
    return Judged(person, day, place, shift, info, facts, working, lateness, absence, policy, result, is_open)


def day_ends(day: date, shift: Shift) -> datetime:
    """When the next day begins, by its change of day."""
    return instant(day + ONE_DAY, shift.day_starts)


def as_planned(facts: DayFacts, now: datetime) -> DayFacts:
    """An open day as it comes to if the person leaves when work ends: nothing of it is held against them before.

    Before the first punch the day is without data until work has ended; after work has ended it is as it is.
    """
    if not facts.segments or now >= instant(facts.day, facts.segments[-1].end):
        return facts
    if not facts.punches:
        return DayFacts(facts.day, facts.kind, facts.segments, None, facts.leave, facts.trips, facts.overtime)
    planned = (*facts.punches, facts.segments[-1].end)
    return DayFacts(facts.day, facts.kind, facts.segments, planned, facts.leave, facts.trips, facts.overtime)


def _place(office: _Office, person: int, day: date) -> Place | None:
    held = next((row for row in office.places.get(person, ()) if day in row.during), None)
    if held is None:
        return None
    member = next((row for row in office.members.get(person, ()) if day in row.during), None)
    return Place(held.department_id, held.post_id, member)


def _shift(office: _Office, place: Place, working: WorkingTime) -> Shift:
    source: object = place.group or working
    if id(source) not in office.shifts:
        office.shifts[id(source)] = source, group_shift(place.group) if place.group else normal_shift(working)
    return office.shifts[id(source)][1]


def _policy(office: _Office, lateness: Lateness, absence: Absence, day: date, department_id: int) -> DayPolicy:
    bound = str(clause_bound_to(INCOMPLETE, day, department_id) or "")
    kept = (id(lateness), id(absence), bound)
    if kept not in office.policies:
        office.policies[kept] = (lateness, absence), day_policy(lateness, absence, day, department_id)
    return office.policies[kept][1]


def _info(office: _Office, day: date, place: Place, shift: Shift) -> DayInfo:
    """What the day is for those who work on the weekdays of the shift."""
    calendar = office.calendars[place.department_id]
    asked = (calendar, day, shift.weekdays)
    if asked not in office.infos:
        office.infos[asked] = worked_on(office.days[calendar][day], shift.weekdays)
    return office.infos[asked]


def _punches(office: _Office, person: int, day: date, shift: Shift) -> tuple[int, ...] | None:
    """The minutes of the day; None before the person's first punch ever, because nobody collected data then."""
    first = office.first_punch.get(person)
    minutes = [
        minute
        for on, at in office.punches.get(person, ())
        if abs((on - day).days) <= 1
        for belongs, minute in (business_minutes(on, at, shift.day_starts),)
        if belongs == day
    ]
    if not minutes and (first is None or day < first):
        return None
    return tuple(sorted(minutes))


def judge_one(employee_id: int, day: date, now: datetime) -> Judged | None:
    """One day of one person."""
    return judge([employee_id], Period(day, day), now).get((employee_id, day))


def results_of(judged: Iterable[Judged]) -> list[DayResult]:
    """The results of days that are over, in order."""
    return [one.result for one in sorted(judged, key=lambda one: one.day) if not one.is_open]
