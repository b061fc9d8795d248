"""What the button shows at each hour of a day."""

from datetime import date, timedelta

import pytest

from attendance.models import ShiftGroup, ShiftMember
from attendance.selectors.today import Today, today_of
from people.models import Assignment
from rules.models import ClauseText, Edition
from tests.attendance.clocking import at, clocked
from tests.rules.making import Office

DAY = date(2026, 11, 20)  # a Friday
BEFORE = DAY - timedelta(days=1)


def seen(office: Office, wall: str, day: date = DAY) -> Today:
    return today_of(office.staff.pk, office.staff.number, at(day, wall))


@pytest.fixture
def night_shift(office: Office, wall: Edition) -> None:
    clause = ClauseText.objects.filter(edition=wall, heading="work.schedule").get().clause
    group = ShiftGroup.objects.create(name="夜班", clause=clause, segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5, 6, 7])
    ShiftMember.objects.create(employee=office.staff, group=group, during=(date(2026, 11, 1), None))


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    ("punches", "now", "act", "expects", "is_due"),
    [
        ((), "08:40", "上班打卡", "上班 09:00", True),
        ((), "10:00", "上班打卡", "上班 09:00", True),
        ((), "18:05", "下班打卡", "下班 18:00", True),
        (("08:58",), "12:00", "下班打卡", "下班 18:00", False),
        (("08:58",), "18:00", "下班打卡", "下班 18:00", True),
        (("08:58", "17:30"), "17:31", "下班打卡", "下班 18:00", False),
        (("08:58", "17:30"), "18:10", "下班打卡", "下班 18:00", True),
        (("08:58", "18:02"), "18:10", "再打一次下班卡", "今天已完成", False),
        (("08:58", "25:10"), "25:20", "再打一次下班卡", "今天已完成", False),
    ],
)
def test_button_names_what_comes_next(*, office: Office, punches, now, act, expects, is_due):
    clocked(office.staff, DAY, *punches)
    shown = seen(office, now)
    assert (shown.day, shown.act, shown.expects, shown.is_due) == (DAY, act, expects, is_due)


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    ("punches", "now", "words", "tone"),
    [
        (("08:58",), "08:58", "按时到岗", "good"),
        (("09:00:59",), "09:01", "按时到岗", "good"),
        (("09:08",), "09:08", "迟到8分钟，预计扣20.00元", "waiting"),
        (("09:31",), "09:31", "迟到31分钟，旷工半天，预计扣0.5天工资", "wrong"),
        (("13:10",), "13:10", "迟到10分钟，旷工半天，预计扣20.00元和1天工资", "wrong"),
        (("08:58", "18:02"), "18:02", "正常", "good"),
        (("09:08", "17:55"), "18:10", "迟到8分钟，早退5分钟，预计扣40.00元", "waiting"),
        (("18:02",), "18:02", "只有一次打卡，不据此认定迟到、早退或旷工", "waiting"),
    ],
)
def test_result_is_said_at_once_in_words(office: Office, punches, now, words, tone):
    clocked(office.staff, DAY, *punches)
    verdict = seen(office, now).verdict
    assert (verdict.words, verdict.tone) == (words, tone)


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(("punches", "now"), [((), "08:00"), ((), "12:00"), ((), "20:00"), (("08:58",), "18:30")])
def test_nothing_is_said_while_a_punch_is_still_to_come(office: Office, punches, now):
    clocked(office.staff, BEFORE, "09:00", "18:00")
    clocked(office.staff, DAY, *punches)
    assert seen(office, now).verdict is None


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    ("punches", "now", "key"),
    [
        (("08:58",), "08:58", "work.schedule"),
        (("09:08",), "09:08", "att.late.minor_fine_cny"),
        (("09:31",), "09:31", "att.late.major_deduct_days"),
    ],
)
def test_result_cites_the_clause_that_decided(office: Office, punches, now, key):
    clocked(office.staff, DAY, *punches)
    citation = seen(office, now).verdict.citation
    assert citation.url == f"/rules/KQ/?edition=1#{key}"


@pytest.mark.usefixtures("wall")
@pytest.mark.parametrize(
    ("punches", "warning"),
    [
        (("08:58", "17:30"), "如不再打卡，将记早退30分钟"),
        (("08:58", "17:00"), "如不再打卡，将记早退1小时，旷工半天"),
        (("09:31", "17:50"), "如不再打卡，将记早退10分钟"),
    ],
    ids=["slight", "serious", "late-already"],
)
def test_leaving_early_is_told_before_it_counts(office: Office, punches, warning):
    clocked(office.staff, DAY, *punches)
    assert seen(office, "17:51").warning == warning
    assert seen(office, "18:10").warning == ""


@pytest.mark.usefixtures("wall")
def test_going_to_lunch_is_no_leaving_early(office: Office):
    clocked(office.staff, DAY, "08:58", "12:01")
    assert seen(office, "12:02").warning == ""


@pytest.mark.usefixtures("wall")
def test_day_off_expects_nobody(office: Office):
    shown = seen(office, "10:00", date(2026, 11, 22))
    assert (shown.act, shown.expects, shown.is_due, shown.verdict) == ("打卡", "今天休息", False, None)


@pytest.mark.usefixtures("wall")
def test_holiday_is_named(office: Office):
    assert seen(office, "10:00", date(2027, 1, 1)).beside == "法定节假日 · 元旦"


@pytest.mark.usefixtures("wall")
def test_hours_stand_beside_the_kind_of_day(office: Office):
    assert seen(office, "08:00").beside == "工作日 · 09:00–12:00、13:00–18:00"


def test_undecided_hours_are_said(office: Office):
    clocked(office.staff, DAY, "09:08")
    shown = seen(office, "09:08")
    assert shown.expects.startswith("工作时间制度未定")
    assert (shown.act, shown.verdict, [one.time for one in shown.punches]) == ("打卡", None, ["09:08:00"])


@pytest.mark.usefixtures("wall")
def test_somebody_without_a_post_is_told_and_sees_the_punches(office: Office):
    Assignment.objects.filter(employee=office.staff).delete()
    clocked(office.staff, DAY, "09:08:31")
    shown = seen(office, "09:10")
    assert shown.expects.startswith("你今天没有任职记录")
    assert [one.time for one in shown.punches] == ["09:08:31"]


@pytest.mark.usefixtures("wall")
def test_after_midnight_it_is_still_the_evening_before(office: Office):
    clocked(office.staff, DAY, "08:58")
    assert seen(office, "28:59").day == DAY
    assert seen(office, "29:00").day == DAY + timedelta(days=1)


@pytest.mark.usefixtures("night_shift")
def test_night_shift_in_the_morning_belongs_to_the_evening_before(office: Office):
    clocked(office.staff, DAY, "21:55")
    shown = seen(office, "29:50")
    assert (shown.day, shown.act, shown.expects) == (DAY, "下班打卡", "下班 次日06:00")
    assert shown.beside == "工作日 · 夜班 · 22:00–次日06:00"


@pytest.mark.usefixtures("night_shift")
def test_night_punches_are_shown_with_their_day(office: Office):
    clocked(office.staff, DAY, "21:55:10", "30:02:05")
    shown = seen(office, "30:03")
    assert [(one.time, one.word) for one in shown.punches] == [("21:55:10", "上班"), ("次日06:02:05", "下班")]
    assert shown.verdict.citation.label == "一（一）"


@pytest.mark.usefixtures("wall")
def test_punch_that_was_just_made_is_recognised_to_the_second(office: Office):
    clocked(office.staff, DAY, "09:08:31")
    shown = seen(office, "09:08:32")
    assert shown.said(at(DAY, "09:08:31")) == "09:08:31"
    assert shown.said(at(DAY, "09:08:30")) == ""


@pytest.mark.usefixtures("wall")
def test_punch_of_the_day_that_ended_this_second_is_recognised_too(office: Office):
    clocked(office.staff, DAY, "28:59:59")
    shown = seen(office, "29:00:01")
    assert (shown.day, shown.said(at(DAY, "28:59:59"))) == (DAY + timedelta(days=1), "04:59:59")


@pytest.mark.usefixtures("wall")
def test_day_at_hand_is_one_query(office: Office, django_assert_num_queries):
    seen(office, "09:00")
    with django_assert_num_queries(1):
        seen(office, "09:00")
