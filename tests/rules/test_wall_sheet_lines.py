"""Where lines end, and how they are spaced."""

import pytest
from fontTools.ttLib import TTFont, TTLibError
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.sheets.atoms import BLANK, FIGURE, Span, paragraphs
from rules.sheets.composing import Line, lines
from rules.sheets.widths import char_width, set_in, text_width

TEXT = "迟到或早退在10分钟以内（含本数）的，每次扣20元。金额由部门负责人决定；“未决定”的（见第3条），只记录——不扣款……。"
NOTO = "/usr/share/fonts/opentype/noto/Noto{}CJK-{}.ttc"


def set_to(measure: float, *spans: Span | str) -> list[Line]:
    (found,) = paragraphs([span if isinstance(span, Span) else Span(span) for span in spans])
    return lines(found, measure)


def texts(measure: float, *spans: Span | str) -> list[str]:
    return [line.text for line in set_to(measure, *spans)]


def width(line: Line) -> float:
    """Em of the line as it is drawn, without what follows its last sign."""
    signs = sum(len(run.text) for run in line.runs)
    drawn = sum(text_width(run.text, bold=run.style in ("figure", "heading")) + run.before + run.after for run in line.runs)
    return drawn + (signs - 1) * line.tracking / 1000 + line.text.count(" ") * line.spacing / 1000 - 0.5 * line.is_hung


def test_han_stands_on_the_grid():
    assert texts(10, "会议室用完恢复原状关灯关空调关投影") == ["会议室用完恢复原状关", "灯关空调关投影"]
    assert {line.tracking for line in set_to(10, "会议室用完恢复原状关灯关空调关投影")} == {0}


@given(st.integers(12, 48))
@settings(deadline=None)
def test_closing_marks_never_begin_and_opening_ones_never_end_a_line(measure):
    found = texts(measure, TEXT * 2)
    assert "".join(found) == TEXT * 2
    assert not [line for line in found if line[0] in "，。、；：）”…%" or line[-1] in "（“"]


@given(st.integers(14, 48))
@settings(deadline=None)
def test_every_line_but_the_last_reaches_the_edge(measure):
    for line in set_to(measure, "会议室用完，恢复原状；关灯、关空调（含投影），锁门。" * 8)[:-1]:
        hanging = 0.5 if line.text[-1] in "，。、；：）" else 0
        assert measure - 0.03 * measure <= width(line) <= measure + hanging + 0.01


@given(st.text(alphabet="会议室关灯，。（）“”《》、10 aB-…—", max_size=120), st.integers(10, 50))
@settings(deadline=None)
def test_no_sign_is_lost_whatever_the_text(text, measure):
    found = [line.text for paragraph in paragraphs([Span(text)]) for line in lines(paragraph, measure)]
    assert "".join("".join(found).split()) == "".join(text.split())


WORDS = ("会议室", "关灯", "离开以前", "（含移动硬盘）", "《值班表》", "“最后离开”的人", "检查", "门", "20元", "10:30")


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(("", "，", "。", "、", "；"))), min_size=8, max_size=40), st.integers(14, 50)
)
@settings(deadline=None)
def test_signs_are_never_moved_apart_or_together_by_much(words, measure):
    for line in set_to(measure, "".join(word + mark for word, mark in words)):
        assert -40 <= line.tracking <= 85


def test_a_mark_that_would_begin_a_line_is_pulled_up():
    found = set_to(26, "会议室用完恢复原状关灯关空调关投影锁门窗后离开公司后。最后的人")
    assert [line.text[-2:] for line in found] == ["后。", "的人"]
    assert -20 <= found[0].tracking < 0


def test_last_line_is_never_a_single_sign():
    assert len(texts(12, "会议室用完恢复原状关灯关。")[-1]) != 2


def test_figure_keeps_its_unit():
    for measure in range(8, 14):
        assert not [line for line in texts(measure, "每次迟到都要扣", Span("20", FIGURE), "元并且记录在案") if line.endswith("20")]


def test_short_decided_word_is_not_parted():
    for measure in range(8, 16):
        assert "".join(texts(measure, "介于两者之间的，按", Span("轻微", FIGURE), "迟到处理")).count("轻微") == 1
        assert any("轻微" in line for line in texts(measure, "介于两者之间的，按", Span("轻微", FIGURE), "迟到处理"))


def test_hair_stands_between_han_and_figures_but_not_beside_marks():
    (line,) = set_to(40, "在", Span("10", FIGURE), "分钟，", Span("20", FIGURE), "元")
    assert [run.before for run in line.runs] == [0, 0.12, 0.12, 0, 0.12]
    assert line.text == "在10分钟，20元"


def test_marks_side_by_side_share_their_white():
    (line,) = set_to(40, "注明“含本数”（见下），再签字")
    assert [run.text for run in line.runs if run.after < 0] == ["注明“含本数”", "（见下）"]


def test_opening_mark_at_the_beginning_of_a_line_stands_on_the_edge():
    assert set_to(40, "“最后离开”的人")[0].is_hung


def test_blank_is_room_to_write():
    (line,) = set_to(40, "满", Span("____", BLANK), "次")
    assert line.text == "满\u3000\u3000\u3000次"
    assert [run.style for run in line.runs] == ["", BLANK, ""]


def test_latin_words_are_spaced_between_words_only():
    found = set_to(14, "Employees may ask the HR desk for an English summary of it, free of charge.")
    assert {line.tracking for line in found} == {0}
    assert found[0].spacing > 0
    assert found[0].is_latin


def test_apostrophe_stays_inside_its_word():
    assert "it’s" in " ".join(texts(12, "Ask the HR desk for it; it’s free of charge for you"))


def test_address_without_spaces_is_broken_rather_than_lost():
    found = set_to(12, "a" * 100)
    assert "".join(line.text for line in found) == "a" * 100
    assert all(width(line) < 18 for line in found)


def test_line_break_in_a_text_begins_a_paragraph():
    assert len(paragraphs([Span("会议室\n门窗\n\n关灯")])) == 3


def test_invisible_signs_are_dropped():
    assert texts(20, "会\u200b议\ufeff室\x00") == ["会议室"]


@pytest.mark.parametrize(("face", "bold"), [("Regular", False), ("Bold", True)])
@pytest.mark.parametrize("family", ["Sans", "Serif"])
def test_widths_are_those_of_the_font(family, face, bold):
    try:
        font = TTFont(NOTO.format(family, face), fontNumber=2, lazy=True)
    except (OSError, TTLibError):
        pytest.skip("the font is installed elsewhere")
    with font, set_in(family.lower()):
        names, advances = font.getBestCmap(), font["hmtx"]
        found = {char: advances[names[ord(char)]][0] for char in [*map(chr, range(32, 127)), *"–·会，。（）“”《》、①℃"]}
        known = {char: round(char_width(char, bold=bold) * 1000) for char in found}
        assert known.keys() == found.keys()
        assert all(abs(known[char] - found[char]) <= 2 for char in found), known  # versions of the font differ by a thousandth
