"""Pages of budgets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from approvals.views.common import reader
from finance.models import Budget


@require_safe
def budget_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One budget with its accounts."""
    budget = get_object_or_404(Budget.objects.visible_to(reader(request)).select_related("department"), pk=pk)
    accounts = budget.accounts.select_related("category").order_by("category__order", "pk")
    return render(request, "finance/budget_detail.html", {"budget": budget, "accounts": accounts})
