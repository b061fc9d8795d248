"""Attendance at the managers' desk: facts and results to read, shift groups to keep."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from attendance.admin.shifts import read_hours, written
from attendance.choices import SlipState
from attendance.models import Case, DayRecord, LeaveLot, Punch, ShiftGroup, ShiftMember
from attendance.services import store_days
from common import clock
from common.models import AuditEntry
from common.periods import Period
from people.models import Role
from rules.models import ClauseText, Edition
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import granted
from tests.rules import making
from tests.rules.making import Office

DAY = date(2026, 11, 20)
NOW = at(date(2026, 11, 21), "10:00")
OURS = ("case", "dayrecord", "punch", "shiftgroup")  # the others are opened by tests/test_admin_matrix.py


def url(name: str, act: str = "changelist", *args: object) -> str:
    return reverse(f"admin:attendance_{name}_{act}", args=args)


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def busy(office: Office, wall: Edition) -> Office:
    """One row of everything; the counsel keeps human resources, the director supervises 运营部."""
    factories.grant(office.counsel, "hr")
    factories.grant(office.director, "supervisor", office.ours)
    for person in (office.staff, office.manager):
        clocked(person, DAY, "09:08:31", "18:01")
    store_days(period=Period(DAY, DAY), at=NOW)
    facts = {"behind": [{"day": "2026-11-20", "status": "late"}]}
    Case.objects.create(employee=office.staff, kind="late_count", cause="2026-11", day=DAY, clause="四（五）", facts=facts, opened_at=NOW)
    group = ShiftGroup.objects.create(name="夜班", clause=clause_of(wall), segments=[["22:00", "30:00"]], weekdays=[1, 2, 3, 4, 5])
    ShiftMember.objects.create(employee=office.manager, group=group, during=(date(2026, 11, 30), None))
    return office


def clause_of(wall: Edition):
    return ClauseText.objects.get(edition=wall, heading="work.schedule").clause


def as_user(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def row_of(name: str):
    model = next(model for model in admin.site._registry if model._meta.label_lower == f"attendance.{name}")
    return model.objects.order_by("pk").first()


# -- to read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_human_resources_open_every_list_row_and_history(busy: Office, name: str):
    client = as_user(busy.counsel)
    for path in (url(name), f"{url(name)}?q=李", url(name, "change", row_of(name).pk), url(name, "history", row_of(name).pk)):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("name", OURS)
def test_nothing_is_deleted_here(busy: Office, name: str):
    assert as_user(busy.counsel).post(url(name, "delete", row_of(name).pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["punch", "dayrecord", "case"])
def test_facts_and_results_are_neither_added_nor_changed(busy: Office, name: str):
    client = as_user(busy.counsel)
    assert client.get(url(name, "add")).status_code == 403
    assert client.post(url(name, "change", row_of(name).pk), {"state": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "model"), [("punch", Punch), ("dayrecord", DayRecord)])
def test_supervisor_sees_whoever_works_below(busy: Office, name: str, model):
    client = as_user(busy.director)
    page = client.get(url(name)).text
    assert "李雯" in page
    assert "总经理" not in page
    hidden = model.objects.filter(employee=busy.manager).first()
    assert client.get(url(name, "change", hidden.pk)).status_code in (302, 404)


def test_punches_stand_to_the_second(busy: Office):
    assert "09:08:31" in as_user(busy.counsel).get(url("punch")).text


def test_results_are_told_in_words_and_filtered(busy: Office):
    client = as_user(busy.counsel)
    page = client.get(url("dayrecord")).text
    assert "迟到" in page
    assert f"/attendance/{busy.staff.number}/2026-11-20/" in page
    assert "李雯" not in client.get(f"{url('dayrecord')}?status=absent").text


def test_filter_of_slips_offers_the_states_that_the_list_has(busy: Office):
    filters = as_user(busy.counsel).get(url("slip")).context["cl"].filter_specs
    offered = {value for value, _word in next(one for one in filters if one.title == "状态").lookup_choices}
    assert offered == set(SlipState) - {SlipState.DRAFT}


def test_case_shows_its_state_its_clause_and_its_days(busy: Office):
    page = as_user(busy.counsel).get(url("case", "change", row_of("case").pk)).text
    assert all(word in page for word in ("待核查", "四（五）", f"/attendance/{busy.staff.number}/2026-11-20/"))


@pytest.mark.parametrize("name", ["punch", "dayrecord", "case"])
def test_list_costs_the_same_for_one_row_and_for_many(busy: Office, name: str, count_queries):
    client = as_user(busy.counsel)
    client.get(url(name))
    before = count_queries(lambda: client.get(url(name)))
    desk = factories.post(busy.team, "客服", 1)
    for number in range(5):
        person = factories.holder(desk, f"员工{number}")
        clocked(person, DAY, "09:00", "18:00")
        Case.objects.create(employee=person, kind="late_count", cause="2026-11", day=DAY, clause="四", facts={}, opened_at=NOW)
    store_days(period=Period(DAY, DAY), at=NOW)
    assert count_queries(lambda: client.get(url(name))) == before


# -- granted leave ---------------------------------------------------------------------------------


@pytest.fixture
def leave(busy: Office) -> Office:
    """The wall has leave by days and by hours; the member of staff has some of each."""
    types = {"年假": "按半天，带薪，按工龄", "调休": "按小时，带薪，由加班得"}
    making.published(busy, {"lev.type_table": types}, on=date(2026, 11, 3), owner=busy.company, number="QJ")
    granted(busy.staff, "年假", "5", NOW)
    granted(busy.staff, "调休", "7.5", NOW)
    hr = Role.objects.get(code="hr")
    hr.permissions.append("attendance.view_leaveentry")  # no role has it by itself
    hr.save()
    return busy


def test_figures_of_granted_leave_have_the_unit_of_their_type(leave: Office):
    client = as_user(leave.counsel)
    for name in ("leavelot", "leaveentry"):
        page = client.get(url(name)).text
        assert all(f">{words}<" in page for words in ("5天", "7.5小时")), name
    assert "0小时" in client.get(url("leavelot")).text  # what was used has one, too
    row = LeaveLot.objects.get(type="调休")
    assert "7.5小时" in client.get(url("leavelot", "change", row.pk)).text
    assert "7.5小时" in client.get(url("leaveentry", "change", row.entries.get().pk)).text


@pytest.mark.parametrize("name", ["leavelot", "leaveentry"])
def test_list_of_granted_leave_costs_the_same_for_one_person_and_for_many(leave: Office, name: str, count_queries):
    client = as_user(leave.counsel)
    client.get(url(name))
    before = count_queries(lambda: client.get(url(name)))
    for number in range(5):
        desk = factories.post(leave.team, f"岗位{number}", 1)
        granted(factories.holder(desk, f"员工{number}"), "调休", "3", NOW)
    assert count_queries(lambda: client.get(url(name))) == before


# -- shift groups --------------------------------------------------------------------------------


def typed(office: Office, wall: Edition, **others: object) -> dict[str, object]:
    """What the form of a group sends."""
    empty = {"members-TOTAL_FORMS": "0", "members-INITIAL_FORMS": "0", "members-MIN_NUM_FORMS": "0", "members-MAX_NUM_FORMS": "1000"}
    plain = {"name": "早班", "clause": clause_of(wall).pk, "stretches": "06:00-14:00", "days": [1, 2, 3], "day_starts": ""}
    return {**empty, **plain, **others}


def member(group: ShiftGroup, person, start: str, last: str = "") -> dict[str, object]:
    """The line of a new member."""
    told = {"id": "", "group": group.pk, "employee": person.pk, "start": start, "last_day": last}
    return {"members-TOTAL_FORMS": "1", **{f"members-0-{name}": value for name, value in told.items()}}


def test_group_is_added_with_its_clause(busy: Office, wall: Edition):
    response = as_user(busy.counsel).post(url("shiftgroup", "add"), typed(busy, wall, day_starts="14:00"))
    assert response.status_code == 302
    group = ShiftGroup.objects.get(name="早班")
    assert (group.segments, group.weekdays, group.clause) == ([["06:00", "14:00"]], [1, 2, 3], clause_of(wall))
    assert AuditEntry.objects.filter(table_name="attendance_shiftgroup", row_id=str(group.pk), verb="create").exists()


@pytest.mark.parametrize(
    ("stretches", "sentence"),
    [
        ("9-12", "不是时间"),
        ("09:00", "要有开始和结束时间"),
        ("09:00-12:00, 11:00-18:00", "重叠"),
        ("49:00-50:00", "不是时间"),
        (",", "至少"),
    ],
)
def test_wrong_hours_are_said_beside_the_field(busy: Office, wall: Edition, stretches: str, sentence: str):
    response = as_user(busy.counsel).post(url("shiftgroup", "add"), typed(busy, wall, stretches=stretches))
    assert response.status_code == 200
    assert sentence in "".join(response.context["adminform"].form.errors["stretches"])
    assert not ShiftGroup.objects.filter(name="早班").exists()


@pytest.mark.parametrize("text", ["22:00-06:00", "22:00 至 06:00", "22:00～06:00", "22：00–06：00"])
def test_hours_are_typed_as_people_write_them(text: str):
    assert read_hours(text) == [["22:00", "06:00"]]
    assert written(read_hours(text)) == "22:00-06:00"


def test_clause_is_chosen_from_the_wall(busy: Office, wall: Edition):
    page = as_user(busy.counsel).get(url("shiftgroup", "add"))
    choices = dict(page.context["adminform"].form.fields["clause"].choices)
    assert choices[clause_of(wall).pk] == "考勤管理制度 一（一） work.schedule"


@pytest.mark.parametrize(("sent", "kept"), [({}, "fixed"), ({"hours": "each"}, "each"), ({"hours": "free"}, "free")])
def test_group_keeps_how_exactly_its_hours_are_meant(busy: Office, wall: Edition, sent: dict[str, object], kept: str):
    response = as_user(busy.counsel).post(url("shiftgroup", "add"), typed(busy, wall, **sent))
    assert response.status_code == 302, response.context["errors"]
    assert ShiftGroup.objects.get(name="早班").hours == kept


def test_member_joins_and_leaves_on_a_day(busy: Office, wall: Edition):
    group = ShiftGroup.objects.get(name="夜班")
    sent = typed(busy, wall, name="夜班", stretches="22:00-30:00", days=[1, 2, 3, 4, 5])
    response = as_user(busy.counsel).post(
        url("shiftgroup", "change", group.pk), sent | member(group, busy.staff, "2026-11-23", "2026-11-29")
    )
    assert response.status_code == 302, response.context["errors"]
    during = ShiftMember.objects.get(employee=busy.staff).during
    assert (during.lower, during.upper) == (date(2026, 11, 23), date(2026, 11, 30))


def test_person_in_two_groups_at_once_is_refused_with_a_sentence(busy: Office, wall: Edition):
    early = ShiftGroup.objects.create(name="早班", clause=clause_of(wall), segments=[["06:00", "14:00"]], weekdays=[1])
    sent = typed(busy, wall, stretches="06:00-14:00", days=[1])
    response = as_user(busy.counsel).post(url("shiftgroup", "change", early.pk), sent | member(early, busy.manager, "2026-12-01"))
    assert response.status_code == 200
    assert "总经理在这些日子里已在另一个班组" in response.text
    assert ShiftMember.objects.count() == 1


def test_last_day_before_the_first_is_said(busy: Office, wall: Edition):
    group = ShiftGroup.objects.get(name="夜班")
    sent = typed(busy, wall, name="夜班", stretches="22:00-30:00", days=[1, 2, 3, 4, 5])
    response = as_user(busy.counsel).post(
        url("shiftgroup", "change", group.pk), sent | member(group, busy.staff, "2026-11-23", "2026-11-20")
    )
    assert response.status_code == 200
    assert not ShiftMember.objects.filter(employee=busy.staff).exists()


def test_hours_by_which_somebody_works_are_not_changed(busy: Office, wall: Edition):
    """They would judge past days anew."""
    group = ShiftGroup.objects.get(name="夜班")
    ShiftMember.objects.update(during=(date(2026, 11, 2), None))
    response = as_user(busy.counsel).post(
        url("shiftgroup", "change", group.pk), typed(busy, wall, name="夜班", stretches="21:00-29:00", days=[1, 2, 3, 4, 5])
    )
    assert "请新建班组" in response.text
    group.refresh_from_db()
    assert group.segments == [["22:00", "30:00"]]


def test_hours_of_a_group_that_is_still_to_begin_can_change(busy: Office, wall: Edition):
    group = ShiftGroup.objects.get(name="夜班")
    response = as_user(busy.counsel).post(
        url("shiftgroup", "change", group.pk), typed(busy, wall, name="夜班", stretches="21:00-29:00", days=[1, 2, 3, 4, 5])
    )
    assert response.status_code == 302
    group.refresh_from_db()
    assert group.segments == [["21:00", "29:00"]]


def test_supervisors_do_not_keep_groups(busy: Office):
    assert as_user(busy.director).get(url("shiftgroup")).status_code == 403
    assert as_user(busy.director).get(url("shiftgroup", "add")).status_code == 403
