"""Leave: asked for, decided, taken from a balance, cancelled, and come back from."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request, Route, RouteStep
from attendance import services
from attendance.choices import SlipKind
from attendance.models import EmergencyCall, LeaveEntry, LeaveLot, Slip
from attendance.selectors.asking import Asked, outlook
from attendance.selectors.judging import judge_one
from common.errors import RuleBroken
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, filed, granted, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW, LATE = at(MONDAY, "10:00"), at(FRIDAY, "23:00")


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def status(who: Employee, day: date, now=LATE) -> str:
    return str(judge_one(who.pk, day, now).result.status)


@pytest.mark.row("LEV-02", "ATT-03")
def test_leave_counts_once_it_is_approved_and_not_before(li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    slip = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW)
    assert (slip.state, slip.minutes, slip.days) == ("submitted", 480, 1)
    assert status(li, WEDNESDAY) == "absent"
    approved(slip, NOW)
    assert status(li, WEDNESDAY) == "leave"


def test_refused_leave_stays_absence_and_gives_its_time_free(li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    slip = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW)
    request = Request.objects.get(pk=slip.request_id)
    seat = request.steps.get(state="active").approvers.get()
    approvals.refuse(request=request, by=seat.approver, at=NOW, opinion="人手不够")
    slip.refresh_from_db()
    assert (slip.state, status(li, WEDNESDAY)) == ("refused", "absent")
    assert filed(li, WEDNESDAY, "09:00", "18:00", now=NOW).state == "submitted"


def test_two_slips_for_one_time_are_refused_by_the_database(li: Employee):
    filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="already"):
        filed(li, WEDNESDAY, "11:00", "15:00", now=NOW)


@pytest.mark.row("LEV-01")
def test_notice_of_a_day_is_enough_and_less_asks_the_next_higher_too(office: Office, li: Employee):
    in_time = outlook(Asked(SlipKind.LEAVE, li, at(TUESDAY, "09:00"), at(TUESDAY, "18:00"), "事假"), NOW)
    today = outlook(Asked(SlipKind.LEAVE, li, at(MONDAY, "14:00"), at(MONDAY, "18:00"), "事假"), NOW)
    assert (in_time.is_short, in_time.approvers) == (False, (("组长",),))
    assert (today.is_short, today.approvers) == (True, (("组长",), ("总监",)))


@pytest.mark.row("LEV-06")
def test_short_notice_is_flagged_and_walks_two_steps(office: Office, li: Employee):
    slip = filed(li, MONDAY, "14:00", "18:00", now=NOW)
    assert slip.is_short_notice
    assert [step.approvers.get().approver for step in slip.request.steps.order_by("order")] == [office.head, office.director]


@pytest.mark.row("LEV-05")
def test_type_and_length_choose_the_route(office: Office, li: Employee):
    one, five = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), filed(li, FRIDAY, "09:00", "18:00", until=date(2026, 11, 26), now=NOW)
    assert (one.days, five.days) == (1, 5)
    assert [one.request.steps.count(), five.request.steps.count()] == [1, 2]
    sick = Route.objects.create(kind="attendance.leave:产假", name="人事")
    RouteStep.objects.create(route=sick, order=1, name="总经理", who="person", person=office.manager, mode="any")
    long = filed(li, date(2026, 12, 1), "09:00", "18:00", "产假", until=date(2026, 12, 10), now=NOW)
    assert [step.approvers.get().approver for step in long.request.steps.all()] == [office.manager]
    assert long.days == 10  # by the calendar


@pytest.mark.row("ORG-06")
def test_leave_of_a_head_goes_to_whom_the_head_reports(office: Office, li: Employee):
    of_staff, of_head = filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), filed(office.director, WEDNESDAY, "09:00", "18:00", now=NOW)
    assert of_staff.request.steps.get().approvers.get().approver == office.head
    assert of_head.request.steps.get().approvers.get().approver == office.manager


@pytest.mark.row("LEV-09")
def test_more_than_the_balance_is_refused_and_says_what_is_left(li: Employee):
    granted(li, "年假", "2", NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match=r"balance of 年假 is 2, and this asks for 3"):
        filed(li, WEDNESDAY, "09:00", "18:00", "年假", until=FRIDAY, now=NOW)
    assert not Request.objects.filter(kind__startswith="attendance").exists()
    slip = filed(li, WEDNESDAY, "09:00", "18:00", "年假", until=date(2026, 11, 19), now=NOW)
    assert LeaveLot.objects.get().used == 2
    approvals.withdraw(request=slip.request, by=li, at=NOW)
    assert LeaveLot.objects.get().used == 0
    assert [(one.kind, one.amount) for one in LeaveEntry.objects.order_by("pk")] == [("grant", 2), ("use", -2), ("cancel", 2)]


def test_what_expires_first_is_taken_first(li: Employee):
    granted(li, "年假", "5", NOW, cause="new")
    granted(li, "年假", "1", NOW, until=date(2026, 11, 30), cause="old")
    filed(li, WEDNESDAY, "09:00", "18:00", "年假", until=date(2026, 11, 19), now=NOW)
    assert dict(LeaveLot.objects.values_list("cause", "used")) == {"old": 1, "new": 1}


def test_half_a_day_is_half_a_day(li: Employee):
    granted(li, "年假", "1", NOW)
    slip = filed(li, WEDNESDAY, "13:00", "18:00", "年假", now=NOW)
    assert (slip.days, LeaveLot.objects.get().used) == (Decimal("0.5"), Decimal("0.5"))
    clocked(li, WEDNESDAY, "09:00", "12:00")
    approved(slip, NOW)
    assert status(li, WEDNESDAY) == "normal"


@pytest.mark.row("LEV-08")
def test_coming_back_half_a_day_late_is_half_a_day_absent(li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    slip = approved(filed(li, WEDNESDAY, "09:00", "12:00", now=NOW), NOW)
    clocked(li, date(2026, 11, 19), "09:00", "18:00")
    services.confirm_return(slip=slip, returned_at=at(date(2026, 11, 19), "09:00"), by=li, at=at(date(2026, 11, 19), "09:05"))
    slip.refresh_from_db()
    assert slip.state == "closed"
    assert status(li, WEDNESDAY) == "absent_half"


@pytest.mark.row("LEV-08")
def test_coming_back_early_gives_the_rest_back_and_judges_it(li: Employee):
    granted(li, "年假", "3", NOW)
    clocked(li, MONDAY, "09:00", "18:00")
    slip = approved(filed(li, TUESDAY, "09:00", "18:00", "年假", until=date(2026, 11, 19), now=NOW), NOW)
    services.confirm_return(slip=slip, returned_at=at(WEDNESDAY, "12:00"), by=li, at=at(WEDNESDAY, "12:30"))
    slip.refresh_from_db()
    assert (slip.days, LeaveLot.objects.get().used) == (Decimal("1.5"), Decimal("1.5"))
    assert status(li, TUESDAY) == "leave"
    assert status(li, WEDNESDAY) == "absent_half"


def test_cancelling_before_it_begins_gives_everything_back(li: Employee):
    granted(li, "年假", "3", NOW)
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", "年假", now=NOW), NOW)
    services.cancel_slip(slip=slip, by=li, reason="不去了", at=NOW)
    assert LeaveLot.objects.get().used == 0
    with pytest.raises(RuleBroken):
        services.cancel_slip(slip=approved(filed(li, TUESDAY, "09:00", "18:00", "年假", now=NOW), NOW), by=li, reason="晚", at=at(FRIDAY))


@pytest.mark.row("ATT-11")
def test_a_slip_afterwards_counts_within_the_deadline_and_not_after_it(li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    assert status(li, TUESDAY) == "absent"
    approved(filed(li, TUESDAY, "09:00", "18:00", now=at(date(2026, 11, 19))), at(date(2026, 11, 19)))
    assert status(li, TUESDAY) == "leave"
    with translation.override("en"), pytest.raises(RuleBroken, match=r"3 working days ago.*within 2"):
        filed(li, WEDNESDAY, "09:00", "18:00", now=at(date(2026, 11, 23)))
    assert status(li, WEDNESDAY) == "absent"


@pytest.mark.row("LEV-04")
def test_a_call_holds_until_its_slip_is_due(office: Office, li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    for day in (TUESDAY, WEDNESDAY):
        services.log_call(
            employee=li, by=office.head, channel="phone", called_at=at(day, "08:30"), content="发烧", start=at(day, "09:00"),
            end=at(day, "18:00"), key=EmergencyCall._meta.get_field("key").to_python(f"00000000-0000-4000-8000-0000000000{day.day}"),
            at=at(day, "08:40"),
        )  # fmt: skip
    assert [status(li, day) for day in (TUESDAY, WEDNESDAY)] == ["leave", "leave"]
    slip = approved(filed(li, TUESDAY, "09:00", "18:00", now=at(WEDNESDAY, "10:00")), at(WEDNESDAY, "11:00"))
    assert not slip.is_short_notice
    assert slip.request.steps.count() == 1
    assert services.lapse_calls(at=at(date(2026, 11, 20), "23:00")) == 0
    assert services.lapse_calls(at=at(date(2026, 11, 21))) == 1
    assert [status(li, day) for day in (TUESDAY, WEDNESDAY)] == ["leave", "absent"]


def test_a_way_that_the_rules_do_not_allow_is_refused(office: Office, li: Employee):
    with pytest.raises(RuleBroken):
        services.log_call(
            employee=li, by=office.head, channel="message", called_at=NOW, content="x", start=NOW, end=at(MONDAY, "18:00"),
            key=Slip._meta.get_field("key").default(), at=NOW,
        )  # fmt: skip


def test_leave_of_a_day_off_is_not_needed(li: Employee):
    with pytest.raises(RuleBroken):
        filed(li, date(2026, 11, 21), "09:00", "18:00", now=NOW)


def test_proof_belongs_to_two_days_of_sickness(li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match="病假 of 2 days or more needs a proof"):
        filed(li, WEDNESDAY, "09:00", "18:00", "病假", until=date(2026, 11, 19), now=NOW)
    assert filed(li, WEDNESDAY, "09:00", "18:00", "病假", now=NOW).state == "submitted"


def test_the_same_form_twice_is_one_slip(li: Employee):
    key = Slip._meta.get_field("key").default()
    for _press in range(2):
        slip = services.start_slip(
            kind=SlipKind.LEAVE, typed=typed(at(WEDNESDAY, "09:00"), at(WEDNESDAY, "18:00")), employee=li, key=key, by=li, at=NOW
        )
        services.hand_in(slip=slip, by=li, at=NOW)
    assert (Slip.objects.count(), Request.objects.filter(kind__startswith="attendance").count()) == (1, 1)
