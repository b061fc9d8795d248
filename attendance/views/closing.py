"""Months: which are closed, what stands in the way, who signed; closing, reopening, and the file for payroll."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import month_files, tables
from attendance.choices import ClosingState
from attendance.models import DayRecord, MonthClosing, MonthSheet
from attendance.month_forms import CloseForm, ReopenForm
from attendance.selectors import closing as months
from attendance.selectors.closing_blockers import blockers
from attendance.services import closing as acts
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from common.periods import Period
from people.models import Department, Employee, User

PER_PAGE, LONGEST = 50, 400  # days back in the list, unless a month was closed before
sees = permission_required(months.SEES, raise_exception=True)


@require_safe
@sees
def month_list(request: HttpRequest) -> HttpResponse:
    """The months, the latest first."""
    today = clock.today()
    kept = DayRecord.objects.aggregate(first=Min("day"))["first"] or today
    lines = months.months(today, max(kept, date.fromordinal(today.toordinal() - LONGEST)))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.months(lines))
    return render(request, "attendance/closing_list.html", {"months": lines})


@require_safe
@sees
def month(request: HttpRequest, month: date) -> HttpResponse:
    """One month: what is open, how far its closing is, or what came of it."""
    return _page(request, month, CloseForm(), ReopenForm())


def _page(request: HttpRequest, month: date, close: CloseForm, reopen: ReopenForm, status: int = 200) -> HttpResponse:
    user, today = cast("User", request.user), clock.today()
    versions = list(MonthClosing.objects.filter(month=month).select_related("closed_by", "reopened_by").order_by("-version"))
    standing = months.standing(versions)
    may_close = user.access.company_wide(months.CLOSES)
    is_coming = month > today
    sheets = _sheets(user, standing) if standing and standing.state == ClosingState.CLOSED else MonthSheet.objects.none()
    units = months.units(standing, user, today) if standing and standing.state == ClosingState.CLOSED else []
    if request.method == "GET" and exporting.is_asked(request):
        return exporting.answer(request, tables.sheets(month, sheets))
    if request.method == "GET" and exporting.is_asked(request, "units"):
        return exporting.answer(request, tables.units(month, units))
    context = {
        "month": month,
        "versions": versions,
        "standing": standing,
        "is_running": bool(standing and standing.state == ClosingState.RUNNING),
        "is_closed": bool(standing and standing.state == ClosingState.CLOSED),
        "blockers": blockers(Period.month_of(month), clock.now()) if may_close and not standing and not is_coming else None,
        "units": units,
        "page": Paginator(sheets, PER_PAGE).get_page(request.GET.get("page")),
        "may_close": may_close,
        "may_pay": user.access.company_wide(months.MONEY),
        "is_coming": is_coming,
        "close_form": close,
        "reopen_form": reopen,
    }
    return render(request, "attendance/closing.html", context, status=status)


def _sheets(user: User, closing: MonthClosing) -> QuerySet[MonthSheet]:
    rows = MonthSheet.objects.filter(closing=closing).visible_to(user, months.SEES).select_related("employee", "department", "answer")
    return rows.defer("days", "lines").order_by("department__code", "employee__name_key", "pk")


def _me(request: HttpRequest) -> Employee:
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise PermissionDenied(_("Your account belongs to no employee. Ask human resources to connect it."))
    return cast("Employee", employee)


def _closer(request: HttpRequest) -> Employee:
    """Who may close months: for the whole company only. Raises PermissionDenied."""
    if not cast("User", request.user).access.company_wide(months.CLOSES):
        raise PermissionDenied
    return _me(request)


def _standing(month: date) -> MonthClosing:
    return get_object_or_404(MonthClosing.objects.exclude(state=ClosingState.REOPENED), month=month)


@require_POST
def close(request: HttpRequest, month: date) -> HttpResponse:
    """Lock the month; a worker draws up the sheets."""
    by, form = _closer(request), CloseForm(request.POST)
    form.is_valid()
    try:
        acts.request_close(month=month, by=by, at=clock.now(), accepts_no_data=form.cleaned_data["accepts_no_data"])
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The month is being closed."))
    return redirect("attendance:closing", month)


@require_POST
def go_on(request: HttpRequest, month: date) -> HttpResponse:
    """Let a closing that stands still go on."""
    _closer(request)
    acts.continue_close(closing=_standing(month))
    messages.success(request, _("The closing goes on."))
    return redirect("attendance:closing", month)


@require_POST
def reopen(request: HttpRequest, month: date) -> HttpResponse:
    """Open the month again, with a reason."""
    by, closing, form = _closer(request), _standing(month), ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, month, CloseForm(), form, status=422)
    try:
        acts.reopen_month(closing=closing, by=by, reason=form.cleaned_data["reason"], at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The month is open again. Its sheets stay as version %(number)d.") % {"number": closing.version})
    return redirect("attendance:closing", month)


@require_POST
@sees
def sign(request: HttpRequest, month: date) -> HttpResponse:
    """The head signs for a department."""
    typed = request.POST.get("department", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Http404
    unit = get_object_or_404(Department, pk=int(typed))
    try:
        acts.sign_department(closing=_standing(month), department=unit, by=_me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You signed for %(unit)s.") % {"unit": unit.name})
    return redirect("attendance:closing", month)


@require_safe
def payroll(request: HttpRequest, month: date) -> HttpResponse:
    """A closed month for payroll: ?form=csv or xlsx, ?part=lines for the lines of the CSV. Human resources and finance; in the trail."""
    if not cast("User", request.user).access.company_wide(months.MONEY):
        raise PermissionDenied
    closing = get_object_or_404(MonthClosing, month=month, state=ClosingState.CLOSED)
    is_csv, lines = request.GET.get("form") == "csv", request.GET.get("part") == "lines"
    rows = MonthSheet.objects.filter(closing=closing).select_related("employee", "department", "answer").defer("days")
    sheets = list(rows.order_by("department__code", "employee__number", "pk"))
    audit.record(Verb.EXPORT, closing, after={"form": "csv" if is_csv else "xlsx", "people": len(sheets)})
    name = f"{_('Payroll')} {month:%Y-%m}" + (f" {_('Deductions')}" if is_csv and lines else "")
    if is_csv:
        return exporting.file(month_files.payroll_csv(sheets, lines=lines), f"{name}.csv", exporting.CSV)
    return exporting.file(month_files.payroll_book(closing, sheets), f"{name}.xlsx")
