"""Addresses of the pages of budgets."""

from django.urls import path

from finance.views import budgets

urlpatterns = [path("budgets/<int:pk>/", budgets.budget_detail, name="budget-detail")]
