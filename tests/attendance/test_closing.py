"""A month is closed: what stands in the way, what the sheets say, what is locked, and how it is opened again (ATT-15)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from attendance import services
from attendance.models import Correction, DayRecord, MonthClosing, MonthSheet, Slip
from attendance.selectors.closing_blockers import blockers
from attendance.services import closing as acts
from attendance.services.locks import months_of, require_open
from common.digests import digest
from common.errors import RuleBroken
from common.periods import Period
from notices.models import NoticeRecipient
from people.models import Assignment
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import ABSENT, IN_TIME, LATER, NOVEMBER, SERIOUS, closed, hr, paid, sheet_of, worked
from tests.attendance.slips import approved, filed, with_a_head
from tests.rules.making import Office
from workdays.models import Calendar, CalendarDay

PERIOD = Period.month_of(NOVEMBER)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The sentences of refusals are quoted in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def month(office: Office) -> Office:
    return worked(office)


# -- the sheet ---------------------------------------------------------------------------------


@pytest.mark.row("ATT-15")
def test_total_deduction_equals_the_sum_of_the_lines(month: Office):
    paid(month.staff)
    sheet = sheet_of(month.staff, closed())
    assert sheet.deduction_cny == sum(Decimal(line["cny"]) for line in sheet.lines) == Decimal("720.00")  # 100 + 3 x 200 + 20


def test_lines_name_day_parameter_and_clause(month: Office):
    lines = sheet_of(month.staff, closed()).lines
    assert [(line["day"], line["parameter"]) for line in lines] == [
        ("2026-11-17", "att.late.major_deduct_days"),
        ("2026-11-18", "att.absence.fullday_deduct_days"),
        ("2026-11-19", "att.late.minor_fine_cny"),
    ]
    assert all("考勤管理制度" in line["clause"] for line in lines)


def test_without_a_salary_the_sheet_stands_in_days(month: Office):
    sheet = sheet_of(month.staff, closed())
    assert (sheet.deduction_cny, sheet.deduction_days, sheet.fines_cny) == (None, Decimal("3.50"), Decimal("20.00"))


def test_salary_in_force_on_the_day_counts(month: Office):
    paid(month.staff, "4350.00", until=ABSENT)
    paid(month.staff, "8700.00", since=ABSENT)
    assert [line["cny"] for line in sheet_of(month.staff, closed()).lines] == ["100.00", "1200.00", "20.00"]


def test_limits_of_the_law_are_marked_and_the_lines_stay(month: Office):
    paid(month.staff)
    sheet = sheet_of(month.staff, closed())
    assert [(mark["rule"], mark["day"]) for mark in sheet.marks] == [
        ("more_than_not_worked", "2026-11-17"),
        ("more_than_not_worked", "2026-11-18"),
        ("more_than_not_worked", "2026-11-19"),
    ]


def test_everybody_with_a_post_has_a_sheet_once(month: Office):
    closing = closed()
    held = Assignment.objects.values("employee").distinct().count()
    assert (closing.sheets.count(), closing.progress, closing.total) == (held, held, held)


def test_sheet_counts_for_the_unit_of_the_last_day(month: Office):
    first = month.staff.assignments.get()
    first.during = (date(2026, 1, 1), date(2026, 11, 20))
    first.save()
    seat = factories.post(month.ours, "专员", 1)
    Assignment.objects.create(
        employee=month.staff, post=seat, department=month.ours, is_head=False, kind="regular", during=(date(2026, 11, 20), None)
    )
    assert sheet_of(month.staff, closed()).department == month.ours


def test_digest_covers_every_sheet(month: Office):
    closing = closed()
    assert len(closing.digest) == 64
    sheet = sheet_of(month.staff, closing)
    told = {"employee": sheet.employee_id, "department": sheet.department_id}
    told |= {name: getattr(sheet, name) for name in ("facts", "lines", "days", "marks")}
    assert sheet.digest == digest(told)


def test_everybody_is_told(month: Office):
    closed()
    assert NoticeRecipient.objects.filter(recipient=month.staff, notice__kind="attendance", notice__link="/sheets/").count() == 1


def test_kept_days_say_what_the_sheet_says(month: Office):
    assert not DayRecord.objects.exists()
    closed()
    assert DayRecord.objects.get(employee=month.staff, day=SERIOUS).status == "absent_half"


# -- what stands in the way ------------------------------------------------------------------------


def stops(now=LATER) -> dict[str, int]:
    return {group.kind: group.count for group in blockers(PERIOD, now).stops}


def test_month_that_is_not_over_cannot_be_closed(month: Office):
    with pytest.raises(RuleBroken, match="not over"):
        closed(now=at(date(2026, 12, 1), "11:59"))
    assert closed(now=at(date(2026, 12, 1), "12:00")).state == "closed"


def test_open_slip_stands_in_the_way(month: Office):
    with_a_head(month)
    filed(month.staff, ABSENT, "09:00", "18:00", now=at(ABSENT, "08:00"))
    assert stops() == {"slip": 1}
    with pytest.raises(RuleBroken, match="not decided"):
        closed()


def test_open_slip_of_another_month_does_not(month: Office):
    with_a_head(month)
    filed(month.staff, date(2026, 12, 1), "09:00", "18:00", now=at(ABSENT, "08:00"))
    assert stops() == {}


@pytest.mark.parametrize(("day", "found"), [(IN_TIME, {"correction": 1}), (date(2026, 12, 1), {})], ids=["november", "december"])
def test_open_correction_stands_in_the_way(month: Office, day, found):
    Correction.objects.create(employee=month.staff, day=day, at=at(day, "09:00"), reason="忘打卡", state="submitted", created_at=at(day))
    assert stops() == found


def test_call_whose_slip_is_due_stands_in_the_way(month: Office):
    head = with_a_head(month)
    day = date(2026, 11, 30)
    services.log_call(
        employee=month.staff, by=head, channel="phone", called_at=at(day, "08:00"), content="发烧", start=at(day, "09:00"),
        end=at(day, "18:00"), key=uuid4(), at=at(day, "08:05"),
    )  # fmt: skip
    assert stops() == {"call": 1}


def test_day_that_nobody_confirmed_stands_in_the_way(month: Office):
    calendar = Calendar.objects.get(is_default=True)
    CalendarDay.objects.update_or_create(calendar=calendar, day=ABSENT, defaults={"kind": "workday", "name": "", "provisional": True})
    assert stops() == {"calendar": 1}


def test_people_without_any_data_are_listed_and_must_be_accepted(month: Office):
    found = blockers(PERIOD, LATER)
    assert {one.text.split()[0] for one in found.without_data.listed} == {"总监", "总经理", "法务"}
    with pytest.raises(RuleBroken, match="no data"):
        acts.close_month(month=NOVEMBER, by=None, at=LATER)


def test_who_was_on_leave_all_month_is_not_without_data(month: Office):
    with_a_head(month)
    approved(
        filed(month.director, date(2026, 11, 4), "09:00", "18:00", until=date(2026, 11, 30), now=at(date(2026, 10, 20))),
        at(date(2026, 10, 21)),
    )
    assert "总监" not in {one.text.split()[0] for one in blockers(PERIOD, LATER).without_data.listed}


def test_blockers_cost_the_same_for_many(month: Office, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        blockers(PERIOD, LATER)


# -- once ---------------------------------------------------------------------------------------------


def test_closed_month_is_not_closed_again(month: Office):
    closed(by=month.director)
    with pytest.raises(RuleBroken, match="closed already, by 总监"):
        closed()


def test_interrupted_closing_goes_on_where_it_stopped(month: Office, monkeypatch):
    monkeypatch.setattr(acts, "BATCH", 2)
    closing = acts.start_close(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)
    assert acts._next_batch(closing.pk, LATER)
    closing.refresh_from_db()
    assert (closing.state, closing.progress) == ("running", 2)
    with pytest.raises(RuleBroken, match="2 of 4"):
        closed()
    done = acts.run_close(closing=closing, at=LATER)
    assert (done.state, done.progress, done.sheets.count()) == ("closed", 4, 4)


def test_result_is_the_same_however_it_was_cut(month: Office, monkeypatch):
    whole = closed()
    acts.reopen_month(closing=whole, by=month.director, reason="再核一次", at=LATER)
    monkeypatch.setattr(acts, "BATCH", 1)
    assert closed().digest == whole.digest


def test_interrupted_closing_can_be_given_up_and_started_anew(month: Office, monkeypatch):
    closing = acts.start_close(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)
    acts.reopen_month(closing=closing, by=month.director, reason="机器停了", at=LATER)
    assert (closed().version, acts.run_close(closing=closing, at=LATER).state) == (2, "reopened")


def test_running_a_closed_one_changes_nothing(month: Office):
    closing = closed()
    assert acts.run_close(closing=closing, at=LATER).digest == closing.digest
    assert closing.sheets.count() == 4


def test_post_entered_late_gets_its_sheet_before_the_end(month: Office):
    stray = factories.EmployeeFactory(name="补录")
    late = factories.holder(factories.post(month.team, "专员", 1), "王同")
    closing = acts.start_close(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)
    acts._next_batch(closing.pk, LATER)
    seat = factories.post(month.team, "专员", 1)
    Assignment.objects.create(employee=stray, post=seat, department=month.team, is_head=False, kind="regular", during=(NOVEMBER, None))
    done = acts.run_close(closing=closing, at=LATER)
    assert {late.pk, stray.pk} <= set(done.sheets.values_list("employee", flat=True))


# -- locked -----------------------------------------------------------------------------------------------


@pytest.mark.row("ATT-15")
def test_evaluation_of_a_closed_month_is_locked(month: Office):
    closed()
    before = list(DayRecord.objects.order_by("employee", "day").values_list("employee", "day", "digest", "computed_at"))
    clocked(month.staff, ABSENT, "08:55", "18:05")  # a terminal sends late what would make the day normal
    assert services.store_days(period=PERIOD, at=at(date(2026, 12, 3))) == 0
    assert list(DayRecord.objects.order_by("employee", "day").values_list("employee", "day", "digest", "computed_at")) == before


def test_days_beside_the_closed_month_are_kept_as_always(month: Office):
    closed()
    over = Period(date(2026, 11, 30), date(2026, 12, 1))
    services.store_days(period=over, at=LATER, employee_ids=[month.staff.pk])
    assert DayRecord.objects.filter(employee=month.staff, day=date(2026, 12, 1)).exists()


@pytest.mark.row("ATT-15")
def test_slip_for_a_closed_month_is_refused(month: Office):
    with_a_head(month)
    closed()
    with pytest.raises(RuleBroken, match="November 2026 is closed"):
        filed(month.staff, date(2026, 11, 30), "09:00", "18:00", now=LATER)


def test_slip_that_begins_in_a_closed_month_is_refused(month: Office):
    with_a_head(month)
    closed()
    with pytest.raises(RuleBroken, match="November 2026 is closed"):
        filed(month.staff, date(2026, 11, 30), "09:00", "18:00", until=date(2026, 12, 4), now=LATER)


def test_slip_of_the_next_month_is_taken(month: Office):
    with_a_head(month)
    closed()
    assert filed(month.staff, date(2026, 12, 4), "09:00", "18:00", now=LATER).state == "submitted"


def test_approval_that_comes_after_the_closing_is_refused(month: Office):
    with_a_head(month)
    slip = filed(month.staff, ABSENT, "09:00", "18:00", now=at(ABSENT, "08:00"))
    MonthClosing.objects.create(month=NOVEMBER, started_at=LATER)
    with pytest.raises(RuleBroken, match="is closed"):
        approved(slip, LATER)
    assert Slip.objects.get(pk=slip.pk).state == "submitted"


def test_coming_back_within_a_closed_month_is_refused(month: Office):
    with_a_head(month)
    slip = filed(month.staff, date(2026, 11, 30), "09:00", "18:00", until=date(2026, 12, 1), now=at(date(2026, 11, 25)))
    approved(slip, at(date(2026, 11, 26)))
    closed()
    with pytest.raises(RuleBroken, match="November 2026 is closed"):
        services.confirm_return(slip=slip, returned_at=at(date(2026, 11, 30), "13:00"), by=month.staff, at=LATER)


def test_call_about_a_closed_month_is_refused(month: Office):
    head, day = with_a_head(month), date(2026, 11, 30)
    closed()
    with pytest.raises(RuleBroken, match="November 2026 is closed"):
        services.log_call(
            employee=month.staff, by=head, channel="phone", called_at=at(day, "08:00"), content="发烧", start=at(day, "09:00"),
            end=at(day, "18:00"), key=uuid4(), at=LATER,
        )  # fmt: skip


def test_months_of_a_stretch_are_all_asked():
    assert months_of(date(2026, 12, 31), date(2027, 2, 1)) == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


# -- opened again --------------------------------------------------------------------------------------------


def test_reopened_month_is_changed_and_closed_as_the_next_version(month: Office):
    first = closed()
    acts.reopen_month(closing=first, by=month.director, reason="终端晚到", at=LATER)
    clocked(month.staff, ABSENT, "08:55", "18:05")
    require_open(month.staff.pk, ABSENT, ABSENT)
    second = closed()
    assert (second.version, sheet_of(month.staff, second).absent_days, sheet_of(month.staff, first).absent_days) == (
        2,
        Decimal("0.5"),
        Decimal("1.5"),
    )
    assert MonthClosing.objects.get(pk=first.pk).reason == "终端晚到"
    assert DayRecord.objects.get(employee=month.staff, day=ABSENT).status == "normal"


def test_reopening_needs_a_reason(month: Office):
    with pytest.raises(RuleBroken, match="Say why"):
        acts.reopen_month(closing=closed(), by=month.director, reason=" ", at=LATER)


def test_reopened_version_is_not_reopened_again(month: Office):
    closing = closed()
    for reason in ("一", ""):
        if reason:
            acts.reopen_month(closing=closing, by=month.director, reason=reason, at=LATER)
    with pytest.raises(RuleBroken, match="reopened already"):
        acts.reopen_month(closing=closing, by=month.director, reason="二", at=LATER)


# -- confirmed and signed ---------------------------------------------------------------------------------------


def test_person_confirms_the_sheet_once(month: Office):
    sheet = sheet_of(month.staff, closed())
    for _ in range(2):
        acts.answer_sheet(sheet=sheet, kind="confirmed", text="", by=month.staff, at=LATER)
    with pytest.raises(RuleBroken, match="already"):
        acts.answer_sheet(sheet=sheet, kind="objected", text="18日我在", by=month.staff, at=LATER)


def test_objection_says_why_and_reaches_who_closed(month: Office):
    closer = hr(month)
    sheet = sheet_of(month.staff, closed(by=closer))
    with pytest.raises(RuleBroken, match="what is wrong"):
        acts.answer_sheet(sheet=sheet, kind="objected", text=" ", by=month.staff, at=LATER)
    acts.answer_sheet(sheet=sheet, kind="objected", text="18日我在", by=month.staff, at=LATER)
    assert NoticeRecipient.objects.filter(recipient=closer, notice__body="18日我在").exists()


def test_nobody_answers_for_another(month: Office):
    with pytest.raises(RuleBroken, match="whose sheet"):
        acts.answer_sheet(sheet=sheet_of(month.staff, closed()), kind="confirmed", text="", by=month.director, at=LATER)


def test_sheet_of_a_reopened_month_is_not_answered(month: Office):
    closing = closed()
    acts.reopen_month(closing=closing, by=month.director, reason="再核", at=LATER)
    with pytest.raises(RuleBroken, match="reopened"):
        acts.answer_sheet(sheet=sheet_of(month.staff, closing), kind="confirmed", text="", by=month.staff, at=LATER)


def test_head_signs_for_the_unit_and_those_below(month: Office):
    closing = closed()
    signed = [acts.sign_department(closing=closing, department=month.team, by=month.director, at=LATER) for _ in range(2)]
    assert signed[0] == signed[1]


def test_only_the_head_signs_or_who_closes(month: Office):
    closer, closing = hr(month), closed()
    with pytest.raises(RuleBroken, match="head of 客服组"):
        acts.sign_department(closing=closing, department=month.team, by=month.staff, at=LATER)
    assert acts.sign_department(closing=closing, department=month.team, by=closer, at=LATER).by == closer


def test_unit_without_sheets_is_not_signed(month: Office):
    with pytest.raises(RuleBroken, match="no sheets"):
        acts.sign_department(closing=closed(), department=factories.department("空组", month.ours), by=month.director, at=LATER)


# -- the command ------------------------------------------------------------------------------------------------


def test_command_lists_what_is_open(month: Office, capsys, stopped_clock):
    with pytest.raises(CommandError, match="without any data"):
        call_command("close_month", "2026-11", "--check")
    assert "总监" in capsys.readouterr().out
    assert not MonthClosing.objects.exists()


def test_command_closes_the_month(month: Office, capsys, stopped_clock):
    call_command("close_month", "2026-11", "--without-data")
    assert "4 / 4" in capsys.readouterr().out
    assert MonthSheet.objects.count() == 4


def test_command_refuses_with_the_sentence(month: Office, stopped_clock):
    with pytest.raises(CommandError, match="no data"):
        call_command("close_month", "2026-11")


@pytest.mark.parametrize("typed", ["2026", "2026-13", "november", "0000-01"])
def test_command_wants_a_month(db, typed):
    with pytest.raises(CommandError, match="2026-10"):
        call_command("close_month", typed)


def test_command_goes_on_with_an_interrupted_closing(month: Office, stopped_clock):
    acts.start_close(month=NOVEMBER, by=None, at=LATER, accepts_no_data=True)
    call_command("close_month", "2026-11", "--resume")
    assert MonthClosing.objects.get().state == "closed"


@pytest.fixture
def stopped_clock():
    from common import clock

    with clock.stopped(LATER):
        yield
