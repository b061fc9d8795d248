"""What the desk's first page and the menu show of claims and reports."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from finance.selectors import desk

AREA = "finance:overview"  # on whose page stands what else there is of expenses
ON_THE_FIRST_PAGE = 5


def waiting(request: HttpRequest) -> QuerySet[Any] | None:
    """Whether there is anything to ask for at all."""
    employee = getattr(request.user, "employee", None)
    return desk.waiting_seats(employee, clock.today()) if employee else None


def to_decide(request: HttpRequest) -> dict[str, Any] | None:
    """The claims that wait for the reader longest, how many there are and what they come to."""
    rows = desk.waiting_claims(getattr(request.user, "employee", None), clock.today())
    claims = list(rows.select_related("claimant", "department")[:ON_THE_FIRST_PAGE])
    return {"claims": claims, **desk.sum_of(rows)} if claims else None


def register() -> None:
    """Put what waits on the desk's first page, and the reports where expenses are."""
    panels.register(
        Panel(
            name="finance.claims_to_decide", template="finance/admin_panel.html", context=to_decide, asks=waiting, order=10, place="admin",
            permission="finance.view_claim",
        )
    )  # fmt: skip
    menu.register(
        MenuItem(label=_("Expense reports"), url_name="finance:report", icon="file", order=60, area=AREA, permission="finance.view_claim")
    )
