"""Sheets of closed months: one's own to confirm, and those of people one looks after."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance import tables
from attendance.choices import ClosingState
from attendance.models import MonthSheet
from attendance.month_forms import AnswerForm
from attendance.selectors import closing as months
from attendance.selectors.sheets import shown
from attendance.services import closing as acts
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from people.models import User

PER_PAGE = 24


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own sheets, the latest first, versions that were reopened among them."""
    rows = MonthSheet.objects.filter(employee__user=request.user.pk).exclude(closing__state=ClosingState.RUNNING)
    rows = rows.select_related("closing", "answer").defer("days", "lines").order_by("-closing__month", "-closing__version")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.own_sheets(rows))
    return render(request, "attendance/sheet_list.html", {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet with its lines. Whoever reads the money of somebody else is written down."""
    found = _sheet(request, pk)
    return _page(request, found, AnswerForm())


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one's sheet or object to it."""
    found, form = _sheet(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        acts.answer_sheet(sheet=found, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], by=found_by(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your answer is kept with the sheet."))
    return redirect("attendance:sheet", pk)


def found_by(request: HttpRequest) -> object:
    """The employee behind the account. Raises RuleBroken without one, in the sentence of the service."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise RuleBroken(_("Only whose sheet it is answers it."))
    return employee


def _sheet(request: HttpRequest, pk: int) -> MonthSheet:
    rows = MonthSheet.objects.visible_to(cast("User", request.user), months.SEES).exclude(closing__state=ClosingState.RUNNING)
    return get_object_or_404(rows.select_related("closing__closed_by", "employee", "department", "answer"), pk=pk)


def _page(request: HttpRequest, found: MonthSheet, form: AnswerForm, status: int = 200) -> HttpResponse:
    user = cast("User", request.user)
    is_own = found.employee.user_id == user.pk
    sees_money = months.sees_money(user, found)
    if sees_money and not is_own:
        audit.record(Verb.VIEW, found)
    counts = found.closing.state == ClosingState.CLOSED
    context = {
        "sheet": found,
        "shown": shown(found, sees_money=sees_money),
        "is_own": is_own,
        "counts": counts,
        "answer": getattr(found, "answer", None),
        "may_answer": is_own and counts and not hasattr(found, "answer"),
        "form": form,
    }
    return render(request, "attendance/sheet.html", context, status=status)
