"""What budgets register when Django starts."""

from django.utils.translation import gettext_lazy as _

from common import menu
from common.menu import MenuItem
from duties import sources
from duties.sources import DutySource
from finance import budget_kind
from finance.budget_duties import review_items, reviews_asked, reviews_overdue
from finance.policy import Budgeting
from finance.selectors.budgets import VIEW

AREA = "finance:overview"


def register() -> None:
    """The kind of request, the duty to review, and the way in from the overview of finance."""
    budget_kind.register()
    sources.register(
        DutySource(
            "finance.budget_reviews", _("review of each budget"), review_items, reviews_asked, reviews_overdue, keys=(Budgeting.review.key,)
        )
    )
    menu.register(MenuItem(label=_("Budgets"), url_name="finance:budget-list", icon="clock", order=20, permission=VIEW, area=AREA))
