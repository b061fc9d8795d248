"""Asking for a time that no punch shows."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from attendance.choices import SlipState
from attendance.correction_forms import CorrectionForm
from attendance.models import Correction
from attendance.selectors.corrections import left_in_month, of_month, wall_of
from attendance.services import corrections as services
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from workdays.official import FIRST_YEAR, LAST_YEAR

may_ask = permission_required("attendance.add_correction", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def correction_new(request: HttpRequest) -> HttpResponse:
    """Ask for a time; the page says how many the month has left."""
    person = me(request)
    form = CorrectionForm(request.POST or None, initial={"day": asked_day(request)})
    key = key_of(request)
    if form.is_bound and form.is_valid():
        try:
            made = services.ask_correction(forgotten=form.forgotten(), employee=person, key=key, at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Submitted as %(number)s.") % {"number": made.number})
            return redirect("approvals:request-detail", made.pk)
    return _page(request, form, person, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def correction_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was sent back and hand it in again."""
    person = me(request)
    correction = get_object_or_404(Correction.objects.select_related("request"), pk=pk, employee=person)
    if correction.state != SlipState.SENT_BACK:
        return redirect("approvals:request-detail", correction.request_id)
    initial = {"day": correction.day, "wall": wall_of(correction.at), "reason": correction.reason}
    form = CorrectionForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = services.change_correction(correction=correction, forgotten=form.forgotten(), by=person, at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Submitted as %(number)s.") % {"number": made.number})
            return redirect("approvals:request-detail", made.pk)
    return _page(request, form, person, key=correction.key)


def me(request: HttpRequest) -> Employee:
    """The employee behind the account; a 403 for an account without one."""
    person = getattr(request.user, "employee", None)
    if person is None:
        raise PermissionDenied
    return person


def key_of(request: HttpRequest) -> UUID:
    """The key of the form, so that a double tap is one act."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def asked_day(request: HttpRequest) -> date:
    """`?day=2026-11-20`; today without one, or with something else."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()
    return day if FIRST_YEAR < day.year < LAST_YEAR else clock.today()


def _page(request: HttpRequest, form: CorrectionForm, person: Employee, **context: Any) -> HttpResponse:
    day = form.cleaned_data.get("day") if form.is_bound else form.initial["day"]
    day = day or clock.today()
    context |= {"form": form, "left": left_in_month(person, day), "asked": of_month(person, day).select_related("request")}
    return render(request, "attendance/correction_form.html", context, status=422 if form.is_bound else 200)
