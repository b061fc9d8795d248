"""What the frame of every page, the first page and the inbox show of claims."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals import extras
from approvals.models import Request
from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from finance.models import Claim
from finance.selectors.claims import sent_back_to, shown
from people.models import User

AREA = "finance:overview"  # on whose page stands what else there is of money
ON_THE_FIRST_PAGE = 3


def _sent_back(request: HttpRequest) -> QuerySet[Claim]:
    return sent_back_to(request.user.pk)


def sent_back(request: HttpRequest) -> dict[str, Any]:
    """Claims of the reader that came back and wait to be handed in again."""
    return {"claims": list(_sent_back(request)[:ON_THE_FIRST_PAGE])}


def beside_the_request(request: Request, reader: User, /) -> dict[str, Any] | None:
    """Receipts as pictures, what the checks say, and the budgets; for whoever may see the claim."""
    rows = Claim.objects.visible_to(reader).select_related("claimant", "department", "trip__trip")
    claim = rows.filter(pk=request.object_id).first()
    return {"claim": claim, "shown": shown(claim, claim.submitted_on or clock.today())} if claim else None


def register() -> None:
    """Put money into the navigation, what came back on the first page, and pictures into the inbox."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Expenses"), url_name=AREA, icon="money", order=34))
    menu.register(
        MenuItem(label=_("New claim"), url_name="finance:claim-new", icon="money", order=20, place="quick", permission="finance.add_claim")
    )
    menu.register(MenuItem(label=_("Expense claims"), url_name="finance:claim-list", icon="file", order=0, area=AREA))
    panels.register(
        Panel(
            name="finance.sent_back", template="finance/claim_panel.html", context=sent_back, asks=_sent_back, order=10,
            title=_("Claims to change"), url_name="finance:claim-list", counts=True,
        )
    )  # fmt: skip
    extras.register("finance.claim", "finance/claim_extra.html", beside_the_request)
