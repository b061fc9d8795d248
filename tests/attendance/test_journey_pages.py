"""The pages of overtime, swaps, trips, work outside, exits and cases, as a phone without scripts uses them."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from approvals import services as approvals
from attendance.choices import SlipKind
from attendance.journey_shell import under_way
from attendance.models import Case, DayRecord, Slip
from attendance.services.exits import report_exit
from attendance.services.nightly import store_days
from common import clock
from common.periods import Period
from people.models import Employee, User
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, with_a_head
from tests.attendance.test_journeys import outing, trip
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW = at(MONDAY, "10:00")
REASON = "发布前测试"
TYPED = {
    "overtime": {"day": "2026-11-17", "first": "18:00", "last": "20:30", "task": "发布", "reason": REASON},
    "swap": {"works_on": "2026-11-21", "off_on": "2026-11-24", "reason": REASON},
    "trip": {
        "destination": "上海", "starts_on": "2026-11-17", "starts_at": "08:00", "ends_on": "2026-11-19", "ends_at": "18:00",
        "companions": "法务", "cost_estimate": "1200.00", "emergency_contact": "李父", "reason": REASON,
    },
    "outing": {"destination": "税务局", "day": "2026-11-17", "first": "14:00", "last": "16:00", "reason": REASON},
    "exit": {"day": "2026-11-17", "first": "14:00", "last": "15:00", "reason": REASON},
}  # fmt: skip


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    clocked(office.staff, MONDAY, "09:00", "18:00")
    return office.staff


def as_(person: Employee) -> Client:
    """The person's browser, in English."""
    User.objects.filter(pk=person.user.pk).update(language="en")
    client = Client()
    client.force_login(person.user)
    return client


def get(who: Employee, path: str, now: datetime = NOW):
    with clock.stopped(now):
        return as_(who).get(path)


def post(who: Employee, path: str, /, now: datetime = NOW, **typed: str):
    with clock.stopped(now):
        return as_(who).post(path, typed)


@pytest.mark.parametrize("kind", TYPED)
def test_the_first_press_shows_what_it_comes_to_and_the_second_sends_it_once(li: Employee, kind: str):
    path, key = f"/slips/new/{kind}/", str(uuid4())
    assert get(li, path).status_code == 200
    looked = post(li, path, key=key, **TYPED[kind])
    assert looked.status_code == 200
    assert "组长" in looked.text
    assert REASON in looked.text
    assert not Slip.objects.exists()
    sent = [post(li, path, key=key, send="1", **TYPED[kind]) for _tap in range(2)]
    slip = Slip.objects.get()
    assert (slip.kind, slip.state, [one.url for one in sent]) == (kind, "submitted", [f"/slips/{slip.pk}/"] * 2)


@pytest.mark.parametrize("kind", TYPED)
def test_bad_input_loses_nothing(li: Employee, kind: str):
    wrong = {name: "nonsense" for name in TYPED[kind] if name not in ("reason", "destination", "task", "emergency_contact")}
    answer = post(li, f"/slips/new/{kind}/", send="1", **(TYPED[kind] | wrong))
    assert answer.status_code == 422
    assert REASON in answer.text
    assert "nonsense" in answer.text
    assert not Slip.objects.exists()


def test_a_refusal_of_the_rules_stands_on_the_form_with_what_was_typed(li: Employee):
    answer = post(li, "/slips/new/overtime/", now=at(TUESDAY, "19:00"), send="1", **TYPED["overtime"])
    assert answer.status_code == 422
    assert "asked for before it begins" in answer.text
    assert REASON in answer.text


def test_ceilings_of_overtime_are_shown_before_sending(li: Employee):
    looked = post(li, "/slips/new/overtime/", **(TYPED["overtime"] | {"last": "22:00"}))
    assert "4 h" in looked.text
    assert "above the ceiling of the law" in looked.text


def test_overtime_may_end_after_midnight(li: Employee):
    post(li, "/slips/new/overtime/", send="1", **(TYPED["overtime"] | {"last": "00:30"}))
    assert Slip.objects.get().during.upper == at(WEDNESDAY, "00:30")


def test_who_comes_along_must_work_here(li: Employee):
    answer = post(li, "/slips/new/trip/", send="1", **(TYPED["trip"] | {"companions": "法务，某人"}))
    assert answer.status_code == 422
    assert "Nobody with this name" in answer.text


def test_what_was_sent_back_opens_with_what_it_holds_and_is_sent_again(office: Office, li: Employee):
    slip = trip(li, office.counsel)
    approvals.send_back(request=slip.request, by=office.head, at=NOW, opinion="费用太高")
    path = f"/slips/{slip.pk}/change/"
    assert get(li, f"/slips/{slip.pk}/edit/").url == path
    shown = get(li, path).text
    assert office.counsel.number in shown
    assert "客户验收" in shown
    assert post(li, path, key=str(slip.key), send="1", **TYPED["trip"]).status_code == 302
    slip.refresh_from_db()
    assert (slip.state, slip.reason) == ("submitted", REASON)
    assert get(office.counsel, path).status_code == 404


# -- on the way --------------------------------------------------------------------------------------------


def details(slip: Slip, reader: Employee, now: datetime) -> str:
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=reader.user.pk)
    template = Template('{% include "attendance/journey_acts.html" with slip=slip only %}')
    with clock.stopped(now):
        return template.render(RequestContext(request, {"slip": Slip.objects.get(pk=slip.pk)}))


def test_the_safety_note_is_read_and_confirmed_on_its_page(office: Office, li: Employee):
    slip = trip(li, is_note_read=False)
    path = f"/slips/{slip.pk}/safety/"
    assert path in details(slip, li, NOW)
    assert path not in details(slip, office.head, NOW)
    assert "Wear the seat belt" in get(li, path).text
    assert get(office.head, path).status_code == 404
    assert post(li, path).status_code == 302
    slip.trip.refresh_from_db()
    assert slip.trip.safety_confirmed_at == NOW


def test_an_outing_is_signed_out_and_in_by_two_presses(li: Employee):
    slip = approved(outing(li), NOW)
    assert f"/slips/{slip.pk}/sign-out/" in details(slip, li, at(TUESDAY, "13:50"))
    post(li, f"/slips/{slip.pk}/sign-out/", now=at(TUESDAY, "13:55"))
    post(li, f"/slips/{slip.pk}/sign-in/", now=at(TUESDAY, "15:30"))
    slip.refresh_from_db()
    assert (slip.state, slip.returned_at) == ("closed", at(TUESDAY, "15:30"))


def test_a_trip_is_reported_by_its_traveller_and_closed_by_the_superior(office: Office, li: Employee):
    slip, later = approved(trip(li), NOW), at(date(2026, 11, 20), "09:00")
    assert post(li, f"/slips/{slip.pk}/report/", now=later, text=" ").status_code == 422
    assert post(li, f"/slips/{slip.pk}/report/", now=later, text="已验收").status_code == 302
    assert f"/slips/{slip.pk}/close/" not in details(slip, li, later)
    assert f"/slips/{slip.pk}/close/" in details(slip, office.head, later)
    factories.grant(office.head, "supervisor", office.team)
    post(office.head, f"/slips/{slip.pk}/close/", now=later)
    slip.refresh_from_db()
    assert slip.state == "closed"


@pytest.mark.parametrize("act", ["sign-out", "sign-in", "seen"])
def test_acts_on_anothers_slip_are_not_found(office: Office, li: Employee, act: str):
    slip = approved(outing(li), NOW)
    assert post(office.head, f"/slips/{slip.pk}/{act}/", now=at(TUESDAY, "15:00")).status_code == 404


def test_the_first_page_holds_what_is_to_be_pressed(li: Employee):
    slip = approved(outing(li), NOW)
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=li.user.pk)
    with clock.stopped(at(TUESDAY, "13:50")):
        (found,) = under_way(request)["slips"]
    assert (found.slip, found.signs_out, found.signs_in) == (slip, True, False)
    shown = get(li, "/", now=at(TUESDAY, "13:50")).text
    assert f"/slips/{slip.pk}/sign-out/" in shown


# -- the company's side ------------------------------------------------------------------------------------


def test_a_supervisor_arranges_overtime_and_the_employee_marks_it_seen(office: Office, li: Employee):
    typed = TYPED["overtime"] | {"people": str(li.pk), "others": "", "key": str(uuid4())}
    for _tap in range(2):
        assert post(office.head, "/overtime/arrange/", **typed).status_code == 302
    slip = Slip.objects.get()
    assert (slip.kind, slip.is_arranged, slip.employee) == (SlipKind.OVERTIME, True, li)
    assert "发布" in details(slip, li, NOW)
    post(li, f"/slips/{slip.pk}/seen/")
    slip.overtime.refresh_from_db()
    assert slip.overtime.accepted_at == NOW


def test_an_order_says_for_whom(office: Office, li: Employee):
    answer = post(office.head, "/overtime/arrange/", **TYPED["overtime"])
    assert answer.status_code == 422
    assert REASON in answer.text


@pytest.mark.parametrize("path", ["/overtime/arrange/", "/overtime/late-stays/", "/cases/report-exit/"])
def test_staff_do_not_open_the_pages_of_superiors(li: Employee, path: str):
    assert get(li, path).status_code == 403


@pytest.mark.row("OT-02")
def test_late_stays_are_listed_as_not_counted_with_a_link_to_the_day(office: Office, li: Employee):
    later = at(WEDNESDAY, "09:00")
    assert "Nobody stayed late" in get(office.head, "/overtime/late-stays/", now=later).text
    store_days(period=Period(TUESDAY, TUESDAY), at=later, employee_ids=[li.pk])
    DayRecord.objects.filter(employee=li, day=TUESDAY).update(stayed_minutes=120)
    for query in ("", "?day=2026-11-17", "?month=2026-11"):
        shown = get(office.head, f"/overtime/late-stays/{query}", now=later).text
        assert "not counted" in shown
        assert f"/attendance/{li.number}/2026-11-17/" in shown
    assert get(office.head, "/overtime/late-stays/?day=9999-99-99&month=x", now=later).status_code == 200


def test_late_stays_ask_as_often_for_five_people_as_for_one(office: Office, li: Employee, django_assert_max_num_queries):
    later = at(WEDNESDAY, "09:00")
    people = [li, *(factories.holder(office.staff.on(TUESDAY).post, f"同事{n}") for n in range(4))]
    store_days(period=Period(TUESDAY, TUESDAY), at=later, employee_ids=[one.pk for one in people])
    client = as_(office.head)
    counts = []
    for shown in (people[:1], people):
        DayRecord.objects.filter(employee__in=shown).update(stayed_minutes=90)
        with clock.stopped(later), django_assert_max_num_queries(100) as asked_for:
            client.get("/overtime/late-stays/")
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


# -- cases -------------------------------------------------------------------------------------------------


def seen_away(office: Office) -> Case:
    return report_exit(employee=office.staff, left_at=at(MONDAY, "09:40"), text="不在工位", by=office.head, at=NOW)


@pytest.mark.row("ATT-10")
def test_a_supervisor_reports_somebody_who_left(office: Office, li: Employee):
    typed = {"who": li.number, "day": "2026-11-16", "hour": "09:40", "text": "不在工位"}
    assert "No cases" in get(li, "/cases/").text
    answer = post(office.head, "/cases/report-exit/", **typed)
    case = Case.objects.get()
    assert answer.url == f"/cases/{case.pk}/"
    assert "left the post without permission" in get(li, "/cases/").text
    assert "不在工位" in get(li, answer.url).text
    assert post(office.head, "/cases/report-exit/", **(typed | {"hour": "25:00"})).status_code == 422


def test_the_person_objects_and_somebody_else_answers(office: Office, li: Employee):
    case = seen_away(office)
    path = f"/cases/{case.pk}/"
    assert post(li, f"{path}object/", text=" ").status_code == 422
    assert post(li, f"{path}object/", text="去给客户开门").url == path
    assert "somebody else answers" in get(office.head, path).text
    assert f"{path}answer/" not in get(office.head, path).text
    assert post(office.head, f"{path}answer/", is_upheld="yes", answer="属实").status_code == 422
    assert f"{path}answer/" in get(office.director, path).text
    assert post(office.director, f"{path}answer/", is_upheld="", answer="已查监控").status_code == 422
    assert post(office.director, f"{path}answer/", is_upheld="yes", answer="已查监控").url == path
    case.refresh_from_db()
    assert case.state == "dropped"
    assert "已查监控" in get(li, path).text


def test_cases_of_others_are_not_found(office: Office, li: Employee):
    case = seen_away(office)
    stranger = factories.holder(factories.post(office.company, "司机", 1), "王同")
    for act in ("", "object/", "answer/"):
        assert get(stranger, f"/cases/{case.pk}/{act}").status_code == 404
