"""Limits and major bounds as the wall writes them."""

from decimal import Decimal

import pytest

from finance.domain.major import bound, major_by
from finance.domain.standards import standard

LODGING = "每晚，400元；北京、上海600元；级别总监700元；北京、上海级别总监900元"


def limit(words: str, *, city: str = "", post: str = "", quantity: str = "1") -> Decimal | None:
    return standard(words).limit(city=city, post=post, quantity=Decimal(quantity))


@pytest.mark.parametrize(
    ("city", "post", "allowed"),
    [
        ("合肥", "专员", "400"),
        ("北京", "专员", "600"),
        ("上海市", "专员", "600"),
        ("合肥", "总监", "700"),
        ("北京市", "总监", "900"),
        ("", "", "400"),
    ],
)
def test_most_exact_amount_counts(city, post, allowed):
    assert limit(LODGING, city=city, post=post) == Decimal(allowed)


def test_limit_of_nights_is_multiplied_and_that_of_a_month_is_not():
    assert limit("每晚，400元", quantity="2.5") == Decimal(1000)
    assert limit("每月，100元", quantity="3") == Decimal(100)
    assert limit("每次，50") == Decimal(50)


def test_standard_for_some_cities_only_leaves_the_others_without_a_limit():
    assert limit("每晚，北京600元", city="合肥") is None


@pytest.mark.parametrize("words", ["每晚", "每晚，", "每晚，很多", "每公里，2元", "", "每晚，400元；", "-5", "每晚，400.001元"])
def test_words_that_say_no_amount_are_refused(words):
    with pytest.raises(ValueError):  # noqa: PT011  (the door writes the sentence)
        standard(words)


@pytest.mark.parametrize(
    ("words", "sum_", "is_major"),
    [("满5000元", "4999.99", False), ("满5000元", "5000", True), ("超过5000元", "5000", False), ("超过5000元", "5000.01", True),
     ("5000", "5000", True), ("5000元以上", "5000", True)],
)  # fmt: skip
def test_bound_is_reached_as_its_word_says(words, sum_, is_major):
    assert bound(words).reached(Decimal(sum_)) is is_major


def test_bound_of_the_whole_claim_adds_every_category_and_one_of_a_category_only_its_own():
    bounds = {"每单": bound("满5000元"), "业务招待费": bound("超过2000元")}
    assert major_by(bounds, {"住宿费": Decimal(3000), "业务招待费": Decimal(2000)}) == "每单"
    assert major_by(bounds, {"住宿费": Decimal(1000), "业务招待费": Decimal(2001)}) == "业务招待费"
    assert major_by(bounds, {"住宿费": Decimal(2999), "业务招待费": Decimal(2000)}) is None
    assert major_by({}, {"住宿费": Decimal(10**9)}) is None
