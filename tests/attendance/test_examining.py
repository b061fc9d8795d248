"""A case is examined by a person in charge, told to whom it concerns, and may be objected to once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from attendance.models import Case, CaseObjection
from attendance.selectors.cases import to_decide
from attendance.services.cases import answer_objection, examine_case, object_to_case
from common.errors import RuleBroken
from notices.models import NoticeRecipient
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.slips import FRIDAY, MONDAY, with_a_head
from tests.rules.making import Office

OPENED, NOW, LATER = at(MONDAY, "05:05"), at(MONDAY, "10:00"), at(MONDAY, "16:00")


def built() -> Office:
    office = Office()
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    return office


@pytest.fixture
def office(db) -> Office:
    return built()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def opened(who: Employee, kind: str = "late_count", cause: str = "2026-11", by: Employee | None = None) -> Case:
    """A case as the night job opens it."""
    return Case.objects.create(
        employee=who, kind=kind, cause=cause, day=MONDAY, clause="考勤管理制度 第1版 五（一）3", facts={}, opened_at=OPENED, opened_by=by
    )


def examined(case: Case, by: Employee, is_confirmed: bool = True, opinion: str = "三次迟到属实") -> Case:
    return examine_case(case=case, is_confirmed=is_confirmed, opinion=opinion, by=by, at=NOW)


def told(who: Employee) -> list[str]:
    """What notices say below their first line, which names the case."""
    rows = NoticeRecipient.objects.filter(recipient=who, notice__kind="attendance").order_by("pk").select_related("notice")
    bodies = [row.notice.body.partition("\n") for row in rows]
    assert all(" · " in about for about, _line, _words in bodies)
    return [words for _about, _line, words in bodies]


@pytest.mark.parametrize(("is_confirmed", "state"), [(True, "confirmed"), (False, "dropped")])
def test_a_case_is_decided_with_a_reason_and_the_person_is_told(office: Office, li: Employee, is_confirmed: bool, state: str):
    case = examined(opened(li), office.head, is_confirmed)
    case.refresh_from_db()
    assert (case.state, case.examined_by, case.examined_at, case.opinion) == (state, office.head, NOW, "三次迟到属实")
    assert [body.splitlines()[0] for body in told(li)] == ["三次迟到属实"]
    assert (len(told(li)[0].splitlines()) == 2) == is_confirmed, "who is confirmed against is told of the right to object"


def test_nobody_examines_their_own_case_and_the_database_says_so_too(office: Office):
    case = opened(office.head)
    with translation.override("en"), pytest.raises(RuleBroken, match="of their own"):
        examined(case, office.head)
    with transaction.atomic(), pytest.raises(IntegrityError, match="attendance_case_not_by_oneself"):
        Case.objects.update(examined_by=office.head, examined_at=NOW, opinion="属实", state="confirmed")


def test_only_whoever_is_in_charge_where_the_person_works_examines(office: Office, li: Employee):
    elsewhere = factories.holder(factories.post(factories.department("财务部", office.company), "财务经理", 5), "财务经理")
    factories.grant(elsewhere, "supervisor", elsewhere.on(FRIDAY).department)
    for by in (office.counsel, elsewhere):
        with translation.override("en"), pytest.raises(RuleBroken, match="does not work where you examine"):
            examined(opened(li, cause=by.number), by)
    assert examined(opened(li), office.director).state == "confirmed"


def test_whoever_has_left_is_examined_where_they_worked_then(office: Office, li: Employee):
    case = opened(li)
    li.assignments.update(during=(factories.START, FRIDAY))
    assert examine_case(case=case, is_confirmed=False, opinion="已离职", by=office.head, at=at(date(2026, 12, 1))).state == "dropped"


def test_a_decision_needs_a_reason(office: Office, li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match="reason of your decision"):
        examined(opened(li), office.head, opinion="  ")
    with transaction.atomic(), pytest.raises(IntegrityError, match="attendance_case_examined_whole"):
        Case.objects.update(examined_by=office.head, examined_at=NOW, state="confirmed")


def test_a_decided_case_is_not_decided_again(office: Office, li: Employee):
    case = examined(opened(li), office.head)
    with translation.override("en"), pytest.raises(RuleBroken, match="组长 has examined"):
        examined(case, office.director, is_confirmed=False)


def test_a_case_that_was_objected_to_is_answered_instead(office: Office, li: Employee):
    case = opened(li)
    object_to_case(case=case, text="打卡机坏了", by=li, at=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="answer the objection"):
        examined(case, office.head)
    answer_objection(case=case, is_upheld=True, answer="属实", by=office.head, at=LATER)
    with translation.override("en"), pytest.raises(RuleBroken, match="dropped already"):
        examined(case, office.head)


def test_a_confirmed_case_is_objected_to_once_and_answered_by_another_than_the_examiner(office: Office, li: Employee):
    case = examined(opened(li), office.head)
    object_to_case(case=case, text="当天有公交事故证明", by=li, at=LATER)
    objection = CaseObjection.objects.get()
    assert objection.reporter == office.head
    assert told(office.director) == ["当天有公交事故证明"]
    with translation.override("en"), pytest.raises(RuleBroken, match="Somebody else answers"):
        answer_objection(case=case, is_upheld=False, answer="属实", by=office.head, at=LATER)
    answer_objection(case=case, is_upheld=True, answer="证明有效", by=office.director, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.examined_by) == ("dropped", office.head)
    assert object_to_case(case=case, text="再一次", by=li, at=LATER) == objection


def test_who_reported_does_not_answer_either_when_another_examined(office: Office, li: Employee):
    case = examined(opened(li, "exit", "2026-11-16T15:00", by=office.head), office.director)
    object_to_case(case=case, text="去给客户开门", by=li, at=LATER)
    for by in (office.head, office.director):
        with translation.override("en"), pytest.raises(RuleBroken, match="Somebody else answers"):
            answer_objection(case=case, is_upheld=False, answer="属实", by=by, at=LATER)
    assert told(office.manager) == ["去给客户开门"], "the next superior who may"


def test_a_dropped_case_is_not_objected_to(office: Office, li: Employee):
    case = examined(opened(li), office.head, is_confirmed=False)
    with translation.override("en"), pytest.raises(RuleBroken, match="dropped already"):
        object_to_case(case=case, text="不服", by=li, at=LATER)


def test_whoever_has_no_right_there_does_not_answer(office: Office, li: Employee):
    case = opened(li)
    object_to_case(case=case, text="打卡机坏了", by=li, at=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="does not work where you examine"):
        answer_objection(case=case, is_upheld=True, answer="是的", by=office.counsel, at=LATER)


def test_what_waits_for_somebody_is_what_they_may_decide(office: Office, li: Employee):
    new, own = opened(li), opened(office.head, cause="own")
    confirmed = examined(opened(li, cause="2026-10"), office.head)
    object_to_case(case=confirmed, text="不是", by=li, at=NOW)
    examined(opened(li, cause="2026-09"), office.head, is_confirmed=False)
    assert list(to_decide(office.head.user, office.head, MONDAY)) == [new]
    assert set(to_decide(office.director.user, office.director, MONDAY)) == {new, own, confirmed}
    assert not to_decide(li.user, li, MONDAY).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_the_other_reads_why(race):
    office = built()
    case = opened(office.staff)
    acts = [(office.head, True), (office.director, False)]
    results = race(*[lambda by=by, yes=yes: examined(case, by, yes) for by, yes in acts])
    refused = [one for one in results if isinstance(one, RuleBroken)]
    assert len(refused) == 1, results
    case.refresh_from_db()
    winner = acts[0 if isinstance(results[0], Case) else 1]
    assert (case.examined_by, case.state) == (winner[0], "confirmed" if winner[1] else "dropped")
    assert winner[0].name in str(refused[0])
    assert len(told(office.staff)) == 1
