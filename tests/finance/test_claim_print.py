"""The claim on paper: its sum in words, who agreed and when, how it was paid; marked while it is not in force."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from approvals.choices import Act
from approvals.models import Decision, Request, RequestStep, StepApprover, Submission
from common import clock
from common.models import AuditEntry
from common.qr import qr_code
from finance.claim_printing import claim_sheet
from finance.models import Claim, ClaimLine
from people.models import Employee
from tests.finance import paying
from tests.finance.paying import LATER, NOW, Office
from tests.support.pdf import pdf_words

MARK = "未生效"


@pytest.fixture
def office(db) -> Office:
    return Office()


@pytest.fixture
def words() -> Callable[[Claim], str]:
    """What stands on the paper of a claim, without blanks."""

    return lambda claim: pdf_words(claim_sheet(claim).content)


def signed(claim: Claim, *people: Employee) -> Claim:
    """The decisions of these people on the request, as they would have been written."""
    shown = Submission.objects.create(request=claim.request, round=1, snapshot={}, digest="a" * 64, submitted_at=NOW)
    for order, who in enumerate(people, start=1):
        step = RequestStep.objects.create(request=claim.request, submission=shown, order=order, name="Head of department", mode="any")
        seat = StepApprover.objects.create(step=step, place=1, approver=who, source="rule", created_at=NOW)
        row = Decision(
            request=claim.request, applicant=claim.claimant, submission=shown, step=step, seat=seat, verdict=Act.APPROVE, decided_by=who,
            decided_at=NOW, opinion="属实",
        )  # fmt: skip
        row.signature = row.signature_over(shown.digest)
        row.save()
    return claim


def test_paper_shows_the_sum_in_figures_and_words_and_who_agreed(words, office: Office):
    claim = signed(paying.approved(office.staff, "1386.00", "0.05"), office.head)
    told = words(claim)
    assert MARK not in told
    for text in ("费用报销单", claim.number, "李雯", "拜访客户", "1,386.05", "人民币壹仟叁佰捌拾陆元零伍分", "组长", "2026-11-1610:00:00"):
        assert text in told
    assert Decision.objects.get().signature[:8] in told


def test_paper_is_marked_until_everybody_has_agreed(words, office: Office):
    claim = paying.draft(office.staff, "100.00")
    request = paying.asked(claim)
    Claim.objects.filter(pk=claim.pk).update(request=request, number="BX-1", state="submitted")
    claim.refresh_from_db()
    assert MARK in words(claim)
    Request.objects.filter(pk=request.pk).update(state="approved", closed_at=NOW)
    Claim.objects.filter(pk=claim.pk).update(state="approved")
    assert MARK not in words(claim)


def test_paper_pays_out_what_is_granted_less_the_advance(words, office: Office):
    paying.paid_out(office, office.staff, "1000.00")
    claim = paying.approved(office.staff, "1386.00", sanctioned="1300.00")
    paying.pay(office, paying.batch_of(office, claim))
    told = words(claim)
    for text in ("人民币壹仟叁佰元整", "1,300.00", "1,000.00", "300.00", "JK-2026-0001", "已付款", "尾号0128", "20261118-77"):
        assert text in told
    assert paying.CARD not in told


def test_paper_lists_each_fapiao(words, office: Office):
    claim = paying.approved(office.staff, "386.00")
    paying.fapiao(claim, "386.00")
    assert all(text in words(claim) for text in ("24332000000012345678", "附发票1张", "数电普通发票"))


def test_long_claim_runs_on_with_its_head_and_page_numbers(words, office: Office):
    claim = paying.agreed(paying.draft(office.staff, *["12.50"] * 60))
    told = words(claim)
    assert claim_sheet(claim).pages >= 2
    assert f"费用报销单{claim.number}李雯" in told
    assert "第2页，共" in told
    assert told.count("申报金额") >= 2  # the head of the table is repeated


def test_paper_is_the_same_bytes_for_the_same_state(office: Office):
    claim = paying.approved(office.staff, "100.00")
    first = claim_sheet(claim).content
    assert claim_sheet(Claim.objects.get(pk=claim.pk)).content == first
    paying.account(office.staff)
    paying.pay(office, paying.batch_of(office, claim))
    assert claim_sheet(claim).content != first


def test_paper_has_a_code_that_leads_to_the_claim(office: Office):
    from finance.claim_printing import _facts

    claim = paying.approved(office.staff, "100.00")
    assert _facts(claim)["qr"] == qr_code(f"http://testserver/claims/{claim.pk}/", side_mm=24)


def test_words_on_the_paper_cannot_carry_markup(words, office: Office):
    claim = paying.draft(office.staff, "100.00", title="<b>甲</b><img src=x>")
    ClaimLine.objects.update(description="<script>1</script>")
    told = words(paying.agreed(claim))
    assert "<b>甲</b>" in told
    assert "<script>1</script>" in told


def test_lines_of_nothing_are_printed_too(words, office: Office):
    claim = Claim.objects.create(key=paying.uuid4(), claimant=office.staff, department=office.team, created_at=NOW, changed_at=NOW)
    assert "人民币零元整" in words(claim)
    assert claim.total == Decimal(0)


# -- who may take it -------------------------------------------------------------------------------------


def got(who: Employee, claim: Claim):
    client = Client()
    client.force_login(who.user)
    with clock.stopped(LATER):
        return client.get(f"/claims/{claim.pk}/print.pdf")


def test_claimant_and_finance_take_the_paper_and_others_find_nothing(office: Office):
    claim = paying.approved(office.staff, "100.00")
    assert [got(who, claim).status_code for who in (office.staff, office.accountant, office.counsel)] == [200, 200, 404]


def test_taking_somebody_elses_paper_is_written_down(office: Office):
    claim = paying.approved(office.staff, "100.00")
    got(office.staff, claim)
    assert not AuditEntry.objects.filter(verb="export").exists()
    got(office.accountant, claim)
    assert AuditEntry.objects.get(verb="export").row_id == str(claim.pk)
