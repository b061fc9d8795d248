"""Each way to cheat with claims and fapiao that we know of, tried and refused (peers A5 and B5; fapiao.md 8)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from approvals import services as approvals
from approvals.models import Decision, Request, StepApprover
from approvals.services.deputies import set_deputy
from common import clock
from common.errors import RuleBroken
from finance.choices import ClaimState
from finance.demo.papers import Paper, as_ofd, as_pdf, as_xml
from finance.models import BillingEntity, Claim, ClaimLine, FapiaoUse, Receipt
from finance.selectors.checking import checked
from finance.services import payments
from finance.services.claims import Typed, change_claim, settle_paid, start_claim, submit_claim
from finance.services.receipts import correct_receipt, move_receipt, take_receipts
from rules.models import Rulebook
from tests.finance.desking import LIST, Office, as_person, confirmed, decisions, other, reviewed
from tests.finance.handing import draft, handed_in, paper, steps, typed
from tests.finance.paying import LATER, MONDAY, NOW, account, agree, payment_of, trip
from tests.rules import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


def with_file(who, file: SimpleUploadedFile, **facts) -> Claim:
    """A draft with this file, typed as it was read, everything answered that is asked."""
    claim = start_claim(key=uuid4(), by=who, at=NOW)
    take_receipts(claim=claim, files=[file], by=who, at=NOW)
    return answered(change_claim(claim=claim, typed=typed(claim, **facts), by=who, at=NOW))


def answered(claim: Claim, day: date = MONDAY) -> Claim:
    """Whatever the checks ask has an answer: only what nobody can talk away is left."""
    answers = {(one.code, one.about): "已核实" for one in checked(claim, day).findings if one.level == "ask"}
    facts = Typed(title=claim.title, work_link=claim.work_link, answers=answers)
    return change_claim(claim=claim, typed=facts, by=claim.claimant, at=NOW)


def is_refused(claim: Claim, code: str) -> bool:
    """Whether it is not handed in, for that reason among others."""
    with pytest.raises(RuleBroken):
        submit_claim(claim=claim, by=claim.claimant, at=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.number) == (ClaimState.DRAFT, None)
    return code in {one.code for one in checked(claim, MONDAY).findings if one.level == "error"}


# -- the same fapiao again ---------------------------------------------------------------------


@pytest.mark.row("EXP-05")
@pytest.mark.parametrize("whose", ["own", "another person's", "another department's"])
@pytest.mark.parametrize("as_file", [as_pdf, as_ofd, as_xml])
def test_a_fapiao_is_claimed_once_whoever_comes_second_and_in_whatever_format(office, whose, as_file):
    handed_in(office.staff, paper(1))
    second = {"own": office.staff, "another person's": office.head, "another department's": office.colleague}[whose]
    assert is_refused(with_file(second, as_file(paper(1))), "fapiao_taken")
    assert FapiaoUse.objects.count() == 1


def test_a_second_company_of_ours_does_not_make_it_another_fapiao(office):
    handed_in(office.staff, paper(1))
    BillingEntity.objects.create(name="云帆服务（上海）公司", credit_code="91310115MA1ABCD2XD")
    assert is_refused(with_file(office.colleague, as_xml(paper(1))), "fapiao_taken")


def test_of_two_drafts_the_first_that_is_handed_in_has_it(office):
    first, second = draft(office.staff, [paper(1)]), draft(office.head, [paper(1)])
    submit_claim(claim=answered(second), by=office.head, at=NOW)
    assert is_refused(answered(first), "fapiao_taken")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_has_it(office, race):
    claims = [answered(draft(who, [paper(1)])) for who in (office.staff, office.head)]
    results = race(*(lambda one=one: submit_claim(claim=one, by=one.claimant, at=NOW) for one in claims))
    assert sorted(type(result).__name__ for result in results) == ["Request", "RuleBroken"]
    assert FapiaoUse.objects.filter(released_at=None).count() == 1
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["draft", "submitted"]


def test_after_a_refusal_it_is_free_again(office):
    claim = handed_in(office.staff, paper(1))
    approvals.refuse(request=claim.request, by=office.head, at=NOW, opinion="与工作无关")
    submit_claim(claim=with_file(office.staff, as_pdf(paper(1))), by=office.staff, at=NOW)
    assert FapiaoUse.objects.filter(released_at=None).count() == 1


def test_what_was_sent_back_still_holds_it(office):
    claim = handed_in(office.staff, paper(1))
    approvals.send_back(request=claim.request, by=office.head, at=NOW, opinion="写明客户")
    assert is_refused(with_file(office.head, as_pdf(paper(1))), "fapiao_taken")


def test_after_payment_it_is_never_free_again(office):
    claim = handed_in(office.staff, paper(1))
    agree(claim.request)
    settle_paid(claim=claim, at=NOW)
    assert is_refused(with_file(office.staff, as_pdf(paper(1))), "fapiao_taken")
    with pytest.raises(IntegrityError, match="finance_fapiao_paid_stays"), transaction.atomic():
        FapiaoUse.objects.update(released_at=NOW)


def test_twice_in_one_claim_is_once_too_often(office):
    assert is_refused(answered(draft(office.staff, [paper(1), paper(1)])), "fapiao_twice")


# -- a fapiao that is not what it says ---------------------------------------------------------


@pytest.mark.parametrize(("as_file", "field"), [(as_xml, "number"), (as_xml, "total"), (as_ofd, "number"), (as_pdf, "number")])
def test_what_was_read_from_the_file_itself_cannot_be_typed_over(office, as_file, field):
    claim = with_file(office.staff, as_file(paper(1)))
    value = paper(9).number if field == "number" else Decimal("381.00")
    correct_receipt(receipt=Receipt.objects.get(), fields={field: value}, by=office.staff, at=NOW)
    assert is_refused(answered(claim), "fapiao_read_exactly")


def test_more_than_the_fapiao_says_is_not_claimed(office):
    assert is_refused(with_file(office.staff, as_xml(paper(1)), amount=Decimal("380.01")), "above_vouchers")


@pytest.mark.parametrize(
    ("ours", "code"),
    [
        ({"name": "别的公司"}, "fapiao_other_buyer"),
        ({"credit_code": "91310115MA1ABCD2XD"}, "fapiao_other_code"),
    ],
)
def test_a_fapiao_made_out_to_somebody_else_is_not_taken(office, ours, code):
    BillingEntity.objects.update(**ours)
    assert is_refused(with_file(office.staff, as_xml(paper(1))), code)


def test_a_red_fapiao_pays_nothing(office):
    red = Paper(paper(1).number, paper(1).issued_on, paper(1).seller, paper(1).seller_code, paper(1).item, Decimal("-380.00"))
    assert is_refused(with_file(office.staff, as_xml(red), amount=Decimal("380.00")), "fapiao_red")


def test_a_fapiao_from_the_future_is_not_taken(office):
    assert is_refused(with_file(office.staff, as_xml(paper(1, on=MONDAY + timedelta(days=1)))), "fapiao_future")


def test_a_paper_without_a_fapiao_wants_a_reason(office):
    note = SimpleUploadedFile("收据.txt", "今收到 100 元".encode(), "text/plain")
    assert is_refused(with_file(office.staff, note, amount=Decimal(100)), "no_fapiao")


# -- around the bound and the rule -------------------------------------------------------------


@pytest.mark.row("EXP-04")
@pytest.mark.parametrize(
    ("words", "total", "goes_up"),
    [
        ("满5000元", "4999.99", False), ("满5000元", "5000.00", True), ("超过5000元", "5000.00", False), ("超过5000元", "5000.01", True),
    ],
)  # fmt: skip
def test_one_fen_below_the_bound_stays_with_finance_and_the_bound_goes_up(words, total, goes_up):
    office = Office(apv__major_amount_cny={"每单": words})
    claim = handed_in(office.staff, paper(1, total=total), category="promotion")
    names = [step.split(":")[0] for step in steps(claim.request)]
    assert names == ["Head of department", "Finance"] + ["Company management"] * goes_up


def test_major_spending_cut_into_small_claims_wants_an_answer_and_is_marked(office):
    handed_in(office.staff, other(1, total="3000.00"), category="promotion")
    claim = draft(office.staff, [other(2, total="2500.00")], category="promotion")
    with pytest.raises(RuleBroken):
        submit_claim(claim=claim, by=office.staff, at=NOW)
    submit_claim(claim=answered(claim), by=office.staff, at=NOW)
    claim.refresh_from_db()
    assert "maybe_split" in claim.warnings
    assert "疑似拆单" in as_person(office.head).get(LIST).text


@pytest.mark.row("APV-02")
def test_waiting_for_a_milder_rule_changes_nothing_for_what_was_handed_in(office):
    before = handed_in(office.staff, paper(1, total="6000.00"), category="promotion")
    amended = making.next_edition(Rulebook.objects.get(number="FY"), office, {"apv.major_amount_cny": {"每单": "满9000元"}}, at=NOW)
    making.publish(amended, office, on=date(2026, 11, 17))
    after = draft(office.staff, [paper(2, total="6000.00", on=date(2026, 11, 9))], category="promotion")
    submit_claim(claim=answered(after, LATER.date()), by=office.staff, at=LATER)
    after.refresh_from_db()
    assert "Company management: 总经理" in steps(before.request)
    assert "Company management: 总经理" not in steps(after.request)


# -- deciding one's own ------------------------------------------------------------------------


def test_nobody_approves_their_own_on_the_page(office):
    claim = handed_in(office.head, paper(1))
    own = as_person(office.head)
    assert own.post(f"/requests/{claim.request_id}/approve/", {"opinion": ""}).status_code in (200, 302, 422)
    own.post("/inbox/approve/", {"step": [claim.request.steps.get(state="active").pk]})
    assert not decisions().exists()


@pytest.mark.parametrize("many", [True, False])
def test_nobody_approves_their_own_in_the_admin(office, many):
    claim = handed_in(office.accountant, paper(1))
    own = as_person(office.accountant)
    step = claim.request.steps.get(state="active").pk
    path = f"{LIST}{claim.pk}/approve/"
    response = confirmed(own, "approve_them", claim) if many else own.post(path, {"confirmed": "1", "step": step})
    assert response.status_code == 302
    assert not decisions().exists()


def test_nobody_approves_their_own_as_somebodys_deputy(office):
    claim = handed_in(office.staff, paper(1))
    set_deputy(owner=office.head, deputy=office.staff, first=MONDAY, last=None, at=NOW)
    with pytest.raises(RuleBroken):
        approvals.approve(request=claim.request, by=office.staff, at=NOW)
    assert claim.number not in as_person(office.staff).get(LIST).text
    assert not decisions().exists()


def test_finance_does_not_decide_its_own_claim_at_its_own_step(office):
    claim = handed_in(office.accountant, paper(1))
    asked = StepApprover.objects.filter(step__request=claim.request).values_list("approver", flat=True)
    assert office.accountant.pk not in asked


def test_database_refuses_a_decision_on_ones_own(office):
    claim = handed_in(office.staff, paper(1))
    approvals.approve(request=claim.request, by=office.head, at=NOW)
    real = decisions().get()
    with pytest.raises(IntegrityError, match="approvals_decision_not_by_applicant"), transaction.atomic():
        Decision.objects.create(
            request=real.request, submission=real.submission, applicant=office.staff, decided_by=office.staff, verdict="approve",
            step=real.step, seat=real.seat, decided_at=NOW, signature="0" * 64,
        )  # fmt: skip


def test_database_refuses_a_claim_that_approves_itself(office):
    handed_in(office.staff, paper(1))
    with pytest.raises(DatabaseError, match="a claim is approved by its request"), transaction.atomic():
        Claim.objects.update(state="approved")


# -- money without a yes -----------------------------------------------------------------------


def test_what_is_not_approved_is_not_paid(office):
    claim = handed_in(office.staff, paper(1))
    account(office.staff)
    with pytest.raises(RuleBroken):
        payments.make_batch(key=uuid4(), claims=[claim], advances=[], pay_on=MONDAY, by=office.accountant, at=NOW)
    with pytest.raises(RuleBroken):
        settle_paid(claim=claim, at=NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED


def test_database_refuses_a_payment_on_another_claims_approval(office):
    account(office.staff)
    good, open_ = handed_in(office.staff, other(1)), handed_in(office.staff, other(2))
    agree(good.request)
    payments.make_batch(key=uuid4(), claims=[good], advances=[], pay_on=MONDAY, by=office.accountant, at=NOW)
    paid = payment_of(good)
    paid.pk, paid.claim = None, open_
    with pytest.raises(DatabaseError, match="no payment without an approved request"), transaction.atomic():
        paid.save(force_insert=True)


def test_nobody_pays_themselves(office):
    account(office.accountant)
    claim = handed_in(office.accountant, paper(1))
    agree(claim.request)
    made = payments.make_batch(key=uuid4(), claims=[claim], advances=[], pay_on=MONDAY, by=office.cashier, at=NOW)
    payments.export_batch(batch=made.batch, by=office.cashier, at=NOW)
    with pytest.raises((RuleBroken, IntegrityError)), transaction.atomic():
        payments.mark_paid(batch=made.batch, by=office.accountant, at=LATER, reference="1")
    assert payment_of(claim).state == "planned"


# -- changing what was handed in ---------------------------------------------------------------


def test_lines_do_not_change_on_the_page(office):
    claim = handed_in(office.staff, paper(1))
    line = claim.lines.get()
    own = as_person(office.staff)
    own.post(f"/claims/{claim.pk}/edit/", {"title": "改", "lines-0-amount": "9999", "lines-0-line": line.pk})
    line.refresh_from_db()
    claim.refresh_from_db()
    assert (line.amount, claim.title) == (Decimal("380.00"), "拜访客户")


def test_lines_do_not_change_in_the_admin(office):
    claim = handed_in(office.staff, paper(1))
    for who in (office.head, office.accountant, office.administrator):
        response = as_person(who).post(f"{LIST}{claim.pk}/change/", {"total": "1", "lines-0-amount": "1", "state": "approved"})
        assert response.status_code == 403
    claim.refresh_from_db()
    assert (claim.total, claim.state) == (Decimal("380.00"), "submitted")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE finance_claimline SET amount = amount + 1",
        "UPDATE finance_claimline SET cost_on = '2026-11-11'",
        'INSERT INTO finance_claimline (claim_id, "order", city, quantity, description, currency, rate_source, over_reason,'
        " no_fapiao_reason, amount) SELECT id, 9, '', 1, '', 'CNY', '', '', '', 99 FROM finance_claim",
    ],
)
def test_lines_do_not_change_in_plain_sql(office, sql):
    handed_in(office.staff, paper(1))
    with pytest.raises(DatabaseError, match="do not change once it is handed in"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_more_is_not_granted_than_was_asked_in_plain_sql(office):
    handed_in(office.staff, paper(1))
    with pytest.raises(IntegrityError, match="finance_line_sanctioned_within"), transaction.atomic():
        ClaimLine.objects.update(sanctioned=Decimal("380.01"))


# -- what belongs to somebody else -------------------------------------------------------------


def test_a_trip_of_somebody_else_is_no_cause(office):
    journey = trip(office.head, "1000")
    with pytest.raises(RuleBroken):
        start_claim(key=uuid4(), by=office.staff, at=NOW, trip=journey)
    claim = draft(office.staff)
    with pytest.raises(RuleBroken):
        change_claim(claim=claim, typed=Typed(title="x", trip=journey), by=office.staff, at=NOW)


def test_a_receipt_of_somebody_else_does_not_come_over(office):
    theirs, mine = draft(office.head, [paper(1)]), draft(office.staff, [paper(2)])
    receipt = Receipt.objects.get(line__claim=theirs)
    with pytest.raises(RuleBroken):
        move_receipt(receipt=receipt, line=mine.lines.get(), by=office.staff, at=NOW)
    as_person(office.staff).post(f"/receipts/{receipt.pk}/edit/", {"line": mine.lines.get().pk})
    receipt.refresh_from_db()
    assert receipt.line.claim_id == theirs.pk


def test_a_file_of_somebody_else_is_not_opened_by_its_address(office):
    claim = draft(office.staff, [paper(1)])
    receipt = Receipt.objects.get(line__claim=claim)
    stranger = as_person(office.colleague)
    for path in (f"/files/{receipt.upload_id}/", f"/files/{uuid4()}/", f"/receipts/{receipt.pk}/picture/", f"/claims/{claim.pk}/"):
        assert stranger.get(path).status_code == 404, path


def test_numbers_of_files_cannot_be_counted_through(office):
    """The address of a file is random; nothing in the page of somebody else's receipt tells it."""
    draft(office.staff, [paper(1), paper(2)])
    first, second = (receipt.upload_id for receipt in Receipt.objects.order_by("pk"))
    assert {first.version, second.version} <= {4, 7}
    assert first.hex[:8] != second.hex[:8] or first.hex[-12:] != second.hex[-12:]


def test_a_head_of_another_department_is_asked_nothing(office):
    claim = reviewed(handed_in(office.staff, paper(1)), office.head)
    outsider = as_person(office.other_supervisor)
    assert claim.number not in outsider.get(LIST, {"waits": "all"}).text
    outsider.post(f"/requests/{claim.request_id}/approve/")
    assert decisions().count() == 1
    assert Request.objects.get(pk=claim.request_id).state == "submitted"
