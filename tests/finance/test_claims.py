"""A claim from its papers to its end: what the services promise (EXP-01 to EXP-07, APV-02, TRV-03)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request
from attendance.choices import SlipKind, SlipState
from attendance.models import Slip
from attendance.services.journeys import close_trip
from common.errors import RuleBroken
from finance.choices import ClaimState
from finance.demo.papers import as_ofd, as_pdf, as_xml
from finance.models import BudgetAccount, Claim, ClaimAnswer, ClaimLine, FapiaoUse, Receipt
from finance.selectors.checking import checked
from finance.services import claims
from finance.services.claims import Typed, change_claim, discard_claim, grant_line, settle_paid, start_claim, submit_claim
from finance.services.receipts import correct_receipt, drop_receipt, take_receipts
from rules.models import Rulebook
from tests.finance.budgeting import budgeted
from tests.finance.handing import SPENT, draft, entity, handed_in, paper, steps, typed, wall
from tests.finance.paying import LATER, MONDAY, NOW, Office, agree, trip
from tests.rules import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = Office()
    wall(office)
    entity()
    return office


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_papers_of_three_formats_fill_the_lines(office):
    claim = start_claim(key=uuid4(), by=office.staff, at=NOW)
    files = [as_pdf(paper(1)), as_ofd(paper(2)), as_xml(paper(3))]
    taken = take_receipts(claim=claim, files=files, by=office.staff, at=NOW)
    assert [(row.number, row.total, row.is_fapiao) for row in taken] == [(paper(n).number, Decimal("380.00"), True) for n in (1, 2, 3)]
    rows = list(claim.lines.order_by("order"))
    assert [(row.cost_on, row.amount, row.tax, row.category.code) for row in rows] == [(SPENT, 380, Decimal("21.51"), "lodging")] * 3
    claim.refresh_from_db()
    assert claim.total == Decimal("1140.00")


def test_file_that_is_no_fapiao_stays_as_a_receipt_with_the_reason(office):
    claim = start_claim(key=uuid4(), by=office.staff, at=NOW)
    note = SimpleUploadedFile("收据.txt", "今收到停车费 10 元".encode(), "text/plain")
    (receipt,) = take_receipts(claim=claim, files=[note], by=office.staff, at=NOW)
    assert (receipt.is_fapiao, receipt.number, receipt.line.amount) == (False, "", None)
    assert receipt.error


def test_file_that_is_too_large_is_refused_with_its_limit_and_nothing_is_kept(office):
    claim = start_claim(key=uuid4(), by=office.staff, at=NOW)
    large = SimpleUploadedFile("发票.pdf", b"%PDF-1.7" + bytes(30 * 1024 * 1024), "application/pdf")
    with pytest.raises(RuleBroken, match="larger than 20 MB"):
        take_receipts(claim=claim, files=[as_xml(paper()), large], by=office.staff, at=NOW)
    assert (Receipt.objects.count(), claim.lines.count()) == (0, 0)


def test_original_stays_byte_for_byte(office):
    file = as_xml(paper())
    claim = start_claim(key=uuid4(), by=office.staff, at=NOW)
    (receipt,) = take_receipts(claim=claim, files=[file], by=office.staff, at=NOW)
    file.seek(0)
    with receipt.upload.file.open("rb") as kept:
        assert kept.read() == file.read()


@pytest.mark.row("EXP-01")
def test_line_without_a_voucher_is_not_submitted(office):
    claim = draft(office.staff)
    drop_receipt(receipt=Receipt.objects.get(), by=office.staff, at=NOW)
    with pytest.raises(RuleBroken, match="Line 1 has no fapiao or receipt"):
        submit_claim(claim=claim, by=office.staff, at=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.number, claim.request) == ("draft", None, None)


@pytest.mark.row("EXP-02")
def test_finance_is_asked_only_after_the_head_has_agreed(office):
    claim = handed_in(office.staff)
    assert [step.split(":")[0] for step in steps(claim.request)] == ["Head of department", "Finance"]
    with pytest.raises(RuleBroken):
        approvals.approve(request=claim.request, by=office.accountant, at=NOW)
    approvals.approve(request=claim.request, by=office.head, at=NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED  # it stays so while its request walks
    approvals.approve(request=Request.objects.get(pk=claim.request_id), by=office.accountant, at=NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED


@pytest.mark.row("EXP-03")
def test_line_above_the_standard_needs_a_reason_and_is_marked(office):
    claim = draft(office.staff, [paper(total="400.01")])
    with pytest.raises(RuleBroken, match=r"0\.01 above the limit of 400\.00"):
        submit_claim(claim=claim, by=office.staff, at=NOW)
    change_claim(claim=claim, typed=typed(claim, over_reason="展会期间涨价"), by=office.staff, at=NOW)
    submit_claim(claim=claim, by=office.staff, at=NOW)
    claim.refresh_from_db()
    line = claim.lines.get()
    assert (line.is_over_limit, line.limit, claim.warnings) == (True, 400, ["over_limit"])
    assert "Next higher superior" in " ".join(steps(claim.request))


def test_limit_follows_city_and_nights(office):
    claim = handed_in(office.staff, paper(total="1200.00"), city="上海市", quantity=Decimal(2))
    assert (claim.lines.get().limit, claim.warnings) == (1200, [])


@pytest.mark.row("EXP-04")
@pytest.mark.parametrize(("total", "is_asked"), [("4999.00", False), ("5000.00", True), ("5001.00", True)])
def test_management_decides_from_the_amount_that_the_wall_says(office, total, is_asked):
    claim = handed_in(office.staff, paper(total=total), category="promotion")
    assert ("Company management: 总经理" in steps(claim.request)) is is_asked
    assert ("major" in claim.warnings) is is_asked


@pytest.mark.row("APV-02")
def test_same_amount_follows_the_rule_of_the_day_on_which_it_was_handed_in(office):
    amended = making.next_edition(Rulebook.objects.get(number="FY"), office, {"apv.major_amount_cny": {"每单": "满300元"}}, at=NOW)
    making.publish(amended, office, on=date(2026, 11, 17))
    before = handed_in(office.staff, paper(1))
    after = draft(office.staff, [paper(2, on=date(2026, 11, 9))])  # the day of the paper differs, or it would be a near-duplicate
    submit_claim(claim=after, by=office.staff, at=LATER)
    after.refresh_from_db()
    assert "Company management: 总经理" not in steps(before.request)
    assert "Company management: 总经理" in steps(after.request)


@pytest.mark.row("EXP-05")
def test_second_claim_with_the_same_fapiao_is_refused_whoever_files_it_in_whatever_format(office):
    handed_in(office.staff)
    claim = start_claim(key=uuid4(), by=office.head, at=NOW)
    take_receipts(claim=claim, files=[as_pdf(paper())], by=office.head, at=NOW)
    change_claim(claim=claim, typed=typed(claim), by=office.head, at=NOW)
    with pytest.raises(RuleBroken, match="is claimed already"):
        submit_claim(claim=claim, by=office.head, at=NOW)
    assert FapiaoUse.objects.count() == 1


def test_database_refuses_the_second_use_whatever_the_code_does(office):
    use = handed_in(office.staff).fapiao_uses.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FapiaoUse.objects.create(identity=use.identity, receipt=use.receipt, claim=use.claim, claimed_at=NOW)


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_fapiao_is_free_again_when_the_claim_ends_without_a_yes(office, end):
    claim = handed_in(office.staff)
    if end == "refuse":
        approvals.refuse(request=claim.request, by=office.head, at=NOW, opinion="与工作无关")
    else:
        approvals.withdraw(request=claim.request, by=office.staff, at=NOW)
    again = draft(office.staff)
    change_claim(claim=again, typed=_answered(again, office), by=office.staff, at=NOW)
    submit_claim(claim=again, by=office.staff, at=NOW)
    assert FapiaoUse.objects.filter(released_at=None).get().claim_id == again.pk


def _answered(claim: Claim, office: Office) -> Typed:
    """Everything that the checks ask is answered."""
    asked = {(f.code, f.about): "同一张票，上次被退回" for f in checked(claim, MONDAY).findings if f.level == "ask"}
    found = typed(claim)
    return Typed(title=found.title, work_link=found.work_link, lines=found.lines, answers=asked)


def test_claim_that_was_sent_back_keeps_its_fapiao_and_comes_again(office):
    claim = handed_in(office.staff)
    approvals.send_back(request=claim.request, by=office.head, at=NOW, opinion="写明客户")
    assert FapiaoUse.objects.filter(released_at=None).count() == 1
    change_claim(claim=claim, typed=typed(claim, title="拜访客户甲"), by=office.staff, at=NOW)
    submit_claim(claim=claim, by=office.staff, at=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.request.round, claim.number) == ("submitted", 2, "BX-2026-0001")


def test_paid_fapiao_is_never_free_again(office):
    claim = handed_in(office.staff)
    agree(claim.request)
    claim.refresh_from_db()
    settle_paid(claim=claim, at=LATER)
    settle_paid(claim=claim, at=LATER)
    use = claim.fapiao_uses.get()
    assert use.paid_at == LATER
    with pytest.raises(IntegrityError), transaction.atomic():
        FapiaoUse.objects.filter(pk=use.pk).update(released_at=LATER)


def test_nobody_decides_their_own_claim(office):
    claim = handed_in(office.head)
    for by in (office.head,):
        with pytest.raises(RuleBroken):
            approvals.approve(request=claim.request, by=by, at=NOW)
    assert all("组长" not in step for step in steps(claim.request))


@pytest.mark.row("EXP-07")
def test_late_claim_needs_a_reason(office):
    claim = draft(office.staff, cost_on=MONDAY - timedelta(days=31))
    with pytest.raises(RuleBroken, match="more than 30 days ago"):
        submit_claim(claim=claim, by=office.staff, at=NOW)
    late = typed(claim, cost_on=MONDAY - timedelta(days=31))
    change_claim(
        claim=claim, typed=Typed(title=late.title, work_link=late.work_link, lines=late.lines, late_reason="住院"), by=office.staff, at=NOW
    )
    submit_claim(claim=claim, by=office.staff, at=NOW)
    claim.refresh_from_db()
    assert claim.warnings == ["late"]


def test_finding_cites_the_clause_that_decides(office):
    claim = draft(office.staff, [paper(total="500.00")])
    (told,) = [one for one in checked(claim, MONDAY).told() if one.code == "over_limit"]
    assert told.citation.recorded == "费用管理制度 第1版 一（一）"


def test_checks_cost_the_same_number_of_queries_for_one_line_and_for_six(office, django_assert_max_num_queries):
    claim = draft(office.staff, [paper(n, total=f"{n}00.00") for n in range(1, 7)])
    checked(claim, MONDAY)
    with django_assert_max_num_queries(14):
        checked(Claim.objects.select_related("claimant", "trip").get(pk=claim.pk), MONDAY)


def test_what_was_read_exactly_cannot_be_made_another_fapiao(office):
    handed_in(office.staff)
    claim = draft(office.staff)
    correct_receipt(receipt=Receipt.objects.get(line__claim=claim), fields={"number": paper(9).number}, by=office.staff, at=NOW)
    with pytest.raises(RuleBroken, match="was read from the file itself"):
        submit_claim(claim=claim, by=office.staff, at=NOW)


def test_same_file_again_wants_an_answer_even_in_drafts(office):
    draft(office.staff)
    second = draft(office.staff)
    codes = {f.code for f in checked(second, MONDAY).findings}
    assert {"same_file", "same_day_amount"} <= codes


def test_answers_are_kept_once(office):
    claim = draft(office.staff)
    for text in ("甲", "乙"):
        change_claim(claim=claim, typed=Typed(title="题", answers={("same_file", "receipt:1"): text}), by=office.staff, at=NOW)
    assert [answer.text for answer in ClaimAnswer.objects.all()] == ["乙"]


def test_small_claims_of_a_week_that_are_major_together_want_an_answer(office):
    handed_in(office.staff, paper(1, total="3000.00"), category="promotion")
    claim = draft(office.staff, [paper(2, total="2500.00")], category="promotion")
    assert "maybe_split" in {f.code for f in checked(claim, MONDAY).findings}
    other = draft(office.head, [paper(3, total="2500.00")], category="promotion")
    assert "maybe_split" not in {f.code for f in checked(other, MONDAY).findings}


def test_press_twice_is_one_claim_and_one_request(office):
    key = uuid4()
    first = start_claim(key=key, by=office.staff, at=NOW)
    assert start_claim(key=key, by=office.staff, at=NOW).pk == first.pk
    with pytest.raises(RuleBroken):
        start_claim(key=key, by=office.head, at=NOW)
    claim = draft(office.staff)
    assert submit_claim(claim=claim, by=office.staff, at=NOW).pk == submit_claim(claim=claim, by=office.staff, at=NOW).pk


def test_others_neither_change_nor_submit_nor_throw_away(office):
    claim = draft(office.staff)
    for act in (
        lambda: change_claim(claim=claim, typed=Typed(title="x"), by=office.head, at=NOW),
        lambda: submit_claim(claim=claim, by=office.head, at=NOW),
        lambda: discard_claim(claim=claim, by=office.head, at=NOW),
        lambda: take_receipts(claim=claim, files=[as_xml(paper(5))], by=office.head, at=NOW),
        lambda: drop_receipt(receipt=Receipt.objects.get(), by=office.head, at=NOW),
    ):
        with pytest.raises(RuleBroken, match="Only whose claim it is"):
            act()


def test_lines_and_papers_stand_still_once_handed_in(office):
    claim = handed_in(office.staff)
    for act in (
        lambda: change_claim(claim=claim, typed=Typed(title="x"), by=office.staff, at=NOW),
        lambda: drop_receipt(receipt=Receipt.objects.get(), by=office.staff, at=NOW),
        lambda: correct_receipt(receipt=Receipt.objects.get(), fields={"total": Decimal(1)}, by=office.staff, at=NOW),
        lambda: discard_claim(claim=claim, by=office.staff, at=NOW),
    ):
        with pytest.raises(RuleBroken):
            act()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE finance_claimline SET amount = 1",
        "DELETE FROM finance_claimline",
        "UPDATE finance_claim SET state = 'approved'",
        "UPDATE finance_claim SET state = 'paid', paid_at = now()",
        "DELETE FROM finance_claim",
        "UPDATE finance_claim SET claimant_id = (SELECT max(id) FROM people_employee)",
    ],
)
def test_database_refuses_to_change_what_was_handed_in(office, sql, settings):
    handed_in(office.staff)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL opsdept.may_empty = 'off'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(sql)


def test_finance_grants_less_but_never_more_and_not_to_itself(office):
    line = handed_in(office.staff).lines.get()
    grant_line(line=line, amount=Decimal("300.00"), by=office.accountant, at=NOW)
    assert ClaimLine.objects.get(pk=line.pk).granted == 300
    with pytest.raises(RuleBroken, match="At most what was asked"):
        grant_line(line=line, amount=Decimal("380.01"), by=office.accountant, at=NOW)
    own = handed_in(office.accountant, paper(2)).lines.get()
    with pytest.raises(RuleBroken, match="their own claim"):
        grant_line(line=own, amount=Decimal(1), by=office.accountant, at=NOW)


def test_draft_is_thrown_away_and_its_file_stays(office):
    claim = draft(office.staff)
    discard_claim(claim=claim, by=office.staff, at=NOW)
    receipt = Receipt.objects.get()
    assert (Claim.objects.count(), receipt.line, bool(receipt.removed_at)) == (0, None, True)
    assert receipt.upload.file.storage.exists(receipt.upload.file.name)


def test_line_taken_off_after_it_was_sent_back_gives_fapiao_and_budget_free(office):
    budgeted(office.team, office.head, {"lodging": "1000"})
    claim = handed_in(office.staff, paper(1), paper(5, total="390.00"))
    approvals.send_back(request=claim.request, by=office.head, at=NOW, opinion="去掉第二张")
    change = typed(claim)
    assert change.lines is not None
    change_claim(claim=claim, typed=Typed(title="拜访", work_link="续约", lines=change.lines[:1]), by=office.staff, at=NOW)
    submit_claim(claim=claim, by=office.staff, at=NOW)
    claim.refresh_from_db()
    assert list(FapiaoUse.objects.filter(released_at=None).values_list("identity", flat=True)) == [paper(1).number]
    assert (claim.total, claim.lines.count(), ClaimLine.every.count()) == (380, 1, 2)
    assert BudgetAccount.objects.get().reserved == 380


@pytest.mark.row("TRV-03")
def test_trip_is_not_closed_while_its_claim_is_open_and_lines_outside_of_it_warn(office):
    slip = trip(office.staff, "1000.00")
    Slip.objects.filter(pk=slip.pk).update(state=SlipState.APPROVED)
    slip.trip.reported_at, slip.trip.report = LATER, "谈妥续约"
    slip.trip.save()
    claim = draft(office.staff)
    outside = typed(claim, cost_on=date(2026, 10, 20))
    change_claim(claim=claim, typed=Typed(title="出差", trip=slip, lines=outside.lines), by=office.staff, at=NOW)
    assert "outside_trip" in {f.code for f in checked(Claim.objects.get(pk=claim.pk), MONDAY).findings}
    with pytest.raises(RuleBroken, match="before the trip is closed"):
        close_trip(slip=slip, by=office.head, at=LATER + timedelta(days=30))
    discard_claim(claim=claim, by=office.staff, at=LATER)
    close_trip(slip=slip, by=office.head, at=LATER + timedelta(days=30))
    slip.refresh_from_db()
    assert slip.state == SlipState.CLOSED


def test_trip_of_somebody_else_is_no_cause(office):
    slip = trip(office.head, "1000.00")
    with pytest.raises(RuleBroken, match="no trip of yours"):
        start_claim(key=uuid4(), by=office.staff, at=NOW, trip=slip)
    assert slip.kind == SlipKind.TRIP


def test_guard_is_asked_of_trips_alone(office):
    claims.no_open_claim(Slip(kind=SlipKind.OUTING))
