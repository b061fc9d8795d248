"""Reading requests, and what an applicant or a bystander does to one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import kinds, services, tables
from approvals.choices import Act, GeneralState, State
from approvals.domain.moves import leads_to
from approvals.extras import extra_of
from approvals.forms import OVERDUE, CommentForm, ListForm, OpinionForm, ReasonForm
from approvals.models import GeneralRequest, Request, StepApprover
from approvals.selectors.detail import detail_of
from approvals.selectors.inbox import place_of
from approvals.selectors.lists import lines_of, overdue_at, requests_of, searched
from approvals.views.common import me, note_reading, reader, visible
from common import clock, exporting
from common.errors import RuleBroken

PER_PAGE = 20


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """My requests and drafts; those I decided; those in my scope."""
    sees_others = request.user.has_perm("approvals.view_request")
    form = ListForm(request.GET, sees_others=sees_others)
    wanted = form.cleaned_data if form.is_valid() else {}
    which = wanted.get("which") or "mine"
    rows = searched(requests_of(reader(request), which), wanted.get("q", ""))
    if wanted.get("state") == OVERDUE:
        rows = rows.filter(overdue_at(clock.now()))
    elif wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if exporting.is_asked(request):
        return exporting.answer(request, tables.requests(rows), form)
    employee = getattr(request.user, "employee", None)
    is_filtered = bool(wanted.get("q") or wanted.get("state"))
    drafts = GeneralRequest.objects.filter(applicant=employee, state=GeneralState.DRAFT).select_related("kind")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_filtered": is_filtered,
        "which": which,
        "page": page,
        "lines": lines_of(page.object_list),
        "drafts": drafts if which == "mine" and not is_filtered else [],
    }
    return render(request, "approvals/request_list.html", context)


@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its route and everything that happened; whoever is asked decides here."""
    return show(request, visible(request, pk), in_inbox=False)


def show(request: HttpRequest, found: Request, *, in_inbox: bool) -> HttpResponse:
    """The page of a request; from the inbox with its place there."""
    employee = getattr(request.user, "employee", None)
    note_reading(found, employee)
    detail = detail_of(found, employee, clock.today())
    is_mine = employee is not None and found.applicant_id == employee.pk
    context = {
        "detail": detail,
        "found": found,
        "is_mine": is_mine,
        "place": place_of(request, found.pk) if in_inbox else None,
        "may": {act.value: bool(leads_to(found.state, act)) for act in Act},
        "edit_url": _edit_url(found) if is_mine and found.state == State.SENT_BACK else "",
        "takes_part": is_mine or detail.seat is not None,
        "extra": extra_of(found, reader(request)),
        **_reason_forms(detail.seat, in_inbox),
    }
    return render(request, "approvals/request_detail.html", context)


def _reason_forms(seat: StepApprover | None, in_inbox: bool) -> dict[str, ReasonForm]:
    if seat is None:
        return {}
    initial = {"step": seat.step_id, "go_on": "on" if in_inbox else ""}
    return {f"{name}_form": ReasonForm(initial=initial, auto_id=f"{name}_%s") for name in ("refuse", "send_back")}


def _edit_url(found: Request) -> str:
    kind = kinds.kind_of(found.kind)
    return kind.edit_url(found.subject) if kind.edit_url else ""


@require_POST
def request_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the waiting approvers for a decision."""
    return _act(request, pk, services.remind, _("The approver has been reminded."))


@require_http_methods(["GET", "HEAD", "POST"])
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back, with words if one likes."""
    texts = {
        "heading": _("Withdraw the request"),
        "button": pgettext("button", "Withdraw"),
        "done": _("The request has been withdrawn."),
        "danger": True,
    }
    return spoken(request, pk, act=services.withdraw, form_class=OpinionForm, texts=texts)


@require_http_methods(["GET", "HEAD", "POST"])
def request_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Add words to a request."""
    texts = {
        "heading": _("Comment on the request"),
        "button": pgettext("button", "Comment"),
        "done": _("Your comment has been added."),
        "danger": False,
    }
    return spoken(request, pk, act=services.comment, form_class=CommentForm, texts=texts)


def spoken(
    request: HttpRequest, pk: int, *, act: Callable[..., Request], form_class: type[OpinionForm], texts: dict[str, Any]
) -> HttpResponse:
    """A page that asks for words and then acts; also where a dialog leads without scripts."""
    found = visible(request, pk)
    form = form_class(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            act(request=found, by=me(request), at=clock.now(), opinion=form.cleaned_data["opinion"])
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, texts["done"])
        return redirect("approvals:request-detail", pk)
    context = {"found": found, "form": form, **texts}
    return render(request, "approvals/request_act.html", context, status=422 if form.is_bound else 200)


def _act(request: HttpRequest, pk: int, act: Callable[..., Request], done: str) -> HttpResponse:
    found = visible(request, pk)
    try:
        act(request=found, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("approvals:request-detail", pk)
