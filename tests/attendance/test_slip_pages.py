"""The pages of leave: filed from a phone, looked at first, changed, cancelled, come back from; calls and balances."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from approvals import services as approvals
from approvals.models import Request
from attendance import services
from attendance.models import EmergencyCall, LeaveEntry, LeaveLot, ServiceRecord, Slip
from common import clock
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import FRIDAY, LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, filed, granted, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW = at(MONDAY, "10:00")
NEW = "/slips/new/leave/"


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    factories.grant(office.counsel, "hr")
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def as_user(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def form(**typed: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "type": "事假", "first": "2026-11-18", "begins": "09:00", "ends": "12:00", "reason": "家中有事", **typed}


def slip_of(who: Employee) -> Slip:
    return Slip.objects.get(employee=who)


# -- filing ---------------------------------------------------------------------------------------------


def test_form_offers_each_type_with_its_unit_and_what_is_left(li: Employee):
    granted(li, "年假", "5", NOW)
    shown = as_user(li).get(NEW).text
    assert 'data-unit="half"' in shown
    assert re.search(r"年假[^<]*5", shown)


def test_hours_are_handed_in_and_lead_to_the_slip(li: Employee):
    response = as_user(li).post(NEW, form())
    slip = slip_of(li)
    assert (response.status_code, response.url) == (302, f"/slips/{slip.pk}/")
    assert (slip.state, slip.minutes, slip.during.lower) == ("submitted", 180, at(WEDNESDAY, "09:00"))


def test_half_a_day_is_taken_by_the_shift(li: Employee):
    granted(li, "年假", "5", NOW)
    as_user(li).post(NEW, form(type="年假", first_part="afternoon", last_part="afternoon"))
    slip = slip_of(li)
    assert (slip.days, slip.during.lower, slip.during.upper) == (
        LeaveLot.objects.get().used, at(WEDNESDAY, "13:00"), at(WEDNESDAY, "18:00"),
    )  # fmt: skip


def test_days_are_taken_from_the_first_to_the_last(li: Employee):
    as_user(li).post(NEW, form(type="产假", first="2026-12-01", last="2026-12-10"))
    slip = slip_of(li)
    assert (slip.days, slip.during.lower, slip.during.upper) == (10, at(date(2026, 12, 1), "09:00"), at(date(2026, 12, 10), "18:00"))


def test_double_tap_is_one_slip(li: Employee):
    typed, client = form(), as_user(li)
    answers = [client.post(NEW, typed).url for _tap in range(2)]
    assert answers[0] == answers[1]
    assert (Slip.objects.count(), Request.objects.filter(kind__startswith="attendance").count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"type": ""}, "type"), ({"type": "探亲假"}, "type"), ({"first": ""}, "first"), ({"first": "昨天"}, "first"),
        ({"first": "9999-12-31"}, "first"), ({"first": "0001-01-01"}, "first"), ({"last": "2026-11-17"}, "last"),
        ({"last": "2028-11-17"}, "last"), ({"begins": ""}, "begins"), ({"ends": ""}, "ends"), ({"begins": "25:00"}, "begins"),
        ({"ends": "08:00"}, "ends"), ({"reason": ""}, "reason"), ({"reason": "长" * 501}, "reason"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_beside_its_field_and_loses_nothing(li: Employee, typed: dict[str, str], field: str):
    response = as_user(li).post(NEW, form(**{"reason": "要去医院", **typed}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    if "reason" not in typed:
        assert "要去医院" in response.text
    assert not Slip.objects.exists()


def test_refusal_of_the_rules_keeps_a_draft_with_its_files(li: Employee):
    granted(li, "年假", "1", NOW)
    proof = SimpleUploadedFile("病历.txt", "病历".encode(), "text/plain")
    response = as_user(li).post(NEW, form(type="年假", last="2026-11-20", files=[proof]))
    slip = slip_of(li)
    assert (response.status_code, slip.state, slip.files.count()) == (422, "draft", 1)
    assert f'action="/slips/{slip.pk}/edit/"' in response.text
    assert "病历.txt" in response.text
    again = as_user(li).post(f"/slips/{slip.pk}/edit/", form(type="年假"))
    assert (again.status_code, slip_of(li).state, slip_of(li).files.count()) == (302, "submitted", 1)


def test_draft_is_kept_without_a_reason_and_opens_as_it_was_typed(li: Employee):
    client = as_user(li)
    response = client.post(NEW, form(type="年假", first_part="afternoon", last_part="afternoon", reason="", draft="1"))
    slip = slip_of(li)
    assert (response.url, slip.state) == (f"/slips/{slip.pk}/edit/", "draft")
    typed = client.get(response.url).context["form"]
    assert [typed[name].value() for name in ("type", "first", "first_part", "last_part")] == ["年假", WEDNESDAY, "afternoon", "afternoon"]


def test_file_is_taken_off_a_draft(li: Employee):
    client = as_user(li)
    client.post(NEW, form(files=[SimpleUploadedFile("a.txt", b"a", "text/plain")], draft="1"))
    slip = slip_of(li)
    client.post(f"/slips/{slip.pk}/edit/", form(drop=[slip.files.get().pk], draft="1"))
    assert slip.files.get().removed_at is not None


def test_nobody_else_opens_a_draft(office: Office, li: Employee):
    as_user(li).post(NEW, form(draft="1"))
    pk = slip_of(li).pk
    for who in (office.head, office.counsel):
        assert [as_user(who).get(f"/slips/{pk}/{page}").status_code for page in ("", "edit/")] == [404, 404]


def test_what_was_sent_back_is_changed_and_handed_in_again(office: Office, li: Employee):
    slip = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    approvals.send_back(request=slip.request, by=office.head, at=NOW, opinion="写清楚")
    client = as_user(li)
    assert client.get(f"/slips/{slip.pk}/edit/").status_code == 200
    client.post(f"/slips/{slip.pk}/edit/", form(reason="带孩子看病"))
    slip.refresh_from_db()
    assert (slip.state, slip.reason, slip.request.round) == ("submitted", "带孩子看病", 2)


def test_what_is_being_decided_is_not_changed(li: Employee):
    slip = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    assert as_user(li).get(f"/slips/{slip.pk}/edit/").url == f"/slips/{slip.pk}/"


def test_without_leave_types_the_page_says_what_is_undecided(db):
    office = Office()
    response = as_user(office.staff).get(NEW)
    assert (response.status_code, "lev.type_table" in response.text) == (200, True)


# -- looking first --------------------------------------------------------------------------------------


def test_look_shows_time_balance_and_who_decides_and_asks_nobody(office: Office, li: Employee):
    granted(li, "年假", "5", NOW)
    response = as_user(li).post(NEW, form(type="年假", last="2026-11-20", look="1"))
    found = response.context["found"]
    assert (response.status_code, found.before[0], found.after[0]) == (200, "5", "2")
    assert "组长、" in response.text or "<li>组长</li>" in response.text
    assert "lev.type_table" in response.text or "KQ" in response.text
    assert not Request.objects.filter(kind__startswith="attendance").exists()


def test_look_while_typing_answers_a_fragment_and_keeps_nothing(li: Employee):
    response = as_user(li).post(NEW, form(reason="", look="1"), headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section class="slip-look" id="look"')
    assert 'hx-swap-oob="true"' in response.text
    assert not Slip.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"first": "x"}, {"type": "nothing"}, {"begins": ""}])
def test_look_while_typing_says_nothing_of_what_is_unfinished(li: Employee, typed: dict[str, str]):
    response = as_user(li).post(NEW, {**form(type="", first=""), **typed, "look": "1"}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<dl" not in response.text


@pytest.mark.row("LEV-01")
def test_leave_for_tomorrow_passes_and_for_today_asks_for_the_emergency_path(office: Office, li: Employee):
    tomorrow = as_user(li).post(NEW, form(first=TUESDAY.isoformat()))
    assert tomorrow.status_code == 302
    today = as_user(li).post(NEW, form(first=MONDAY.isoformat(), begins="14:00", ends="18:00"))
    assert today.status_code == 422
    assert "slip-short" in today.text
    assert 'name="short" value="1"' in today.text
    assert list(today.context["found"].outlook.approvers) == [("组长",), ("总监",)]
    assert Slip.objects.filter(state="submitted").count() == 1


@pytest.mark.row("LEV-06")
def test_short_notice_is_sent_knowingly_and_needs_the_next_higher(office: Office, li: Employee):
    as_user(li).post(NEW, form(first=MONDAY.isoformat(), begins="14:00", ends="18:00", short="1"))
    slip = slip_of(li)
    assert (slip.state, slip.is_short_notice, slip.request.steps.count()) == ("submitted", True, 2)


def test_call_makes_the_slip_no_short_notice(office: Office, li: Employee):
    called(office, li, MONDAY)
    response = as_user(li).post(NEW, form(first=MONDAY.isoformat(), begins="09:00", ends="18:00"))
    assert (response.status_code, slip_of(li).is_short_notice) == (302, False)


# -- lists and one slip -----------------------------------------------------------------------------------


def test_list_shows_mine_with_balances_and_the_team_theirs(office: Office, li: Employee):
    granted(li, "年假", "5", NOW)
    slip = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    mine = as_user(li).get("/slips/").text
    assert f'href="/slips/{slip.pk}/"' in mine
    assert "<dt>年假</dt>" in mine
    assert f'href="/slips/{slip.pk}/"' not in as_user(office.head).get("/slips/").text
    assert f'href="/slips/{slip.pk}/"' in as_user(office.head).get("/slips/?which=team&q=liwen").text
    assert f'href="/slips/{slip.pk}/"' not in as_user(office.head).get("/slips/?which=team&q=王").text
    assert f'href="/slips/{slip.pk}/"' not in as_user(factories.holder(factories.post(office.ours))).get("/slips/?which=team").text


def test_list_costs_the_same_for_one_and_for_many(li: Employee, assert_queries_constant):
    granted(li, "年假", "5", NOW)
    filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    client = as_user(li)

    def grow() -> None:
        for day in range(1, 5):
            filed(li, WEDNESDAY + timedelta(days=7 * day), "09:00", "12:00", now=NOW)

    assert_queries_constant(lambda: client.get("/slips/"), grow, at_most=12)


def test_list_of_a_team_costs_the_same_for_one_and_for_many(office: Office, li: Employee, assert_queries_constant):
    filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    client = as_user(office.head)

    def grow() -> None:
        for number in range(4):
            filed(factories.holder(factories.post(office.team, f"员{number}"), f"员{number}"), WEDNESDAY, "09:00", "12:00", now=NOW)

    assert_queries_constant(lambda: client.get("/slips/?which=team"), grow, at_most=12)


def test_slip_costs_the_same_however_many_decided(office: Office, li: Employee, count_queries):
    short = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    long = approved(filed(li, FRIDAY, "09:00", "18:00", until=date(2026, 11, 26), now=NOW), NOW)
    client = as_user(li)
    client.get(f"/slips/{short.pk}/")
    costs = {count_queries(lambda pk=slip.pk: client.get(f"/slips/{pk}/")) for slip in (short, long)}
    assert len(costs) == 1
    assert costs.pop() <= 12


def test_slip_opens_to_its_person_and_who_looks_after_them_only(office: Office, li: Employee):
    slip = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    other = factories.holder(factories.post(office.ours, "外人"), "外人")
    answers = {who.name: as_user(who).get(f"/slips/{slip.pk}/").status_code for who in (li, office.head, office.counsel, other)}
    assert answers == {"李雯": 200, "组长": 200, "法务": 200, "外人": 404}
    assert as_user(other).get(f"/slips/{slip.pk}.pdf").status_code == 404


def test_cancelling_asks_for_a_reason_and_gives_the_balance_back(li: Employee):
    granted(li, "年假", "5", NOW)
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", "年假", now=NOW), NOW)
    client = as_user(li)
    assert client.post(f"/slips/{slip.pk}/cancel/", {"reason": " "}).status_code == 422
    assert client.post(f"/slips/{slip.pk}/cancel/", {"reason": "不去了"}).status_code == 302
    slip.refresh_from_db()
    assert (slip.state, LeaveLot.objects.get().used) == ("cancelled", 0)


def test_superior_cannot_cancel_somebody_elses_slip(office: Office, li: Employee):
    slip = approved(filed(li, WEDNESDAY, "09:00", "18:00", now=NOW), NOW)
    assert as_user(office.head).post(f"/slips/{slip.pk}/cancel/", {"reason": "要人"}).status_code == 422
    slip.refresh_from_db()
    assert slip.state == "approved"


@pytest.mark.row("LEV-08")
def test_being_back_is_offered_with_the_time_of_now_and_judges_the_rest(li: Employee):
    clocked(li, MONDAY, "09:00", "18:00")
    slip = approved(filed(li, TUESDAY, "09:00", "18:00", until=WEDNESDAY, now=NOW), NOW)
    client = as_user(li)
    with clock.stopped(at(WEDNESDAY, "13:05:40")):
        assert 'value="2026-11-18T13:05"' in client.get(f"/slips/{slip.pk}/return/").text
        assert f"/slips/{slip.pk}/return/" in client.get("/").text
        assert client.post(f"/slips/{slip.pk}/return/", {"returned_at": "2026-11-18T13:00"}).status_code == 302
        assert f"/slips/{slip.pk}/return/" not in client.get("/").text
    slip.refresh_from_db()
    assert (slip.state, slip.during.upper) == ("closed", at(WEDNESDAY, "13:00"))


@pytest.mark.parametrize("when", ["", "x", "2026-11-30T09:00", "2026-11-01T09:00", "0001-01-01T00:00"])
def test_being_back_at_an_impossible_time_is_refused(li: Employee, when: str):
    slip = approved(filed(li, TUESDAY, "09:00", "18:00", now=NOW), NOW)
    with clock.stopped(at(FRIDAY)):
        assert as_user(li).post(f"/slips/{slip.pk}/return/", {"returned_at": when}).status_code == 422
    slip.refresh_from_db()
    assert slip.state == "approved"


def test_first_page_costs_no_query_more_for_leave_to_return_from(li: Employee, count_queries):
    client = as_user(li)
    client.get("/")
    before = count_queries(lambda: client.get("/"))
    filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    assert count_queries(lambda: client.get("/")) == before


def test_who_is_away_stands_under_each_day(office: Office, li: Employee):
    approved(filed(li, TUESDAY, "09:00", "18:00", until=WEDNESDAY, now=NOW), NOW)
    filed(li, FRIDAY, "09:00", "18:00", now=NOW)
    context = as_user(office.head).get("/slips/away/").context
    away = [one["day"] for one in [context["today"], *context["days"]] if one["lines"]]
    assert away == [TUESDAY, WEDNESDAY]
    assert len(context["days"]) == 14
    assert as_user(li).get("/slips/away/").status_code == 403


def test_who_is_away_costs_the_same_for_one_and_for_many(office: Office, li: Employee, assert_queries_constant):
    approved(filed(li, TUESDAY, "09:00", "18:00", now=NOW), NOW)
    client = as_user(office.head)

    def grow() -> None:
        for number in range(3):
            who = factories.holder(factories.post(office.team, f"员{number}"), f"员{number}")
            approved(filed(who, TUESDAY, "09:00", "18:00", now=NOW), NOW)

    assert_queries_constant(lambda: client.get("/slips/away/"), grow, at_most=8)


# -- calls ---------------------------------------------------------------------------------------------------


def called(office: Office, who: Employee, day: date) -> EmergencyCall:
    return services.log_call(
        employee=who, by=office.head, channel="phone", called_at=at(day, "08:30"), content="发烧", start=at(day, "09:00"),
        end=at(day, "18:00"), key=uuid4(), at=NOW,
    )  # fmt: skip


def call(**typed: str) -> dict[str, str]:
    return {
        "key": str(uuid4()), "employee": "李雯", "channel": "phone", "called_at": "2026-11-16T08:30", "content": "发烧",
        "start": "2026-11-16T09:00", "end": "2026-11-16T18:00", **typed,
    }  # fmt: skip


@pytest.mark.row("LEV-04")
def test_call_is_written_down_once_and_its_slip_is_asked_for(office: Office, li: Employee):
    client, typed = as_user(office.head), call(employee=li.number)
    assert [client.post("/calls/new/", typed).status_code for _tap in range(2)] == [302, 302]
    found = EmergencyCall.objects.get()
    assert (found.employee, found.logged_by, found.due_on) == (li, office.head, WEDNESDAY)
    assert "李雯" in client.get("/calls/").text
    assert "发烧" in as_user(li).get("/calls/").text


def test_only_the_ways_of_the_rules_are_offered(office: Office):
    shown = as_user(office.head).get("/calls/new/").text
    assert 'value="phone"' in shown
    assert 'value="message"' not in shown
    assert 'value="2026-11-16T09:00"' in shown


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"employee": "谁"}, "employee"), ({"channel": "message"}, "channel"), ({"end": "2026-11-16T09:00"}, "end"),
        ({"called_at": "2026-11-17T09:00"}, "__all__"), ({"content": ""}, "content"), ({"start": "9999-12-31T09:00"}, "start"),
    ],
)  # fmt: skip
def test_wrong_call_is_refused(office: Office, li: Employee, typed: dict[str, str], field: str):
    response = as_user(office.head).post("/calls/new/", call(**{"employee": li.number, **typed}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not EmergencyCall.objects.exists()


def test_call_of_somebody_elses_people_is_refused(office: Office):
    response = as_user(office.head).post("/calls/new/", call(employee=office.director.number))
    assert list(response.context["form"].errors) == ["employee"]
    assert as_user(office.staff).get("/calls/new/").status_code == 403


# -- balances ---------------------------------------------------------------------------------------------------


def test_balances_show_every_line(li: Employee):
    granted(li, "年假", "5", NOW)
    filed(li, WEDNESDAY, "09:00", "18:00", "年假", now=NOW)
    response = as_user(li).get("/leave/balances/")
    ledger = next(one for one in response.context["ledgers"] if one.name == "年假")
    assert (ledger.left[0], [line.amount for line in ledger.lines]) == ("4", [-1, 5])
    assert ledger.lots[0].figures == ("5天", "1天", "4天")


@pytest.mark.parametrize(
    ("cause", "words"),
    [("duty:7", "duty on 7 Oct"), ("overtime:7", "overtime on 7 Oct"), ("hand 1", "by hand"), ("month 2026-11", "November 2026")],
)
def test_lot_says_for_what_it_was_granted(cause, words):
    with translation.override("en"):
        assert LeaveLot(cause=cause, valid_from=date(2026, 10, 7)).cause_words == words


def test_approver_reads_times_and_lengths_as_an_office_writes_them(office: Office, li: Employee):
    slip = filed(li, WEDNESDAY, "13:00", "18:00", now=NOW)
    text = as_user(office.head).get(f"/requests/{slip.request_id}/").text
    assert "13:00–18:00" in text
    assert not re.search(r"(?<!\d)300(?!\d)", text)  # minutes; numbers of employees have more digits


def test_balances_cost_the_same_for_one_and_for_many(li: Employee, assert_queries_constant):
    granted(li, "年假", "5", NOW)
    client = as_user(li)

    def grow() -> None:
        for number in range(4):
            granted(li, "年假", "1", NOW, cause=f"more {number}")

    assert_queries_constant(lambda: client.get("/leave/balances/"), grow, at_most=12)


def test_human_resources_grant_once_and_correct_with_a_reason(office: Office, li: Employee):
    hr = as_user(office.counsel)
    typed = {"key": str(uuid4()), "type": "年假", "amount": "3", "valid_from": "2026-11-01", "reason": "入职约定"}
    for _tap in range(2):
        assert hr.post(f"/leave/balances/{li.number}/grant/", typed).status_code == 302
    lot = LeaveLot.objects.get()
    adjust = f"/leave/balances/lots/{lot.pk}/"
    assert hr.post(adjust, {"amount": "-1", "reason": "", "seen": "3"}).status_code == 422
    assert hr.post(adjust, {"amount": "-9", "reason": "错", "seen": "3"}).status_code == 422
    assert [hr.post(adjust, {"amount": "-1", "reason": "录错", "seen": "3"}).status_code for _tap in range(2)] == [302, 422]
    lot.refresh_from_db()
    assert (lot.granted, LeaveEntry.objects.count()) == (2, 2)


def test_years_of_work_are_written_down_where_they_are_missing(office: Office, li: Employee):
    hr = as_user(office.counsel)
    assert f"/leave/balances/{li.number}/service/" in hr.get("/leave/balances/").text
    assert hr.post(f"/leave/balances/{li.number}/service/", {"worked_since": "2027-01-01"}).status_code == 422
    assert hr.post(f"/leave/balances/{li.number}/service/", {"worked_since": "2014-05-01"}).status_code == 302
    assert ServiceRecord.objects.get().worked_since == date(2014, 5, 1)
    assert f"/leave/balances/{li.number}/service/" not in hr.get("/leave/balances/").text


def test_nobody_writes_their_own_balance_and_staff_see_only_their_own(office: Office, li: Employee):
    granted(office.counsel, "年假", "5", NOW)
    hr, lot = as_user(office.counsel), LeaveLot.objects.get()
    assert hr.get(f"/leave/balances/{office.counsel.number}/grant/").status_code == 404
    assert hr.post(f"/leave/balances/lots/{lot.pk}/", {"amount": "9", "reason": "我", "seen": "5"}).status_code == 404
    staff = as_user(li)
    assert staff.get(f"/leave/balances/{office.counsel.number}/").status_code == 403
    assert staff.get(f"/leave/balances/lots/{lot.pk}/").status_code == 403


# -- the desk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["slip", "leavelot", "emergencycall"])
def test_desk_lists_what_the_reader_may_see(office: Office, li: Employee, model: str):
    factories.grant(office.counsel, "administrator")
    granted(li, "年假", "5", NOW)
    filed(li, WEDNESDAY, "09:00", "18:00", "年假", now=NOW)
    as_user(li).post(NEW, form(first="2026-12-01", reason="草稿", draft="1"))
    called(office, li, MONDAY)
    desk = as_user(office.counsel)
    shown = desk.get(f"/admin/attendance/{model}/?q=liwen")
    assert shown.status_code == 200
    assert shown.context["cl"].result_count == 1
    assert desk.get(f"/admin/attendance/{model}/{shown.context['cl'].result_list[0].pk}/change/").status_code == 200
