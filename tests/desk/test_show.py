"""How figures, times and states are written, in the three languages."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from common import clock
from common.templatetags import show

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
MORNING = datetime(2026, 11, 20, 1, 8, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 18, 10, tzinfo=UTC)  # 02:10 on the 21st in Shanghai
HANS, HANT, EN = "zh-hans", "zh-hant", "en"


@pytest.fixture(autouse=True)
def _november():
    with clock.stopped(NOON):
        yield


def said(language, act, *values):
    with translation.override(language):
        return str(act(*values))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (1386, "1,386.00"),
        (Decimal("0.5"), "0.50"),
        (Decimal("-20"), "-20.00"),
        ("1234567.005", "1,234,567.01"),
        (0, "0.00"),
        (None, ""),
    ],
)
def test_money_has_two_decimals_and_thousands(amount, written):
    assert show.money(amount) == written


@pytest.mark.parametrize(
    ("language", "count", "written"),
    [
        (HANS, 12, "12分钟"),
        (HANT, 12, "12分鐘"),
        (EN, 12, "12 min"),
        (HANS, 60, "1小时"),
        (HANS, 90, "1小时30分钟"),
        (EN, 90, "1 h 30 min"),
        (HANS, -8, "-8分钟"),
        (HANS, 0, "0分钟"),
        (HANS, None, ""),
    ],
)
def test_minutes_are_words(language, count, written):
    assert said(language, show.minutes, count) == written


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        (HANS, date(2026, 11, 20), "11月20日 周五"),
        (HANT, date(2026, 11, 20), "11月20日 週五"),
        (EN, date(2026, 11, 20), "Fri 20 Nov"),
        (HANS, date(2025, 11, 20), "2025年11月20日 周四"),
        (EN, date(2025, 11, 20), "Thu 20 Nov 2025"),
        (HANS, NIGHT, "11月21日 周六"),
        (HANS, None, ""),
    ],
)
def test_day_names_weekday_and_another_year(language, value, written):
    assert said(language, show.day, value) == written


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        (HANS, MORNING, "11月20日 09:08"),
        (EN, MORNING, "20 Nov, 09:08"),
        (HANS, NIGHT, "11月21日 02:10"),
        (HANS, datetime(2025, 12, 31, 17, 0, tzinfo=UTC), "1月1日 01:00"),
        (HANS, None, ""),
    ],
)
def test_moment_is_in_the_zone_of_the_company(language, value, written):
    assert said(language, show.moment, value) == written


def test_clock_is_in_the_zone_of_the_company():
    assert show.clock_time(MORNING) == "09:08"


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2026, 11, 20), date(2026, 11, 22), "11月20日 周五至11月22日 周日"),
        (date(2026, 11, 20), date(2026, 11, 20), "11月20日 周五"),
        (MORNING, NOON, "11月20日 09:08–12:00"),
        (MORNING, NIGHT, "11月20日 09:08至11月21日 02:10"),
        (time(9), time(18), "09:00–18:00"),
        (date(2026, 11, 20), None, "11月20日 周五起"),
        (None, date(2026, 11, 20), "截至11月20日 周五"),
        (None, None, ""),
        (date(2025, 11, 20), date(2025, 11, 22), "2025年11月20日 周四至11月22日 周六"),
        (date(2026, 12, 31), date(2027, 1, 3), "12月31日 周四至2027年1月3日 周日"),
        (date(2026, 10, 1), date(2026, 10, 31), "10月1日至10月31日"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025年1月1日至12月31日"),
    ],
)
def test_span_says_once_what_agrees(start, end, written):
    assert said(HANS, show.span, start, end) == written


def test_span_tells_the_year_last_where_the_language_writes_it_last():
    assert said("en", show.span, date(2025, 1, 1), date(2025, 12, 31)) == "1 Jan to 31 Dec 2025"


@pytest.mark.parametrize(("count", "written"), [(512, "512 B"), (2048, "2 KB"), (1258291, "1.2 MB"), (None, "")])
def test_size_is_read_by_a_person(count, written):
    assert show.size(count) == written


@pytest.mark.parametrize(("fraction", "written"), [(Decimal("0.97"), "97%"), (0.974, "97.4%"), (1, "100%"), (None, "")])
def test_percent_keeps_one_decimal_when_there_is_one(fraction, written):
    assert show.percent(fraction) == written


@pytest.mark.parametrize(
    ("agent", "written"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130", "Edge · Windows"),
        ("curl/8", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_device_is_two_words(agent, written):
    assert said(HANS, show.device, agent) == written


def test_badge_has_shape_colour_and_word():
    mark = show.badge("已通过", "good")
    assert "badge-good" in mark
    assert "#tone-good" in mark
    assert "已通过" in mark


def test_badge_escapes_its_word():
    assert "&lt;b&gt;" in show.badge("<b>")


def test_badge_refuses_an_unknown_tone():
    with pytest.raises(ValueError, match="no such tone: loud"):
        show.badge("已通过", "loud")


@pytest.mark.parametrize(
    ("state", "tone"), [("approved", "good"), ("sent_back", "waiting"), ("refused", "wrong"), ("draft", "quiet"), ("x", "quiet")]
)
def test_state_badge_takes_its_tone_from_the_state(state, tone):
    row = SimpleNamespace(state=state, get_state_display=lambda: "状态")
    assert f"badge-{tone}" in show.state_badge(row)


def test_every_state_has_one_tone():
    states = [state for states in show.TONES.values() for state in states]
    assert len(states) == len(set(states))


def test_listed_puts_between_names_what_the_reader_writes_there():
    assert show.listed(["尹舟", "林平予"]) == "尹舟、林平予"
    with translation.override("en"):
        assert show.listed(["尹舟", 2]) == "尹舟, 2"
