"""Texts of rules in the other script, sign for sign."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.template import Context, Engine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.scripts import folded, script_of, to_simplified, to_traditional
from rules.domain.text import keys_in
from rules.shipped import shipped

ATTENDANCE = "\n".join(f"{clause.heading}\n{clause.text}" for clause in shipped("attendance").clauses)


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("运营部考勤管理制度", "運營部考勤管理制度"),
        ("迟到10分钟以内，每次扣20元", "遲到10分鐘以內，每次扣20元"),
        ("经总经理批准后生效", "經總經理批准後生效"),
    ],
)
def test_text_is_written_in_the_other_script(simplified, traditional):
    assert to_traditional(simplified) == traditional
    assert to_simplified(traditional) == simplified


def test_words_are_kept_and_only_their_signs_change():
    assert to_traditional("软件、网络、考核") == "軟件、網絡、考核"


@given(st.text())
def test_text_keeps_its_length_whatever_it_is(text):
    assert len(to_traditional(text)) == len(to_simplified(text)) == len(folded(text)) == len(text)


def test_blanks_latin_and_figures_stay():
    text = to_traditional(ATTENDANCE)
    assert text != ATTENDANCE
    assert keys_in(text) == keys_in(ATTENDANCE)
    assert [sign for sign in text if sign.isascii()] == [sign for sign in ATTENDANCE if sign.isascii()]


def test_sign_that_breaks_a_converter_costs_no_text():
    assert to_traditional("运营\x00部门") == "運營\x00部門"


@pytest.mark.parametrize(
    ("text", "script"),
    [("運營部門考勤管理制度", "hant"), ("运营部门考勤管理制度", "hans"), ("中文", "hans"), ("Rules", "hans"), ("", "hans")],
)
def test_script_of_a_text_is_told_from_its_signs(text, script):
    assert script_of(text) == script


def test_folded_text_is_the_same_from_either_script():
    assert folded("運營部 Ａ４ Qr") == folded("运营部 a4 QR") == "运营部 a4 qr"


@given(st.text(alphabet="運營著作乾坤瞭望部aZ１ß"), st.text(alphabet="運營著作乾坤瞭望部aZ１ß"))
def test_part_of_a_text_folds_to_that_part_of_the_folded_text(one, other):
    assert folded(one + other) == folded(one) + folded(other)


def test_threads_share_the_converters():
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(to_traditional, ["运营部"] * 200)) == {"運營部"}


def test_template_shows_a_text_in_the_script_of_the_reader():
    page = Engine(libraries={"scripts": "common.templatetags.scripts"}).from_string(
        "{% load scripts %}{% reader_script as script %}{{ text|in_script:script }}"
    )
    found = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            found[language] = page.render(Context({"text": "遲到与早退"}))
    assert found == {"zh-hans": "迟到与早退", "zh-hant": "遲到與早退", "en": "遲到与早退"}
