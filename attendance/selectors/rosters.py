"""Who works in which shift group over a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg.types.range import DateRange

from attendance.models import ShiftMember
from common.periods import ONE_DAY, Period
from people.models import Assignment, Employee, User

READS, PLANS = "attendance.view_shiftmember", "attendance.add_shiftmember"


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a group, inside of the month."""

    group: str
    first: date
    last: date
    is_off: bool


@dataclass(frozen=True, slots=True)
class Worker:
    employee: Employee
    stays: list[Stay]


def people_to_roster(user: User, day: date) -> QuerySet[Employee]:
    """Those whom the account may put into shift groups."""
    if not user.access.has(PLANS):
        return Employee.objects.none()
    found = Employee.objects.employed(day).visible_to(user, PLANS)
    return found.order_by("name_key", "number", "pk")


def rostered(user: User, period: Period, today: date) -> QuerySet[Employee]:
    """Those with a shift group in the period whom the account may see: by right, oneself, and the colleagues of one's unit."""
    me = getattr(user, "employee", None)
    seen = Q(pk__in=Employee.objects.visible_to(user, READS).values("pk"))
    if me is not None:
        units = me.assignments.on(today).values("department")
        seen |= Q(Exists(Assignment.objects.on(today).filter(employee=OuterRef("pk"), department__in=units)))
    within = DateRange(period.first, period.last + ONE_DAY)
    in_group = Exists(ShiftMember.objects.filter(employee=OuterRef("pk"), during__overlap=within))
    return Employee.objects.filter(seen, in_group).order_by("name_key", "number", "pk")


def workers(people: Iterable[Employee], period: Period) -> list[Worker]:
    """Each person's groups, cut to the period: one query."""
    shown = list(people)
    rows = ShiftMember.objects.filter(employee__in=shown, during__overlap=DateRange(period.first, period.last + ONE_DAY))
    stays: dict[int, list[Stay]] = {}
    for row in rows.select_related("group").order_by("during", "pk"):
        last = period.last if row.during.upper is None else min(row.during.upper - ONE_DAY, period.last)
        stay = Stay(row.group.name, max(row.during.lower, period.first), last, not row.group.weekdays)
        stays.setdefault(row.employee_id, []).append(stay)
    return [Worker(one, stays.get(one.pk, [])) for one in shown]
