"""Filing leave: look first, keep as a draft, hand in, change what was sent back."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from approvals.views.common import me
from attendance import services
from attendance.choices import SlipKind, SlipState
from attendance.models import Slip
from attendance.selectors.asking import Asked
from attendance.selectors.slips import Forecast, TypeLeft, forecast, types_left
from attendance.services.slips import EDITABLE
from attendance.slip_forms import BEGINS, ENDS, LeaveForm, as_typed
from common import clock
from common.errors import RuleBroken
from people.models import Employee

may_file = permission_required("attendance.add_slip", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_file
@vary_on_headers("HX-Request")
def slip_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new slip of leave. The key in the form makes a double tap one slip."""
    return _filing(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_file
@vary_on_headers("HX-Request")
def slip_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft, or change what was sent back and hand it in again."""
    person = me(request)
    slip = get_object_or_404(Slip.objects.filter(filed_by=person) | Slip.objects.filter(employee=person), pk=pk)
    if slip.state not in EDITABLE:
        return redirect("attendance:slip", pk)
    if slip.kind != SlipKind.LEAVE:
        return redirect("attendance:slip-change", pk)
    return _filing(request, slip)


def _filing(request: HttpRequest, slip: Slip | None) -> HttpResponse:
    person = slip.employee if slip else me(request)
    types = types_left(person, clock.today())
    is_post = request.method == "POST"
    form = LeaveForm(
        request.POST if is_post else None, request.FILES if is_post else None, person=person, types=types,
        may_lack="draft" in request.POST or "look" in request.POST, initial=_initial(slip, person, types),
    )  # fmt: skip
    form.offer_files(slip)
    if not is_post:
        return _page(request, form, slip, None)
    is_good, is_live = form.is_valid(), "HX-Request" in request.headers
    found = _forecast(form, person) if form.span else None
    if is_live and "look" in request.POST:
        return _live(request, form, found)
    if not is_good:
        return _page(request, form, slip, found, status=422)
    return _acted(request, form, slip, found)


def _acted(request: HttpRequest, form: LeaveForm, slip: Slip | None, found: Forecast | None) -> HttpResponse:
    """Keep the draft first, so that nothing is lost whatever the rules say of it; then look, ask for the short way, or hand in."""
    person, now = me(request), clock.now()
    try:
        if slip is None:
            slip = services.start_slip(kind=SlipKind.LEAVE, typed=form.typed(None), employee=person, key=_key(request), by=person, at=now)
        else:
            slip = services.change_slip(slip=slip, typed=form.typed(slip), by=person, at=now)
        if "draft" in request.POST:
            messages.success(request, _("Kept as a draft. Nobody else sees it."))
            return redirect("attendance:slip-edit", slip.pk)
        is_unseen = found is not None and found.is_short and "short" not in request.POST and slip.state in EDITABLE
        if "look" in request.POST or is_unseen:
            form.offer_files(slip)
            return _page(request, form, slip, found, status=422 if "look" not in request.POST else 200)
        services.hand_in(slip=slip, by=person, at=now)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        form.offer_files(slip)
        return _page(request, form, slip, found, status=422)
    messages.success(request, _("Handed in. You are told as soon as it is decided."))
    return redirect("attendance:slip", slip.pk)


def _forecast(form: LeaveForm, person: Employee) -> Forecast | None:
    assert form.span is not None  # noqa: S101  asked of a form with a time only
    return forecast(Asked(SlipKind.LEAVE, person, *form.span, form.cleaned_data["type"]), clock.now())


def _live(request: HttpRequest, form: LeaveForm, found: Forecast | None) -> HttpResponse:
    """What the page says while somebody types: the figures, and the button that fits."""
    context = {"found": found, "is_unknown": form.span is not None and found is None, "is_live": True}
    parts = [render_to_string(f"attendance/slip_{name}.html", context, request) for name in ("look", "send")]
    return HttpResponse("".join(parts))


def _page(request: HttpRequest, form: LeaveForm, slip: Slip | None, found: Forecast | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "slip": slip,
        "key": slip.key if slip else _key(request),
        "found": found,
        "is_unknown": form.span is not None and found is None,
        "is_live": False,
        "is_sent_back": slip is not None and slip.state == SlipState.SENT_BACK,
        "has_types": bool(form.types),
        "lost_files": bool(form.errors) and bool(request.FILES) and slip is None,
    }
    return render(request, "attendance/slip_form.html", context, status=status)


def _initial(slip: Slip | None, person: Employee, types: list[TypeLeft]) -> dict[str, Any]:
    if slip is not None:
        return as_typed(slip, person, types)
    return {"first": clock.today(), "begins": BEGINS, "ends": ENDS}


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
