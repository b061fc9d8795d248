"""The pages of cases: the list of one's people, examining, objecting, answering, the first page, the desk."""

import pytest
from django.test import Client

from attendance.models import Case
from attendance.services.cases import object_to_case
from common import clock
from people.models import Employee, User
from tests import factories
from tests.attendance.test_examining import LATER, built, examined, opened
from tests.rules.making import Office


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(LATER):
        yield


@pytest.fixture
def office(db) -> Office:
    office = built()
    factories.grant(office.counsel, "hr")
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def as_(person: Employee) -> Client:
    """The person's browser, in English."""
    User.objects.filter(pk=person.user.pk).update(language="en")
    client = Client()
    client.force_login(person.user)
    return client


def test_a_superior_examines_a_case_on_its_page(office: Office, li: Employee):
    case = opened(li)
    page = as_(office.head).get(f"/cases/{case.pk}/").text
    assert "Examine the case" in page
    assert "nothing follows by itself" in page
    typed = {"is_confirmed": "yes", "opinion": "三次迟到属实"}
    done = as_(office.head).post(f"/cases/{case.pk}/examine/", typed, follow=True).text
    assert "The person has been told" in done
    assert "三次迟到属实" in done
    assert "Examine the case" not in done
    case.refresh_from_db()
    assert (case.state, case.examined_by) == ("confirmed", office.head)


@pytest.mark.parametrize(
    "typed", [{"opinion": ""}, {"is_confirmed": "yes"}, {"is_confirmed": "maybe", "opinion": "x"}, {"opinion": "x" * 1001}]
)
def test_an_incomplete_decision_stays_on_the_page(office: Office, li: Employee, typed: dict[str, str]):
    case = opened(li)
    assert as_(office.head).post(f"/cases/{case.pk}/examine/", typed).status_code == 422
    case.refresh_from_db()
    assert case.state == "to_examine"


def test_who_comes_second_reads_who_was_first_and_keeps_what_was_typed(office: Office, li: Employee):
    case = examined(opened(li), office.head)
    late = as_(office.director).post(f"/cases/{case.pk}/examine/", {"is_confirmed": "no", "opinion": "我看没有"})
    assert late.status_code == 422
    assert "组长 has examined this case already" in late.text
    assert "我看没有" in late.text


def test_whoever_is_not_in_charge_examines_nothing(office: Office, li: Employee):
    case, own = opened(li), opened(office.head, cause="own")
    factories.grant(office.counsel, "auditor")
    assert as_(li).post(f"/cases/{case.pk}/examine/", {"is_confirmed": "no", "opinion": "x"}).status_code == 403
    assert as_(office.head).post(f"/cases/{own.pk}/examine/", {"is_confirmed": "no", "opinion": "x"}).status_code == 403
    assert "Examine the case" not in as_(office.head).get(f"/cases/{own.pk}/").text
    assert "Object" in as_(office.head).get(f"/cases/{own.pk}/").text


def test_a_confirmed_case_can_be_objected_to_and_the_examiner_is_not_offered_the_answer(office: Office, li: Employee):
    case = examined(opened(li), office.head)
    assert as_(li).post(f"/cases/{case.pk}/object/", {"text": "地铁故障"}).status_code == 302
    mine = as_(office.head).get(f"/cases/{case.pk}/").text
    assert "somebody else answers" in mine
    assert "Answer the objection" not in mine
    assert "Answer the objection" in as_(office.director).get(f"/cases/{case.pk}/").text
    assert as_(office.director).post(f"/cases/{case.pk}/answer/", {"is_upheld": "yes", "answer": "有证明"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "dropped"


def test_the_list_is_narrowed_by_name_and_state_and_says_what_waits_for_the_reader(office: Office, li: Employee):
    open_, done = opened(li), examined(opened(li, cause="2026-10"), office.head)
    client = as_(office.head)
    assert client.get("/cases/").text.count("waits for you") == 1
    assert [line[0] for line in client.get("/cases/?state=confirmed").context["lines"]] == [done]
    assert [line[0] for line in client.get("/cases/?q=李雯&state=to_examine").context["lines"]] == [open_]
    nobody = client.get("/cases/?q=没有此人")
    assert (nobody.status_code, list(nobody.context["lines"])) == (200, [])
    assert "No case fits" in nobody.text
    for odd in ("?state=x", "?q=%00", "?page=999"):
        assert client.get(f"/cases/{odd}").status_code == 200


def test_staff_see_their_own_cases_without_a_filter(office: Office, li: Employee):
    opened(li)
    opened(office.head, cause="other")
    page = as_(li).get("/cases/")
    assert len(page.context["lines"]) == 1
    assert 'role="search"' not in page.text


def test_the_list_costs_the_same_for_one_and_for_many(office: Office, li: Employee, assert_queries_constant):
    client = as_(office.head)
    opened(li)
    assert_queries_constant(lambda: client.get("/cases/"), lambda: [opened(li, cause=f"m{n}") for n in range(4)], at_most=20)


def test_the_first_page_shows_what_waits_for_whoever_is_in_charge(office: Office, li: Employee):
    case = opened(li)
    assert f"/cases/{case.pk}/" in as_(office.head).get("/").text
    assert f"/cases/{case.pk}/" not in as_(li).get("/").text
    examined(case, office.head)
    assert "Cases to examine" not in as_(office.head).get("/").text
    object_to_case(case=case, text="不是", by=li, at=LATER)
    assert "Cases to examine" not in as_(office.head).get("/").text
    assert f"/cases/{case.pk}/" in as_(office.director).get("/").text


def test_the_first_page_asks_nothing_more_while_no_case_waits(office: Office, li: Employee, count_queries):
    client = as_(office.head)
    client.get("/")
    case = opened(li)
    with_a_case = count_queries(lambda: client.get("/"))
    for n in range(5):
        opened(li, cause=f"m{n}")
    assert count_queries(lambda: client.get("/")) == with_a_case
    Case.objects.exclude(pk=case.pk).delete()
    examined(case, office.head)
    assert count_queries(lambda: client.get("/")) == with_a_case - 1


def test_the_desk_shows_who_examined_it_and_what_was_said_against_it(office: Office, li: Employee):
    case = examined(opened(li), office.head)
    object_to_case(case=case, text="地铁故障", by=li, at=LATER)
    boss = factories.holder(factories.post(office.company, "管理员"), "管理员")
    factories.grant(boss, "administrator")
    page = as_(boss).get(f"/admin/attendance/case/{case.pk}/change/").text
    for words in ("三次迟到属实", "组长", "地铁故障"):
        assert words in page
    assert as_(boss).get("/admin/attendance/case/?state__exact=objected").status_code == 200


def test_examining_needs_no_case_to_be_there(office: Office):
    assert as_(office.head).post("/cases/999999/examine/", {"is_confirmed": "no", "opinion": "x"}).status_code == 404
