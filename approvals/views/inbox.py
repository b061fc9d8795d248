"""待我审批: what waits for me, decided one by one or several at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import services, tables
from approvals.fields import colleagues, suggest
from approvals.forms import AddForm, OpinionForm, ReasonForm, TransferForm
from approvals.models import Request
from approvals.selectors.inbox import inbox, place_of
from approvals.views.common import me, visible
from approvals.views.requests import show
from common import clock, exporting
from common.errors import RuleBroken

PER_PAGE = 30


@require_safe
def inbox_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, most urgent first."""
    seats = inbox(me(request), clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.inbox(seats))
    page = Paginator(seats, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "approvals/inbox.html", {"page": page, "now": clock.now()})


@require_safe
def inbox_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of the inbox, to decide with one thumb; what no longer waits leads to its page."""
    found = visible(request, pk)
    if place_of(request, pk) is None:
        return redirect("approvals:request-detail", pk)
    return show(request, found, in_inbox=True)


@require_POST
def request_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree."""
    found = visible(request, pk)
    form = OpinionForm(request.POST)
    form.full_clean()
    place = place_of(request, pk) if form.cleaned_data.get("go_on") else None
    return _decided(request, found, services.approve, form, place.next if place else None)


@require_http_methods(["GET", "HEAD", "POST"])
def request_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    return _with_reason(request, pk, services.refuse, _("Refuse the request"), pgettext("button", "Refuse"))


@require_http_methods(["GET", "HEAD", "POST"])
def request_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the applicant, with what to change."""
    return _with_reason(request, pk, services.send_back, _("Send the request back"), pgettext("button", "Send back"))


def _with_reason(request: HttpRequest, pk: int, act: Callable[..., Request], heading: str, button: str) -> HttpResponse:
    found = visible(request, pk)
    place = place_of(request, pk)
    form = ReasonForm(request.POST or None, initial={"step": request.GET.get("step"), "go_on": request.GET.get("go_on")})
    if form.is_bound and form.is_valid():
        return _decided(request, found, act, form, place.next if place and form.cleaned_data["go_on"] else None)
    context = {"found": found, "form": form, "heading": heading, "button": button, "danger": True}
    return render(request, "approvals/request_act.html", context, status=422 if form.is_bound else 200)


def _decided(request: HttpRequest, found: Request, act: Callable[..., Request], form: OpinionForm, following: int | None) -> HttpResponse:
    words = form.cleaned_data
    try:
        act(request=found, by=me(request), at=clock.now(), opinion=words.get("opinion", ""), step=words.get("step"))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:request-detail", found.pk)
    done = {
        services.approve: _("Approved: %(title)s"),
        services.refuse: _("Refused: %(title)s"),
        services.send_back: _("Sent back: %(title)s"),
    }
    messages.success(request, done[act] % {"title": found.title})
    if not words.get("go_on"):
        return redirect("approvals:request-detail", found.pk)
    return redirect("approvals:inbox-item", following) if following else redirect("approvals:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def request_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand my place to somebody else."""
    form = TransferForm(request.POST or None, initial={"step": request.GET.get("step")})
    texts = {"heading": _("Transfer the request"), "button": pgettext("button", "Transfer"), "done": _("Transferred to %(name)s.")}
    return _passed_on(request, pk, form, services.transfer, texts)


@require_http_methods(["GET", "HEAD", "POST"])
def request_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one more person before or after me."""
    form = AddForm(request.POST or None, initial={"step": request.GET.get("step"), "where": "after"})
    texts = {"heading": _("Add an approver"), "button": pgettext("button", "Add approver"), "done": _("%(name)s has been added.")}
    return _passed_on(request, pk, form, services.add_approver, texts)


def _passed_on(request: HttpRequest, pk: int, form: OpinionForm, act: Callable[..., Request], texts: dict[str, str]) -> HttpResponse:
    found = visible(request, pk)
    suggest(form, colleagues(clock.today()))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        whom: dict[str, Any] = {"to": given["who"]} if act is services.transfer else {"who": given["who"], "where": given["where"]}
        try:
            act(request=found, by=me(request), at=clock.now(), opinion=given["opinion"], step=given["step"], **whom)
        except RuleBroken as refusal:
            form.add_error("who", str(refusal))
        else:
            messages.success(request, texts["done"] % {"name": given["who"].name})
            return redirect("approvals:request-detail", pk)
    context = {"found": found, "form": form, "danger": False, **texts}
    return render(request, "approvals/request_act.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def inbox_bulk(request: HttpRequest) -> HttpResponse:
    """First what would be approved, then the approving; what changed in between is left and named."""
    employee = me(request)
    wanted = [int(pk) for pk in (request.POST if request.method == "POST" else request.GET).getlist("step") if pk.isdecimal()]
    seats = list(inbox(employee, clock.today()).filter(step__in=wanted))
    if request.method != "POST":
        return render(request, "approvals/inbox_bulk.html", {"seats": seats})
    approved, left = 0, len(wanted) - len(seats)
    for seat in seats:
        try:
            services.approve(request=seat.step.request, by=employee, at=clock.now(), step=seat.step_id)
            approved += 1
        except RuleBroken as refusal:
            messages.warning(request, f"{seat.step.request.title}：{refusal}")
    if approved:
        messages.success(request, ngettext("%(count)d request approved.", "%(count)d requests approved.", approved) % {"count": approved})
    if left:
        text = ngettext(
            "%(count)d request was left out: it is decided already.",
            "%(count)d requests were left out: they are decided already.",
            left,
        )
        messages.warning(request, text % {"count": left})
    return redirect("approvals:inbox")
