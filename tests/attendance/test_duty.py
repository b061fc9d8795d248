"""Holiday duty: planned, published, kept in a log, carried over, credited, and heads reminded."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from attendance.domain.duty import CalendarDay, Holiday, credit, fairness, gaps, holidays, months_after
from attendance.models import DutyCheck, DutyMatter, DutyMember, HolidayRoster, LeaveEntry, LeaveLot
from attendance.selectors import duty as selector
from attendance.selectors.judging import judge_one
from attendance.services import duty as services
from attendance.services.duty import Hours, Typed
from attendance.services.duty_clock import credit_duties, remind_heads
from common.errors import RuleBroken
from notices.models import Notice
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.dutying import (
    BEFORE,
    HOURS,
    NEW_YEAR,
    SECOND,
    THIRD,
    begun,
    checked,
    published,
    put_on,
    shift_on,
    spoken,
    walled,
)
from tests.rules.making import Office


@pytest.fixture
def office(db) -> Office:
    return walled(Office())


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def told(who: Employee) -> list[str]:
    return list(Notice.objects.filter(recipients__recipient=who, kind="attendance").order_by("pk").values_list("subject", flat=True))


# -- plain figures -----------------------------------------------------------------


def hour(number: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, 1, number, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("checks", "now", "found"),
    [
        pytest.param([], 9, [], id="just-begun"),
        pytest.param([], 11, [], id="exactly-the-interval"),
        pytest.param([], 12, [(9, 12, True)], id="open-until-now"),
        pytest.param([10, 13], 14, [(10, 13, False)], id="between-two"),
        pytest.param([11, 13, 15], 20, [(15, 18, False)], id="ends-with-the-shift"),
        pytest.param([11, 13, 15, 17], 20, [], id="all-there"),
        pytest.param([8, 19], 20, [(9, 18, False)], id="outside-does-not-count"),
        pytest.param([], 8, [], id="not-begun"),
    ],
)
def test_gaps_are_longer_than_the_interval(checks, now, found):
    seen = gaps(start=hour(9), end=hour(18), checks=map(hour, checks), interval=timedelta(hours=2), now=hour(now))
    assert [(gap.start.hour, gap.end.hour, gap.is_open) for gap in seen] == found


def test_holidays_are_days_off_in_a_row_with_a_name():
    words = ["", "w", "", "元旦", "", "w", "w", "", "", "春节", "春节", "初三"]
    days = [CalendarDay(date(2027, 1, n), word != "w", "" if word == "w" else word) for n, word in enumerate(words, start=1)]
    assert holidays(days) == [
        Holiday("元旦", date(2027, 1, 3), date(2027, 1, 5)),
        Holiday("春节、初三", date(2027, 1, 8), date(2027, 1, 12)),
    ]


def test_fairness_puts_the_most_loaded_last_and_tells_the_distance_from_the_mean():
    assert [(one.person, one.minutes, one.deviation) for one in fairness({1: 540, 2: 0, 3: 90})] == [
        (2, 0, -210),
        (3, 90, -120),
        (1, 540, 330),
    ]
    assert fairness({}) == []


@pytest.mark.parametrize(
    ("minutes", "ratio", "is_in_hours", "amount"), [(540, "1.5", True, "13.50"), (540, "1", False, "1.13"), (20, "1", True, "0.33")]
)
def test_credit_is_hours_by_the_ratio(minutes, ratio, is_in_hours, amount):
    assert credit(minutes, Decimal(ratio), is_in_hours=is_in_hours) == Decimal(amount)


def test_months_after_ends_with_a_shorter_month():
    assert (months_after(date(2026, 8, 31), 6), months_after(date(2027, 1, 15), -12)) == (date(2027, 2, 28), date(2026, 1, 15))


# -- the roster --------------------------------------------------------------------


@pytest.mark.row("ROS-01")
def test_roster_begins_with_a_shift_for_each_day_of_the_holiday(office: Office):
    found = selector.coming_holidays(office.ours.pk, BEFORE.date())[0]
    assert (found.name, found.first, found.last) == ("元旦", NEW_YEAR, THIRD)
    roster, again = begun(office), begun(office)
    assert roster == again
    assert list(roster.shifts.values_list("day", flat=True)) == [NEW_YEAR, SECOND, THIRD]
    assert (shift_on(roster, SECOND).during.lower, shift_on(roster, SECOND).during.upper) == (at(SECOND, "09:00"), at(SECOND, "18:00"))


@pytest.mark.row("ROS-01")
def test_publish_refuses_days_without_a_lead_and_names_them(office: Office, li: Employee):
    roster = begun(office)
    put_on(office, shift_on(roster, SECOND), office.director)
    put_on(office, shift_on(roster, THIRD), None, li)
    with translation.override("zh-hans"), pytest.raises(RuleBroken, match=r"1月1日 周五、.*1月3日 周日"):
        services.publish_roster(roster=roster, by=office.director, at=BEFORE)
    assert HolidayRoster.objects.get().published_at is None
    assert told(li) == []


@pytest.mark.row("ROS-01")
def test_publish_tells_the_members_and_shows_it_to_the_department(office: Office, li: Employee):
    other = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    roster = begun(office)
    shown = lambda who: list(selector.rosters_visible_to(who.user, BEFORE.date()))  # noqa: E731
    assert (shown(li), shown(office.director)) == ([], [roster])
    for shift in roster.shifts.all():
        put_on(office, shift, office.director)
    services.publish_roster(roster=roster, by=office.director, at=BEFORE)
    assert (len(told(office.director)), told(li)) == (1, [])
    assert (shown(li), shown(other)) == ([roster], [])


def test_publish_twice_is_once(office: Office):
    roster = published(office)
    later = services.publish_roster(roster=roster, by=office.manager, at=BEFORE + timedelta(hours=1))
    assert (later.published_by, later.published_at) == (office.director, BEFORE)
    assert len(told(office.director)) == 1


def test_publish_is_refused_once_the_holiday_is_over(office: Office):
    roster = begun(office)
    for shift in roster.shifts.all():
        put_on(office, shift, office.director)
    with translation.override("en"), pytest.raises(RuleBroken, match="over"):
        services.publish_roster(roster=roster, by=office.director, at=at(THIRD, "18:00"))


def test_published_shift_keeps_a_lead_and_tells_who_joins(office: Office, li: Employee):
    roster = published(office)
    shift = shift_on(roster, SECOND)
    with translation.override("en"), pytest.raises(RuleBroken, match="somebody has to lead"):
        put_on(office, shift, None, li)
    put_on(office, shift, office.director, li)
    assert len(told(li)) == 1


def test_shift_that_is_over_stays_as_it_was(office: Office, li: Employee):
    shift = shift_on(published(office), NEW_YEAR)
    with translation.override("en"), pytest.raises(RuleBroken, match="over"):
        put_on(office, shift, li, now=at(NEW_YEAR, "18:00"))


def test_lead_is_a_member_and_hours_move_with_the_shift(office: Office, li: Employee):
    shift = put_on(office, shift_on(begun(office), NEW_YEAR), li, office.director)
    put_on(office, shift, li, hours=Hours(time(20), time(8)))
    member = DutyMember.objects.get()
    assert (member.employee, member.during.lower, member.during.upper) == (li, at(NEW_YEAR, "20:00"), at(SECOND, "08:00"))


def test_nobody_is_on_two_duties_at_one_time(office: Office, li: Employee):
    put_on(office, shift_on(begun(office), NEW_YEAR), li)
    elsewhere = shift_on(begun(office, office.company), NEW_YEAR)
    with translation.override("zh-hans"), pytest.raises(RuleBroken, match=r"李雯（运营部 .*1月1日 周五）"):
        put_on(office, elsewhere, office.manager, li)
    assert not elsewhere.members.exists()


# -- the log -----------------------------------------------------------------------


@pytest.mark.row("ROS-02")
def test_log_shows_where_a_check_is_missing(office: Office, li: Employee):
    shift = shift_on(published(office, li), NEW_YEAR)
    checked(shift, li, at(NEW_YEAR, "10:30"))
    log = selector.log_of(shift, at(NEW_YEAR, "12:30"))
    assert (log.interval, log.gaps) == (2, [])
    checked(shift, li, at(NEW_YEAR, "13:00"))
    log = selector.log_of(shift, at(NEW_YEAR, "15:10"))
    assert [(gap.start, gap.end, gap.is_open) for gap in log.gaps] == [
        (at(NEW_YEAR, "10:30"), at(NEW_YEAR, "13:00"), False),
        (at(NEW_YEAR, "13:00"), at(NEW_YEAR, "15:10"), True),
    ]
    assert [line.gap is not None for line in log.lines] == [False, True, False, True]
    assert shift.lead == office.director


def test_no_check_is_missing_while_the_interval_is_undecided(db):
    office = walled(Office(), ros_check_interval_hours=None)
    log = selector.log_of(shift_on(published(office), NEW_YEAR), at(SECOND))
    assert (log.interval, log.gaps) == (None, [])


@pytest.mark.row("ROS-02")
@pytest.mark.parametrize(("wall", "may"), [("08:59", False), ("09:00", True), ("18:30", True), ("20:00", True), ("20:01", False)])
def test_only_members_write_while_the_shift_lasts_and_two_hours_after(office: Office, li: Employee, wall: str, may: bool):
    shift, now = shift_on(published(office, li), NEW_YEAR), at(NEW_YEAR, wall)
    assert (selector.may_write(shift, li, now), selector.may_write(shift, office.manager, now)) == (may, False)
    with translation.override("en"), pytest.raises(RuleBroken, match="Only those on this shift"):
        checked(shift, office.manager, now)


def test_nobody_writes_in_a_roster_that_is_not_published(office: Office, li: Employee):
    shift = put_on(office, shift_on(begun(office), NEW_YEAR), li)
    assert not selector.may_write(shift, li, at(NEW_YEAR))


def test_trouble_needs_what_was_done_and_a_key_counts_once(office: Office, li: Employee):
    shift, key = shift_on(published(office, li), NEW_YEAR), uuid4()
    with translation.override("en"), pytest.raises(RuleBroken, match="what was done"):
        checked(shift, li, at(NEW_YEAR), is_good=False, action=" ")
    for _press in range(2):
        checked(shift, li, at(NEW_YEAR), is_good=False, action="已报修", key=key)
    assert DutyCheck.objects.get().action == "已报修"


@pytest.mark.row("ROS-03")
def test_unsolved_matter_goes_to_the_next_shift_until_it_is_solved(office: Office, li: Employee):
    roster = published(office, li)
    first, second, third = (shift_on(roster, day) for day in (NEW_YEAR, SECOND, THIRD))
    open_one = spoken(first, li, at(NEW_YEAR, "17:00"))
    spoken(first, li, at(NEW_YEAR, "17:10"), is_solved=True, outcome="已补货")
    carried = lambda shift, now: list(selector.carried_to(shift, now))  # noqa: E731
    assert carried(second, at(NEW_YEAR, "17:30")) == []  # the first shift is not over
    assert carried(second, at(SECOND, "10:00")) == [open_one]
    services.solve_matter(matter=open_one, outcome="已联系仓库", by=office.director, at=at(SECOND, "11:00"))
    solved = DutyMatter.objects.get(pk=open_one.pk)
    assert (solved.solved_by, solved.outcome) == (office.director, "已联系仓库")
    assert carried(second, at(SECOND, "12:00")) == [open_one]  # still to be seen where it was solved
    assert carried(third, at(THIRD, "12:00")) == []


@pytest.mark.row("ROS-03")
def test_solving_is_said_once_with_how_and_only_by_who_is_on_duty(office: Office, li: Employee):
    shift = shift_on(published(office, li), NEW_YEAR)
    matter, now = spoken(shift, li, at(NEW_YEAR, "17:00")), at(SECOND, "10:00")
    with translation.override("en"):
        with pytest.raises(RuleBroken, match="on duty in this department"):
            services.solve_matter(matter=matter, outcome="好了", by=office.manager, at=now)
        with pytest.raises(RuleBroken, match="how it was solved"):
            services.solve_matter(matter=matter, outcome=" ", by=li, at=now)
        services.solve_matter(matter=matter, outcome="好了", by=li, at=now)
        with pytest.raises(RuleBroken, match="solved it already"):
            services.solve_matter(matter=matter, outcome="又好了", by=li, at=now)
        with pytest.raises(RuleBroken, match="how it was solved"):
            spoken(shift, li, at(NEW_YEAR, "17:00"), is_solved=True)


# -- time off ----------------------------------------------------------------------


@pytest.mark.row("ROS-08")
def test_duty_that_is_over_credits_time_off_once(office: Office, li: Employee):
    roster = published(office, li)
    assert credit_duties(at=at(NEW_YEAR, "17:59")) == 0
    assert (credit_duties(at=at(NEW_YEAR, "18:00")), credit_duties(at=at(NEW_YEAR, "19:00"))) == (1, 0)
    lot = LeaveLot.objects.get(employee=li)
    assert (lot.type, lot.granted, lot.cause) == ("调休", Decimal("13.50"), f"duty:{shift_on(roster, NEW_YEAR).pk}")
    assert (lot.valid_from, lot.expires_on) == (NEW_YEAR, date(2027, 7, 1))
    assert LeaveEntry.objects.filter(lot=lot).count() == 1
    assert any("13.5" in subject for subject in told(li))


@pytest.mark.row("ROS-08")
def test_undecided_ratio_credits_nothing_and_says_so(db):
    office = walled(Office(), ros_swap_ratio=None)
    shift = shift_on(published(office, office.staff), NEW_YEAR)
    assert credit_duties(at=at(SECOND)) == 0
    assert not LeaveLot.objects.exists()
    with translation.override("en"):
        assert "nothing is credited" in selector.credit_note(shift)


def test_roster_that_was_not_published_credits_nothing(office: Office, li: Employee):
    put_on(office, shift_on(begun(office), NEW_YEAR), li)
    assert credit_duties(at=at(SECOND)) == 0


# -- reminders ---------------------------------------------------------------------


@pytest.mark.row("ROS-07")
def test_head_is_reminded_once_when_fewer_days_are_left_than_the_rules_want(office: Office):
    published_before(office)
    assert remind_heads(at=at(date(2026, 12, 27))) == 0  # five days are left, as the rules want
    late = at(date(2026, 12, 28))
    assert (remind_heads(at=late), remind_heads(at=late)) == (1, 0)
    assert [subject for subject in told(office.director) if "元旦" in subject] != []
    roster = HolidayRoster.objects.get(first=NEW_YEAR)
    assert (roster.reminded_at, roster.shifts.count()) == (late, 3)  # begun, so that the notice leads to it


@pytest.mark.row("ROS-07")
def test_no_reminder_for_a_published_roster_and_one_for_a_draft(office: Office):
    published_before(office)
    roster, late = begun(office), at(date(2026, 12, 28))
    for shift in roster.shifts.all():
        put_on(office, shift, office.director)
    services.publish_roster(roster=roster, by=office.director, at=BEFORE)
    assert remind_heads(at=late) == 0
    HolidayRoster.objects.filter(pk=roster.pk).update(published_at=None, published_by=None)
    assert remind_heads(at=late) == 1


@pytest.mark.row("ROS-07")
def test_company_is_reminded_when_only_the_wall_asks_for_rosters(office: Office):
    factories.post(office.company, "行政", 1)
    assert remind_heads(at=at(date(2026, 12, 28))) == 1
    assert HolidayRoster.objects.get().department == office.company


def published_before(office: Office) -> HolidayRoster:
    """A department that had a roster before: of last National Day."""
    return HolidayRoster.objects.create(
        department=office.ours,
        name="国庆节",
        first=date(2026, 10, 1),
        last=date(2026, 10, 7),
        published_at=BEFORE,
        published_by=office.director,
    )


# -- the calendar ------------------------------------------------------------------


@pytest.mark.row("ATT-16")
def test_holiday_is_no_absence_but_needs_a_roster(office: Office, li: Employee):
    clocked(li, date(2026, 12, 31), "09:00", "18:00")
    judged = judge_one(li.pk, NEW_YEAR, at(SECOND, "23:00"))
    assert (str(judged.result.status), judged.result.absent_days) == ("rest", 0)
    needed = lambda: [one.name for one in selector.needing_a_roster(office.ours, BEFORE.date(), ahead=30)]  # noqa: E731
    assert needed() == ["元旦"]
    published(office)
    assert needed() == []


# -- fairness ----------------------------------------------------------------------


def test_shares_count_published_duty_of_twelve_months_and_the_roster_being_planned(office: Office, li: Employee):
    roster = begun(office)
    put_on(office, shift_on(roster, NEW_YEAR), li)
    until = selector.end_of(THIRD)
    seen = lambda **more: [(one.person, one.load.minutes) for one in selector.shares([li, office.director], until, **more)]  # noqa: E731
    assert seen(roster=roster) == [(office.director, 0), (li, 540)]
    assert dict(seen()) == {office.director: 0, li: 0}
    HolidayRoster.objects.update(published_at=BEFORE, published_by=office.director)
    assert dict(seen()) == {office.director: 0, li: 540}
    a_year_on = selector.shares([li], selector.end_of(date(2028, 1, 2)))
    assert a_year_on[0].load.minutes == 0


# -- two planners ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_planners_cannot_put_one_person_on_two_shifts(race):
    office = Office()
    li = office.staff
    holiday = Holiday("元旦", NEW_YEAR, THIRD)
    shifts = [
        shift_on(services.start_roster(department=unit, holiday=holiday, hours=HOURS, at=BEFORE), NEW_YEAR)
        for unit in (office.ours, office.company)
    ]

    def plan(shift, lead):
        typed = Typed(HOURS, lead, [li])
        return lambda: services.change_shift(shift=shift, typed=typed, by=office.director, at=BEFORE)

    answers = race(plan(shifts[0], office.director), plan(shifts[1], office.manager))
    refused = [one for one in answers if isinstance(one, RuleBroken)]
    assert len(refused) == 1
    assert "李雯" in str(refused[0])
    assert DutyMember.objects.filter(employee=li).count() == 1
