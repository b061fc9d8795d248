"""Values as the text of a rule says them."""

from typing import Any

import pytest
from django.utils import translation

from common.parameters import Choice, declared
from rules.catalogue import text_of
from rules.words import in_measure, in_words


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        pytest.param("att.late.minor_max_minutes", 10, "10", id="minutes"),
        pytest.param("att.late.minor_fine_cny", "20.00", "20", id="money-without-needless-zeros"),
        pytest.param("att.late.minor_fine_cny", "20.50", "20.5", id="money-with-jiao"),
        pytest.param("pay.day_wage_basis", "21.75", "21.75", id="decimal"),
        pytest.param("att.absence.fullday_deduct_days", "100", "100", id="no-exponent"),
        pytest.param("work.day_starts", "05:00", "5:00", id="time"),
        pytest.param("work.lunch_break", ["12:00", "13:00"], "12:00至13:00", id="time-range"),
        pytest.param("work.weekdays", [1, 2, 3, 4, 5], "周一至周五", id="weekdays-in-a-row"),
        pytest.param("work.weekdays", [6, 1, 3], "周一、周三、周六", id="single-weekdays"),
        pytest.param("work.weekdays", [6, 7], "周六、周日", id="two-weekdays"),
        pytest.param("work.schedule", [["09:00", "12:00"], ["13:00", "18:00"]], "9:00至12:00、13:00至18:00", id="schedule"),
        pytest.param("work.schedule", [["18:00", "26:00"]], "18:00至次日2:00", id="over-midnight"),
        pytest.param("work.schedule", [["22:00", "06:00"]], "22:00至次日6:00", id="end-before-start-is-next-day"),
        pytest.param("work.schedule", [["16:00", "24:00"]], "16:00至24:00", id="until-midnight"),
        pytest.param("att.late.gap_rule", "minor", "轻微", id="choice"),
        pytest.param("org.headcount_quota", {"客服专员": 4, "美工": 1}, "客服专员4人、美工1人", id="table-of-people"),
        pytest.param("exp.fapiao.prior_year_until", "3月31日", "3月31日", id="day-of-the-year"),
        pytest.param("doc.number_pattern", "HT-{年}-{序号}", "HT-{年}-{序号}", id="text"),
    ],
)
def test_value_is_said_as_a_rule_says_it(key: str, raw: Any, words: str):
    assert in_words(key, raw) == words


def test_undecided_value_has_no_words():
    assert in_words("att.late.minor_max_minutes", None) is None


def test_value_that_does_not_fit_is_no_words_either():
    with pytest.raises(ValueError, match="x"):
        in_words("att.late.minor_max_minutes", "x")


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("work.weekdays", [1, 2, 3, 4, 5], "Mon to Fri"),
        ("work.weekdays", [6, 7], "Sat, Sun"),
        ("work.schedule", [["09:00", "12:00"], ["18:00", "26:00"]], "9:00–12:00, 18:00–2:00"),
        ("work.lunch_break", ["12:00", "13:00"], "12:00–13:00"),
        ("att.absence.fullday_deduct_days", "1", "1 day's pay"),
        ("att.absence.fullday_deduct_days", "3", "3 days' pay"),
        ("ot.swap_valid_months", 6, "6 months"),
        ("ot.swap_valid_months", 1, "1 month"),
        ("att.place.radius_m", 300, "300 m"),
        ("org.region", "guangdong", "Guangdong"),
        ("att.late.gap_rule", "major", "severe"),
        ("lev.emergency_channels", ["message", "phone"], "phone call, instant message"),
        ("org.headcount_quota", {"客服专员": 4, "美工": 1}, "客服专员: 4 people; 美工: 1 person"),
        ("lev.type_table", {"病假": "按半天，付80%，满2天须证明"}, "病假: by the half day, paid at 80%, with a proof from 2 days on"),
        ("lev.type_table", {"产假": "按天，带薪，98天，按日历"}, "产假: by the day, paid, 98 days each time, rest days count, too"),
        ("att.flex.stayed_late", {"120": 60}, "120 min stayed, up to 60 min later"),
        (
            "exp.standard_table",
            {"住宿费": "每晚，400元；北京、上海600元；级别总监700元"},
            "住宿费: a night 400.00 yuan, 上海/北京 600.00 yuan, 总监 700.00 yuan",
        ),
        (
            "apv.major_amount_cny",
            {"每单": "满5000元", "招待费": "超过2000元"},
            "the whole claim: from 5,000.00 yuan on; 招待费: above 2,000.00 yuan",
        ),
        ("exp.fapiao.prior_year_until", "3月31日", "31 March"),
    ],
)
def test_value_beside_a_rule_is_said_in_the_readers_language(key: str, raw: Any, words: str):
    with translation.override("en"):
        assert in_measure(key, raw) == words


def test_every_option_has_a_label_in_the_readers_language():
    choices = [one for one in declared().values() if isinstance(one, Choice) and set(one.words.values()) != set(one.options)]
    assert len(choices) > 8
    assert [one.key for one in choices if set(one.labels) != set(one.options)] == []


def test_value_beside_a_rule_has_the_characters_of_its_reader():
    with translation.override("zh-hant"):
        assert in_measure("org.region", "guangdong") == "廣東"
        assert in_measure("org.headcount_quota", {"客服专员": 4}) == "客服專員4人"
        assert text_of("ot.swap_valid_months") == "調休幾個月內有效"
