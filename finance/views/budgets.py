"""Pages of budgets: the list, one budget, its ledger."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from approvals.views.common import reader
from common import clock, exporting
from common.charts import Series, line_chart
from common.templatetags.show import money
from finance import tables
from finance.budget_forms import YearForm
from finance.choices import BudgetState
from finance.models import Budget, BudgetAccount, Claim
from finance.selectors import budgets as selectors
from finance.selectors.budgets import Figures, Sheet
from people.access import may

PER_PAGE = 20
may_see = permission_required(selectors.VIEW, raise_exception=True)
TONES = {
    BudgetState.DRAFT: "quiet", BudgetState.SUBMITTED: "waiting", BudgetState.SENT_BACK: "wrong", BudgetState.APPROVED: "good",
    BudgetState.REFUSED: "wrong", BudgetState.WITHDRAWN: "quiet",
}  # fmt: skip


@require_safe
@may_see
def budget_list(request: HttpRequest) -> HttpResponse:
    """The budgets of a year in the reader's scope."""
    user, today = reader(request), clock.today()
    years = sorted({today.year, *selectors.years(user)}, reverse=True)
    form = YearForm({"year": request.GET.get("year") or today.year}, years=years)
    year = form.cleaned_data["year"] if form.is_valid() else today.year
    if exporting.is_asked(request):
        return exporting.answer(request, tables.budgets(year, selectors.listed(user, year), _line))
    page = Paginator(selectors.listed(user, year), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "year": year, "page": page, "may_propose": user.access.has(selectors.ADD),
        "lines": [_line(row) for row in page.object_list], "has_other_years": len(years) > 1,
    }  # fmt: skip
    return render(request, "finance/budget_list.html", context)


def _line(row: Any) -> dict[str, Any]:
    figures = Figures(row.sum_amount, row.sum_reserved, row.sum_spent)
    state = BudgetState(row.open_state) if row.open_state else None
    if state is None or row.has_accounts:
        words, tone = (pgettext("budget", "in force"), "good") if row.has_accounts else (_("not approved"), "quiet")
    else:
        words, tone = state.label, TONES[state]
    return {
        "budget": row, "figures": figures if row.has_accounts else None, "word": words, "tone": tone,
        "is_adjusted": bool(state and row.has_accounts), "is_over": figures.left < 0,
    }  # fmt: skip


@require_safe
@may_see
def budget_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One budget: what is left of each category and why, the burn, the months, the versions, the reviews."""
    budget = readable(request, pk)
    user, today = reader(request), clock.today()
    sheet = selectors.sheet_of(budget, today)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.budget_categories(sheet))
    review = selectors.next_review(budget, today)
    may_change = may(user, selectors.CHANGE, budget.department_id)
    context = {
        "budget": budget, "sheet": sheet, "review": review, "is_review_overdue": bool(review.due_on and review.due_on < today),
        "is_running": budget.year >= today.year,
        "chart": _burn(sheet) if sheet.version else "", "versions": selectors.history_of(budget), "reviews": selectors.reviews_of(budget),
        "tones": TONES, "may_adjust": may_change and sheet.open_version is None, "today": today,
        "may_review": sheet.version is not None and (may_change or is_head(request, review)),
        "runs_out": _month_name(sheet.forecast.runs_out),
    }  # fmt: skip
    return render(request, "finance/budget_detail.html", context)


@require_safe
@may_see
def budget_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger of an account, with the claims behind each entry."""
    seen = Budget.objects.visible_to(reader(request)).values("pk")
    accounts = BudgetAccount.objects.select_related("budget__department", "category")
    account = get_object_or_404(accounts.filter(budget__in=seen), pk=pk)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.budget_entries(account, selectors.entries_of(account)))
    page = Paginator(selectors.entries_of(account), PER_PAGE).get_page(request.GET.get("page"))
    claims = {entry.line.claim_id for entry in page.object_list if entry.line}
    context = {
        "account": account, "page": page, "figures": Figures(account.amount, account.reserved, account.spent),
        "open_claims": set(Claim.objects.visible_to(reader(request)).filter(pk__in=claims).values_list("pk", flat=True)),
    }  # fmt: skip
    return render(request, "finance/budget_account.html", context)


def readable(request: HttpRequest, pk: int) -> Budget:
    """The budget when the reader may see it; a 404 otherwise."""
    return get_object_or_404(Budget.objects.visible_to(reader(request)).select_related("department"), pk=pk)


def is_head(request: HttpRequest, review: selectors.NextReview) -> bool:
    return review.head is not None and review.head == getattr(request.user, "employee", None)


def _month_name(month: int | None) -> str:
    return _("Month %(month)d") % {"month": month} if month else ""


def _burn(sheet: Sheet) -> str:
    """Used so far against the plan, added up month by month, with what is to be expected."""
    plan, used, total = [], [], [selectors.ZERO, selectors.ZERO]
    for month in sheet.months.months:
        total[0] += month.plan
        plan.append(total[0])
        if month.used is not None:
            total[1] += month.used
        used.append(total[1] if month.used is not None else None)
    begun = max((n for n, value in enumerate(used) if value is not None), default=-1)
    ahead = [used[n] if n == begun else sheet.forecast.by_month[n] if n > begun else None for n in range(12)]
    series = [Series(pgettext("budget", "plan"), plan, "plan"), Series(pgettext("budget", "used"), used, "main")]
    if sheet.forecast.is_estimate and begun < 11:
        series.append(Series(pgettext("budget", "expected"), ahead, "estimate"))
    desc = _("%(used)s of %(budget)s is used; at the end of the year %(end)s is expected.") % {
        "used": money(sheet.total.used), "budget": money(sheet.total.budget), "end": money(sheet.forecast.year_end),
    }  # fmt: skip
    labels = [str(n) for n in range(1, 13)]
    return line_chart(id="burn", title=_("Used since January against the plan"), desc=desc, labels=labels, series=series)
