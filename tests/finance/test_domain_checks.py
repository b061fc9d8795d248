"""What the checks say of a claim: each on its own, by code, level and what it is about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finance.domain.checks import Facts, Line, Rules, Voucher, check, unanswered
from finance.domain.identity import consecutive, identity_of, plain_name
from finance.findings import SENTENCES, sentence

TODAY = date(2026, 11, 20)
OUR = ("杭州云营科技有限公司", "91330106MA2H00006X")
RULES = Rules(deadline=Decimal(30), max_age=Decimal(180), prior_year_until=(3, 31), companies=(OUR,))
VOUCHER = Voucher(
    key=7, is_fapiao=True, kind="digital_ordinary", number="26312000000123456789", issued_on=date(2026, 11, 3), buyer_name=OUR[0],
    buyer_tax_id=OUR[1], seller_name="上海某某酒店有限公司", amount=Decimal("943.40"), tax=Decimal("56.60"), total=Decimal("1000.00"),
)  # fmt: skip
LINE = Line(key=3, place=1, category="住宿费", cost_on=date(2026, 11, 2), description="客户拜访", amount=Decimal(1000), vouchers=(VOUCHER,))
FACTS = Facts(title="上海拜访客户", lines=(LINE,), has_work_link=True)


def codes(facts: Facts, rules: Rules = RULES, today: date = TODAY) -> set[tuple[str, str]]:
    return {(finding.code, finding.level) for finding in check(facts, rules, today)}


def with_line(**changes: object) -> Facts:
    return replace(FACTS, lines=(replace(LINE, **changes),))  # type: ignore[arg-type]


def with_voucher(**changes: object) -> Facts:
    return with_line(vouchers=(replace(VOUCHER, **changes),))  # type: ignore[arg-type]


def test_good_claim_has_nothing_to_say():
    assert codes(FACTS) == set()


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        (replace(FACTS, title=" "), ("no_title", "error")),
        (replace(FACTS, lines=()), ("no_lines", "error")),
        (replace(FACTS, has_work_link=False), ("no_work_link", "error")),
        (replace(FACTS, has_work_link=False, no_link_reason="年度团建"), ("no_work_link", "note")),
        (with_line(category=""), ("no_category", "error")),
        (with_line(cost_on=None), ("no_date", "error")),
        (with_line(amount=None), ("no_amount", "error")),
        (with_line(description=""), ("no_description", "error")),
        (with_line(vouchers=()), ("no_voucher", "error")),
        (with_line(cost_on=date(2026, 11, 21)), ("future_cost", "error")),
        (with_line(cost_on=date(2026, 10, 20)), ("late", "error")),
        (replace(with_line(cost_on=date(2026, 10, 20)), late_reason="住院"), ("late", "note")),
        (replace(FACTS, trip=(date(2026, 11, 3), date(2026, 11, 5))), ("outside_trip", "ask")),
        (with_line(limit=Decimal("999.99")), ("over_limit", "error")),
        (with_line(limit=Decimal("999.99"), over_reason="展会期间"), ("over_limit", "note")),
        (with_line(amount=Decimal("1000.01")), ("above_vouchers", "error")),
        (with_line(currency="USD"), ("no_rate", "error")),
        (
            with_line(currency="USD", foreign_amount=Decimal(100), rate=Decimal("7.1"), rate_source="中国银行中间价"),
            ("rate_does_not_fit", "error"),
        ),
        (with_line(vouchers=(Voucher(key=8),)), ("no_fapiao", "error")),
        (with_line(vouchers=(Voucher(key=8),), no_fapiao_reason="停车场只给收据"), ("no_fapiao", "note")),
        (with_voucher(number=""), ("fapiao_no_number", "error")),
        (with_voucher(issued_on=None), ("fapiao_no_date", "error")),
        (with_voucher(total=None), ("fapiao_no_total", "error")),
        (with_voucher(is_taken=True), ("fapiao_taken", "error")),
        (with_voucher(is_red=True), ("fapiao_red", "error")),
        (with_voucher(total=Decimal("-1000.00")), ("fapiao_red", "error")),
        (with_voucher(tax=Decimal("56.62")), ("fapiao_sums", "error")),
        (with_voucher(kind="air", total=Decimal("999.98")), ("fapiao_sums", "error")),
        (with_voucher(exact={"number": True}, corrected=("number",)), ("fapiao_read_exactly", "error")),
        (with_voucher(exact={"number": True}, corrected=("seller_name",)), ("fapiao_corrected", "note")),
        (with_voucher(buyer_name=""), ("fapiao_no_buyer", "error")),
        (with_voucher(buyer_name="", kind="rail"), ("fapiao_no_buyer", "ask")),
        (with_voucher(buyer_name="李某"), ("fapiao_other_buyer", "error")),
        (with_voucher(buyer_name="李某", kind="taxi"), ("fapiao_other_buyer", "ask")),
        (with_voucher(buyer_tax_id="91310115MA1ABCD2XD"), ("fapiao_other_code", "error")),
        (with_voucher(buyer_tax_id=""), ("fapiao_no_code", "note")),
        (with_voucher(issued_on=date(2026, 11, 21)), ("fapiao_future", "error")),
        (with_voucher(issued_on=date(2026, 5, 23)), ("fapiao_old", "ask")),
        (with_voucher(issued_on=date(2025, 12, 31)), ("fapiao_prior_year", "error")),
        (with_voucher(items="*预付卡销售*充值"), ("fapiao_items", "ask")),
        (with_voucher(copies=1), ("same_file", "ask")),
        (with_voucher(twins=1), ("same_day_amount", "ask")),
        (replace(FACTS, split=("BX-2026-0001",)), ("maybe_split", "ask")),
    ],
)
def test_each_fault_is_found_with_its_level(facts, finding):
    assert finding in codes(facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (with_line(cost_on=date(2026, 10, 21)), "late"),  # thirty days: inclusive
        (with_line(limit=Decimal(1000)), "over_limit"),
        (with_voucher(tax=Decimal("56.61")), "fapiao_sums"),  # a fen of rounding
        (with_voucher(kind="air", total=Decimal("1050.00")), "fapiao_sums"),  # with the development fund
        (with_voucher(buyer_name="杭州云营科技有限公司 "), "fapiao_other_buyer"),
        (with_voucher(issued_on=date(2026, 5, 24)), "fapiao_old"),
        (with_voucher(buyer_name="", kind="taxi"), "fapiao_no_buyer"),
        (with_line(currency="USD", foreign_amount=Decimal(100), rate=Decimal("10"), rate_source="央行"), "rate_does_not_fit"),
        (
            with_line(currency="USD", amount=Decimal(9999), foreign_amount=Decimal("999.9"), rate=Decimal(10), rate_source="央行"),
            "above_vouchers",
        ),
    ],
)
def test_what_is_just_within_is_not_found(facts, code):
    assert code not in {found for found, _level in codes(facts)}


def test_fapiao_of_the_year_before_is_taken_until_the_day_that_the_wall_says():
    facts = with_voucher(issued_on=date(2025, 12, 31))
    assert ("fapiao_prior_year", "error") not in codes(facts, today=date(2026, 3, 31))
    assert ("fapiao_prior_year", "error") in codes(facts, today=date(2026, 4, 1))
    assert ("fapiao_prior_year", "error") in codes(with_voucher(issued_on=date(2024, 12, 31)), today=date(2026, 1, 2))


def test_undecided_rules_are_not_looked_at():
    old = with_line(cost_on=date(2024, 1, 1), vouchers=(replace(VOUCHER, issued_on=date(2024, 1, 1)),))
    assert codes(old, Rules(companies=(OUR,))) == set()


def test_without_a_company_of_our_own_the_buyer_is_not_compared_and_that_is_said():
    assert codes(with_voucher(buyer_name="别家公司", buyer_tax_id="91310115MA1ABCD2XD"), Rules()) == {("no_company", "note")}


def test_same_fapiao_twice_in_one_claim_is_found_whatever_it_was_read_as():
    twice = with_line(vouchers=(VOUCHER, replace(VOUCHER, key=9, kind="digital_special")))
    assert ("fapiao_twice", "error") in codes(twice)


def test_consecutive_numbers_of_one_seller_want_an_answer():
    second = replace(VOUCHER, key=9, number="26312000000123456790")
    assert ("fapiao_consecutive", "ask") in codes(with_line(vouchers=(VOUCHER, second)))
    other = replace(second, seller_name="别的酒店")
    assert ("fapiao_consecutive", "ask") not in codes(with_line(vouchers=(VOUCHER, other)))


def test_questions_wait_until_they_are_answered_and_errors_always():
    findings = check(replace(with_voucher(twins=1), title=""), RULES, TODAY)
    answered = {("same_day_amount", "receipt:7"): "两位同事各一张"}
    assert {one.code for one in unanswered(findings, {})} == {"no_title", "same_day_amount"}
    assert {one.code for one in unanswered(findings, answered)} == {"no_title"}
    assert {one.code for one in unanswered(findings, {("same_day_amount", "receipt:7"): " "})} == {"no_title", "same_day_amount"}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_finding_has_a_sentence_that_takes_its_values(code):
    values = {
        "line": 1, "number": "1", "day": TODAY, "days": Decimal(30), "currency": "USD", "is": Decimal(1), "should": Decimal(2),
        "last": TODAY, "amount": Decimal(1), "sum": Decimal(1), "over": Decimal(1), "limit": Decimal(1), "category": "住宿费",
        "fields": ["number"], "buyer": "某", "code": "9", "items": "某", "note": "某", "first": "1", "claims": "1",
        "asked": Decimal(1), "left": Decimal(0),
    }  # fmt: skip
    assert "%(" not in sentence(code, values)


@pytest.mark.parametrize(
    ("kind", "code", "number", "key"),
    [
        ("digital_ordinary", "", "26312000000123456789", "26312000000123456789"),
        ("rail", "anything", "26312000000123456789", "26312000000123456789"),
        ("vat_special", "3100212130", "24681012", "3100212130-24681012"),
        ("taxi", "133011972012", "12345678", "133011972012-12345678-2026-11-03-38.00"),
        ("vat_special", "3100212130", "", ""),
    ],
)
def test_identity_is_what_makes_a_fapiao_this_one(kind, code, number, key):
    assert identity_of(kind=kind, code=code, number=number, issued_on=date(2026, 11, 3), total=Decimal(38)) == key


def test_names_are_compared_without_brackets_spaces_and_width():
    assert plain_name("云营（杭州） 科技有限公司") == plain_name("云营(杭州)科技有限公司")
    assert plain_name("ＡＢＣ科技") == plain_name("abc科技")
    assert plain_name("云营科技") != plain_name("云营科枝")


def test_consecutive_numbers_are_paired_once():
    assert consecutive(["12", "10", "11", "20", "11"]) == [("10", "11"), ("11", "12")]
