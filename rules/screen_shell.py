"""What the rules themselves show on a display."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rules import screen_panels
from rules.screen_panels import ScreenPanel
from rules.selectors.screen_figures import month_pages, today_pages
from rules.selectors.screens import clause_pages


def register() -> None:
    """Called once, when Django starts."""
    for panel in (
        ScreenPanel(code="rules.today", label=pgettext_lazy("panel of a display", "The day: date, weekday, workday or holiday"),
                    order=10, pages=today_pages),
        ScreenPanel(code="rules.kept", label=_("How the rules were kept this month"), order=30, pages=month_pages),
        ScreenPanel(code="rules.clauses", label=_("The public rules in force, clause by clause"), order=40, pages=clause_pages),
    ):  # fmt: skip
        screen_panels.register(panel)
