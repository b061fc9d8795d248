"""My month, somebody's month, and the page behind every figure."""

import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from attendance import tables
from attendance.models import MonthSheet
from attendance.selectors import month as months
from attendance.selectors.changes import in_words, open_change_of
from attendance.selectors.closing import SEES
from attendance.selectors.why import cases_behind, why
from attendance.views.trial import may_try
from common import clock, exporting
from common.periods import Period
from common.templatetags.show import WEEKDAYS
from people.access import may
from people.models import Employee
from workdays.official import FIRST_YEAR, LAST_YEAR

OTHERS = "attendance.view_dayrecord"
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
MOST_FOUND = 20


@require_safe
def my_month(request: HttpRequest) -> HttpResponse:
    """One's own month; who looks after others finds them here."""
    person = getattr(request.user, "employee", None)
    return _month(request, person, is_own=True)


@require_safe
def month_of(request: HttpRequest, number: str) -> HttpResponse:
    """The month of somebody whom the account may see; a 404 for all others."""
    person = _person(request, number)
    return _month(request, person, is_own=person.user_id == request.user.pk)


@require_safe
def day(request: HttpRequest, number: str, day: date) -> HttpResponse:
    """Why a day came to what it came to."""
    person = _person(request, number)
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise Http404
    found, is_own = why(person, day, clock.now()), person.user_id == request.user.pk
    change = open_change_of(person.pk, day) if day < clock.today() else None
    context = {
        "person": person,
        "is_own": is_own,
        "day": day,
        "is_coming": day > clock.today(),
        "why": found,
        "sees_sheet": found is not None and _sees(request, found.sheet, is_own=is_own),
        "cases": cases_behind(person, day),
        "change": change,
        "kept": in_words(change)[0] if change else "",
    }
    return render(request, "attendance/day.html", context)


def _sees(request: HttpRequest, sheet: MonthSheet | None, *, is_own: bool) -> bool:
    """Whether the page of the sheet is open to the account."""
    return sheet is not None and (is_own or may(request.user, SEES, sheet.department_id))


def _person(request: HttpRequest, number: str) -> Employee:
    """The account's own employee, or one whom it may see by its right. Else a 404."""
    own = getattr(request.user, "employee", None)
    if own is not None and own.number == number:
        return own
    if not request.user.has_perm(OTHERS) or not number.isprintable():
        raise Http404
    return get_object_or_404(Employee.objects.visible_to(request.user, OTHERS), number=number)


def _month(request: HttpRequest, person: Employee | None, *, is_own: bool) -> HttpResponse:
    today = clock.today()
    first = _first(request.GET.get("month", ""), today)
    typed = request.GET.get("q", "").strip() if is_own else ""
    typed = typed if typed.isprintable() else ""
    previous, following = months.neighbour(first, -1), months.neighbour(first, 1)
    month = months.month_of(person, Period.month_of(first), clock.now(), today) if person else None
    if person and month and exporting.is_asked(request):
        return exporting.answer(request, tables.month(person, first, month.days))
    context = {
        "person": person,
        "is_own": is_own,
        "first": first,
        "month": month,
        "sees_sheet": month is not None and _sees(request, month.sheet, is_own=is_own),
        "weekdays": WEEKDAYS,
        "previous": previous if person and previous >= person.joined_on.replace(day=1) else None,
        "next": following if following <= today else None,
        "may_see_others": is_own and request.user.has_perm(OTHERS),
        "may_try": is_own and may_try(request.user),
        "typed": typed,
        "found": Employee.objects.visible_to(request.user, OTHERS).matching(typed)[:MOST_FOUND] if typed else None,
    }
    return render(request, "attendance/month.html", context)


def _first(asked: str, today: date) -> date:
    """The first day of the month asked for (2026-11); of this month without one."""
    if not asked:
        return today.replace(day=1)
    match = MONTH.fullmatch(asked)
    if match is None or not (FIRST_YEAR < int(match[1]) < LAST_YEAR and 1 <= int(match[2]) <= 12):
        raise Http404
    return date(int(match[1]), int(match[2]), 1)
