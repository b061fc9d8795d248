"""Which numbers of a text are offered as parameters, and how typed figures are read."""

import pytest

from rules.domain.figures import clock_text, figures, from_numeral, number_text


def found(text: str) -> list[tuple[str, str]]:
    return [(figure.text, figure.unit) for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("迟到10分钟以内的，每次扣20元", [("10", "分钟"), ("20", "元")], id="with-units"),
        pytest.param("每次扣20.50元", [("20.50", "元")], id="decimals"),
        pytest.param("奖金1,000元", [("1,000", "元")], id="thousands"),
        pytest.param("占30%，不超过3个工作日", [("30", "%"), ("3", "个工作日")], id="percent-and-working-days"),
        pytest.param("连续三天未到岗，满十五次", [("三", "天"), ("十五", "次")], id="chinese-numerals-with-units"),
        pytest.param("每天9:00前到岗", [("9:00", "")], id="time"),
        pytest.param("9:00至12:00、13:00至18:00上班", [("9:00至12:00、13:00至18:00", "")], id="stretches"),
        pytest.param("按第3条和第五条办理", [], id="labels-are-no-figures"),
        pytest.param("2026年起，填写A4表格", [], id="years-and-names-are-no-figures"),
        pytest.param("迟到{att.late.minor_max_minutes}分钟以内扣5元", [("5", "元")], id="placeholders-are-no-figures"),
        pytest.param("第一步须一次办结", [("一", "次")], id="a-numeral-needs-its-unit"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_figures_of_a_text(text, expected):
    assert found(text) == expected


def test_figure_says_where_it_begins():
    text = "15分钟内扣5元"
    assert [text[figure.start : figure.end] for figure in figures(text)] == ["15", "5"]


@pytest.mark.parametrize(
    ("text", "type_name", "raw"),
    [
        ("扣1,000元", "money", "1000"),
        ("旷工三天", "days", "3"),
        ("9:00到岗", "time", "09:00"),
        ("12:00至13:00", "time_range", ["12:00", "13:00"]),
        ("9:00至12:00、13:00至次日2:00", "schedule", [["09:00", "12:00"], ["13:00", "26:00"]]),
    ],
)
def test_figure_becomes_what_its_parameter_reads(text, type_name, raw):
    (figure,) = figures(text)
    assert type_name in figure.types
    assert figure.raw(type_name) == raw


@pytest.mark.parametrize(
    ("typed", "read"), [("9", "09:00"), ("900", "09:00"), ("0930", "09:30"), ("9：30", "09:30"), ("9.30", "09:30"), ("18:00", "18:00"),
                        ("26:00", "26:00"), ("次日2:00", "26:00"), ("１８：００", "18:00"), ("上午", "上午"), ("", "")],
)  # fmt: skip
def test_time_is_read_as_people_type_it(typed, read):
    assert clock_text(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"), [("10", "10"), (" １０ ", "10"), ("1,000", "1000"), ("30%", "30"), ("三", "3"), ("0.5", "0.5"), ("很多", "很多")]
)
def test_number_is_read_as_people_type_it(typed, read):
    assert number_text(typed) == read


@pytest.mark.parametrize(
    ("numeral", "figure"), [("两", 2), ("十", 10), ("十五", 15), ("二十", 20), ("一百", 100), ("一百零五", 105), ("三百二十一", 321),
                            ("一百五", None), ("十十", None), ("", None), ("零", None)],
)  # fmt: skip
def test_chinese_numeral_is_read_up_to_999(numeral, figure):
    assert from_numeral(numeral) == figure
