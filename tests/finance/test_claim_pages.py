"""The pages of claims: photos first, a form that fills itself, corrected, handed in, followed."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from common import clock
from finance.findings import sentence
from finance.models import Claim, ClaimLine, ExpenseCategory, Receipt
from people.models import Employee
from tests import factories
from tests.finance import paying
from tests.finance.budgeting import budgeted
from tests.finance.claiming import (
    NOW,
    Office,
    agreed,
    as_user,
    face,
    filled,
    handed_in,
    pdf_file,
    photo_file,
    program_file,
    sent_back,
    started,
    xml_file,
)  # fmt: skip

NEW = "/claims/new/"


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office(db) -> Office:
    return Office()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def only(who: Employee) -> Claim:
    return Claim.objects.get(claimant=who)


def edit(claim: Claim) -> str:
    return f"/claims/{claim.pk}/edit/"


def typed(claim: Claim, **changed: Any) -> dict[str, Any]:
    """The form of the claim as the page shows it; `line__amount` changes the field of every line."""
    lines = list(claim.lines.order_by("order", "pk"))
    form: dict[str, Any] = {
        "title": claim.title, "trip": claim.trip_id or "", "work_link": claim.work_link, "no_link_reason": claim.no_link_reason,
        "late_reason": claim.late_reason, "department": claim.department_id, "line": [line.pk for line in lines],
    }  # fmt: skip
    for line in lines:
        row = {
            "category": line.category_id or "", "cost_on": line.cost_on or "", "description": line.description, "amount": line.amount or "",
            "tax": "" if line.tax is None else line.tax, "city": line.city, "quantity": line.quantity, "currency": line.currency,
            "over_reason": line.over_reason, "no_fapiao_reason": line.no_fapiao_reason,
        }  # fmt: skip
        row |= {name.removeprefix("line__"): value for name, value in changed.items() if name.startswith("line__")}
        form |= {f"line-{line.pk}-{name}": value for name, value in row.items()}
    return form | {name: value for name, value in changed.items() if not name.startswith("line__")}


def lodging() -> int:
    return ExpenseCategory.objects.get(code="lodging").pk


# -- photos first ------------------------------------------------------------------------------------------------------


def test_receipts_fill_the_form(li):
    response = as_user(li).post(NEW, {"key": str(uuid4()), "files": [xml_file()]})
    claim = only(li)
    assert (response.status_code, response.url) == (302, edit(claim))
    line = claim.lines.get()
    assert (line.amount, line.cost_on, line.category_id) == (Decimal("380.00"), date(2026, 11, 10), lodging())
    assert line.receipts.get().is_fapiao
    shown = as_user(li).get(edit(claim)).text
    assert 'value="380.00"' in shown
    assert "26332000000012345678" in shown


def test_double_tap_is_one_claim_with_each_receipt_once(li):
    form = {"key": str(uuid4())}
    answers = {as_user(li).post(NEW, {**form, "files": [xml_file()]}).url for _ in range(2)}
    assert answers == {edit(only(li))}
    assert Receipt.objects.count() == 1


def test_refused_file_is_named_and_loses_none_of_the_others(li):
    response = as_user(li).post(NEW, {"key": str(uuid4()), "files": [xml_file(), program_file(), photo_file()]}, follow=True)
    assert "坏.exe" in response.text
    assert only(li).lines.count() == 2


def test_file_that_cannot_be_read_is_kept_as_a_receipt_with_the_reason(li):
    response = as_user(li).post(NEW, {"key": str(uuid4()), "files": [photo_file()]}, follow=True)
    receipt = Receipt.objects.get()
    assert not receipt.is_fapiao
    assert receipt.error
    assert response.text.count(receipt.error) == 2  # said at once, and beside the receipt


def test_start_without_files_wants_a_word(li):
    assert as_user(li).post(NEW, {"key": str(uuid4())}).status_code == 422
    assert not Claim.objects.exists()
    assert as_user(li).post(NEW, {"key": str(uuid4()), "without": "1"}).url == edit(only(li))


def test_form_without_a_key_is_refused(li):
    assert as_user(li).post(NEW, {"key": "x", "without": "1"}).status_code == 422


def test_trip_is_chosen_by_its_address_and_offered_in_the_form(li):
    trip = paying.trip(li, None)
    client = as_user(li)
    assert f'name="trip" value="{trip.pk}"' in client.get(f"{NEW}?trip={trip.pk}").text
    client.post(NEW, {"key": str(uuid4()), "without": "1", "trip": trip.pk})
    claim = only(li)
    assert claim.trip_id == trip.pk
    assert re.search(rf'<option value="{trip.pk}" selected>上海', client.get(edit(claim)).text)


def test_companion_claims_for_the_trip_too_and_a_stranger_does_not(li, office):
    trip = paying.trip(office.head, None)
    trip.trip.companions.add(li)
    for who in (li, office.accountant):
        as_user(who).post(NEW, {"key": str(uuid4()), "without": "1", "trip": trip.pk})
    assert only(li).trip_id == trip.pk
    assert only(office.accountant).trip_id is None
    mine = only(office.accountant)
    assert as_user(office.accountant).post(edit(mine), typed(mine, trip=trip.pk)).status_code == 422


# -- kept as typed --------------------------------------------------------------------------------------------------------


def test_draft_is_kept_however_little_was_typed(li):
    claim = started(li)
    response = as_user(li).post(edit(claim), typed(claim, title="去", draft="1"))
    assert response.status_code == 302
    assert only(li).title == "去"


def test_figures_are_understood_as_people_type_them(li):
    claim = started(li, xml_file())
    as_user(li).post(edit(claim), typed(claim, line__amount="￥３80，".replace("，", ""), line__tax="", draft="1"))
    assert claim.lines.get().amount == Decimal(380)


def test_line_by_hand_is_added_filled_and_removed(li):
    claim = started(li)
    client = as_user(li)
    response = client.post(edit(claim), typed(claim, title="打车", add="1"))
    line = claim.lines.get()
    assert response.url == f"{edit(claim)}#line-{line.pk}"
    client.post(edit(claim), typed(only(li), line__description="去机场", line__amount="88"))
    assert ClaimLine.objects.get().amount == 88
    client.post(edit(claim), typed(only(li), remove=line.pk))
    assert not ClaimLine.objects.exists()
    assert only(li).total == 0


def test_field_that_cannot_be_understood_answers_422_and_everything_else_is_kept(li):
    claim = started(li, xml_file())
    response = as_user(li).post(edit(claim), typed(claim, title="拜访客户", line__amount="三百", line__description="住宿", submit="1"))
    assert response.status_code == 422
    assert 'value="三百"' in response.text
    claim.refresh_from_db()
    assert (claim.title, claim.lines.get().description, claim.lines.get().amount) == ("拜访客户", "住宿", Decimal("380.00"))
    assert claim.state == "draft"


def test_line_with_a_wrong_field_can_be_removed(li):
    claim = started(li, xml_file())
    assert as_user(li).post(edit(claim), typed(claim, line__amount="x", remove=claim.lines.get().pk)).status_code == 302
    assert not claim.lines.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line__amount", "0"), ("line__amount", "-5"), ("line__amount", "99999999999"), ("line__amount", "NaN"), ("line__amount", "1.234"),
        ("line__tax", "381"), ("line__quantity", "0"), ("line__cost_on", "2026-02-30"), ("line__cost_on", "0001-01-01"),
        ("line__category", "987654321"), ("line__currency", "XXX"), ("department", "x"), ("trip", "99"), ("line__description", "\0"),
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence(li, field, value):
    claim = started(li, xml_file())
    assert as_user(li).post(edit(claim), typed(claim, **{field: value})).status_code == 422


def test_rate_that_comes_to_no_sum_is_a_sentence(li):
    claim = started(li, xml_file())
    foreign = {"line__amount": "", "line__tax": "", "line__currency": "USD"}
    too_much = typed(claim, **foreign, line__foreign_amount="999999999999", line__rate="99999999")
    assert as_user(li).post(edit(claim), too_much).status_code == 422
    assert as_user(li).post(edit(claim), typed(claim, **foreign, line__foreign_amount="100", line__rate="7.1")).status_code == 302
    assert claim.lines.get().amount == Decimal("710.00")


def test_line_that_came_meanwhile_stays(li):
    claim = started(li, xml_file())
    form = typed(claim, title="先打开的页面")
    started_later = filled(claim)
    assert started_later.lines.count() == 1
    as_user(li).post(edit(claim), {"add": "1", **typed(claim)})
    as_user(li).post(edit(claim), form)
    assert claim.lines.count() == 2


def test_receipts_are_added_to_a_line_and_taken_off(li):
    claim = started(li, xml_file())
    line = claim.lines.get()
    client = as_user(li)
    client.post(edit(claim), {**typed(claim), f"line-{line.pk}-files": [photo_file()], "take": "1"})
    assert line.receipts.filter(removed_at=None).count() == 2
    client.post(edit(claim), typed(claim, drop=line.receipts.first().pk))
    assert line.receipts.filter(removed_at=None).count() == 1


def test_same_file_is_not_taken_twice(li):
    claim = started(li, xml_file())
    response = as_user(li).post(edit(claim), {**typed(claim), "files": [xml_file(name="副本.xml")], "take": "1"}, follow=True)
    assert "副本.xml" in response.text
    assert claim.lines.count() == 1


def test_receipt_of_somebody_else_is_not_dropped(li, office):
    theirs = started(office.head, xml_file())
    mine = started(li, photo_file())
    as_user(li).post(edit(mine), typed(mine, drop=Receipt.objects.get(line__claim=theirs).pk))
    assert Receipt.objects.filter(line__claim=theirs, removed_at=None).exists()


# -- handing in -----------------------------------------------------------------------------------------------------------


def ready(li: Employee) -> Claim:
    return filled(started(li, xml_file()))


def test_claim_is_handed_in_and_shown(li):
    claim = ready(li)
    response = as_user(li).post(edit(claim), typed(claim, submit="1"))
    claim.refresh_from_db()
    assert (response.url, claim.state) == (f"/claims/{claim.pk}/", "submitted")
    shown = as_user(li).get(response.url).text
    assert claim.number in shown
    assert "组长" in shown


@pytest.mark.row("EXP-01")
def test_line_without_a_voucher_is_not_handed_in_and_the_page_says_which(li):
    claim = ready(li)
    client = as_user(li)
    client.post(edit(claim), typed(claim, add="1"))
    line = claim.lines.last()
    ClaimLine.objects.filter(pk=line.pk).update(amount=20, description="停车", category=lodging(), cost_on=date(2026, 11, 10))
    response = client.post(edit(claim), typed(claim, submit="1"))
    assert response.status_code == 422
    assert re.search(rf'href="#line-{line.pk}"[^>]*>[^<]*2', response.text)
    assert only(li).state == "draft"


def test_refusal_says_everything_that_is_missing_and_keeps_what_was_typed(li):
    claim = started(li, xml_file())
    response = as_user(li).post(edit(claim), typed(claim, title="", work_link="西湖项目", submit="1"))
    assert response.status_code == 422
    assert 'value="西湖项目"' in response.text
    assert response.text.count("form-errors") == 1


def test_empty_claim_is_told_once_where_its_lines_would_stand(li):
    client = as_user(li)
    client.post("/claims/new/", {"key": str(uuid4()), "without": "1"})
    text = client.post(edit(only(li)), typed(only(li), submit="1")).text
    said = sentence("no_lines", {})
    assert text.count(said) == 1
    assert text.index(said) > text.index('id="lines"')


@pytest.mark.row("EXP-03")
def test_line_over_the_limit_wants_a_reason_and_is_marked(li):
    claim = filled(started(li, xml_file(face("500.00"))), city="合肥")
    client = as_user(li)
    refused = client.post(edit(claim), typed(claim, submit="1"))
    assert refused.status_code == 422
    assert "400.00" in refused.text
    assert "费用管理制度" in refused.text  # the clause
    line = claim.lines.get()
    assert f'name="line-{line.pk}-over_reason"' in refused.text
    assert client.post(edit(claim), typed(claim, line__over_reason="展会期间无房", submit="1")).status_code == 302
    claim.refresh_from_db()
    line.refresh_from_db()
    assert ("over_limit" in claim.warnings, line.is_over_limit, line.limit) == (True, True, Decimal(400))
    assert "展会期间无房" in client.get(f"/claims/{claim.pk}/").text


@pytest.mark.row("EXP-07")
def test_late_claim_wants_a_reason_with_the_figure_of_the_rule(li):
    claim = filled(started(li, xml_file(face(on=date(2026, 10, 16)))))  # 31 days before
    client = as_user(li)
    refused = client.post(edit(claim), typed(claim, submit="1"))
    assert refused.status_code == 422
    assert re.search(r"30 ?(天|days)", refused.text)
    assert 'name="late_reason"' in refused.text
    assert client.post(edit(claim), typed(claim, late_reason="项目驻场", submit="1")).status_code == 302


def test_claim_on_the_last_day_of_the_deadline_needs_no_reason(li):
    claim = filled(started(li, xml_file(face(on=date(2026, 10, 17)))))
    assert as_user(li).post(edit(claim), typed(claim, submit="1")).status_code == 302


def test_question_is_answered_beside_what_it_is_about(li):
    claim = filled(started(li, xml_file(face(item="*住宿服务*预付卡充值"))))
    client = as_user(li)
    refused = client.post(edit(claim), typed(claim, submit="1"))
    name = f"answer-fapiao_items-receipt-{Receipt.objects.get().pk}"
    assert refused.status_code == 422
    assert f'name="{name}"' in refused.text
    assert client.post(edit(claim), typed(claim, submit="1", **{name: "储值用于当晚房费"})).status_code == 302
    assert "储值用于当晚房费" in client.get(f"/claims/{claim.pk}/").text


def test_answers_to_nothing_are_left_alone(li):
    claim = ready(li)
    as_user(li).post(edit(claim), typed(claim, **{"answer-nonsense-claim": "x", "answer-late-line-999": "x", "answer-late-receipt-1": "x"}))
    assert not claim.answers.exists()


def test_quantity_is_named_by_the_unit_of_the_standard(li):
    claim = ready(li)
    assert re.search(r"<label[^>]*-quantity\"[^>]*>[^<]*[（(](nights|晚)[）)]", as_user(li).get(edit(claim)).text)
    claim.lines.update(category=ExpenseCategory.objects.get(code="courier"))
    assert not re.search(r"-quantity\"[^>]*>[^<]*[（(](nights|晚)[）)]", as_user(li).get(edit(claim)).text)


def test_page_says_who_decides_and_what_it_comes_to(li):
    shown = as_user(li).get(edit(ready(li))).text
    assert re.search(r"<li>组长</li>\s*<li>[^<]*会计", shown)
    assert "380.00" in shown


def test_what_was_sent_back_is_changed_and_handed_in_again(li):
    claim = sent_back(handed_in(li))
    client = as_user(li)
    assert f'href="/claims/{claim.pk}/edit/"' in client.get("/").text
    client.post(edit(claim), typed(claim, title="拜访客户两天", submit="1"))
    claim.refresh_from_db()
    assert (claim.state, claim.title) == ("submitted", "拜访客户两天")


def test_form_of_what_is_with_its_approvers_leads_to_the_claim(li):
    claim = handed_in(li)
    client = as_user(li)
    assert client.get(edit(claim)).url == f"/claims/{claim.pk}/"
    assert client.post(edit(claim), typed(claim, title="改一改")).url == f"/claims/{claim.pk}/"
    claim.refresh_from_db()
    assert claim.title == "拜访客户"


def test_draft_is_thrown_away(li):
    claim = started(li, xml_file())
    as_user(li).post(f"/claims/{claim.pk}/discard/")
    assert not Claim.objects.exists()


def test_what_was_handed_in_is_not_thrown_away(li):
    claim = handed_in(li)
    assert as_user(li).post(f"/claims/{claim.pk}/discard/").url == f"/claims/{claim.pk}/"
    assert Claim.objects.exists()


# -- who may -----------------------------------------------------------------------------------------------------------------


def answers(client: Client, claim: Claim) -> list[int]:
    paths = (f"/claims/{claim.pk}/", edit(claim), f"/claims/{claim.pk}/grant/", f"/claims/{claim.pk}/discard/")
    return [(client.get if place < 2 else client.post)(path).status_code for place, path in enumerate(paths)]


def test_draft_is_its_claimants_alone(li, office):
    claim = started(li, xml_file())
    for who in (office.head, office.accountant, office.manager, office.other):
        assert answers(as_user(who), claim)[:2] == [404, 404]
        assert answers(as_user(who), claim)[3] == 404
    assert answers(as_user(li), claim)[:3] == [200, 200, 403]


def test_handed_in_claim_opens_to_its_approvers_and_to_nobody_else(li, office):
    claim = handed_in(li)
    assert answers(as_user(office.head), claim)[:3] == [200, 404, 403]
    assert answers(as_user(office.accountant), claim)[:2] == [200, 404]
    assert answers(as_user(office.other), claim) == [404, 404, 404, 404]
    assert answers(as_user(office.counsel), claim) == [404, 404, 403, 404]
    assert Client().get(f"/claims/{claim.pk}/").status_code == 302


def test_claim_of_somebody_elsewhere_cannot_be_started_with_their_trip_or_key(li, office):
    key = str(uuid4())
    as_user(office.head).post(NEW, {"key": key, "without": "1"})
    assert as_user(li).post(NEW, {"key": key, "without": "1"}).status_code == 422
    assert not Claim.objects.filter(claimant=li).exists()


# -- what finance grants -------------------------------------------------------------------------------------------------------


def test_finance_grants_less_of_a_line(li, office):
    claim = agreed(handed_in(li), steps=1)
    line = claim.lines.get()
    client = as_user(office.accountant)
    assert f'name="granted-{line.pk}"' in client.get(f"/claims/{claim.pk}/").text
    client.post(f"/claims/{claim.pk}/grant/", {f"granted-{line.pk}": "300"})
    line.refresh_from_db()
    assert line.sanctioned == 300
    assert "300.00" in as_user(li).get(f"/claims/{claim.pk}/").text


@pytest.mark.parametrize("amount", ["380.01", "-1", "x"])
def test_more_than_asked_for_is_not_granted(li, office, amount):
    claim = handed_in(li)
    response = as_user(office.accountant).post(f"/claims/{claim.pk}/grant/", {f"granted-{claim.lines.get().pk}": amount})
    assert response.status_code == 422
    assert f'value="{amount}"' in response.text
    assert claim.lines.get().sanctioned is None


def test_nobody_grants_their_own(office):
    claim = handed_in(office.accountant)
    form = {f"granted-{claim.lines.get().pk}": "1"}
    client = as_user(office.accountant)
    assert f'name="granted-{claim.lines.get().pk}"' not in client.get(f"/claims/{claim.pk}/").text
    assert client.post(f"/claims/{claim.pk}/grant/", form).status_code == 422
    assert claim.lines.get().sanctioned is None


# -- lists ------------------------------------------------------------------------------------------------------------------------


def test_list_shows_mine_with_state_and_sum(li):
    claim = handed_in(li)
    shown = as_user(li).get("/claims/").text
    assert claim.number in shown
    assert "380.00" in shown
    assert "which=team" not in shown


def test_head_finds_the_teams_claims_by_name_and_state(li, office):
    claim = handed_in(li)
    client = as_user(office.head)
    assert claim.number in client.get("/claims/?which=team").text
    assert claim.number in client.get("/claims/?which=team&q=李雯&state=submitted").text
    assert claim.number not in client.get("/claims/?which=team&q=李雯&state=paid").text
    assert claim.number not in client.get("/claims/?which=team&q=张三").text


def test_team_is_only_for_who_looks_after_others(li, office):
    claim = handed_in(office.head)
    assert claim.number not in as_user(li).get("/claims/?which=team").text


def test_lists_ask_the_same_number_of_questions_for_many(li, office, assert_queries_constant):
    def grow():
        for number in range(3):
            handed_in(li, xml_file(face(f"{200 + number}.00", number=f"2633200000001234{number * 7:04}")))

    handed_in(li)
    client = as_user(office.head)
    assert_queries_constant(lambda: client.get("/claims/?which=team"), grow, at_most=20)


def test_form_asks_the_same_number_of_questions_for_many_lines(li, assert_queries_constant):
    claim = started(li, xml_file())
    client = as_user(li)

    def grow():
        from finance.services.receipts import take_receipts

        files = [xml_file(face(number=f"2633200000001235{number:04}")) for number in range(3)]
        take_receipts(claim=claim, files=files, by=li, at=NOW)

    assert_queries_constant(lambda: client.get(edit(claim)), grow, at_most=60)


def test_budget_left_stands_beside_the_form_and_in_the_inbox(li, office):
    budgeted(office.ours, office.director, {"lodging": "1000"}, at=NOW)
    claim = ready(li)
    assert re.search(r"1,000\.00 → <strong>620\.00</strong>", as_user(li).get(edit(claim)).text)
    as_user(li).post(edit(claim), typed(claim, submit="1"))
    claim.refresh_from_db()
    assert re.search(r"1,000\.00 → <strong>620\.00</strong>", as_user(office.head).get(f"/inbox/{claim.request_id}/").text)


def test_claim_without_a_claimants_post_is_a_sentence(office):
    nobody = factories.holder(factories.post(office.team), "离岗", during=(None, date(2026, 11, 1)))
    assert as_user(nobody).post(NEW, {"key": str(uuid4()), "without": "1"}).status_code == 422


def test_area_page_shows_what_is_open_and_the_ways_on(li):
    claim = sent_back(handed_in(li))
    shown = as_user(li).get("/expenses/").text
    assert f'href="/claims/{claim.pk}/edit/"' in shown
    assert 'href="/claims/"' in shown
    assert 'href="/claims/new/"' in shown


def test_inbox_shows_the_receipts_as_pictures_beside_the_fields(li, office):
    claim = handed_in(li, pdf_file())
    shown = as_user(office.head).get(f"/inbox/{claim.request_id}/").text
    assert f'src="/receipts/{Receipt.objects.get().pk}/picture/"' in shown
    assert "26332000000012345678" in shown
    assert f'href="/claims/{claim.pk}/"' in shown
