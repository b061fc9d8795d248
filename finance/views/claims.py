"""Claims: the area's page, lists, one claim with what became of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.models import Request
from approvals.selectors.detail import detail_of
from approvals.views.common import me, reader
from common import clock, exporting
from common.errors import RuleBroken
from finance import tables
from finance.choices import EDITABLE, ClaimState
from finance.claim_forms import GrantForm, TeamForm
from finance.models import Claim, Payment
from finance.selectors import claims as selectors
from finance.services import claims as services

PER_PAGE = 20


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about money on one page: what is open of the reader's, and the ways on."""
    person = me(request)
    context = {
        "lines": [_row(claim, person.pk) for claim in selectors.open_of(person)[:PER_PAGE]],
        "advance": selectors.open_advance_of(person),
        "advance_url": _url("finance:advance-list"),
    }
    return render(request, "finance/overview.html", context)


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """My claims; whoever looks after others finds theirs, too."""
    person = me(request)
    may_see_team = request.user.has_perm(selectors.VIEW)
    is_team = may_see_team and request.GET.get("which") == "team"
    form = TeamForm(request.GET if is_team else None, initial={"which": "team"})
    rows = _of_team(request, form) if is_team else selectors.mine(person)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.claims(rows), form)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_row(claim, person.pk) for claim in page.object_list],
        "is_team": is_team,
        "may_see_team": may_see_team,
        "form": form,
        "is_filtered": is_team and form.is_valid() and any(form.cleaned_data.get(name) for name in ("q", "state")),
    }
    return render(request, "finance/claim_list.html", context)


def _of_team(request: HttpRequest, form: TeamForm) -> QuerySet[Claim]:
    typed = form.cleaned_data if form.is_valid() else {}
    return selectors.of_team(reader(request), typed.get("q", ""), typed.get("state", ""))


def _row(claim: Claim, person_id: int) -> dict[str, Any]:
    is_mine = claim.claimant_id == person_id
    to_edit = is_mine and claim.state in EDITABLE
    return {
        "claim": claim,
        "who": "" if is_mine else claim.claimant.name,
        "url": reverse("finance:claim-edit" if to_edit else "finance:claim-detail", args=[claim.pk]),
        "word": claim.get_state_display(),
        "tone": selectors.TONES[ClaimState(claim.state)],
    }


# -- one claim --------------------------------------------------------------------------------------------------


@require_safe
def claim_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A claim, its lines and receipts, what the checks said, its way and its money."""
    return _detail(request, _visible(request, pk))


@require_POST
def claim_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        services.discard_claim(claim=_visible(request, pk), by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:claim-detail", pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("finance:claim-list")


@require_POST
@permission_required(selectors.GRANT, raise_exception=True)
def claim_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Finance grants less of some lines than was asked for."""
    claim, person = _visible(request, pk), me(request)
    lines = list(claim.lines.select_related("category").order_by("order", "pk"))
    form = GrantForm(request.POST, lines=lines)
    if not form.is_valid():
        return _detail(request, claim, form)
    if not (selectors.may_grant(reader(request), claim) or claim.claimant_id == person.pk):
        messages.error(request, _("What is granted of this claim is decided by its finance department while it is under way."))
        return redirect("finance:claim-detail", pk)
    try:
        for line in lines:
            services.grant_line(line=line, amount=form.amounts()[line.pk], by=person, at=clock.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _detail(request, claim, form)
    messages.success(request, _("Noted what is granted of each line."))
    return redirect("finance:claim-detail", pk)


def _visible(request: HttpRequest, pk: int) -> Claim:
    rows = Claim.objects.visible_to(reader(request)).select_related("claimant", "department", "trip__trip", "request")
    return get_object_or_404(rows, pk=pk)


def _detail(request: HttpRequest, claim: Claim, form: GrantForm | None = None) -> HttpResponse:
    person, today = me(request), clock.today()
    asked = Request.objects.select_related("applicant", "department").filter(pk=claim.request_id or 0).first()
    is_mine = claim.claimant_id == person.pk
    shown = selectors.shown(claim, claim.submitted_on or today)
    if form is None and selectors.may_grant(reader(request), claim):
        form = GrantForm(lines=[line.line for line in shown.lines])
    context = {
        "claim": claim,
        "row": _row(claim, person.pk),
        "shown": shown,
        "trip": selectors.trip_words(claim.trip) if claim.trip else "",
        "detail": detail_of(asked, person, today) if asked else None,
        "payment": Payment.objects.filter(claim=claim).select_related("batch").order_by("-pk").first(),
        "grant_form": form,
        "is_mine": is_mine,
        "may_change": is_mine and claim.state in EDITABLE,
        "may_withdraw": is_mine and claim.state == ClaimState.SUBMITTED,
        "may_discard": is_mine and claim.state == ClaimState.DRAFT and claim.request_id is None,
        "paper_url": _url("finance:claim-pdf", claim.pk) if claim.state != ClaimState.DRAFT else "",
    }
    return render(request, "finance/claim_detail.html", context, status=422 if form is not None and form.is_bound else 200)


def _url(name: str, *args: object) -> str:
    """The address of a page of another part of the house, "" while it is not served."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
