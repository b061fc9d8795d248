"""Holiday duty as pages and jobs read it: holidays that need a roster, who reads which, the log of a shift, who did how much."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.domain.duty import WRITES_AFTER, CalendarDay, Gap, Holiday, Load, fairness, gaps, holidays, months_after
from attendance.models import DutyCheck, DutyMatter, DutyMember, DutyShift, HolidayRoster
from attendance.policy import HolidayDuty
from common.periods import ONE_DAY, Period
from common.policy import Citation
from people.access import within_scope
from people.models import Department, DepartmentPath, Employee, User
from people.selectors.directory import below_any
from workdays.choices import DayKind
from workdays.official import is_statutory
from workdays.selectors import DayInfo, days

PLANS = "attendance.change_holidayroster"
READS = "attendance.view_holidayroster"
AHEAD, BEFORE = 200, 15  # days: the next holidays are among these, and one that runs began within the others
MONTHS_COUNTED = 12


def local_day(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()


# -- holidays and rosters ----------------------------------------------------------------------------------


def coming_holidays(department: int | None, today: date, ahead: int = AHEAD) -> list[Holiday]:
    """The holidays of the department's calendar that begin within so many days, and one that runs today."""
    found = days(Period(today - timedelta(days=BEFORE), today + timedelta(days=ahead + BEFORE)), department)
    off = [
        CalendarDay(day, not info.kind.is_working, _holiday_name(info) if info.kind == DayKind.STATUTORY_HOLIDAY else "")
        for day, info in sorted(found.items())
    ]
    return [one for one in holidays(off) if one.last >= today and one.first <= today + timedelta(days=ahead)]


def _holiday_name(info: DayInfo) -> str:
    """The holiday that the day itself is, without what it stands in for; a day that a person named so keeps their word."""
    return "、".join(part for part in info.name.split("; ") if is_statutory(part)) or str(info.kind.label)


@dataclass(frozen=True, slots=True)
class Need:
    """A coming holiday of a department. roster: None when nobody began it."""

    department: Department
    holiday: Holiday
    roster: HolidayRoster | None

    @property
    def is_published(self) -> bool:
        return self.roster is not None and self.roster.published_at is not None

    @property
    def days(self) -> int:
        return (self.holiday.last - self.holiday.first).days + 1


def needs(departments: Iterable[Department], today: date, ahead: int = AHEAD) -> list[Need]:
    """Every coming holiday of the departments, each with its roster, the nearest first."""
    units = list(departments)
    rows = HolidayRoster.objects.filter(department__in=units, last__gte=today).order_by("first", "pk")
    found = []
    for unit in units:
        own = [row for row in rows if row.department_id == unit.pk]
        for holiday in coming_holidays(unit.pk, today, ahead):
            roster = next((row for row in own if row.first <= holiday.last and row.last >= holiday.first), None)
            found.append(Need(unit, holiday, roster))
    return sorted(found, key=lambda need: (need.holiday.first, need.department.code))


def needing_a_roster(department: Department, today: date, ahead: int = AHEAD) -> list[Holiday]:
    """The coming holidays for which the department has no published roster (ATT-16)."""
    return [need.holiday for need in needs([department], today, ahead) if not need.is_published]


def rosters_visible_to(user: User, day: date) -> QuerySet[HolidayRoster]:
    """What the account may plan or read by right; published ones of its own unit and those above; those it is on."""
    me = getattr(user, "employee", None)
    allowed = within_scope(user, READS, "department") | within_scope(user, PLANS, "department")
    if me is not None:
        own = me.assignments.on(day).values("department")
        above = Department.objects.filter(pk__in=_ways_up(own, day))
        on_it = Exists(DutyMember.objects.filter(shift__roster=OuterRef("pk"), employee=me))
        allowed |= Q(published_at__isnull=False) & (Q(department__in=above) | Q(on_it))
    return HolidayRoster.objects.filter(allowed).select_related("department")


def _ways_up(departments: Any, day: date) -> Any:
    return DepartmentPath.objects.on(day).filter(descendant__in=departments).values("ancestor")


def shifts_of(rosters: QuerySet[HolidayRoster] | HolidayRoster) -> QuerySet[DutyShift]:
    """The shifts in order, with lead and members: two queries however many."""
    members = DutyMember.objects.select_related("employee").order_by("employee__name_key", "pk")
    kept = Q(roster=rosters) if isinstance(rosters, HolidayRoster) else Q(roster__in=rosters)
    found = DutyShift.objects.filter(kept).select_related("roster__department", "lead")
    return found.prefetch_related(Prefetch("members", queryset=members)).order_by("during", "pk")


def staff_of(department: Department | int, day: date) -> QuerySet[Employee]:
    """Who works in the unit or below it on the day."""
    unit = department if isinstance(department, int) else department.pk
    return Employee.objects.employed(day).in_departments(below_any([unit], day), day).order_by("name_key", "number", "pk")


def own_shifts(me: Employee, now: datetime, until: datetime) -> QuerySet[DutyShift]:
    """The published shifts on which somebody is or will be until then, those that just ended among them."""
    mine = Exists(DutyMember.objects.filter(shift=OuterRef("pk"), employee=me))
    reach = DutyShift.objects.filter(mine, roster__published_at__isnull=False, during__endswith__gt=now - WRITES_AFTER)
    return reach.filter(during__startswith__lte=until).select_related("roster__department", "lead").order_by("during", "pk")


# -- fairness ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """How much duty a person did, beside the others."""

    person: Employee
    load: Load


def shares(people: Collection[Employee], until: datetime, roster: HolidayRoster | None = None) -> list[Share]:
    """Duty of each person over the twelve months before `until`, whoever did most last: one query.

    Published rosters count, and the one that is being planned.
    """
    first = timezone.make_aware(
        datetime.combine(months_after(local_day(until), -MONTHS_COUNTED), datetime.min.time()), timezone.get_default_timezone()
    )
    counted = Q(shift__roster__published_at__isnull=False) | (Q(shift__roster=roster) if roster else Q(pk__in=[]))
    rows = DutyMember.objects.filter(counted, employee__in=[one.pk for one in people])
    done = dict.fromkeys((one.pk for one in people), 0)
    for person, during in rows.filter(during__startswith__gte=first, during__startswith__lt=until).values_list("employee", "during"):
        done[person] += int((during.upper - during.lower).total_seconds()) // 60
    by_id = {one.pk: one for one in people}
    return [Share(by_id[load.person], load) for load in fairness(done)]


# -- the log -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogLine:
    """A check, or where one is missing."""

    at: datetime
    check: DutyCheck | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a shift. interval: hours, None while undecided. carried: unsolved matters of earlier shifts."""

    shift: DutyShift
    lines: list[LogLine]
    gaps: list[Gap]
    interval: int | None
    citation: Citation | None
    matters: list[DutyMatter]
    carried: list[DutyMatter]
    is_running: bool


def log_of(shift: DutyShift, now: datetime) -> Log:
    """Checks and missing checks in order, what was spoken of, and what earlier shifts left: three queries."""
    rules = HolidayDuty.on(shift.day, shift.roster.department_id)
    checks = list(shift.checks.select_related("by").order_by("at", "pk"))
    missing: list[Gap] = []
    if rules.check_interval is not None:
        hours = timedelta(hours=rules.check_interval)
        begins, ends = shift.during.lower, shift.during.upper
        missing = gaps(start=begins, end=ends, checks=[one.at for one in checks], interval=hours, now=now)
    lines = [LogLine(one.at, check=one) for one in checks] + [LogLine(one.start, gap=one) for one in missing]
    return Log(
        shift, sorted(lines, key=lambda line: (line.at, line.gap is not None)), missing, rules.check_interval, rules.cite("check_interval"),
        list(shift.matters.select_related("by", "solved_by").order_by("at", "pk")), list(carried_to(shift, now)),
        shift.during.lower <= now < shift.during.upper,
    )  # fmt: skip


def carried_to(shift: DutyShift, now: datetime) -> QuerySet[DutyMatter]:
    """What earlier shifts of the department left unsolved at their end; what this shift or a later one solved stays to be seen."""
    earlier = DutyMatter.objects.filter(
        shift__roster__department=shift.roster.department_id,
        shift__during__startswith__lt=shift.during.lower,
        shift__during__endswith__lte=now,
    ).exclude(shift=shift)
    is_open = Q(solved_at=None) | Q(solved_at__gte=shift.during.lower)
    return earlier.filter(is_open).select_related("by", "solved_by", "shift__roster").order_by("at", "pk")


def writes_until(shift: DutyShift) -> datetime:
    """When the log is closed for its members."""
    return shift.during.upper + WRITES_AFTER


def may_write(shift: DutyShift, me: Employee | None, now: datetime) -> bool:
    """Whether the person is on the shift and it runs, or has only just ended."""
    if me is None or shift.roster.published_at is None or not shift.during.lower <= now <= writes_until(shift):
        return False
    return DutyMember.objects.filter(shift=shift, employee=me).exists()


def may_solve(matter: DutyMatter, me: Employee | None, now: datetime) -> bool:
    """Whether the person is on a shift of the same department that runs, or has only just ended."""
    return me is not None and on_duty_in(matter.shift.roster.department_id, me, now)


def on_duty_in(department: int, me: Employee, now: datetime) -> bool:
    """Whether the person is on a published shift of the department, or was until a moment ago."""
    rows = DutyMember.objects.filter(
        employee=me, during__startswith__lte=now, during__endswith__gte=now - WRITES_AFTER,
        shift__roster__department=department, shift__roster__published_at__isnull=False,
    )  # fmt: skip
    return rows.exists()


def credit_note(shift: DutyShift) -> str:
    """What the shift adds to the balances of those on it, in a sentence."""
    ratio = HolidayDuty.on(shift.day, shift.roster.department_id).swap_ratio
    if ratio is None:
        return _("The rules do not decide yet how much time off an hour of holiday duty gives, so nothing is credited.")
    hours = (shift.during.upper - shift.during.lower).total_seconds() / 3600
    values = {"hours": f"{hours:g}", "ratio": f"{ratio.normalize():f}"}
    if shift.credited_at:
        return _("%(hours)s h of duty have been credited, with %(ratio)s h of time off for each.") % values
    return _("After the shift %(hours)s h of duty are credited, with %(ratio)s h of time off for each.") % values


def end_of(day: date) -> datetime:
    """The midnight with which the day ends, on the company's wall clock."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, datetime.min.time()), timezone.get_default_timezone())
