"""The legal check."""

from django.urls import path

from rules.views import linting

urlpatterns = [
    path("rules/editions/<int:pk>/legal/", linting.lint, name="lint"),
    path("rules/editions/<int:pk>/legal/answer/", linting.answer, name="lint-answer"),
    path("rules/legal/", linting.lint_rules, name="lint-rules"),
]
