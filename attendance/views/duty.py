"""Holiday duty: what is coming, one roster, one shift with its log, who did how much."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import tables
from attendance.duty_forms import CheckForm, HoursForm, MatterForm, ShiftForm, SolveForm
from attendance.models import DutyMatter, DutyShift, HolidayRoster
from attendance.selectors import duty as selector
from attendance.services import duty as service
from attendance.services.duty_clock import usual_hours
from common import clock, exporting
from common.errors import RuleBroken
from common.templatetags.show import clock_time, day
from people.access import may
from people.models import Department, Employee

SOON, RECENT = timedelta(days=60), timedelta(days=400)
MOST_PAST = 20


def me(request: HttpRequest) -> Employee:
    """The employee behind the account, or a 403."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied(_("Your account belongs to no employee. Ask human resources to connect it."))
    return employee


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My duties, the rosters one may read, and for planners the holidays that need one."""
    now, today = clock.now(), clock.today()
    person = getattr(request.user, "employee", None)
    units, unit = _planned(request, today)
    rosters = selector.rosters_visible_to(request.user, today)
    context = {
        "units": units,
        "unit": unit,
        "needs": selector.needs([unit], today) if unit else [],
        "own": list(selector.own_shifts(person, now, now + SOON)) if person else [],
        "now": now,
        "coming": list(rosters.filter(last__gte=today, published_at__isnull=False).order_by("first", "department__code", "pk")),
        "past": list(
            rosters.filter(last__lt=today, last__gte=today - RECENT, published_at__isnull=False).order_by("-first", "pk")[:MOST_PAST]
        ),
        "reads_shares": request.user.has_perm(selector.PLANS) or request.user.has_perm(selector.READS),
    }
    return render(request, "attendance/duty.html", context)


def _planned(request: HttpRequest, today: date, permission: str = selector.PLANS) -> tuple[list[Department], Department | None]:
    """The units that the account plans (or reads), and the one asked for: `?unit=`, else its own, else the first."""
    if not request.user.has_perm(permission):
        return [], None
    allowed = Department.objects.visible_to(request.user, permission).filter(versions__during__contains=today)
    units = list(allowed.order_by("code", "pk"))
    asked = request.GET.get("unit", "")
    if asked:
        found = next((unit for unit in units if str(unit.pk) == asked), None)
        if found is None:
            raise Http404
        return units, found
    person = getattr(request.user, "employee", None)
    held = person.on(today) if person else None
    own = next((unit for unit in units if held and unit.pk == held.department_id), None)
    return units, own or (units[0] if units else None)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, unit: int, first: date) -> HttpResponse:
    """Begin the roster of a coming holiday: one shift a day."""
    today = clock.today()
    department = get_object_or_404(Department.objects.visible_to(request.user, selector.PLANS), pk=unit)
    need = next((one for one in selector.needs([department], today) if one.holiday.first == first), None)
    if need is None:
        raise Http404
    if need.roster:
        return redirect("attendance:duty-roster", need.roster.pk)
    usual = usual_hours(department, first)
    form = HoursForm(request.POST or None, initial={"start": clock_time(usual.start), "end": clock_time(usual.end)})

    def act() -> str:
        data = form.cleaned_data
        roster = service.start_roster(
            department=department, holiday=need.holiday, hours=form.hours(), at=clock.now(), phone=data["phone"], place=data["place"]
        )
        return reverse("attendance:duty-roster", args=[roster.pk])

    back = reverse("attendance:duty") + f"?unit={unit}"
    lead = _("%(unit)s: one duty shift for each day. Hours and places can differ later.") % {"unit": department.name}
    return _answer(request, form, act, title=need.holiday.name, submit=_("Begin the roster"), back=back, lead=lead)


@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Every day of a holiday: who leads, who is there, where and how to reach them."""
    found = _roster(request, pk)
    plans = may(request.user, selector.PLANS, found.department_id)
    shifts = list(selector.shifts_of(found))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.duty_roster(found, shifts))
    context = {
        "roster": found,
        "shifts": shifts,
        "plans": plans,
        "now": clock.now(),
        "missing": [one for one in shifts if one.lead_id is None],
        "rule": selector.HolidayDuty.on(found.first, found.department_id),
    }
    return render(request, "attendance/duty_roster.html", context)


def _roster(request: HttpRequest, pk: int) -> HolidayRoster:
    return get_object_or_404(selector.rosters_visible_to(request.user, clock.today()).select_related("published_by"), pk=pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it binds."""
    found = _roster(request, pk)
    if not may(request.user, selector.PLANS, found.department_id):
        raise PermissionDenied
    try:
        service.publish_roster(roster=found, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        if not HolidayRoster.objects.filter(pk=pk).exists():
            return redirect("attendance:duty")
    else:
        messages.success(request, _("The roster is published, and everybody on it has been told."))
    return redirect("attendance:duty-roster", pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A roster that nobody was told of is begun anew, or not at all."""
    found = _roster(request, pk)
    if not may(request.user, selector.PLANS, found.department_id):
        raise PermissionDenied
    try:
        service.remove_roster(roster=found)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("attendance:duty-roster", pk)
    messages.success(request, _("The roster is removed. Nobody had been told of it."))
    return redirect(reverse("attendance:duty") + f"?unit={found.department_id}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on one shift, when and where."""
    shift = _shift(request, pk)
    if not may(request.user, selector.PLANS, shift.roster.department_id):
        raise PermissionDenied
    people = {one.pk: one for one in selector.staff_of(shift.roster.department_id, shift.day)}
    people |= {one.employee_id: one.employee for one in shift.members.select_related("employee")}
    shares = selector.shares(list(people.values()), selector.end_of(shift.roster.last), shift.roster)
    form = ShiftForm(request.POST or None, shift=shift, shares=shares)

    def act() -> str:
        service.change_shift(shift=shift, typed=form.typed(), by=me(request), at=clock.now())
        messages.success(request, _("Kept."))
        return reverse("attendance:duty-roster", args=[shift.roster_id])

    back = reverse("attendance:duty-roster", args=[shift.roster_id])
    return _answer(request, form, act, title=_day_of(shift), submit=_("Save"), back=back)


def _day_of(shift: DutyShift) -> str:
    return f"{shift.roster.name} · {day(shift.day)}"


def _shift(request: HttpRequest, pk: int) -> DutyShift:
    """A shift of a roster that the account may read; else a 404."""
    rosters = selector.rosters_visible_to(request.user, clock.today())
    return get_object_or_404(DutyShift.objects.filter(roster__in=rosters).select_related("roster__department", "lead"), pk=pk)


# -- the log -----------------------------------------------------------------------------------------------


@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """The log of a shift, with what is missing in red."""
    return _log(request, _shift(request, pk))


def _log(request: HttpRequest, found: DutyShift, **forms: Any) -> HttpResponse:
    now = clock.now()
    person = getattr(request.user, "employee", None)
    writes = selector.may_write(found, person, now)
    is_refused = any(form.is_bound for form in forms.values())
    context = {
        "shift": found,
        "log": selector.log_of(found, now),
        "members": [one.employee for one in found.members.select_related("employee").order_by("employee__name_key", "pk")],
        "writes": writes,
        "solves": writes or (person is not None and selector.on_duty_in(found.roster.department_id, person, now)),
        "until": selector.writes_until(found),
        "is_over": found.during.upper <= now,
        "credit": selector.credit_note(found),
        "check": forms.get("check", CheckForm()),
        "matter": forms.get("matter", MatterForm()),
    }
    return render(request, "attendance/duty_shift.html", context, status=422 if is_refused else 200)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One line more in the log."""
    found, form = _shift(request, pk), CheckForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        service.note_check(
            shift=found, item=data["item"], is_good=data["result"], action=data["action"], key=data["key"], by=me(request), at=clock.now()
        )

    return _written(request, found, form, act, check=form)


@require_POST
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Something spoken of."""
    found, form = _shift(request, pk), MatterForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        service.note_matter(
            shift=found, with_whom=data["with_whom"], matter=data["matter"], outcome=data["outcome"], is_solved=data["result"],
            key=data["key"], by=me(request), at=clock.now(),
        )  # fmt: skip

    return _written(request, found, form, act, matter=form)


def _written(request: HttpRequest, found: DutyShift, form: Any, act: Callable[[], None], **forms: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down at %(time)s.") % {"time": clock_time(clock.now())})
            return redirect("attendance:duty-shift", found.pk)
    return _log(request, found, **forms)


@require_http_methods(["GET", "HEAD", "POST"])
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a matter was solved."""
    rosters = selector.rosters_visible_to(request.user, clock.today())
    found = get_object_or_404(DutyMatter.objects.filter(shift__roster__in=rosters).select_related("shift__roster"), pk=pk)
    now = clock.now()
    if not selector.may_solve(found, getattr(request.user, "employee", None), now):
        raise PermissionDenied(_("Only whoever is on duty in this department writes that it is solved."))
    form = SolveForm(request.POST or None)
    running = selector.own_shifts(me(request), now, now).filter(roster__department=found.shift.roster.department_id).last()
    back = reverse("attendance:duty-shift", args=[(running or found.shift).pk])

    def act() -> str:
        service.solve_matter(matter=found, outcome=form.cleaned_data["outcome"], by=me(request), at=clock.now())
        return back

    return _answer(request, form, act, title=_("Solved"), submit=_("Save"), back=back, lead=f"{found.with_whom}：{found.matter}")


# -- fairness ----------------------------------------------------------------------------------------------


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Hours of duty of everybody in a unit over twelve months, beside the mean."""
    today = clock.today()
    permission = selector.PLANS if request.user.has_perm(selector.PLANS) else selector.READS
    units, unit = _planned(request, today, permission)
    if unit is None:
        raise PermissionDenied
    found = selector.shares(list(selector.staff_of(unit, today)), clock.now())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.duty_shares(unit, found))
    mean = sum(one.load.minutes for one in found) // len(found) if found else 0
    context = {"units": units, "unit": unit, "shares": found, "mean": mean, "anybody": any(one.load.minutes for one in found)}
    return render(request, "attendance/duty_shares.html", context)


def _answer(request: HttpRequest, form: Any, act: Callable[[], str], *, lead: str = "", **shown: Any) -> HttpResponse:
    """Show the form, or do the act and go where it says. A refusal stands on the form."""
    if form.is_bound and form.is_valid():
        try:
            return redirect(act())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "lead": lead, **shown}
    return render(request, "attendance/duty_act.html", context, status=422 if form.is_bound else 200)
