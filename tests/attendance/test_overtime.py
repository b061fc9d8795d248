"""Overtime: asked before, arranged by the company, found when nobody asked, and made up by time off."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request
from attendance import services
from attendance.choices import SlipKind
from attendance.models import DayRecord, LeaveEntry, LeaveLot, Slip
from attendance.selectors.judging import judge_one
from attendance.selectors.overtime import ABOVE_LAW, ABOVE_RULES, ceilings, late_stays
from attendance.services.crediting import credit_recent
from attendance.services.overtime import Order, arrange_overtime, ask_overtime, mark_seen, tell_late_stays
from common.errors import RuleBroken
from common.periods import Period
from notices.models import Notice
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, SATURDAY, TUESDAY, WEDNESDAY, approved, filed, granted, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW, LATE = at(MONDAY, "10:00"), at(date(2026, 11, 23), "09:00")


def built() -> Office:
    office = Office()
    making.published(office, LEAVE_RULES | {"ot.month_max_hours": "20"}, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def office(db) -> Office:
    return built()


@pytest.fixture
def li(office: Office) -> Employee:
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office.staff


def asked(who: Employee, day: date, first: str, last: str, *, now: datetime = NOW) -> Slip:
    hours = typed(at(day, first), at(day, last), "", reason="发布前测试")
    return ask_overtime(typed=hours, task="发布 https://tasks.example/7", key=uuid4(), by=who, at=now)


def counted(who: Employee, day: date, now: datetime = LATE) -> int:
    return judge_one(who.pk, day, now).result.overtime_minutes


def order(day: date, first: str, last: str) -> Order:
    return Order(at(day, first), at(day, last), "客户现场验收", "验收")


@pytest.mark.row("OT-01")
def test_approved_overtime_counts_and_shows_what_was_asked(li: Employee):
    slip = asked(li, TUESDAY, "18:00", "20:00")
    shown = {item["label"]: item["value"] for item in slip.request.submissions.get().snapshot["items"]}
    assert (shown["task"], shown["reason"]) == ("发布 https://tasks.example/7", "发布前测试")
    clocked(li, TUESDAY, "09:00", "20:05")
    assert counted(li, TUESDAY) == 0
    approved(slip, NOW)
    assert counted(li, TUESDAY) == 120


@pytest.mark.row("OT-01")
def test_refused_overtime_never_counts(li: Employee):
    slip = asked(li, TUESDAY, "18:00", "20:00")
    clocked(li, TUESDAY, "09:00", "20:05")
    seat = slip.request.steps.get(state="active").approvers.get()
    approvals.refuse(request=slip.request, by=seat.approver, at=NOW, opinion="明天再做")
    assert counted(li, TUESDAY) == 0


def test_overtime_that_has_begun_is_refused_with_the_way_out(li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match=r"before it begins.*superior can arrange"):
        asked(li, MONDAY, "18:00", "20:00", now=at(MONDAY, "18:00"))
    assert not Slip.objects.exists()


def test_a_draft_that_lay_until_its_time_is_refused(li: Employee):
    hours = typed(at(TUESDAY, "18:00"), at(TUESDAY, "20:00"), "")
    slip = services.start_slip(kind=SlipKind.OVERTIME, typed=hours, employee=li, key=uuid4(), by=li, at=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="before it begins"):
        services.hand_in(slip=slip, by=li, at=at(WEDNESDAY, "09:00"))


def test_the_same_form_twice_is_one_slip_of_overtime(li: Employee):
    key, hours = uuid4(), typed(at(TUESDAY, "18:00"), at(TUESDAY, "20:00"), "")
    first, second = (ask_overtime(typed=hours, task="a", key=key, by=li, at=NOW) for _press in range(2))
    assert first == second
    assert Request.objects.filter(kind="attendance.overtime").count() == 1


def test_arranged_overtime_counts_at_once_and_tells_the_employee(office: Office, li: Employee):
    (slip,) = arrange_overtime(employees=[li], order=order(TUESDAY, "18:00", "20:00"), key=uuid4(), by=office.head, at=at(TUESDAY, "19:00"))
    clocked(li, TUESDAY, "09:00", "20:05")
    assert (slip.state, slip.is_arranged, slip.filed_by, counted(li, TUESDAY)) == ("approved", True, office.head, 120)
    assert Notice.objects.get(kind="attendance").recipients.get().recipient == li
    mark_seen(slip=slip, by=li, at=LATE)
    mark_seen(slip=slip, by=li, at=LATE + timedelta(hours=1))
    slip.overtime.refresh_from_db()
    assert slip.overtime.accepted_at == LATE


def test_nobody_arranges_overtime_for_themselves_or_for_strangers(office: Office, li: Employee):
    for by in (li, office.counsel):
        with pytest.raises(RuleBroken):
            arrange_overtime(employees=[li], order=order(TUESDAY, "18:00", "20:00"), key=uuid4(), by=by, at=NOW)
    assert not Slip.objects.exists()


def test_an_order_pressed_twice_is_one_and_a_second_for_the_same_time_is_refused(office: Office, li: Employee):
    key = uuid4()
    for _press in range(2):
        arrange_overtime(employees=[li], order=order(TUESDAY, "18:00", "20:00"), key=key, by=office.head, at=NOW)
    assert Slip.objects.count() == Notice.objects.filter(kind="attendance").count() == 1
    with translation.override("en"), pytest.raises(RuleBroken, match="李雯 has overtime"):
        arrange_overtime(employees=[li], order=order(TUESDAY, "19:00", "21:00"), key=uuid4(), by=office.head, at=NOW)


# -- late stays --------------------------------------------------------------------------------------------


def looking(office: Office) -> Employee:
    factories.grant(office.head, "supervisor", office.team)
    return office.head


@pytest.mark.row("OT-02")
def test_staying_two_hours_without_a_request_is_listed_and_with_one_it_is_not(office: Office, li: Employee):
    approved(asked(li, WEDNESDAY, "18:00", "20:00"), NOW)
    clocked(li, TUESDAY, "09:00", "20:00")
    clocked(li, WEDNESDAY, "09:00", "20:00")
    services.store_days(period=Period(TUESDAY, WEDNESDAY), at=LATE)
    found = late_stays(looking(office).user, Period.month_of(TUESDAY))
    assert [(one.employee, one.day, one.stayed_minutes) for one in found] == [(li, TUESDAY, 120)]


def stayed(who: Employee, day: date, minutes: int) -> None:
    services.store_days(period=Period(day, day), at=LATE, employee_ids=[who.pk])
    DayRecord.objects.filter(employee=who, day=day).update(stayed_minutes=minutes)


def test_late_stays_show_only_others_in_ones_scope(office: Office, li: Employee):
    for who in (li, office.head, office.counsel):
        stayed(who, TUESDAY, 90)
    found = late_stays(looking(office).user, Period(TUESDAY, TUESDAY))
    assert [one.employee for one in found] == [li]
    assert not late_stays(li.user, Period(TUESDAY, TUESDAY)).exists()


def test_the_direct_superior_is_told_once_a_day_of_late_stays(office: Office, li: Employee):
    stayed(li, TUESDAY, 90)
    assert [tell_late_stays(at=at(WEDNESDAY, hour)) for hour in ("08:30", "08:40")] == [1, 0]
    notice = Notice.objects.get(kind="attendance")
    assert (notice.recipients.get().recipient, notice.link) == (office.head, "/overtime/late-stays/?day=2026-11-17")
    assert tell_late_stays(at=at(date(2026, 11, 19), "08:30")) == 0


def test_asking_who_stayed_late_costs_the_same_for_one_and_for_many(office: Office, li: Employee, assert_queries_constant):
    stayed(li, TUESDAY, 90)
    now = at(WEDNESDAY, "08:30")
    tell_late_stays(at=now)

    def more() -> None:
        for name in ("甲", "乙", "丙", "丁"):
            stayed(factories.holder(factories.post(office.team, name), name), TUESDAY, 90)

    assert_queries_constant(lambda: tell_late_stays(at=now), more, at_most=12)


# -- time off ----------------------------------------------------------------------------------------------


def worked_on_saturday(li: Employee, last: str = "13:00") -> Slip:
    slip = approved(asked(li, SATURDAY, "09:00", "13:00"), NOW)
    clocked(li, SATURDAY, "09:00", last)
    return slip


@pytest.mark.row("OT-04")
def test_four_hours_on_a_rest_day_give_four_hours_and_eight_are_refused(li: Employee):
    slip = worked_on_saturday(li)
    credit_recent(at=LATE)
    lot = LeaveLot.objects.get()
    assert (lot.type, lot.granted, lot.cause) == ("调休", 4, f"overtime:{slip.pk}")
    assert (lot.valid_from, lot.expires_on) == (SATURDAY, date(2027, 5, 21))
    with translation.override("en"), pytest.raises(RuleBroken, match=r"balance of 调休 is 4, and this asks for 8"):
        filed(li, date(2026, 11, 25), "09:00", "18:00", "调休", now=LATE)
    filed(li, date(2026, 11, 25), "14:00", "18:00", "调休", now=LATE)
    lot.refresh_from_db()
    assert lot.used == 4


def test_overtime_is_credited_once_and_only_as_far_as_it_was_worked(li: Employee):
    worked_on_saturday(li, last="11:30")
    assert [credit_recent(at=LATE) for _run in range(2)] == [1, 0]
    assert LeaveLot.objects.get().granted == Decimal("2.5")


def test_a_day_that_is_not_over_credits_nothing(li: Employee):
    worked_on_saturday(li)
    assert credit_recent(at=at(SATURDAY, "20:00")) == 0


def test_overtime_on_a_working_day_is_paid_and_gives_no_time_off(li: Employee):
    approved(asked(li, TUESDAY, "18:00", "20:00"), NOW)
    clocked(li, TUESDAY, "09:00", "20:00")
    credit_recent(at=LATE)
    assert not LeaveLot.objects.exists()


def test_a_later_change_of_the_day_corrects_the_balance_but_never_below_what_was_taken(li: Employee):
    worked_on_saturday(li, last="11:00")
    credit_recent(at=LATE)
    filed(li, date(2026, 11, 25), "16:30", "18:00", "调休", now=LATE)
    clocked(li, SATURDAY, "13:00")
    credit_recent(at=LATE)
    assert LeaveLot.objects.get().granted == 4
    Slip.objects.filter(kind="overtime").update(during=(at(SATURDAY, "09:00"), at(SATURDAY, "10:00")))
    credit_recent(at=LATE)
    lot = LeaveLot.objects.get()
    assert (lot.granted, lot.used) == (Decimal("1.5"), Decimal("1.5"))
    assert list(LeaveEntry.objects.filter(kind="adjust").order_by("pk").values_list("amount", flat=True)) == [2, Decimal("-2.5")]


def test_keeping_the_results_of_a_day_credits_its_overtime(li: Employee):
    worked_on_saturday(li)
    for _run in range(2):
        services.store_days(period=Period(SATURDAY, SATURDAY), at=LATE, employee_ids=[li.pk])
    assert LeaveLot.objects.get().granted == 4
    assert LeaveEntry.objects.count() == 1


def test_approval_after_the_day_credits_at_once(li: Employee):
    slip = asked(li, SATURDAY, "09:00", "13:00")
    clocked(li, SATURDAY, "09:00", "13:00")
    approved(slip, LATE)
    assert LeaveLot.objects.get().granted == 4


# -- ceilings ----------------------------------------------------------------------------------------------


def test_ceilings_warn_before_sending_and_tell_the_approvers(li: Employee):
    asked(li, TUESDAY, "18:00", "20:00")
    found = ceilings(li, at(TUESDAY, "20:00"), at(TUESDAY, "21:30"))
    assert (found.day, found.month, list(found.warnings)) == (210, 210, [ABOVE_LAW])
    slip = asked(li, SATURDAY, "04:00", "23:00")
    with translation.override("en"):
        again = ceilings(li, slip.during.lower, slip.during.upper, but=slip.pk)
    assert (again.day, again.month, again.month_max, list(again.warnings)) == (1140, 1260, 1200, [ABOVE_RULES, ABOVE_LAW])
    items = {item["label"]: item["value"] for item in slip.request.submissions.get().snapshot["items"]}
    assert items["overtime of that month (hours)"] == "21 / 20"
    assert "attention" in items


# -- at the same moment ------------------------------------------------------------------------------------


@pytest.mark.row("OT-04")
@pytest.mark.django_db(transaction=True)
def test_the_last_hours_of_a_balance_are_spent_once_when_two_ask(race):
    li = built().staff
    granted(li, "调休", "4", NOW)
    slips = [
        services.start_slip(
            kind=SlipKind.LEAVE, typed=typed(at(day, "14:00"), at(day, "18:00"), "调休"), employee=li, key=uuid4(), by=li, at=NOW
        )
        for day in (WEDNESDAY, FRIDAY)
    ]
    results = race(*[lambda slip=slip: services.hand_in(slip=slip, by=li, at=NOW) for slip in slips])
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert LeaveLot.objects.get().used == 4
    assert sorted(Slip.objects.values_list("state", flat=True)) == ["draft", "submitted"]


@pytest.mark.row("OT-01")
@pytest.mark.django_db(transaction=True)
def test_approval_of_overtime_against_its_withdrawal_ends_in_one_of_them(race):
    office = built()
    slip = asked(office.staff, TUESDAY, "18:00", "20:00")
    results = race(
        lambda: approvals.approve(request=slip.request, by=office.head, at=NOW),
        lambda: approvals.withdraw(request=slip.request, by=office.staff, at=NOW),
    )
    assert [type(result) for result in results].count(RuleBroken) == 1
    slip.refresh_from_db()
    assert slip.state == Request.objects.get(pk=slip.request_id).state
    assert slip.state in ("approved", "withdrawn")
