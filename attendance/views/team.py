"""The month of a team on a page and as an Excel file."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from attendance import month_files
from attendance.models import MonthSheet
from attendance.month_forms import TeamForm
from attendance.selectors import team
from attendance.selectors.month import neighbour
from attendance.views.days import _first
from common import audit, clock, exporting
from common.models import Verb
from common.periods import Period
from people.models import User

PER_PAGE, MOST_IN_FILE, MONTHS = 50, 2000, 13
sees = permission_required(team.OTHERS, raise_exception=True)


@require_safe
@sees
def matrix(request: HttpRequest) -> HttpResponse:
    """People by days, fifty to a page."""
    user, today = cast("User", request.user), clock.today()
    period, unit = _asked(request, today)
    units = team.units_of(user)
    form = TeamForm({"month": f"{period.first:%Y-%m}", "department": str(unit or "")})
    form.offer(_months(today, period.first), units)
    page = Paginator(team.people_of(user, period, unit), PER_PAGE).get_page(request.GET.get("page"))
    closing = team.standing(period.first)
    context = {
        "first": period.first,
        "form": form,
        "page": page,
        "columns": team.columns(period),
        "rows": team.rows(list(page.object_list), period, clock.now(), today, closing),
        "legend": team.legend(),
        "closing": closing,
        "query": request.GET.urlencode(),
        "is_filtered": bool(unit),
    }
    return render(request, "attendance/team.html", context)


@require_safe
@sees
def excel(request: HttpRequest) -> HttpResponse:
    """The same as a file, with the sums of each person. Written to the trail."""
    user, today = cast("User", request.user), clock.today()
    period, unit = _asked(request, today)
    people = list(team.people_of(user, period, unit).only("pk", "number", "name")[: MOST_IN_FILE + 1])
    if len(people) > MOST_IN_FILE:
        messages.error(request, _("A file holds at most %(count)d people. Choose a department.") % {"count": MOST_IN_FILE})
        return redirect("attendance:team-month")
    audit.record(Verb.EXPORT, MonthSheet, after={"month": f"{period.first:%Y-%m}", "department": unit, "people": len(people)})
    return exporting.file(month_files.team_book(people, period, clock.now(), today), f"{_('Team month')} {period.first:%Y-%m}.xlsx")


def _asked(request: HttpRequest, today: date) -> tuple[Period, int | None]:
    typed = request.GET.get("department", "")
    unit = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    return Period.month_of(_first(request.GET.get("month", ""), today)), unit


def _months(today: date, asked: date) -> list[date]:
    """A year back, and the one that is shown."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append(neighbour(found[-1], -1))
    return sorted({*found, asked}, reverse=True)
