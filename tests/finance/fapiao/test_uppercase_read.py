from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.fapiao.uppercase import figure
from tests.finance.fapiao.makers.values import words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("伍分", "0.05"),
        ("壹拾圆零柒分", "10.07"),
        ("叁佰贰拾伍圆零肆分", "325.04"),
        ("壹仟零伍圆贰角整", "1005.20"),
        ("壹仟零陆拾圆整", "1060.00"),
        ("壹万零壹拾圆整", "10010.00"),
        ("壹拾万柒仟圆伍角叁分", "107000.53"),
        ("壹拾万零柒仟圆零伍角叁分", "107000.53"),
        ("壹佰万圆整", "1000000.00"),
        ("贰亿零捌圆整", "200000008.00"),
        ("（负数）壹佰伍拾圆整", "-150.00"),
        ("人民币拾元正", "10.00"),
        ("两佰元", "200.00"),
        ("⊗ 壹 仟 圆 整", "1000.00"),
    ],
)
def test_words_of_the_regulation_are_read(text, amount):
    assert figure(text) == Decimal(amount)


def test_text_without_an_amount_gives_none():
    assert figure("价税合计") is None


@given(st.integers(min_value=-(10**11), max_value=10**11).map(lambda fen: Decimal(fen) / 100))
def test_every_amount_comes_back_from_its_words(amount):
    assert figure(words(amount)) == amount
