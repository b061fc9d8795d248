"""What is done with budgets: proposed, adjusted, handed in, thrown away, reviewed."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.views.common import me, reader
from common import clock
from common.errors import RuleBroken
from finance.budget_forms import NewProposalForm, ProposalForm, ReviewForm
from finance.choices import BudgetState
from finance.models import Budget, BudgetVersion
from finance.selectors import budgets as selectors
from finance.services import budgets as services
from finance.services.budget_reviews import review_budget
from finance.views.budgets import TONES, is_head, may_see, readable
from people.access import may


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(selectors.ADD, raise_exception=True)
def budget_new(request: HttpRequest) -> HttpResponse:
    """The first proposal for a year and department."""
    departments = selectors.proposable(reader(request))
    first = me(request).on(clock.today())
    initial = {"year": clock.today().year, "department": first.department_id if first else None}
    form = NewProposalForm(request.POST or None, departments=departments, initial=initial)
    if form.is_bound and form.is_valid():
        chosen = {"year": form.cleaned_data["year"], "department": form.cleaned_data["department"]}
        made = _tried(form, lambda: services.propose_budget(**chosen, lines=form.asked(), by=me(request), at=clock.now()))
        if made is not None:
            return _kept(request, made)
    return _form_page(request, form, _("Propose a budget"), None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def budget_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """A further version, with its reason: starts from what is in force."""
    budget = readable(request, pk)
    _require(request, selectors.CHANGE, budget)
    open_version = budget.versions.filter(state__in=[BudgetState.DRAFT, BudgetState.SUBMITTED, BudgetState.SENT_BACK]).first()
    if open_version is not None:
        return redirect("finance:budget-proposal", open_version.pk)
    latest = budget.versions.filter(state=BudgetState.APPROVED).first() or budget.versions.first()
    lines = list(latest.lines.all()) if latest else []
    form = ProposalForm(request.POST or None, lines=lines, is_adjustment=True)
    if form.is_bound and form.is_valid():
        made = _tried(
            form,
            lambda: services.propose_budget(
                year=budget.year, department=budget.department, lines=form.asked(), reason=form.cleaned_data["reason"],
                by=me(request), at=clock.now(),
            ),
        )  # fmt: skip
        if made is not None:
            return _kept(request, made)
    return _form_page(request, form, _("Adjust the budget"), budget)


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or what was sent back."""
    version = _version(request, pk)
    _require(request, selectors.CHANGE, version.budget)
    if version.state not in services.EDITABLE:
        return redirect("finance:budget-proposal", pk)
    form = ProposalForm(
        request.POST or None, lines=list(version.lines.all()), is_adjustment=version.version > 1, initial={"reason": version.reason}
    )
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        if _tried(form, lambda: services.change_proposal(version=version, lines=form.asked(), reason=reason)) is not None:
            return _kept(request, version)
    return _form_page(request, form, _("Change the proposal"), version.budget)


@require_safe
@may_see
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A version with its amounts beside those before it, its months, and where its request is."""
    version = _version(request, pk)
    before = version.budget.versions.filter(version__lt=version.version, state=BudgetState.APPROVED).order_by("-version").first()
    context = {
        "version": version, "budget": version.budget, "before": before, "rows": selectors.compared(version, before),
        "tone": TONES[BudgetState(version.state)], "may_change": may(reader(request), selectors.CHANGE, version.budget.department_id),
        "is_editable": version.state in services.EDITABLE, "is_draft": version.state == BudgetState.DRAFT,
    }  # fmt: skip
    return render(request, "finance/budget_proposal.html", context)


@require_POST
@may_see
def proposal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a yes."""
    version = _version(request, pk)
    _require(request, selectors.CHANGE, version.budget)
    try:
        services.submit_proposal(version=version, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Submitted. Nothing can be spent of it before it is approved."))
    return redirect("finance:budget-proposal", pk)


@require_POST
@may_see
def proposal_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = _version(request, pk)
    _require(request, selectors.CHANGE, version.budget)
    try:
        services.discard_proposal(version=version)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:budget-proposal", pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("finance:budget-list")


@require_http_methods(["GET", "HEAD", "POST"])
def budget_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the figures, give the reasons, say what is done: for the head of the department and whoever may change its budget."""
    today = clock.today()
    budget = get_object_or_404(selectors.reviewable(reader(request), today).select_related("department"), pk=pk)
    next_one = selectors.next_review(budget, today)
    if not is_head(request, next_one):
        _require(request, selectors.CHANGE, budget)
    sheet = selectors.sheet_of(budget, today)
    rows = [row for group in sheet.groups for row in group.rows]
    form, key = ReviewForm(request.POST or None, rows=rows), _key(request)
    if form.is_bound and form.is_valid():
        said = {"reasons": form.reasons(), "note": form.cleaned_data["note"]}
        if _tried(form, lambda: review_budget(budget=budget, **said, key=key, by=me(request), at=clock.now())) is not None:
            messages.success(request, _("The review of the budget is on record."))
            return redirect("finance:budget-detail", pk) if _sees(request, pk) else redirect("desk:home")
    context = {
        "budget": budget, "sheet": sheet, "form": form, "key": key, "review": next_one,
        "rows": [(row, form.reason_field(row)) for row in rows], "sees_budget": _sees(request, pk),
    }  # fmt: skip
    return render(request, "finance/budget_review.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest, pk: int) -> BudgetVersion:
    seen = Budget.objects.visible_to(reader(request)).values("pk")
    versions = BudgetVersion.objects.select_related("budget__department", "proposed_by", "request")
    return get_object_or_404(versions.filter(budget__in=seen), pk=pk)


def _sees(request: HttpRequest, pk: int) -> bool:
    return Budget.objects.visible_to(reader(request)).filter(pk=pk).exists()


def _require(request: HttpRequest, permission: str, budget: Budget) -> None:
    if not may(reader(request), permission, budget.department_id):
        raise PermissionDenied


def _tried(form: Any, act: Any) -> Any:
    """What the act returns; None, with the sentence on the form, when a rule refuses it."""
    try:
        return act()
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return None


def _kept(request: HttpRequest, version: BudgetVersion) -> HttpResponse:
    messages.success(request, _("Kept as a draft. Look at it once more and hand it in."))
    return redirect("finance:budget-proposal", version.pk)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _form_page(request: HttpRequest, form: ProposalForm, title: str, budget: Budget | None) -> HttpResponse:
    context = {"form": form, "title": title, "budget": budget}
    return render(request, "finance/budget_form.html", context, status=422 if form.errors else 200)
