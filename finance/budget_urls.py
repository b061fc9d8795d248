"""Addresses of the pages of budgets."""

from django.urls import path

from finance.views import budget_acts as acts
from finance.views import budgets

urlpatterns = [
    path("budgets/", budgets.budget_list, name="budget-list"),
    path("budgets/new/", acts.budget_new, name="budget-new"),
    path("budgets/<int:pk>/", budgets.budget_detail, name="budget-detail"),
    path("budgets/<int:pk>/adjust/", acts.budget_adjust, name="budget-adjust"),
    path("budgets/<int:pk>/review/", acts.budget_review, name="budget-review"),
    path("budgets/accounts/<int:pk>/", budgets.budget_account, name="budget-account"),
    path("budgets/proposals/<int:pk>/", acts.proposal, name="budget-proposal"),
    path("budgets/proposals/<int:pk>/edit/", acts.proposal_edit, name="budget-proposal-edit"),
    path("budgets/proposals/<int:pk>/submit/", acts.proposal_submit, name="budget-proposal-submit"),
    path("budgets/proposals/<int:pk>/discard/", acts.proposal_discard, name="budget-proposal-discard"),
]
