"""Amounts in capital numerals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.domain.uppercase import in_words
from finance.fapiao.uppercase import figure


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.05", "伍分"),
        ("10.07", "壹拾圆零柒分"),
        ("325.04", "叁佰贰拾伍圆零肆分"),
        ("1005.20", "壹仟零伍圆贰角整"),
        ("1060.00", "壹仟零陆拾圆整"),
        ("10010.00", "壹万零壹拾圆整"),
        ("107000.53", "壹拾万柒仟圆伍角叁分"),
        ("1000000.00", "壹佰万圆整"),
        ("200000008.00", "贰亿零捌圆整"),
        ("-150.00", "（负数）壹佰伍拾圆整"),
    ],
)
def test_words_are_those_of_the_reference_as_fapiao_print_them(amount: str, words: str):
    assert in_words(Decimal(amount), unit="圆", closes_jiao=True) == words


@pytest.mark.parametrize(("amount", "words"), [("0", "人民币零元整"), ("0.50", "人民币伍角"), ("1386", "人民币壹仟叁佰捌拾陆元整")])
def test_words_of_a_claim_begin_with_the_currency_without_a_gap(amount: str, words: str):
    assert in_words(Decimal(amount), prefix=True) == words


@given(st.decimals("-9999999999.99", "9999999999.99", places=2))
def test_words_read_back_are_the_amount(amount: Decimal):
    assert figure(in_words(amount, prefix=amount >= 0)) == amount


def test_parts_of_a_fen_have_no_words():
    with pytest.raises(ValueError, match="parts of a fen"):
        in_words(Decimal("0.005"))
