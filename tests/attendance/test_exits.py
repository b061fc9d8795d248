"""Leaving the post: by a slip, or seen without one; and the right to object."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from attendance.models import Case, CaseObjection, Slip
from attendance.services.cases import answer_objection, object_to_case
from attendance.services.exits import ask_exit, report_exit
from attendance.services.journeys import alert_open_exits, sign_in
from common.errors import RuleBroken
from notices.models import Notice, NoticeRecipient
from people.models import Employee
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import LEAVE_RULES, MONDAY, SATURDAY, TUESDAY, approved, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW = at(MONDAY, "10:00")
SEEN, LATER = at(TUESDAY, "15:00"), at(TUESDAY, "15:10")


def built() -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


@pytest.fixture
def office(db) -> Office:
    return built()


@pytest.fixture
def li(office: Office) -> Employee:
    clocked(office.staff, TUESDAY, "09:00")
    return office.staff


def seen(office: Office, left_at: datetime = SEEN, by: Employee | None = None) -> Case | None:
    return report_exit(employee=office.staff, left_at=left_at, text="不在工位，电话不接", by=by or office.head, at=LATER)


def out(who: Employee, first: str = "14:30", last: str = "15:30") -> Slip:
    return ask_exit(typed=typed(at(TUESDAY, first), at(TUESDAY, last), "", reason="去银行"), key=uuid4(), by=who, at=NOW)


@pytest.mark.row("ATT-10")
def test_leaving_without_a_slip_opens_a_case_and_tells_the_person(office: Office, li: Employee):
    case = seen(office)
    assert (case.kind, case.cause, case.day, case.opened_by) == ("exit", "2026-11-17T15:00", TUESDAY, office.head)
    assert case.clause == "考勤管理制度 第1版 一（一）"
    assert case.facts["said"] == "不在工位，电话不接"
    notice = Notice.objects.get(kind="attendance")
    assert (notice.recipients.get().recipient, notice.link) == (li, f"/cases/{case.pk}/")


@pytest.mark.row("ATT-10")
def test_leaving_with_an_approved_slip_opens_nothing(office: Office, li: Employee):
    slip = approved(out(li), NOW)
    assert seen(office) is None
    assert not Case.objects.exists()
    sign_in(slip=slip, by=li, at=at(TUESDAY, "14:50"))
    assert seen(office).kind == "exit"


def test_a_slip_that_nobody_approved_covers_nothing(office: Office, li: Employee):
    out(li)
    assert seen(office) is not None


def test_the_same_person_and_minute_is_one_case(office: Office, li: Employee):
    assert seen(office) == seen(office, SEEN.replace(second=40))
    assert Notice.objects.filter(kind="attendance").count() == 1


@pytest.mark.parametrize(
    ("left_at", "sentence"),
    [
        (at(SATURDAY, "10:00"), "still to come"),
        (at(TUESDAY, "12:30"), "no working hours"),
        (at(date(2026, 11, 15), "10:00"), "no working hours"),
        (at(TUESDAY, "08:00"), "no working hours"),
    ],
)
def test_times_at_which_nobody_has_to_be_there_are_refused(office: Office, li: Employee, left_at: datetime, sentence: str):
    with translation.override("en"), pytest.raises(RuleBroken, match=sentence):
        seen(office, left_at)
    assert not Case.objects.exists()


def test_only_a_superior_reports(office: Office, li: Employee):
    for by in (li, office.counsel):
        with translation.override("en"), pytest.raises(RuleBroken, match="does not report to you"):
            seen(office, by=by)


def objected(office: Office) -> Case:
    case = seen(office)
    object_to_case(case=case, text="去给客户开门", by=office.staff, at=LATER)
    case.refresh_from_db()
    return case


def test_the_person_objects_and_the_next_superior_is_asked(office: Office, li: Employee):
    case = objected(office)
    object_to_case(case=case, text="又一次", by=li, at=LATER)
    assert (case.state, case.objection.text, case.objection.reporter) == ("objected", "去给客户开门", office.head)
    told = NoticeRecipient.objects.filter(notice__subject__contains="李雯").exclude(recipient=li).get()
    assert told.recipient == office.director


def test_nobody_objects_for_another(office: Office, li: Employee):
    with pytest.raises(RuleBroken):
        object_to_case(case=seen(office), text="不是", by=office.counsel, at=LATER)


def test_the_reporter_does_not_answer_and_the_database_says_so_too(office: Office, li: Employee):
    case = objected(office)
    for by in (office.head, li):
        with translation.override("en"), pytest.raises(RuleBroken, match="Somebody else"):
            answer_objection(case=case, is_upheld=False, answer="属实", by=by, at=LATER)
    with transaction.atomic(), pytest.raises(IntegrityError, match="attendance_objection_not_by_the_first"):
        CaseObjection.objects.update(answered_by=office.head, answered_at=LATER, is_upheld=False, answer="属实")


@pytest.mark.parametrize(("is_upheld", "state"), [(True, "dropped"), (False, "confirmed")])
def test_an_answer_ends_the_case_and_tells_the_person(office: Office, li: Employee, is_upheld: bool, state: str):
    case = objected(office)
    answer_objection(case=case, is_upheld=is_upheld, answer="已查监控", by=office.director, at=LATER)
    case.refresh_from_db()
    assert case.state == state
    assert NoticeRecipient.objects.filter(recipient=li, notice__body__endswith="已查监控").count() == 1
    with translation.override("en"), pytest.raises(RuleBroken, match="总监 has answered already"):
        answer_objection(case=case, is_upheld=True, answer="再议", by=office.manager, at=LATER)


@pytest.mark.row("ATT-10")
def test_an_exit_that_nobody_came_back_from_alerts_the_superior_once(office: Office, li: Employee):
    slip = approved(out(li), NOW)
    assert alert_open_exits(at=at(TUESDAY, "15:30")) == 0
    assert [alert_open_exits(at=at(TUESDAY, wall)) for wall in ("15:31", "15:41")] == [1, 0]
    notice = Notice.objects.get(kind="attendance")
    assert (notice.recipients.get().recipient, notice.link) == (office.head, f"/slips/{slip.pk}/?overdue=1")
    assert notice.level == "important"


def test_exits_that_ended_in_time_and_that_nobody_approved_alert_nobody(office: Office, li: Employee):
    sign_in(slip=approved(out(li), NOW), by=li, at=at(TUESDAY, "15:00"))
    out(li, "16:00", "16:30")
    assert alert_open_exits(at=at(TUESDAY, "17:00")) == 0


def test_exits_of_long_ago_alert_nobody_any_more(office: Office, li: Employee):
    approved(out(li), NOW)
    assert alert_open_exits(at=at(SATURDAY, "09:00")) == 0


def test_looking_for_open_exits_costs_the_same_for_one_and_for_many(office: Office, li: Employee, assert_queries_constant):
    approved(out(li), NOW)
    late = at(TUESDAY, "17:00")
    alert_open_exits(at=late)

    def more() -> None:
        for first in ("09:30", "10:30", "11:30"):
            approved(out(li, first, f"{first[:2]}:45"), NOW)
        alert_open_exits(at=late)

    assert_queries_constant(lambda: alert_open_exits(at=late), more)


@pytest.mark.django_db(transaction=True)
def test_the_alert_of_exits_runs_twice_at_once_and_tells_once(race):
    office = built()
    approved(out(office.staff), NOW)
    results = race(*[lambda: alert_open_exits(at=at(TUESDAY, "17:00"))] * 2)
    assert sorted(results) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_the_same_moment_open_one_case(race):
    office = built()
    results = race(*[lambda: seen(office)] * 2)
    assert results[0] == results[1] == Case.objects.get()
    assert Notice.objects.filter(kind="attendance").count() == 1
