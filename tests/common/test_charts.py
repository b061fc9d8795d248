"""Charts without a script: read aloud, printed in black and white, never broken by what somebody typed."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from common import pdf
from common.charts import Series, bar_chart, line_chart, nice_ticks

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [str(month) for month in range(1, 13)]


def line(series=None, **more):
    series = series or [Series("计划", [Decimal(100 * n) for n in range(1, 13)], "plan"), Series("已用", [50, 400, None, *[None] * 9])]
    return line_chart(**{"id": "burn", "title": "已用多少", "desc": "用了400", "labels": MONTHS, "series": series} | more)


def bars(series=None, labels=("住宿费", "推广费")):
    return bar_chart(id="b", title="各类", desc="住宿费最多", labels=labels, series=series or [Series("已用", [400, 100])])


@pytest.mark.parametrize("chart", [line, bars])
def test_a_chart_says_its_question_and_its_answer_in_words(chart):
    root = ET.fromstring(chart())  # noqa: S314  our own
    ids = root.get("aria-labelledby").split()
    assert root.get("role") == "img"
    assert [element.get("id") for element in root[:2]] == ids
    assert all(element.text for element in root[:2])


def test_what_was_typed_stays_text():
    told = bars(labels=("<script>alert(1)</script>", "&"))
    assert "<script>" not in told
    assert ET.fromstring(told) is not None  # noqa: S314  our own


@pytest.mark.parametrize("chart", [line, bars])
def test_no_colour_and_no_style_stands_in_the_drawing(chart):
    told = chart()
    assert " style=" not in told
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', told)) <= {"none", "currentColor"}


def test_series_differ_without_colour():
    root = ET.fromstring(line())  # noqa: S314  our own
    assert len({path.get("stroke-dasharray") for path in root.iter(f"{SVG}path")}) == 2


def test_each_line_is_named_at_its_last_value():
    root = ET.fromstring(line())  # noqa: S314  our own
    named = {text.text: float(text.get("x")) for text in root.iter(f"{SVG}text")}
    assert named["已用"] < named["计划"]


def test_names_that_end_at_the_same_place_do_not_stand_on_each_other():
    same = [Series("甲", [100] * 12), Series("乙", [100] * 12), Series("丙", [99] * 12)]
    root = ET.fromstring(line(same))  # noqa: S314  our own
    heights = sorted(float(text.get("y")) for text in root.iter(f"{SVG}text") if text.text in "甲乙丙")
    assert all(below - above >= 14 for above, below in pairwise(heights))


def test_a_line_that_ends_early_is_named_above_its_end_not_on_the_next_line():
    one, other = Series("已用", [*[10] * 11, None]), Series("预计", [None] * 10 + [10, 11], "estimate")
    root = ET.fromstring(line([one, other, Series("计划", [900] * 12, "plan")]))  # noqa: S314  our own
    used, expected = (text for word in ("已用", "预计") for text in root.iter(f"{SVG}text") if text.text == word)
    assert (used.get("text-anchor"), expected.get("text-anchor")) == ("end", "start")
    assert float(used.get("y")) < float(expected.get("y"))


def test_a_gap_in_the_values_is_a_gap_in_the_line():
    root = ET.fromstring(line([Series("已用", [1, 2, None, 3, 4, *[None] * 7])]))  # noqa: S314  our own
    (path,) = root.iter(f"{SVG}path")
    assert path.get("d").count("M") == 2


def test_bars_are_as_long_as_their_values():
    root = ET.fromstring(bars())  # noqa: S314  our own
    long, short = (float(bar.get("width")) for bar in root.iter(f"{SVG}rect"))
    assert long == pytest.approx(4 * short, rel=0.01)


def test_bars_of_several_series_carry_their_names():
    root = ET.fromstring(bars([Series("计划", [500, 500], "plan"), Series("已用", [400, 100])]))  # noqa: S314  our own
    assert "已用 400" in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [(0, 870, [0, 250, 500, 750, 1000]), (0, 0, [0, "0.25"]), (-30, 100, [-50, 0, 50, 100]), (0, 4, [0, 1, 2, 3, 4])],
)
def test_ticks_are_round_figures_around_the_values(least, most, ticks):
    assert nice_ticks(Decimal(least), Decimal(most)) == [Decimal(tick) for tick in ticks]


@pytest.mark.parametrize("values", [[], [None] * 12, [0] * 12, [-5, *[3] * 11]])
def test_a_chart_of_nothing_or_less_is_still_a_chart(values):
    assert ET.fromstring(line([Series("已用", values)], labels=MONTHS[: len(values)])) is not None  # noqa: S314  our own


def test_a_chart_is_drawn_on_paper():
    page = f'<html lang="zh-CN"><head><title>预算</title></head><body>{line()}</body></html>'
    sheet = pdf.write_pdf(page, css='body { font: 12pt "Noto Sans CJK SC"; }', identifier="chart")
    told = pypdfium2.PdfDocument(sheet.content)[0].get_textpage().get_text_range()
    assert "已用" in re.sub(r"\s", "", told)
