"""Rosters of shift groups: who works when this month, laid out by a pattern, or handed in as an Excel file."""

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from attendance import roster_sheet, tables
from attendance.duty_forms import PatternForm, RosterFileForm
from attendance.models import ShiftGroup
from attendance.selectors import month as months
from attendance.selectors import rosters as selector
from attendance.services import rosters as service
from attendance.views.days import MONTH
from attendance.views.duty import me
from common import clock, exporting
from common.errors import RuleBroken
from common.models import Upload
from common.periods import Period
from workdays.official import FIRST_YEAR, LAST_YEAR

ON_A_PAGE, SHOWN, LISTED = 50, 100, 20
plans = permission_required(selector.PLANS, raise_exception=True)


@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    """Who works in which shift group in a month."""
    today = clock.today()
    first = asked_month(request.GET.get("month", ""), today)
    period = Period.month_of(first)
    people = selector.rostered(request.user, period, today)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.rosters(first, people, lambda found: selector.workers(found, period)))
    page = Paginator(people, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "first": first,
        "previous": months.neighbour(first, -1),
        "next": months.neighbour(first, 1),
        "page": page,
        "workers": selector.workers(page.object_list, period),
        "plans": request.user.has_perm(selector.PLANS),
    }
    return render(request, "attendance/rosters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@plans
def pattern(request: HttpRequest) -> HttpResponse:
    """A pattern over some days for several people: looked at first, then written."""
    today = clock.today()
    people = selector.people_to_roster(request.user, today)
    month = Period.month_of(months.neighbour(today.replace(day=1), 1))
    form = PatternForm(request.POST or None, people=people, initial={"first": month.first, "last": month.last})
    plan = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        plan = service.by_pattern(
            pattern=data["pattern"], period=form.period(), people=list(data["people"]), step=data["step"], today=today
        )
        if request.POST.get("act") == "write" and _write(request, plan):
            return redirect("attendance:rosters")
    is_refused = form.is_bound and (plan is None or not plan.is_ready)
    context = {"form": form, **_shown(plan), "groups": _groups()}
    return render(request, "attendance/roster_pattern.html", context, status=422 if is_refused else 200)


def asked_month(asked: str, today: date) -> date:
    """The first day of the month asked for (2026-11); of this month without one."""
    if not asked:
        return today.replace(day=1)
    match = MONTH.fullmatch(asked)
    if match is None or not (FIRST_YEAR < int(match[1]) < LAST_YEAR and 1 <= int(match[2]) <= 12):
        raise Http404
    return date(int(match[1]), int(match[2]), 1)


def _groups() -> list[ShiftGroup]:
    return list(ShiftGroup.objects.exclude(name=service.OFF)[:LISTED])


def _write(request: HttpRequest, plan: service.Plan) -> bool:
    try:
        count = service.write_roster(plan=plan, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("The roster is written: %(count)d entries.") % {"count": count})
    return True


def _shown(plan: service.Plan | None) -> dict[str, Any]:
    """A preview of at most so many people."""
    people = [(person, list(lines)) for person, lines in groupby(plan.lines if plan else [], key=attrgetter("employee"))]
    return {"plan": plan, "people": people[:SHOWN], "more": max(len(people) - SHOWN, 0)}


@require_http_methods(["GET", "HEAD", "POST"])
@plans
def import_upload(request: HttpRequest) -> HttpResponse:
    """Hand in a roster, to be looked at first."""
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            upload = service.keep_roster_file(file=form.cleaned_data["file"], by=request.user)
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("attendance:roster-import-look", upload.pk)
    context = {"form": form, "groups": _groups(), "month": months.neighbour(clock.today().replace(day=1), 1)}
    return render(request, "attendance/roster_import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@plans
def import_look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the file would write, and what of it is not understood; then exactly that file is written."""
    upload = get_object_or_404(Upload, pk=pk, purpose=service.PURPOSE, uploaded_by=request.user)
    today = clock.today()
    allowed = {one.number: one for one in selector.people_to_roster(request.user, today)}
    with upload.file.open("rb") as kept:
        try:
            plan = service.from_sheet(file=kept, allowed=allowed, today=today)
        except RuleBroken as refusal:
            plan = service.Plan(faults=[str(refusal)])
    if request.method == "POST" and _write(request, plan):
        return redirect("attendance:rosters")
    context = {"upload": upload, **_shown(plan)}
    return render(request, "attendance/roster_look.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@plans
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in for a month: everybody whom the account may put into groups."""
    today = clock.today()
    period = Period.month_of(asked_month(request.GET.get("month", ""), today))
    people = selector.people_to_roster(request.user, today).values_list("number", "name")
    content = roster_sheet.template(people[: roster_sheet.MOST_ROWS], period)
    return exporting.file(content, f"{pgettext('of shift groups', 'Roster')} {period.first:%Y-%m}.xlsx")
