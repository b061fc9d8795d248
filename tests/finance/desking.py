"""People at the managers' desk: everybody who could look at a claim, and what the desk answers."""

from typing import Any
from uuid import uuid4

from django.contrib.messages import get_messages
from django.test import Client

from approvals import services as approvals
from approvals.models import Decision
from finance.demo.papers import Paper, as_pdf
from finance.models import Claim
from finance.services.claims import change_claim, start_claim, submit_claim
from finance.services.receipts import take_receipts
from people.models import Employee
from tests import factories
from tests.finance.handing import entity, paper, typed, wall
from tests.finance.paying import NOW
from tests.finance.paying import Office as PayingOffice
from tests.support.remembered import remembered

LIST = "/admin/finance/claim/"
ROLES = ("nobody", "staff", "claimant", "supervisor", "other supervisor", "finance", "executive", "auditor", "administrator")


class Office(PayingOffice):
    """The office of payments with everybody else who could look: a supervisor here and one elsewhere, an auditor, an administrator."""

    def __init__(self, **walled: Any) -> None:
        super().__init__()
        vars(self).update(remembered("office of desking", self._more))
        wall(self, **walled)

    def _more(self) -> dict[str, Any]:
        others = factories.department("市场部", self.company)
        seat = factories.post(others, "专员", 1)
        self.auditor, self.administrator, self.colleague = (factories.holder(seat, name) for name in ("审计", "管理员", "同事"))
        self.other_supervisor = factories.holder(factories.post(others, "主管", 3, is_head=True), "市场主管")
        factories.grant(self.head, "supervisor", self.team)
        factories.grant(self.other_supervisor, "supervisor", others)
        factories.grant(self.auditor, "auditor")
        factories.grant(self.administrator, "administrator")
        self.others = others
        entity()
        names = ("other_supervisor", "auditor", "administrator", "colleague", "others")
        return {name: getattr(self, name) for name in names}

    def person(self, role: str) -> Employee | None:
        people = {
            "nobody": None, "staff": self.colleague, "claimant": self.staff, "supervisor": self.head,
            "other supervisor": self.other_supervisor, "finance": self.accountant, "executive": self.manager, "auditor": self.auditor,
            "administrator": self.administrator,
        }  # fmt: skip
        return people[role]

    def client(self, role: str) -> Client:
        return as_person(self.person(role))


def other(number: int, total: str = "", **facts: Any) -> Paper:
    """A paper that is like no other of another number: neither its amount nor the numbers beside it."""
    return paper(number * 7, total or f"{300 + number}.00", **facts)


def on_paper(who: Employee, paper: Paper, **facts: Any) -> Claim:
    """A claim handed in with a PDF, which has a picture."""
    claim = start_claim(key=uuid4(), by=who, at=NOW)
    take_receipts(claim=claim, files=[as_pdf(paper)], by=who, at=NOW)
    submit_claim(claim=change_claim(claim=claim, typed=typed(claim, **facts), by=who, at=NOW), by=who, at=NOW)
    claim.refresh_from_db()
    return claim


def decisions(**facts: Any) -> Any:
    """What was decided on claims."""
    return Decision.objects.filter(request__kind="finance.claim", **facts)


def as_person(who: Employee | None) -> Client:
    client = Client()
    if who is not None:
        client.force_login(who.user)
    return client


def status(client: Client, path: str) -> str:
    """What the address answers: a status, or `login` for the way to the login page."""
    response = client.get(path)
    if response.streaming:
        list(response)
    return "login" if response.status_code == 302 and "login" in response.url else str(response.status_code)


def reviewed(claim: Claim, by: Employee) -> Claim:
    """The head has agreed, so that finance is asked."""
    approvals.approve(request=claim.request, by=by, at=NOW)
    claim.request.refresh_from_db()
    return claim


def act(client: Client, name: str, *claims: Claim, **fields: Any) -> Any:
    return client.post(LIST, {"action": name, "_selected_action": [one.pk for one in claims]} | fields)


def confirmed(client: Client, name: str, *claims: Claim, **fields: Any) -> Any:
    """The act as the summary page sends it."""
    steps = [step.pk for one in claims for step in one.request.steps.filter(state="active")]
    return act(client, name, *claims, confirmed="1", step=steps, **fields)


def said(response: Any) -> str:
    return "".join(str(message) for message in get_messages(response.wsgi_request))
