"""What attendance puts into the private calendars: my approved slips and duty; holidays, duty and absences of my department."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.choices import AWAY, COUNTS, SlipKind
from attendance.models import DutyMember, DutyShift, Slip, SwapDetails, TripDetails
from attendance.selectors.duty import rosters_visible_to, shifts_of
from common import clock, feeds
from common.feeds import Entry, instants, spanned
from common.periods import ONE_DAY, Period
from people.models import Assignment, AssignmentKind, DepartmentPath, Employee, User
from workdays.choices import DayKind
from workdays.labels import name_label
from workdays.selectors import days

MOST_AWAY = 2000  # absences in the calendar of a department; of more, the latest


def install() -> None:
    """Called when Django starts."""
    feeds.register("mine", my_slips)
    feeds.register("mine", my_swaps)
    feeds.register("mine", my_duty)
    feeds.register("department", holidays)
    feeds.register("department", duty_of_my_department)
    feeds.register("department", away_in_my_department)


# -- mine ------------------------------------------------------------------------------------------------------------


def my_slips(user: User, period: Period) -> Iterator[Entry]:
    """What was approved: leave, journeys (also as a companion), work outside, exits, overtime. One query."""
    rows = Slip.objects.filter(state__in=COUNTS, during__overlap=instants(period)).exclude(kind=SlipKind.SWAP)
    goes_along = TripDetails.companions.through.objects.filter(tripdetails=OuterRef("pk"), employee__user=user)
    for slip in rows.filter(Q(employee__user=user) | Exists(goes_along)).select_related("trip", "employee").order_by("pk"):
        start, end = spanned(slip.during.lower, slip.during.upper)
        place = slip.trip.destination if hasattr(slip, "trip") else ""
        title = " · ".join(part for part in (slip.type or str(slip.get_kind_display()), place) if part)
        is_own = slip.employee.user_id == user.pk
        yield Entry(
            uid=f"slip-{slip.pk}", title=title, start=start, end=end, changed_at=slip.changed_at, text=slip.reason if is_own else "",
            place=place, path=reverse("attendance:slip", args=[slip.pk]) if is_own else "",
        )  # fmt: skip


def my_swaps(user: User, period: Period) -> Iterator[Entry]:
    """A rest day that I work, and the day that I have off instead. One query."""
    touches = Q(works_on__range=(period.first, period.last)) | Q(off_on__range=(period.first, period.last))
    rows = SwapDetails.objects.filter(touches, slip__employee__user=user, slip__state__in=COUNTS).select_related("slip")
    for swap in rows.order_by("pk"):
        works, off = _("Rest day swapped: at work"), _("Rest day swapped: off")
        for name, day, title in (("works", swap.works_on, works), ("off", swap.off_on, off)):
            yield Entry(
                uid=f"swap-{swap.pk}-{name}", title=title, start=day, end=day + ONE_DAY, changed_at=swap.slip.changed_at,
                text=swap.slip.reason, path=reverse("attendance:slip", args=[swap.pk]),
            )  # fmt: skip


def my_duty(user: User, period: Period) -> Iterator[Entry]:
    """The published shifts on which I am. Two queries."""
    on_it = Exists(DutyMember.objects.filter(shift=OuterRef("pk"), employee__user=user))
    published = DutyShift.objects.filter(on_it, roster__published_at__isnull=False, during__overlap=instants(period))
    for shift in published.select_related("roster", "lead").order_by("pk"):
        yield _duty(shift, _("On duty: %(holiday)s") % {"holiday": shift.roster.name}, is_busy=True)


def _duty(shift: DutyShift, title: str, *, is_busy: bool) -> Entry:
    start, end = spanned(shift.during.lower, shift.during.upper)
    lead = _("Duty lead: %(name)s") % {"name": shift.lead.name} if shift.lead else ""
    return Entry(
        uid=f"duty-shift-{shift.pk}", title=title, start=start, end=end, changed_at=shift.roster.published_at, text=lead,
        place=shift.place, path=reverse("attendance:duty-roster", args=[shift.roster_id]), is_busy=is_busy,
    )  # fmt: skip


# -- of my department --------------------------------------------------------------------------------------------------


def unit_of(user: User) -> int | None:
    """The department of the account's regular post today."""
    held = Assignment.objects.on(clock.today()).filter(employee__user=user, kind=AssignmentKind.REGULAR)
    return held.values_list("department", flat=True).first()


def holidays(user: User, period: Period) -> Iterator[Entry]:
    """Statutory holidays, days off that were moved, and make-up workdays, as my department's calendar has them. Three queries."""
    for day, info in days(period, unit_of(user)).items():
        if info.kind in (DayKind.WORKDAY, DayKind.REST_DAY) and not info.name:
            continue
        title = " · ".join(part for part in (name_label(info.name), _word(info.kind)) if part)
        page = reverse("workdays:month-of", args=[day.year, day.month])
        yield Entry(uid=f"day-{day}", title=title, start=day, end=day + ONE_DAY, is_busy=False, path=page)


def _word(kind: DayKind) -> str:
    return str(kind.label) if kind in (DayKind.MAKEUP_WORKDAY, DayKind.WORKDAY) else ""


def _near(unit: int, day: date) -> tuple[set[int], set[int]]:
    """The units below it with itself, and those above it with itself."""
    paths = DepartmentPath.objects.on(day).filter(Q(ancestor=unit) | Q(descendant=unit)).values_list("ancestor", "descendant")
    pairs = list(paths)
    return {lower for upper, lower in pairs if upper == unit}, {upper for upper, lower in pairs if lower == unit}


def duty_of_my_department(user: User, period: Period) -> Iterable[Entry]:
    """Published duty of my department, those above and below it, as far as I may read it. Four queries."""
    unit = unit_of(user)
    if unit is None:
        return
    below, above = _near(unit, clock.today())
    rosters = rosters_visible_to(user, clock.today()).filter(
        department__in=below | above, published_at__isnull=False, first__lte=period.last, last__gte=period.first
    )
    for shift in shifts_of(rosters):
        names = "、".join(member.employee.name for member in shift.members.all())
        yield _duty(shift, _("Duty %(holiday)s: %(names)s") % {"holiday": shift.roster.name, "names": names}, is_busy=False)


def away_in_my_department(user: User, period: Period) -> Iterator[Entry]:
    """Who of my department is away, for who may read their slips: never why, and of leave never which. Three queries."""
    unit = unit_of(user)
    if unit is None or not user.access.has("attendance.view_slip"):
        return
    below, _above = _near(unit, clock.today())
    people = Employee.objects.in_departments(below, clock.today()).values("pk")
    rows = Slip.objects.visible_to(user).exclude(employee__user=user).filter(
        employee__in=people, kind__in=AWAY, state__in=COUNTS, during__overlap=instants(period)
    )  # fmt: skip
    for slip in rows.select_related("employee").order_by("-during", "-pk")[:MOST_AWAY]:
        start, end = spanned(slip.during.lower, slip.during.upper)
        yield Entry(
            uid=f"away-{slip.pk}", title=f"{slip.employee.name} · {slip.get_kind_display()}", start=start, end=end,
            changed_at=slip.changed_at, is_busy=False, path=reverse("attendance:slip", args=[slip.pk]),
        )  # fmt: skip
