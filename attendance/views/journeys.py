"""Asking for overtime, a swap, a trip, work outside or an exit; and what a traveller does then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.fields import colleagues, suggest
from approvals.views.common import me
from attendance import journey_forms as forms
from attendance.choices import SlipKind, SlipState
from attendance.models import Slip, TripDetails
from attendance.selectors.asking import Asked, outlook
from attendance.selectors.overtime import ceilings
from attendance.services import exits, journeys, overtime, swaps
from common import clock
from common.errors import RuleBroken

may_ask = permission_required("attendance.add_slip", raise_exception=True)


@dataclass(frozen=True, slots=True)
class Door:
    """How a kind of slip is asked for. send: calls the service with what the form holds."""

    form: type[forms.SlipForm]
    title: str | Promise
    lead: str | Promise
    send: Callable[..., Slip]


DOORS = {
    SlipKind.OVERTIME: Door(
        forms.OvertimeForm, gettext_lazy("Ask for overtime"),
        gettext_lazy("Overtime counts when it was approved. It is asked for before it begins."),
        lambda form, **who: overtime.ask_overtime(typed=form.typed(), task=form.cleaned_data["task"], **who),
    ),
    SlipKind.SWAP: Door(
        forms.SwapForm, gettext_lazy("Swap a rest day"),
        gettext_lazy("You work on a rest day and are off on a working day instead. Without a yes the day off is absence."),
        lambda form, **who: swaps.ask_swap(typed=form.typed(), days=form.days(), **who),
    ),
    SlipKind.TRIP: Door(
        forms.TripForm, gettext_lazy("Ask for a business trip"),
        gettext_lazy("The days of an approved trip count as travelled. After it you report, and your superior closes it."),
        lambda form, **who: journeys.ask_journey(kind=SlipKind.TRIP, typed=form.typed(), facts=form.facts(), **who),
    ),
    SlipKind.OUTING: Door(
        forms.OutingForm, gettext_lazy("Work outside"),
        gettext_lazy("Sign out when you leave and in when you are back. Your superior is told when you are not back in time."),
        lambda form, **who: journeys.ask_journey(kind=SlipKind.OUTING, typed=form.typed(), facts=form.facts(), **who),
    ),
    SlipKind.EXIT: Door(
        forms.ExitForm, gettext_lazy("Leave for a while"),
        gettext_lazy("For leaving your post during working hours. The person in charge says yes before you go."),
        lambda form, **who: exits.ask_exit(typed=form.typed(), **who),
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new slip. The first press shows what it comes to, the second sends it; the key makes a double tap one slip."""
    return _asked(request, SlipKind(kind), None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was sent back, and ask again."""
    slip = get_object_or_404(Slip.objects.select_related("trip", "overtime", "swap"), pk=pk, employee=me(request), kind__in=DOORS)
    if slip.state not in (SlipState.SENT_BACK, SlipState.DRAFT):
        return redirect("attendance:slip", pk)
    return _asked(request, SlipKind(slip.kind), slip)


def _asked(request: HttpRequest, kind: SlipKind, slip: Slip | None) -> HttpResponse:
    door, person = DOORS[kind], me(request)
    form = door.form(request.POST or None, employee=person, slip=slip)
    suggest(form, colleagues(clock.today()) if kind == SlipKind.TRIP else [])
    key, look, is_checked = key_of(request), None, False
    if form.is_bound and form.is_valid():
        look = _look(form, kind, person)
        is_checked = not look["outlook"].refusal
        if "send" in request.POST and is_checked:
            try:
                sent = door.send(form, key=key, by=person, at=clock.now(), slip=slip)
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
                look, is_checked = None, False
            else:
                messages.success(request, _("Submitted. It stands here with where it is and who decides."))
                return redirect("attendance:slip", sent.pk)
    back = reverse("attendance:slip", args=[slip.pk]) if slip else reverse("attendance:slip-list")
    context = {
        "form": form, "key": key, "kind": kind, "title": door.title, "lead": door.lead, "look": look, "is_checked": is_checked,
        "back": back, "draft": f"slip-{kind}-{slip.pk if slip else 'new'}",
    }  # fmt: skip
    return render(request, "attendance/journey_form.html", context, status=422 if form.errors else 200)


def _look(form: forms.SlipForm, kind: SlipKind, person: Any) -> dict[str, Any]:
    """What it comes to before it is sent: working time, who decides, and of overtime the ceilings."""
    start, end = form.bounds()
    found = outlook(Asked(kind, person, start, end), clock.now())
    but = form.slip.pk if form.slip else None
    limits = ceilings(person, start, end, but=but) if kind == SlipKind.OVERTIME else None
    return {"start": start, "end": end, "outlook": found, "ceilings": limits}


def key_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


# -- what a traveller does ---------------------------------------------------------------------------------


def _own(request: HttpRequest, pk: int) -> Slip:
    return get_object_or_404(Slip.objects.select_related("employee"), pk=pk, employee=me(request))


def _visible(request: HttpRequest, pk: int) -> Slip:
    return get_object_or_404(Slip.objects.visible_to(request.user).select_related("employee"), pk=pk)  # type: ignore[arg-type]


def done(request: HttpRequest, pk: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, and go back to the slip with a sentence of what happened or why not."""
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("attendance:slip", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def safety(request: HttpRequest, pk: int) -> HttpResponse:
    """The safety note of a trip, and its confirmation."""
    slip = _own(request, pk)
    trip = TripDetails.objects.filter(slip=slip).first()
    if trip is None:
        raise Http404
    if request.method == "POST":
        act = lambda: journeys.confirm_safety(slip=slip, by=me(request), at=clock.now())  # noqa: E731
        return done(request, pk, act, _("Confirmed. Your trip can be approved now."))
    return render(request, "attendance/journey_safety.html", {"slip": slip, "trip": trip})


@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    slip, at = _own(request, pk), clock.now()
    return done(request, pk, lambda: journeys.sign_out(slip=slip, by=me(request), at=at), _("Signed out. Have a safe journey."))


@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    slip, at = _own(request, pk), clock.now()
    return done(request, pk, lambda: journeys.sign_in(slip=slip, by=me(request), at=at), _("Signed in: you are back."))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a trip."""
    slip = _own(request, pk)
    trip = TripDetails.objects.filter(slip=slip).first()
    if trip is None or slip.kind != SlipKind.TRIP:
        raise Http404
    form = forms.ReportForm(request.POST or None, initial={"text": trip.report})
    if form.is_bound and form.is_valid():
        try:
            journeys.report_trip(slip=slip, text=form.cleaned_data["text"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your report is there. Your superior closes the trip."))
            return redirect("attendance:slip", pk)
    context = {
        "form": form, "title": _("Report on the trip to %(where)s") % {"where": trip.destination}, "lead": "", "submit": _("Report"),
        "back": reverse("attendance:slip", args=[pk]), "draft": f"slip-report-{pk}",
    }  # fmt: skip
    return render(request, "attendance/journey_act.html", context, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    slip, at = _visible(request, pk), clock.now()
    return done(request, pk, lambda: journeys.close_trip(slip=slip, by=me(request), at=at), _("The trip is closed."))
