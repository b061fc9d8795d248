"""Overtime that the company arranges, and who stayed late without any."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.fields import colleagues, suggest
from approvals.views.common import me
from attendance import tables
from attendance.journey_forms import EARLIEST, LATEST, MOST_BOXES, ArrangeForm
from attendance.models import Slip
from attendance.selectors.overtime import late_stays
from attendance.services import overtime
from attendance.views.days import OTHERS
from attendance.views.journeys import done, key_of
from common import clock, exporting
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from people.models import Employee

ARRANGES = "attendance.add_overtimedetails"
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ARRANGES, raise_exception=True)
def arrange(request: HttpRequest) -> HttpResponse:
    """Order overtime for people below the reader; they are told at once."""
    person, today = me(request), clock.today()
    below = Employee.objects.visible_to(request.user, ARRANGES).employed(today).exclude(pk=person.pk).order_by("name_key", "pk")
    form = ArrangeForm(request.POST or None, employee=person, below=list(below.values_list("pk", flat=True)[:MOST_BOXES]))
    suggest(form, colleagues(today))
    key = key_of(request)
    if form.is_bound and form.is_valid():
        typed = form.typed()
        try:
            slips = overtime.arrange_overtime(
                employees=form.everybody(), key=key, by=person, at=clock.now(),
                order=overtime.Order(typed.start, typed.end, typed.reason, form.cleaned_data["task"]),
            )  # fmt: skip
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            names = "、".join(slip.employee.name for slip in slips)
            messages.success(request, _("Arranged, and told to: %(names)s") % {"names": names})
            return redirect("attendance:late-stays")
    context = {
        "form": form, "key": key, "title": _("Arrange overtime"), "submit": _("Arrange"), "back": reverse("attendance:late-stays"),
        "lead": _("An order of the company: it counts at once, and everybody concerned is told."), "draft": "overtime-arrange",
    }  # fmt: skip
    return render(request, "attendance/journey_act.html", context, status=422 if form.errors else 200)


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    slip = get_object_or_404(Slip.objects.select_related("employee"), pk=pk, employee=me(request))
    return done(request, pk, lambda: overtime.mark_seen(slip=slip, by=me(request), at=clock.now()), _("Noted that you have seen it."))


@require_safe
@permission_required(OTHERS, raise_exception=True)
def late(request: HttpRequest) -> HttpResponse:
    """Who stayed late without overtime, month by month, or on one day."""
    today = clock.today()
    day, month = _day(request.GET.get("day", "")), _day(f"{request.GET.get('month', '')}-01")
    period = Period(day, day) if day else Period.month_of(month or today)
    rows = late_stays(request.user, period)  # type: ignore[arg-type]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.late_stays(period, rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    following = period.last + ONE_DAY
    context = {
        "page": page, "day": day, "first": period.first, "previous": (period.first - ONE_DAY).replace(day=1),
        "next": following if following <= today and not day else None, "may_arrange": request.user.has_perm(ARRANGES),
    }  # fmt: skip
    return render(request, "attendance/overtime_late.html", context)


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if EARLIEST < found < LATEST else None
