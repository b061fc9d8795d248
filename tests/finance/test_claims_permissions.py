"""Who opens what: claims at the desk, receipts as files and pictures, reports and their files, by role."""

import pytest

from common import clock
from finance.models import Receipt
from tests.finance.desking import LIST, ROLES, Office, on_paper, other, status
from tests.finance.handing import draft
from tests.finance.paying import NOW

pytestmark = pytest.mark.django_db

READERS = {"supervisor", "finance", "executive", "auditor", "administrator"}  # of the team's claims
DESKS = READERS | {"other supervisor"}  # they have a desk and reports; the other supervisor's hold nothing of the team's


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


def answers(office, path: str) -> dict[str, str]:
    return {role: status(office.client(role), path) for role in ROLES}


def expected(allowed: set[str], otherwise: str) -> dict[str, str]:
    return {role: "200" if role in allowed else otherwise for role in ROLES} | {"nobody": "login"}


def at_the_desk(allowed: set[str], otherwise: str) -> dict[str, str]:
    """Staff have no desk: it sends them to the way in, which refuses them."""
    return expected(allowed, otherwise) | {"staff": "login", "claimant": "login"}


@pytest.mark.parametrize("path", ["/expenses/reports/", "/expenses/reports/lines/", "/expenses/reports/file/", "/expenses/reports/print/"])
def test_reports_open_for_those_who_see_claims_of_others(office, path):
    assert answers(office, path) == expected(DESKS, "403")


def test_list_of_claims_opens_for_those_who_have_a_desk(office):
    assert answers(office, LIST) == at_the_desk(DESKS, "403")


@pytest.mark.parametrize("table", ["receipt", "fapiaouse", "fapiaoverification"])
def test_rows_behind_claims_open_for_finance_and_those_who_look_over_it(office, table):
    readers = {"finance", "executive", "auditor", "administrator"}
    assert answers(office, f"/admin/finance/{table}/") == at_the_desk(readers, "403")


def test_a_claim_opens_at_the_desk_for_its_readers(office):
    claim = on_paper(office.staff, other(1))
    assert answers(office, f"{LIST}{claim.pk}/change/") == at_the_desk(READERS, "302")


@pytest.mark.parametrize("what", ["approve", "refuse", "send-back"])
def test_the_page_before_a_decision_names_the_claim_only_to_its_readers(office, what):
    claim = on_paper(office.staff, other(1))
    for role in ROLES:
        page = office.client(role).get(f"{LIST}{claim.pk}/{what}/")
        assert (claim.number in page.text) is (role in READERS), role


def test_the_receipts_of_a_claim_open_for_its_claimant_and_readers(office):
    on_paper(office.staff, other(1))
    receipt = Receipt.objects.get()
    for path in (f"/files/{receipt.upload_id}/", f"/receipts/{receipt.pk}/picture/"):
        assert answers(office, path) == expected(READERS | {"claimant"}, "404"), path


def test_the_receipts_of_a_draft_open_for_their_owner_alone(office):
    draft(office.staff, [other(1)])
    receipt = Receipt.objects.get()
    assert answers(office, f"/files/{receipt.upload_id}/") == expected({"claimant"}, "404")
    table = f"/admin/finance/receipt/{receipt.pk}/change/"
    assert "200" not in {status(office.client(role), table) for role in ROLES}


def test_a_draft_opens_for_nobody_at_the_desk(office):
    claim = draft(office.staff, [other(1)])
    assert "200" not in answers(office, f"{LIST}{claim.pk}/change/").values()
