"""The calendar on a page: a month, a year, a day; and the calendars of the sites."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from common.periods import Period
from common.templatetags.show import WEEKDAYS
from workdays import selectors, services, sheets, tables
from workdays.choices import DayKind
from workdays.forms import CalendarForm, CorrectForm
from workdays.models import Calendar
from workdays.official import FIRST_YEAR, LAST_YEAR

SITES = "workdays.change_calendar"


def _shown(request: HttpRequest) -> tuple[Calendar | None, list[Calendar]]:
    """The calendar asked for (`?site=`), else the one that counts for the reader; and all of them."""
    calendars = list(Calendar.objects.order_by("-is_default", "name", "pk"))
    asked = request.GET.get("site", "")
    if asked:
        found = next((calendar for calendar in calendars if str(calendar.pk) == asked), None)
        if found is None:
            raise Http404
        return found, calendars
    if len(calendars) < 2:
        return (calendars[0] if calendars else None), calendars
    employee = getattr(request.user, "employee", None)
    post = employee.on(clock.today()) if employee else None
    return selectors.calendar_of(post and post.department_id, clock.today()), calendars


def _frame(request: HttpRequest, calendar: Calendar | None, calendars: list[Calendar]) -> dict[str, object]:
    """What every page of the calendar shows around its sheet."""
    return {
        "calendar": calendar,
        "calendars": calendars if len(calendars) > 1 else [],
        "site": f"?site={calendar.pk}" if request.GET.get("site") and calendar else "",
        "weekdays": WEEKDAYS,
        "legend": [(kind, sheets.mark(kind)) for kind in DayKind],
        "may_keep_sites": request.user.access.company_wide(SITES),
    }


def _day_or_404(year: int, month: int = 1, day: int = 1) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


@require_safe
def month(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month, this one without a date."""
    today = clock.today()
    first = _day_or_404(year or today.year, month or today.month)
    calendar, calendars = _shown(request)
    sheet = sheets.month_sheet(calendar, first.year, first.month, today)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.days(calendar, first, [sheet]))
    context = {
        **_frame(request, calendar, calendars),
        "sheet": sheet,
        "is_provisional": any(square.info.provisional for square in sheet.squares),
        "previous": _neighbour(first, -1),
        "next": _neighbour(first, 1),
    }
    return render(request, "workdays/month.html", context)


def _neighbour(first: date, step: int) -> date | None:
    index = first.year * 12 + first.month - 1 + step
    return date(index // 12, index % 12 + 1, 1) if FIRST_YEAR <= index // 12 <= LAST_YEAR else None


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The twelve months of a year."""
    first = _day_or_404(year)
    calendar, calendars = _shown(request)
    months = sheets.year_sheets(calendar, first.year, clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.days(calendar, first, months))
    context = {
        **_frame(request, calendar, calendars),
        "year": first,
        "months": months,
        "is_provisional": any(square.info.provisional for square in months[5].squares),
        "previous": date(year - 1, 1, 1) if year > FIRST_YEAR else None,
        "next": date(year + 1, 1, 1) if year < LAST_YEAR else None,
    }
    return render(request, "workdays/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """One day: what it is and how it became so. Those who may correct it do it here."""
    on = _day_or_404(year, month, day)
    calendar, calendars = _shown(request)
    if calendar is None:
        raise Http404
    info = selectors.calendar_days(calendar, Period(on, on))[on]
    employee = getattr(request.user, "employee", None)
    may_change = bool(employee) and Calendar.objects.changeable_by(request.user).filter(pk=calendar.pk).exists()
    form = CorrectForm(request.POST or None, initial={"kind": info.kind, "name": info.name if info.corrected else ""})
    if request.method == "POST":
        if not may_change or employee is None:
            raise PermissionDenied
        if form.is_valid():
            try:
                corrected = services.correct_day(calendar=calendar, day=on, **form.cleaned_data, by=employee, at=clock.now())
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The day is now a %(kind)s.") % {"kind": corrected.get_kind_display()})
                return redirect(request.get_full_path())
    row = calendar.days.filter(day=on).select_related("corrected_by").first()
    context = {
        **_frame(request, calendar, calendars),
        "square": sheets.Square(info, on == clock.today()),
        "row": row,
        "history": sheets.history(row),
        "form": form if may_change else None,
    }
    return render(request, "workdays/day.html", context, status=422 if form.is_bound else 200)


# -- sites ----------------------------------------------------------------------------


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The calendars and who goes by them."""
    calendars = Calendar.objects.prefetch_related("uses__department")
    rows = [
        {
            "calendar": calendar,
            "weekdays": "、".join(str(WEEKDAYS[n - 1]) for n in sorted(calendar.weekdays)),
            "departments": "、".join(use.department.name for use in calendar.uses.all()),
        }
        for calendar in calendars
    ]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.sites(rows))
    return render(request, "workdays/sites.html", {"rows": rows, "may_keep_sites": request.user.access.company_wide(SITES)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SITES, raise_exception=True)
def site_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new site, or one that changes its week. Only for the whole company: it moves everybody's due dates."""
    if not request.user.access.company_wide(SITES):
        raise PermissionDenied
    calendar = get_object_or_404(Calendar, pk=pk) if pk else Calendar()
    form = CalendarForm(request.POST or None, instance=calendar, day=clock.today())
    if form.is_bound and form.is_valid():
        try:
            services.save_calendar(calendar=calendar, departments=form.cleaned_data.get("departments", ()))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” has been saved.") % {"name": calendar})
            return redirect(reverse("workdays:month") + f"?site={calendar.pk}")
    return render(request, "workdays/site_edit.html", {"form": form, "calendar": calendar}, status=422 if form.is_bound else 200)
