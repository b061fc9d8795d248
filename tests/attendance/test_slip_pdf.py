"""The slip on paper: marked while it is not in force, with who signed it and when."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from approvals import services as approvals
from attendance.models import Slip
from attendance.printing import slip_sheet
from common import clock
from people.models import Employee
from tests.attendance.clocking import at
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, WEDNESDAY, approved, filed, with_a_head
from tests.rules import making
from tests.rules.making import Office
from tests.support.pdf import pdf_words

NOW = at(MONDAY, "10:00:05")
MARK = "未生效"


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


@pytest.fixture
def words() -> Callable[[Slip], str]:
    """What stands on the paper of a slip, without blanks."""

    def read(slip: Slip) -> str:
        slip.refresh_from_db()
        pdf = slip_sheet(slip)
        assert pdf.pages == 1
        return pdf_words(pdf.content)

    return read


@pytest.mark.row("LEV-03")
def test_paper_is_marked_until_it_is_signed_and_names_who_signed_when(words, li: Employee):
    slip = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW)
    before = words(slip)
    assert MARK in before
    assert "组长" not in before
    after = words(approved(slip, at(MONDAY, "11:12:13")))
    assert MARK not in after
    assert all(told in after for told in ("请假条", "李雯", "事假", "组长", "2026-11-1611:12:13", "家中有事", slip.request.number))


def test_paper_stays_marked_while_a_later_step_waits(words, office: Office, li: Employee):
    slip = filed(li, FRIDAY, "09:00", "18:00", until=date(2026, 11, 26), now=NOW)
    approvals.approve(request=slip.request, by=office.head, at=NOW)
    told = words(slip)
    assert MARK in told
    assert "组长" in told
    assert MARK not in words(approved(slip, NOW))


@pytest.mark.parametrize("act", [approvals.refuse, approvals.withdraw], ids=["refused", "withdrawn"])
def test_paper_of_what_was_never_agreed_is_marked(words, office: Office, li: Employee, act):
    slip = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW)
    act(request=slip.request, by=office.head if act is approvals.refuse else li, at=NOW, opinion="人手不够")
    assert MARK in words(slip)


def test_paper_is_the_same_bytes_for_the_same_slip(li: Employee):
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), NOW)
    assert slip_sheet(slip).content == slip_sheet(Slip.objects.get(pk=slip.pk)).content


def test_paper_is_served_and_needs_no_other_font(li: Employee):
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), NOW)
    client = Client()
    client.force_login(li.user)
    with clock.stopped(NOW):
        response = client.get(f"/slips/{slip.pk}.pdf")
    assert (response.status_code, response["Content-Type"], response.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert not slip_sheet(slip).missing
