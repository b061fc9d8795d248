"""Slips: mine and the team's, one with what happened, cancelling, coming back, the paper."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.models import Request
from approvals.selectors.detail import detail_of
from approvals.views.common import me, reader
from attendance import services, tables
from attendance.choices import COUNTS, SlipKind, SlipState
from attendance.models import Slip
from attendance.printing import slip_sheet
from attendance.selectors import slips as selectors
from attendance.services.returning import may_confirm_return
from attendance.services.slips import EDITABLE
from attendance.slip_forms import CancelForm, ReturnForm, TeamForm
from attendance.slip_kinds import LABELS
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from people.models import Employee

PER_PAGE = 20
ICONS = {
    SlipKind.LEAVE: "calendar", SlipKind.TRIP: "globe", SlipKind.OUTING: "person", SlipKind.EXIT: "logout",
    SlipKind.OVERTIME: "clock", SlipKind.SWAP: "calendar",
}  # fmt: skip


@require_safe
def slip_list(request: HttpRequest) -> HttpResponse:
    """My slips with what is left of each leave type; who looks after others finds theirs, too."""
    person = me(request)
    may_see_team = request.user.has_perm(selectors.VIEW)
    is_team = may_see_team and request.GET.get("which") == "team"
    form = TeamForm(request.GET if is_team else None, initial={"which": "team"})
    rows = _of_team(request, form) if is_team else selectors.mine(person)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.slips(rows), form)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(slip, person.pk) for slip in page.object_list],
        "is_team": is_team,
        "may_see_team": may_see_team,
        "form": form,
        "is_filtered": is_team and any(form.cleaned_data.get(name) for name in ("q", "state")) if is_team else False,
        "left": [] if is_team else [one for one in selectors.types_left(person, clock.today()) if one.left is not None],
        "kinds": [(kind, LABELS[kind], ICONS[kind]) for kind in SlipKind],
    }
    return render(request, "attendance/slip_list.html", context)


def _of_team(request: HttpRequest, form: TeamForm) -> QuerySet[Slip]:
    typed = form.cleaned_data if form.is_valid() else {}
    return selectors.of_team(reader(request), typed.get("q", ""), typed.get("state", ""))


def _line(slip: Slip, person_id: int) -> dict[str, Any]:
    return {
        "slip": slip,
        "title": slip.type or LABELS[SlipKind(slip.kind)],
        "who": "" if slip.employee_id == person_id else slip.employee.name,
        "icon": ICONS[SlipKind(slip.kind)],
        "length": selectors.length_words(slip) if slip.minutes or slip.days else "",
        "word": slip.get_state_display(),
        "tone": selectors.STATE_TONES[SlipState(slip.state)],
    }


@require_safe
@permission_required(selectors.VIEW, raise_exception=True)
def slips_away(request: HttpRequest) -> HttpResponse:
    """Who is away today and in the next two weeks."""
    found = selectors.away(reader(request), clock.today())
    days = [{"day": one.day, "is_today": one.is_today, "lines": [_line(slip, 0) for slip in one.slips]} for one in found.days]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.away(days))
    return render(
        request,
        "attendance/slip_away.html",
        {"today": days[0], "days": days[1:], "somebody": any(one["lines"] for one in days[1:]), "is_cut": found.is_cut},
    )


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip, its request with everybody's decisions, and what may be done with it."""
    found = _readable(request, pk)
    person, now = me(request), clock.now()
    asked = Request.objects.select_related("applicant", "department").filter(pk=found.request_id or 0).first()
    is_mine = person.pk in (found.employee_id, found.filed_by_id)
    has_begun = found.during.lower < now
    context = {
        "slip": found,
        "line": _line(found, person.pk),
        "kind": LABELS[SlipKind(found.kind)],
        "detail": detail_of(asked, person, clock.today()) if asked else None,
        "files": [row.upload for row in found.files.filter(removed_at=None).select_related("upload").order_by("pk")],
        "is_mine": is_mine,
        "may_change": is_mine and found.state in EDITABLE,
        "edit_url": reverse(f"attendance:slip-{'edit' if found.kind == SlipKind.LEAVE else 'change'}", args=[pk]),
        "may_withdraw": found.employee_id == person.pk and found.state == SlipState.SUBMITTED,
        "may_cancel": is_mine and found.state == SlipState.APPROVED and not has_begun,
        "may_return": _may_return(found, person, now),
        "is_in_force": found.state in COUNTS,
        "came_early": found.returned_at is not None and found.during != found.planned,
        "cancel_form": CancelForm(),
        "return_form": ReturnForm(initial={"returned_at": now}),
    }
    return render(request, "attendance/slip.html", context)


def _may_return(found: Slip, person: Employee, now: datetime) -> bool:
    has_begun = found.state == SlipState.APPROVED and found.during.lower < now
    return has_begun and found.kind == SlipKind.LEAVE and may_confirm_return(found, person, clock.today())


@require_safe
def slip_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip on paper; without the last signature it says that it is not in force. Somebody else's is written down."""
    found = _readable(request, pk)
    if me(request).pk not in (found.employee_id, found.filed_by_id):
        audit.record(Verb.EXPORT, found)
    response = HttpResponse(slip_sheet(found).content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"slip-{found.pk}.pdf") or ""
    return response


@require_POST
def slip_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = _readable(request, pk)
    try:
        services.discard_draft(slip=found, by=me(request))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("attendance:slip", pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("attendance:slip-list")


@require_http_methods(["GET", "HEAD", "POST"])
def slip_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was approved, before it begins, with a reason."""
    found = _readable(request, pk)
    form = CancelForm(request.POST or None)
    texts = {"heading": _("Cancel the slip"), "button": _("Cancel the slip"), "danger": True}
    if form.is_bound and form.is_valid():
        try:
            services.cancel_slip(slip=found, by=me(request), reason=form.cleaned_data["reason"], at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The slip is cancelled, and what it took from the balance is back."))
            return redirect("attendance:slip", pk)
    return _act_page(request, found, form, texts)


@require_http_methods(["GET", "HEAD", "POST"])
def slip_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back (LEV-08): the person says so, or who looks after them."""
    found = _readable(request, pk)
    form = ReturnForm(request.POST or None, initial={"returned_at": clock.now()})
    texts = {"heading": _("Back from leave"), "button": _("Back from leave"), "danger": False}
    if form.is_bound and form.is_valid():
        try:
            services.confirm_return(slip=found, returned_at=form.cleaned_data["returned_at"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. The days of this leave have been judged anew."))
            return redirect("attendance:slip", pk)
    return _act_page(request, found, form, texts)


def _readable(request: HttpRequest, pk: int) -> Slip:
    return get_object_or_404(selectors.readable(reader(request)), pk=pk)


def _act_page(request: HttpRequest, found: Slip, form: Any, texts: dict[str, Any]) -> HttpResponse:
    context = {"slip": found, "line": _line(found, me(request).pk), "form": form, **texts}
    return render(request, "attendance/slip_act.html", context, status=422 if form.is_bound else 200)
