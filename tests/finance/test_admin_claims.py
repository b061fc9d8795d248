"""Claims at the managers' desk: what is shown to whoever decides, and the same acts and refusals as on the pages."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from approvals import services as approvals
from approvals.models import Request
from common import clock
from finance.models import Claim, FapiaoUse, Receipt
from finance.services.claims import grant_line, settle_paid
from tests.finance.budgeting import budgeted
from tests.finance.desking import LIST, Office, act, as_person, confirmed, decisions, on_paper, other, reviewed, said
from tests.finance.handing import draft, handed_in
from tests.finance.paying import NOW, agree, paid_out

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def head(office):
    return as_person(office.head)


@pytest.fixture
def finance(office):
    return as_person(office.accountant)


# -- the list ----------------------------------------------------------------------------------


def test_list_shows_what_decides(office, head):
    claim = handed_in(office.staff, other(1, total="1000.00"), over_reason="展会期间", title="拜访客户")
    with clock.stopped(NOW + timedelta(days=3)):
        page = head.get(LIST).text
    row = page[page.index(claim.number) :]
    assert all(word in row for word in ("李雯 · 客服组", "拜访客户", "1,000.00", "组长", "无预算", "超标准", ">3<", ">1<"))


def test_file_of_the_list_holds_what_it_shows_as_figures(office, head):
    handed_in(office.staff, other(1, total="1000.00"), over_reason="展会期间", title="拜访客户")
    book = CalamineWorkbook.from_filelike(io.BytesIO(head.get(LIST, {"export": "xlsx"}).getvalue()))
    heads, row = book.get_sheet_by_index(0).to_python()
    assert (len(heads), row[2], row[3], row[5], row[-1]) == (10, "拜访客户", 1000, "组长", 1)


def test_file_of_claimed_fapiao_names_the_claims(office, finance):
    claim = handed_in(office.staff, other(1))
    book = CalamineWorkbook.from_filelike(io.BytesIO(finance.get("/admin/finance/fapiaouse/", {"export": "xlsx"}).getvalue()))
    assert claim.number in str(book.get_sheet_by_index(0).to_python()[1])


def test_list_shows_the_lowest_balance_of_the_budgets_that_bear_it(office, head):
    budgeted(office.ours, office.director, {"lodging": "5000", "office": "100"})
    handed_in(office.staff, other(1, total="380.00"))
    assert "4,620.00" in head.get(LIST).text


def test_list_begins_with_what_waits_for_the_reader(office, finance):
    mine, not_yet = reviewed(handed_in(office.staff, other(1)), office.head), handed_in(office.staff, other(2))
    page = finance.get(LIST).text
    assert mine.number in page
    assert not_yet.number not in page
    assert not_yet.number in finance.get(LIST, {"waits": "all"}).text


def test_list_begins_with_all_for_whoever_is_asked_nothing(office):
    claim = handed_in(office.staff, other(1))
    assert claim.number in as_person(office.auditor).get(LIST).text


def test_what_has_waited_longest_comes_first(office, head):
    later, earlier = handed_in(office.staff, other(1)), handed_in(office.staff, other(2))
    Claim.objects.filter(pk=earlier.pk).update(submitted_on=NOW.date() - timedelta(days=4))
    page = head.get(LIST).text
    assert page.index(earlier.number) < page.index(later.number)


@pytest.mark.parametrize("words", ["BX-2026-0001", "李雯", "liwen", other(1).number])
def test_a_claim_is_found_by_number_claimant_and_fapiao(office, finance, words):
    claim = handed_in(office.staff, other(1))
    foreign = handed_in(office.colleague, other(2))
    page = finance.get(LIST, {"q": words}).text
    assert claim.number in page
    assert foreign.number not in page


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({"state": "submitted"}, True), ({"state": "paid"}, False), ({"warning": "any"}, True), ({"warning": "over_limit"}, True),
        ({"warning": "major"}, False), ({"month": "2026-11"}, True), ({"month": "2026-10"}, False), ({"month": "x"}, True),
        ({"department": "0"}, False), ({"submitted_on__year": "2026"}, True), ({"submitted_on__year": "2025"}, False),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(office, finance, asked, is_there):
    claim = handed_in(office.staff, other(1, total="1000.00"), over_reason="展会期间")
    assert (claim.number in finance.get(LIST, asked).text) is is_there


def test_drafts_are_nobodys_but_their_writers(office, finance):
    draft(office.staff, title="还没写完")
    assert "还没写完" not in finance.get(LIST, {"waits": "all"}).text


@pytest.mark.parametrize("asked", [{}, {"waits": "all"}])
def test_list_queries_do_not_grow(office, head, assert_queries_constant, asked):
    handed_in(office.staff, other(1))
    grow = lambda: [handed_in(office.staff, other(n), other(n + 50)) for n in range(2, 6)]  # noqa: E731
    assert_queries_constant(lambda: head.get(LIST, asked), grow, at_most=32)


# -- one claim ---------------------------------------------------------------------------------


def url(claim: Claim, what: str = "change") -> str:
    return f"{LIST}{claim.pk}/{what}/"


def test_page_shows_the_facts_beside_the_pictures_of_the_receipts(office, head):
    budgeted(office.ours, office.director, {"lodging": "5000"})
    claim = on_paper(office.staff, other(1, total="1000.00"), over_reason="展会期间涨价")
    receipt = Receipt.objects.get()
    page = head.get(url(claim)).text
    for word in ("1,000.00", "客户续约", "住宿一晚", "展会期间涨价", "限额400.00", "5,000.00", "4,000.00"):
        assert word in page, word
    assert receipt.number in page
    assert receipt.seller_name in page
    assert f"/receipts/{receipt.pk}/picture/" in page
    assert f"/files/{receipt.upload_id}/" in page
    assert "费用管理制度 第1版" in page  # the clause that the limit comes from


def test_page_shows_open_advances_and_other_claims_of_the_person(office, head):
    paid_out(office, office.staff, "800.00")
    second = handed_in(office.staff, other(2))
    page = head.get(url(handed_in(office.staff, other(1)))).text
    assert "展会备用金" in page
    assert "800.00" in page
    assert second.number in page


def test_page_of_a_reader_names_only_the_claims_that_they_may_see(office):
    elsewhere = handed_in(office.staff, other(2), title="别处的事")
    Claim.objects.filter(pk=elsewhere.pk).update(department=office.others)
    Request.objects.filter(pk=elsewhere.request_id).update(department=office.others)
    director = as_person(office.director)  # sees the department's, and was not asked
    assert "别处的事" not in director.get(url(handed_in(office.staff, other(1)))).text


def test_page_has_the_record_with_its_signatures(office, finance):
    claim = reviewed(handed_in(office.staff, other(1)), office.head)
    page = finance.get(url(claim)).text
    assert "组长" in page
    assert decisions().get().signature[:8] in page


def test_page_leads_to_the_next_that_waits(office, head):
    first, second, third = (handed_in(office.staff, other(n)) for n in (1, 2, 3))
    page = head.get(url(second)).text
    assert "2/3" in page
    assert url(first) in page
    assert url(third) in page


def test_page_offers_a_decision_only_to_whoever_is_asked(office, head, finance):
    claim = handed_in(office.staff, other(1))
    assert url(claim, "approve") in head.get(url(claim)).text
    assert url(claim, "approve") not in finance.get(url(claim)).text


def test_only_finance_is_offered_to_grant_less(office, head, finance):
    claim = handed_in(office.staff, other(1))
    grant = f"/claims/{claim.pk}/grant/"
    assert grant in finance.get(url(claim)).text
    assert grant not in head.get(url(claim)).text


def test_page_queries_do_not_grow(office, head, assert_queries_constant):
    claims = [handed_in(office.staff, other(1)), handed_in(office.staff, *(other(n) for n in range(2, 7)), title="五张")]
    shown = iter([claims[0], claims[0], claims[1]])
    assert_queries_constant(lambda: head.get(url(next(shown))), lambda: None, at_most=60)


@pytest.mark.parametrize("pk", ["0", "99999999", "x", "9" * 30])
def test_a_claim_that_is_not_there_leads_back(office, head, pk):
    assert head.get(f"{LIST}{pk}/change/").status_code in (302, 404)


def test_claims_cannot_be_changed_by_hand(office, head):
    claim = handed_in(office.staff, other(1))
    assert head.post(url(claim), {"total": "1", "state": "approved"}).status_code == 403
    assert head.post(url(claim, "delete"), {"post": "yes"}).status_code == 403
    assert head.get(f"{LIST}add/").status_code == 403


# -- decisions ---------------------------------------------------------------------------------


def test_approve_first_shows_what_it_comes_to(office, head):
    one = handed_in(office.staff, other(1, total="1000.00"), over_reason="展会期间")
    two = handed_in(office.staff, other(2, total="380.00"))
    own = handed_in(office.head, other(3, total="90.00"), title="自己的")
    page = act(head, "approve_them", one, two, own)
    assert page.context_data["total"] == Decimal("1380.00")
    assert {row.number for row in page.context_data["claims"]} == {one.number, two.number}
    assert "超标准" in page.text
    assert [(row.number, why) for row, why in page.context_data["others"]] == [(own.number, "本人的报销单，由他人审批")]
    assert not decisions().exists()


def test_summary_says_what_is_major(office, head):
    claim = handed_in(office.staff, other(1, total="6000.00"), over_reason="全年")
    assert act(head, "approve_them", claim).context_data["major"] == [claim]


@pytest.mark.row("EXP-02")
def test_finance_step_is_not_offered_before_the_heads(office, finance, head):
    claim = handed_in(office.staff, other(1))
    assert act(finance, "approve_them", claim).context_data["claims"] == []
    response = confirmed(finance, "approve_them", claim)
    assert not decisions().exists()
    assert claim.number in said(response)
    confirmed(head, "approve_them", claim)
    assert act(finance, "approve_them", claim).context_data["claims"] == [claim]


def test_approve_approves_several(office, head):
    claims = [handed_in(office.staff, other(n)) for n in (1, 2)]
    assert "2" in said(confirmed(head, "approve_them", *claims))
    assert decisions(verdict="approve").count() == 2


def test_one_refusal_does_not_stop_the_others(office, head):
    good, own = handed_in(office.staff, other(1)), handed_in(office.head, other(2))
    response = confirmed(head, "approve_them", own, good)
    assert own.number in said(response)
    assert [decision.request for decision in decisions().all()] == [good.request]


def test_approve_leaves_out_what_was_handed_in_anew(office, head):
    claim = handed_in(office.staff, other(1))
    step = claim.request.steps.get(state="active").pk
    approvals.send_back(request=claim.request, by=office.head, at=NOW, opinion="请补充")
    from finance.services.claims import submit_claim

    submit_claim(claim=claim, by=office.staff, at=NOW)
    response = act(head, "approve_them", claim, confirmed="1", step=[step])
    assert claim.number in said(response)
    assert not decisions(verdict="approve").exists()


def test_approve_leaves_out_what_finance_grants_otherwise_since(office, head):
    claim = handed_in(office.staff, other(1))
    fields = {f"granted-{claim.pk}": "301.00"}
    grant_line(line=claim.lines.get(), amount=Decimal("300.00"), by=office.accountant, at=NOW)
    assert claim.number in said(confirmed(head, "approve_them", claim, **fields))
    assert not decisions().exists()
    confirmed(head, "approve_them", claim, **{f"granted-{claim.pk}": "300.00"})
    assert decisions().count() == 1


@pytest.mark.parametrize("name", ["refuse_them", "send_them_back"])
def test_a_no_demands_a_reason(office, head, name):
    page = confirmed(head, name, handed_in(office.staff, other(1)), opinion=" ")
    assert page.status_code == 422
    assert not decisions().exists()


@pytest.mark.parametrize(("name", "state"), [("refuse_them", "refused"), ("send_them_back", "sent_back")])
def test_a_no_with_a_reason(office, head, name, state):
    claim = handed_in(office.staff, other(1))
    confirmed(head, name, claim, opinion="发票不清")
    claim.refresh_from_db()
    assert (claim.state, decisions().get().opinion) == (state, "发票不清")


@pytest.mark.parametrize(("path", "state"), [("approve", "submitted"), ("refuse", "refused"), ("send-back", "sent_back")])
def test_one_claim_is_decided_from_its_page(office, head, path, state):
    claim = handed_in(office.staff, other(1))
    assert claim.number in head.get(url(claim, path)).text
    step = claim.request.steps.get(state="active").pk
    assert head.post(url(claim, path), {"confirmed": "1", "opinion": "意见", "step": step}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == state
    assert decisions().count() == 1


def test_a_claim_that_is_not_the_readers_to_see_is_not_decided_from_its_page(office):
    claim = handed_in(office.staff, other(1))
    page = as_person(office.other_supervisor).post(url(claim, "approve"), {"confirmed": "1"})
    assert claim.number not in page.text if page.status_code == 200 else page.status_code in (302, 403)
    assert not decisions().exists()


# -- receipts and fapiao -----------------------------------------------------------------------


def test_receipts_open_through_their_claim(office, finance):
    handed_in(office.staff, other(1))
    draft(office.staff, [other(2)])
    page = finance.get("/admin/finance/receipt/").text
    assert other(1).number in page
    assert other(2).number not in page
    receipt = Receipt.objects.get(number=other(1).number)
    assert finance.get(f"/admin/finance/receipt/{receipt.pk}/change/").status_code == 200


def test_who_claimed_this_one_is_answered_by_its_number(office, finance):
    claim = handed_in(office.staff, other(1))
    handed_in(office.staff, other(2))
    page = finance.get("/admin/finance/fapiaouse/", {"q": other(1).number}).text
    assert claim.number in page
    assert other(2).number not in page


def test_the_other_claim_is_named_only_to_those_who_may_see_it(office):
    from tests import factories

    claim = handed_in(office.staff, other(1), title="别的部门的事")
    factories.grant(office.other_supervisor, "finance", office.others)
    client = as_person(office.other_supervisor)
    page = client.get("/admin/finance/fapiaouse/", {"q": other(1).number}).text
    assert other(1).number in page
    assert claim.number not in page
    assert "别的部门的事" not in page
    use = FapiaoUse.objects.get()
    assert claim.number not in client.get(f"/admin/finance/fapiaouse/{use.pk}/change/").text


def test_a_comparison_with_the_tax_bureau_stands_beside_its_receipt(office, finance, head):
    from finance.services.verifying import verify_fapiao

    claim = handed_in(office.staff, other(1))
    said_there = {"is_genuine": False, "channel": "全国增值税发票查验平台", "note": "查无此票"}
    verify_fapiao(receipt=Receipt.objects.get(), by=office.accountant, at=NOW, **said_there)
    page = finance.get("/admin/finance/fapiaoverification/").text
    assert "查无此票" in page
    assert "查验不符" in head.get(url(claim)).text


@pytest.mark.parametrize("table", ["receipt", "fapiaouse", "fapiaoverification"])
def test_rows_behind_a_claim_are_only_read(office, table):
    handed_in(office.staff, other(1))
    client = as_person(office.administrator)
    path = f"/admin/finance/{table}/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}add/").status_code == 403


def test_lists_behind_a_claim_cost_the_same_for_many(office, finance, assert_queries_constant):
    handed_in(office.staff, other(1))

    def look():
        for table in ("receipt", "fapiaouse", "fapiaoverification"):
            finance.get(f"/admin/finance/{table}/")

    assert_queries_constant(look, lambda: [handed_in(office.staff, other(n)) for n in range(2, 6)], at_most=40)


# -- the desk's first page ---------------------------------------------------------------------


def test_first_page_says_what_waits_and_what_it_comes_to(office, head):
    claims = [handed_in(office.staff, other(n)) for n in (1, 2)]
    page = head.get("/admin/").text
    assert all(claim.number in page for claim in claims)
    assert "603.00" in page


def test_first_page_of_whoever_is_asked_nothing_does_not_speak_of_claims(office, finance):
    handed_in(office.staff, other(1))
    assert "等你审批的报销单" not in finance.get("/admin/").text


def test_a_paid_claim_is_still_read(office, finance):
    claim = handed_in(office.staff, other(1))
    agree(claim.request)
    settle_paid(claim=claim, at=NOW)
    page = finance.get(url(claim)).text
    assert "已支付" in page or "paid" in page
