"""A calendar that is changed after the fact: what it touches is computed anew, listed, and stands until a person accepts."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from attendance import services
from attendance.change_tasks import find_changed_days, find_moved
from attendance.models import Case, DayRecord, LeaveEntry, LeaveLot, MonthClosing, ResultChange, ShiftGroup, ShiftMember, Slip
from attendance.selectors.changes import in_words, open_change_of
from attendance.selectors.closing_blockers import blockers
from attendance.services.accepting import accept_change, accept_changes
from attendance.services.changes import find_for_days, find_for_move
from attendance.services.closing import reopen_month
from attendance.services.crediting import credit_recent
from attendance.services.overtime import Order, arrange_overtime
from common import clock
from common.errors import RuleBroken
from common.periods import Period
from notices.models import NoticeRecipient
from people.models import Employee
from rules.models import ClauseText
from tests import factories
from tests.attendance.changing import DAY, MORNING, NOON, TYPHOON, changed, company, corrected, found, judged, opened
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import hr
from tests.attendance.slips import LEAVE_RULES, approved, filed, granted, with_a_head
from tests.rules import making
from tests.rules.making import Office
from tests.support.queries import counted
from workdays.choices import DayKind
from workdays.models import Calendar, CalendarDay
from workdays.services import correct_day, save_calendar

SATURDAY = date(2026, 11, 21)


@pytest.fixture
def desk(office: Office) -> Office:
    """With rules on leave, somebody of human resources, and the balances that leave is taken from."""
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    with_a_head(office)
    office.hr = hr(office)
    return office


def kept(who: Employee, day: date = DAY) -> str:
    return DayRecord.objects.get(employee=who, day=day).status


def mine(who: Employee) -> ResultChange:
    return ResultChange.objects.get(employee=who, state="open")


def closed_month(month: date, state: str = "closed") -> MonthClosing:
    return MonthClosing.objects.create(month=month, state=state, started_at=NOON, closed_at=NOON)


# -- what is found -----------------------------------------------------------------------------------------


def test_changed_day_is_listed_and_the_kept_result_stands(desk: Office):
    judged(desk.staff)
    assert changed(desk) == 1
    [one] = opened()
    assert (one.employee, one.day, one.slip, one.cause) == (desk.staff, DAY, None, TYPHOON)
    assert (one.before["status"], one.after["status"]) == ("late", "rest")
    assert kept(desk.staff) == "late"


def test_second_search_changes_nothing(desk: Office):
    judged(desk.staff)
    changed(desk)
    before = list(ResultChange.objects.values())
    assert found() == 0
    assert list(ResultChange.objects.values()) == before


def test_another_correction_alters_the_open_change(desk: Office):
    judged(desk.staff)
    changed(desk)
    corrected(desk, DayKind.STATUTORY_HOLIDAY)
    found(cause="第二号通知")
    [one] = opened()
    assert (one.after["kind"], one.cause) == ("statutory_holiday", "第二号通知")


def test_calendar_that_is_changed_back_leaves_nothing_open(desk: Office):
    judged(desk.staff)
    changed(desk)
    changed(desk, DayKind.WORKDAY)
    assert [one.state for one in ResultChange.objects.all()] == ["gone"]


def test_result_that_stays_the_same_is_not_listed(desk: Office):
    judged(desk.staff)
    corrected(desk)
    CalendarDay.objects.filter(day=DAY).update(kind="workday")
    assert found() == 0
    assert opened() == []


def test_correction_leaves_a_job_with_the_cause_in_words(desk: Office):
    judged(desk.staff)
    corrected(desk)
    job = ProcrastinateJob.objects.get(task_name="attendance.find_changed_days")
    assert job.args["calendar_id"] == company().pk
    assert TYPHOON in job.args["causes"][DAY.isoformat()]
    with clock.stopped(NOON):
        assert find_changed_days(**job.args) == 1


def test_weekend_that_becomes_a_holiday_is_another_result(desk: Office):
    judged(desk.staff, walls=("09:00", "18:00"))
    judged(desk.staff, day=SATURDAY, walls=(), now=at(date(2026, 11, 22), "05:05"))
    changed(desk, DayKind.STATUTORY_HOLIDAY, day=SATURDAY, now=at(date(2026, 11, 22)))
    [one] = opened()
    assert (one.before["kind"], one.after["kind"]) == ("rest_day", "statutory_holiday")
    assert "statutory holiday" in in_words(one)[1] or "法定节假日" in in_words(one)[1]


def test_weekend_that_becomes_a_workday_costs_nothing_before_it_is_accepted(desk: Office):
    judged(desk.staff, walls=("09:00", "18:00"))
    judged(desk.staff, day=SATURDAY, walls=(), now=at(date(2026, 11, 22), "05:05"))
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY, now=at(date(2026, 11, 22)))
    assert mine(desk.staff).after["status"] == "absent"
    services.store_days(period=Period(SATURDAY, SATURDAY), at=at(date(2026, 11, 22)))
    assert kept(desk.staff, SATURDAY) == "rest"
    assert not Case.objects.exists()


def test_change_of_a_site_touches_only_who_goes_by_it(desk: Office):
    site = save_calendar(calendar=Calendar(name="门店日历"), departments=[desk.ours])
    other = factories.holder(factories.post(desk.company, "专员", 1), "总部")
    judged(desk.staff, other)
    clocked(other, DAY, "20:30")  # would be another result, but not by this change
    changed(desk, calendar=site)
    assert [one.employee for one in opened()] == [desk.staff]  # below, with no calendar of its own


def test_change_of_the_company_leaves_a_site_alone(desk: Office):
    save_calendar(calendar=Calendar(name="门店日历"), departments=[desk.ours])
    other = factories.holder(factories.post(desk.company, "专员", 1), "总部")
    judged(desk.staff, other)
    changed(desk)
    assert [one.employee for one in opened()] == [other]


def test_department_that_moves_to_another_calendar_is_judged_anew(desk: Office):
    site = save_calendar(calendar=Calendar(name="门店日历"), departments=[])
    judged(desk.staff)
    correct_day(calendar=site, day=DAY, kind=DayKind.REST_DAY, name="", reason="店休", by=desk.manager, at=NOON)
    save_calendar(calendar=site, departments=[desk.ours])
    job = ProcrastinateJob.objects.get(task_name="attendance.find_moved")
    with clock.stopped(NOON):
        assert find_moved(**job.args) == 1
    [one] = opened()
    assert (one.employee, one.day, one.after["status"]) == (desk.staff, DAY, "rest")
    assert "门店日历" in one.cause


def test_department_that_moves_leaves_closed_months_alone(desk: Office):
    site = save_calendar(calendar=Calendar(name="门店日历"), departments=[desk.ours])
    judged(desk.staff)
    correct_day(calendar=site, day=DAY, kind=DayKind.REST_DAY, name="", reason="店休", by=desk.manager, at=NOON)
    closed_month(date(2026, 11, 1))
    assert find_for_move(department_id=desk.ours.pk, calendar_id=site.pk, cause="换日历", at=at(date(2026, 12, 2))) == 0


def test_calendar_is_not_changed_while_the_month_is_being_closed(desk: Office):
    closed_month(date(2026, 11, 1), state="running")
    with clock.stopped(NOON), pytest.raises(RuleBroken, match="2026年11月"):
        corrected(desk)
    assert not company().days.filter(day=DAY, kind="rest_day").exists()


def test_queries_do_not_grow_with_the_people(desk: Office):
    post = factories.post(desk.team, "客服", 1)
    judged(*(factories.holder(post, f"甲{n}") for n in range(3)))
    corrected(desk)
    found()
    ResultChange.objects.all().delete()
    few = counted(found)
    assert len(opened()) == 3
    CalendarDay.objects.filter(day=DAY).update(kind="workday")
    judged(*(factories.holder(post, f"乙{n}") for n in range(27)))
    CalendarDay.objects.filter(day=DAY).update(kind="rest_day")
    ResultChange.objects.all().delete()
    assert counted(found) == few
    assert len(opened()) == 30


# -- leave -------------------------------------------------------------------------------------------------


def on_leave(desk: Office, first: date, last: date, type: str = "年假", now=None) -> Slip:
    now = now or at(first - timedelta(days=2), "09:00")
    return approved(filed(desk.staff, first, "09:00", "18:00", type, now=now, until=last), now)


def balance(who: Employee) -> Decimal:
    lot = LeaveLot.objects.get(employee=who)
    return lot.granted - lot.used


def test_leave_over_new_year_counts_the_days_of_both_years_anew(desk: Office):
    granted(desk.staff, "年假", "5", at(date(2026, 12, 1)), until=date(2027, 6, 30))
    slip = on_leave(desk, date(2026, 12, 28), date(2027, 1, 4))
    assert slip.days == Decimal(5)  # New Year's Day and the weekend between are off
    now = at(date(2027, 1, 5))
    corrected(desk, DayKind.REST_DAY, day=date(2026, 12, 31))
    found(day=date(2026, 12, 31), now=now)
    [one] = opened()
    assert (one.slip, one.before["days"], one.after["days"]) == (slip, "5", "4")
    corrected(desk, DayKind.REST_DAY, day=date(2027, 1, 4))
    found(day=date(2027, 1, 4), now=now)
    [one] = opened()
    assert (one.before["days"], one.after["days"]) == ("5", "3")  # one change of a slip, by whatever it is touched
    accept_change(change=one, by=desk.hr, at=now)
    slip.refresh_from_db()
    assert (slip.days, balance(desk.staff)) == (Decimal(3), Decimal(2))


def test_workday_that_becomes_a_rest_day_gives_leave_back(desk: Office):
    granted(desk.staff, "年假", "5", MORNING)
    slip = on_leave(desk, date(2026, 11, 18), DAY)
    changed(desk)
    one = ResultChange.objects.get(slip=slip)
    assert (one.before["days"], one.after["days"], balance(desk.staff)) == ("3", "2", Decimal(2))
    accept_change(change=one, by=desk.hr, at=NOON)
    slip.refresh_from_db()
    assert (slip.days, slip.minutes, balance(desk.staff)) == (Decimal(2), 960, Decimal(3))
    assert LeaveEntry.objects.filter(slip=slip, kind="cancel", amount=1).count() == 1


def test_day_that_becomes_a_make_up_workday_after_leave_was_approved_takes_another_day(desk: Office):
    granted(desk.staff, "年假", "5", MORNING)
    slip = on_leave(desk, DAY, date(2026, 11, 23))
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY)
    one = ResultChange.objects.get(slip=slip)
    assert (one.day, one.before["days"], one.after["days"]) == (SATURDAY, "2", "3")
    accept_change(change=one, by=desk.hr, at=NOON)
    assert balance(desk.staff) == Decimal(2)
    assert LeaveEntry.objects.filter(slip=slip, kind="use").count() == 2


def test_balance_that_is_too_small_keeps_the_change_open(desk: Office):
    granted(desk.staff, "年假", "2", MORNING)
    slip = on_leave(desk, DAY, date(2026, 11, 23))
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY)
    one = ResultChange.objects.get(slip=slip)
    with pytest.raises(RuleBroken, match=desk.staff.name):
        accept_change(change=one, by=desk.hr, at=NOON)
    one.refresh_from_db()
    slip.refresh_from_db()
    assert (one.state, slip.days, balance(desk.staff)) == ("open", Decimal(2), Decimal(0))


def test_trip_is_counted_anew_without_any_balance(desk: Office):
    slip = on_leave(desk, DAY, date(2026, 11, 23), type="事假")
    Slip.objects.filter(pk=slip.pk).update(kind="trip", type="")
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY)
    accept_change(change=ResultChange.objects.get(slip=slip), by=desk.hr, at=NOON)
    slip.refresh_from_db()
    assert (slip.days, LeaveEntry.objects.filter(slip=slip).count()) == (Decimal(3), 0)


def test_leave_by_calendar_days_is_not_touched(desk: Office):
    slip = on_leave(desk, DAY, date(2026, 11, 23), type="产假")
    assert slip.days == Decimal(4)
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY)
    assert not ResultChange.objects.filter(slip=slip, after__days="5").exists()


def test_leave_that_is_cancelled_costs_no_days_any_more(desk: Office):
    granted(desk.staff, "年假", "5", MORNING)
    now = at(date(2026, 11, 16), "09:00")
    slip = on_leave(desk, DAY, date(2026, 11, 23), now=now)
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY, now=now)
    services.cancel_slip(slip=slip, by=desk.staff, reason="不去了", at=now)
    assert [one.state for one in ResultChange.objects.filter(slip=slip)] == ["gone"]


# -- accepting ---------------------------------------------------------------------------------------------


def test_accepting_writes_the_result_and_tells_the_person(desk: Office):
    judged(desk.staff)
    changed(desk)
    done = accept_change(change=mine(desk.staff), by=desk.hr, at=NOON)
    assert (done.state, done.accepted_by, done.accepted_at) == ("accepted", desk.hr, NOON)
    assert kept(desk.staff) == "rest"
    assert NoticeRecipient.objects.filter(recipient=desk.staff, notice__body__endswith=TYPHOON).count() == 1


def test_accepting_opens_the_cases_that_follow(desk: Office):
    for day in (16, 17, 18, 19):
        judged(desk.staff, day=date(2026, 11, day), now=MORNING)
    for kind, text in ((DayKind.REST_DAY, "停工"), (DayKind.WORKDAY, "照常上班")):
        Case.objects.all().delete()
        correct_day(calendar=company(), day=date(2026, 11, 19), kind=kind, name="", reason=text, by=desk.manager, at=NOON)
        found(day=date(2026, 11, 19))
        accept_changes(changes=[one.pk for one in opened()], by=desk.hr, at=NOON)
    assert Case.objects.filter(employee=desk.staff, kind="late_count").exists()


def test_accepted_twice_is_once(desk: Office):
    judged(desk.staff)
    changed(desk)
    one = mine(desk.staff)
    assert [accept_changes(changes=[one.pk], by=desk.hr, at=NOON).count for _n in range(2)] == [1, 0]
    assert NoticeRecipient.objects.filter(recipient=desk.staff, notice__body__endswith=TYPHOON).count() == 1


def test_nobody_accepts_their_own(desk: Office):
    judged(desk.hr)
    changed(desk)
    with pytest.raises(RuleBroken):
        accept_change(change=mine(desk.hr), by=desk.hr, at=NOON)
    assert kept(desk.hr) == "late"


def test_supervisor_accepts_for_people_below_only(desk: Office):
    other = factories.holder(factories.post(desk.company, "专员", 1), "总部")
    judged(desk.staff, other)
    changed(desk)
    factories.grant(desk.director, "supervisor", desk.ours)
    outcome = accept_changes(changes=[one.pk for one in opened()], by=desk.director, at=NOON)
    assert (outcome.count, len(outcome.refused)) == (1, 1)
    assert other.name in outcome.refused[0]
    assert (kept(desk.staff), kept(other)) == ("rest", "late")


def test_staff_accept_nothing(desk: Office):
    other = factories.holder(factories.post(desk.team, "客服", 1), "同事")
    judged(other)
    changed(desk)
    with pytest.raises(RuleBroken, match=other.name):
        accept_change(change=mine(other), by=desk.staff, at=NOON)


def test_change_of_a_closed_month_is_refused_until_it_is_reopened(desk: Office):
    judged(desk.staff)
    closing = closed_month(date(2026, 11, 1))
    changed(desk)
    with pytest.raises(RuleBroken, match="2026年11月"):
        accept_change(change=mine(desk.staff), by=desk.hr, at=NOON)
    assert (mine(desk.staff).state, kept(desk.staff)) == ("open", "late")
    reopen_month(closing=closing, by=desk.hr, reason="日历有误", at=NOON)
    accept_change(change=mine(desk.staff), by=desk.hr, at=NOON)
    assert kept(desk.staff) == "rest"


def test_what_was_found_after_looking_is_not_accepted_unseen(desk: Office):
    judged(desk.staff)
    changed(desk)
    outcome = accept_changes(changes=[mine(desk.staff).pk], by=desk.hr, at=NOON, seen_at=MORNING)
    assert (outcome.count, len(outcome.refused), kept(desk.staff)) == (0, 1, "late")


def test_facts_that_changed_meanwhile_are_looked_at_first(desk: Office):
    judged(desk.staff)
    changed(desk)
    one = mine(desk.staff)
    corrected(desk, DayKind.STATUTORY_HOLIDAY)  # its job has not run yet
    with pytest.raises(RuleBroken):
        accept_change(change=one, by=desk.hr, at=NOON)
    one.refresh_from_db()
    assert (one.state, one.after["kind"]) == ("open", "statutory_holiday")
    accept_change(change=one, by=desk.hr, at=NOON)
    assert kept(desk.staff) == "rest"


# -- until then --------------------------------------------------------------------------------------------


def test_nightly_run_leaves_an_open_change_alone(desk: Office):
    judged(desk.staff)
    changed(desk)
    services.store_days(period=Period(DAY, DAY), at=NOON)
    assert (kept(desk.staff), mine(desk.staff).state) == ("late", "open")


def test_new_facts_of_the_day_are_in_the_open_change(desk: Office):
    judged(desk.staff)
    changed(desk, DayKind.STATUTORY_HOLIDAY)
    clocked(desk.staff, DAY, "20:30")
    services.store_days(period=Period(DAY, DAY), at=NOON)
    assert (mine(desk.staff).after["departure"], kept(desk.staff)) == (20 * 60 + 30, "late")


def test_overtime_keeps_its_worth_until_the_change_is_accepted(desk: Office):
    day, night = SATURDAY, at(date(2026, 11, 22), "05:05")
    clocked(desk.staff, day, "09:00", "13:00")
    order, head = Order(at(day, "09:00"), at(day, "13:00"), "上线"), Employee.objects.get(name="组长")
    arrange_overtime(employees=[desk.staff], order=order, key=uuid4(), by=head, at=at(DAY))
    services.store_days(period=Period(day, day), at=night)
    assert balance(desk.staff) == Decimal(4)
    changed(desk, DayKind.STATUTORY_HOLIDAY, day=day, now=night)
    credit_recent(at=night)
    assert balance(desk.staff) == Decimal(4)
    accept_change(change=mine(desk.staff), by=desk.hr, at=night)
    assert balance(desk.staff) == Decimal(0)  # on a holiday it is paid, never made up by time off


def test_open_change_stands_in_the_way_of_closing(desk: Office):
    judged(desk.staff)
    changed(desk)
    ProcrastinateJob.objects.all().delete()
    groups = {group.kind: group for group in blockers(Period.month(2026, 11), at(date(2026, 12, 2))).stops}
    assert groups["change"].count == 1
    assert groups["change"].listed[0].url == "/changed-results/"


def test_month_is_not_closed_while_the_change_is_being_worked_through(desk: Office):
    corrected(desk)
    groups = {group.kind for group in blockers(Period.month(2026, 11), at(date(2026, 12, 2))).stops}
    assert "recounting" in groups


def test_page_of_a_day_finds_its_open_change(desk: Office):
    judged(desk.staff)
    assert open_change_of(desk.staff.pk, DAY) is None
    changed(desk)
    assert open_change_of(desk.staff.pk, DAY) == mine(desk.staff)
    client = Client()
    client.force_login(desk.staff.user)
    with clock.stopped(at(date(2026, 12, 2))):
        page = client.get(reverse("attendance:day", args=[desk.staff.number, DAY])).text
    assert mine(desk.staff).cause in page
    assert in_words(mine(desk.staff))[0] in page


def test_change_of_many_days_lists_each(desk: Office):
    for day in (date(2026, 11, 19), DAY):
        judged(desk.staff, day=day)
        corrected(desk, day=day)
    count = find_for_days(calendar_id=company().pk, causes={date(2026, 11, 19): "一", DAY: "二"}, at=NOON)
    assert (count, [(one.day.day, one.cause) for one in opened()]) == (2, [(19, "一"), (20, "二")])


# -- shift groups ------------------------------------------------------------------------------------------


def in_group(desk: Office, who: Employee, name: str, weekdays: list[int]) -> None:
    clause = ClauseText.objects.get(heading="work.schedule", edition__rulebook__number="KQ").clause
    group = ShiftGroup.objects.create(name=name, clause=clause, segments=[["09:00", "17:00"]], weekdays=weekdays)
    ShiftMember.objects.create(employee=who, group=group, during=(date(2026, 11, 1), None))


def test_rest_group_stays_off_on_a_corrected_workday(desk: Office):
    in_group(desk, desk.staff, "休", [])
    judged(desk.staff, day=SATURDAY, now=at(date(2026, 11, 22)))
    changed(desk, DayKind.MAKEUP_WORKDAY, day=SATURDAY, now=at(date(2026, 11, 22)))
    assert opened() == []
