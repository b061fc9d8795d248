"""Pages of holiday duty and of rosters, as planners, members and others meet them."""

import io
import re
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from attendance import roster_sheet
from attendance.admin.duty import HolidayRosterAdmin
from attendance.models import DutyCheck, DutyMatter, DutyMember, HolidayRoster, ShiftGroup, ShiftMember
from common import clock
from common.models import Upload
from people import sheets
from people.models import Employee
from rules.models import ClauseText
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.dutying import BEFORE, NEW_YEAR, SECOND, begun, checked, published, put_on, shift_on, spoken, walled
from tests.rules.making import Office
from tests.support.queries import counted

DURING = at(NEW_YEAR, "12:00")


@pytest.fixture
def office(db) -> Office:
    return walled(Office())


def client_of(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


@pytest.fixture
def planner(office: Office) -> Client:
    return client_of(office.director)


@pytest.fixture
def member(office: Office) -> Client:
    return client_of(office.staff)


def get(client: Client, path: str, now=BEFORE, status: int = 200) -> str:
    with clock.stopped(now):
        response = client.get(path)
    assert response.status_code == status
    return response.text


def post(client: Client, path: str, now=BEFORE, follow: bool = True, **data: object):
    with clock.stopped(now):
        return client.post(path, data, follow=follow)


# -- planning ----------------------------------------------------------------------


@pytest.mark.row("ROS-01")
def test_planner_begins_names_and_publishes_a_roster(office: Office, planner: Client):
    assert "元旦" in get(planner, "/duty/")
    start = f"/duty/units/{office.ours.pk}/2027-01-01/"
    assert 'value="09:00"' in get(planner, start)
    post(planner, start, start="09:00", end="18:00", phone="1001", place="值班室")
    roster = HolidayRoster.objects.get()
    page = get(planner, f"/duty/{roster.pk}/")
    assert page.count("尚无人") + page.count("nobody yet") == 3
    refused = post(planner, f"/duty/{roster.pk}/publish/").text
    assert "1月1日 周五、" in refused
    for shift in roster.shifts.all():
        facts = {"lead": office.director.pk, "members": [office.staff.pk], "start": "09:00", "end": "18:00"}
        assert post(planner, f"/duty/shifts/{shift.pk}/edit/", **facts).status_code == 200
    post(planner, f"/duty/{roster.pk}/publish/")
    roster.refresh_from_db()
    assert roster.published_at == BEFORE
    assert DutyMember.objects.count() == 6


def test_form_of_a_shift_shows_how_much_duty_each_person_did(office: Office, planner: Client):
    roster = begun(office)
    put_on(office, shift_on(roster, NEW_YEAR), office.staff)
    page = get(planner, f"/duty/shifts/{shift_on(roster, SECOND).pk}/edit/")
    assert page.index("总监 · ") < page.index("李雯 · 9")


def test_person_on_duty_elsewhere_is_refused_on_the_form(office: Office, planner: Client):
    put_on(office, shift_on(begun(office), NEW_YEAR), office.staff)
    elsewhere = shift_on(begun(office, office.team), NEW_YEAR)
    facts = {"lead": office.staff.pk, "start": "10:00", "end": "12:00"}
    response = post(planner, f"/duty/shifts/{elsewhere.pk}/edit/", **facts)
    assert response.status_code == 422
    assert "李雯（运营部" in response.text


def test_others_may_neither_plan_nor_see_a_draft(office: Office, member: Client):
    roster = begun(office)
    assert get(member, f"/duty/{roster.pk}/", status=404)
    assert get(member, f"/duty/units/{office.ours.pk}/2027-01-01/", status=404)
    roster = published(office)
    shift = shift_on(roster, SECOND)
    assert get(member, f"/duty/{roster.pk}/")
    assert get(member, f"/duty/shifts/{shift.pk}/edit/", status=403)
    assert post(member, f"/duty/{roster.pk}/publish/").status_code == 403
    assert get(member, "/duty/shares/", status=403)


def test_holiday_that_is_none_is_no_page(office: Office, planner: Client):
    assert get(planner, f"/duty/units/{office.ours.pk}/2026-12-20/", status=404)
    assert get(planner, "/duty/?unit=0", status=404)


def test_pages_without_anything_say_what_will_stand_there(office: Office, member: Client, planner: Client):
    assert 'class="empty"' in get(member, "/duty/")
    assert 'class="empty"' in get(member, "/rosters/")
    assert 'class="empty"' in get(planner, "/duty/shares/")
    assert 'class="empty"' in get(planner, "/rosters/pattern/")
    assert 'class="empty"' in get(planner, "/rosters/import/")


def test_account_without_an_employee_reads_an_empty_page(db):
    client = Client()
    client.force_login(factories.UserFactory())
    assert 'class="empty"' in get(client, "/duty/")


# -- the log -----------------------------------------------------------------------


@pytest.mark.row("ROS-02")
def test_missing_check_is_red_on_the_log(office: Office, member: Client):
    shift = shift_on(published(office, office.staff), NEW_YEAR)
    checked(shift, office.staff, at(NEW_YEAR, "09:30"))
    page = get(member, f"/duty/shifts/{shift.pk}/", DURING)
    assert page.count("duty-gap") == 1
    assert "badge-wrong" in page
    assert "总监" in page  # who is accountable
    assert "duty-gap" not in get(member, f"/duty/shifts/{shift.pk}/", at(NEW_YEAR, "11:30"))


@pytest.mark.row("ROS-02")
def test_member_writes_a_check_once_and_others_cannot(office: Office, member: Client):
    shift, key = shift_on(published(office, office.staff), NEW_YEAR), uuid4()
    path, facts = f"/duty/shifts/{shift.pk}/check/", {"item": "网站可访问", "result": "good", "key": key}
    for _press in range(2):
        assert post(member, path, DURING, **facts).status_code == 200
    assert (DutyCheck.objects.get().by, DutyCheck.objects.get().at) == (office.staff, DURING)
    trouble = post(member, path, DURING, **(facts | {"result": "trouble", "key": uuid4()}))
    assert trouble.status_code == 422
    assert 'value="网站可访问"' in trouble.text  # what was typed is still there
    mate = client_of(factories.holder(office.staff.on(NEW_YEAR).post, "王同"))
    assert "key" not in get(mate, f"/duty/shifts/{shift.pk}/", DURING).split("<main")[1]
    assert post(mate, path, DURING, **(facts | {"key": uuid4()})).status_code == 422
    assert DutyCheck.objects.count() == 1


@pytest.mark.parametrize(
    "facts", [{}, {"item": "x" * 200, "result": "?", "key": "no"}, {"item": "a\x00", "result": "good", "key": uuid4()}]
)
def test_bad_check_is_a_sentence(office: Office, member: Client, facts):
    shift = shift_on(published(office, office.staff), NEW_YEAR)
    assert post(member, f"/duty/shifts/{shift.pk}/check/", DURING, **facts).status_code == 422


@pytest.mark.row("ROS-03")
def test_matter_is_handed_over_and_solved_by_the_next_shift(office: Office, member: Client):
    roster = published(office, office.staff)
    first, second = shift_on(roster, NEW_YEAR), shift_on(roster, SECOND)
    facts = {"with_whom": "市场部", "matter": "礼包缺货", "result": "handed_over", "outcome": "交给总监", "key": uuid4()}
    post(member, f"/duty/shifts/{first.pk}/matter/", DURING, **facts)
    matter, now = DutyMatter.objects.get(), at(SECOND, "10:00")
    assert "礼包缺货" in get(member, f"/duty/shifts/{second.pk}/", now)
    assert post(member, f"/duty/matters/{matter.pk}/solve/", now, outcome=" ").status_code == 422
    page = post(member, f"/duty/matters/{matter.pk}/solve/", now, outcome="已补货").text
    assert "已补货" in page
    assert f"/duty/shifts/{second.pk}/check/" in page  # back on the shift that runs
    outsider = client_of(factories.holder(factories.post(factories.department("市场部", office.company)), "外人"))
    assert get(outsider, f"/duty/matters/{matter.pk}/solve/", now, status=404)


def test_own_duty_stands_on_the_first_page_a_week_before(office: Office, member: Client):
    published(office, office.staff)
    week_before = at(NEW_YEAR - timedelta(days=5))
    assert "duty-panel" in get(member, "/", week_before)
    assert "duty-panel" not in get(member, "/", BEFORE)


def test_shares_are_shown_beside_the_mean(office: Office, planner: Client):
    published(office, office.staff)
    factories.holder(office.staff.on(NEW_YEAR).post, "王同")
    page = get(planner, "/duty/shares/", at(SECOND, "10:00"))
    assert re.search(r"李雯.*\+", page, re.S)


# -- rosters -----------------------------------------------------------------------


@pytest.fixture
def groups(office: Office) -> list[ShiftGroup]:
    clause = ClauseText.objects.get(heading="work.schedule").clause
    everyday = [1, 2, 3, 4, 5, 6, 7]
    return [
        ShiftGroup.objects.create(name=name, clause=clause, segments=hours, weekdays=everyday)
        for name, hours in (("白班", [["08:00", "16:00"]]), ("夜班", [["22:00", "06:00"]]))
    ]


def pattern(office: Office, **more: object) -> dict[str, object]:
    facts = {"pattern": "白班 白班，夜班 休", "first": "2027-01-04", "last": "2027-01-10", "people": [office.staff.pk], "step": 0}
    return facts | more


@pytest.mark.usefixtures("groups")
def test_pattern_is_looked_at_and_then_written(office: Office, planner: Client, member: Client):
    looked = post(planner, "/rosters/pattern/", **pattern(office, act="look"))
    assert looked.status_code == 200
    assert (looked.text.count("夜班") >= 2, ShiftMember.objects.count()) == (True, 0)
    assert post(planner, "/rosters/pattern/", **pattern(office, act="write")).redirect_chain
    assert ShiftMember.objects.count() == 5
    assert "夜班" in get(member, "/rosters/?month=2027-01")
    again = post(planner, "/rosters/pattern/", **pattern(office, act="write"))
    assert (again.status_code, "李雯" in again.text, ShiftMember.objects.count()) == (422, True, 5)


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    "changed", [{"pattern": "早班"}, {"pattern": "休 休"}, {"last": "2027-01-01"}, {"last": "2099-01-01"}, {"people": []}, {"step": -1}]
)
def test_bad_pattern_is_a_sentence(office: Office, planner: Client, changed):
    response = post(planner, "/rosters/pattern/", **pattern(office, act="write", **changed))
    assert (response.status_code, ShiftMember.objects.count()) == (422, 0)


@pytest.mark.usefixtures("groups")
def test_planner_puts_nobody_of_another_unit_into_a_group(office: Office, planner: Client, member: Client):
    outsider = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    assert post(planner, "/rosters/pattern/", **pattern(office, act="write", people=[outsider.pk])).status_code == 422
    assert get(member, "/rosters/pattern/", status=403)
    assert get(member, "/rosters/import/", status=403)


@pytest.mark.usefixtures("groups")
def test_excel_roster_is_handed_in_looked_at_and_written(office: Office, planner: Client):
    filled = SimpleUploadedFile("一月.xlsx", filled_in(office))
    page = post(planner, "/rosters/import/", file=filled)
    upload = Upload.objects.get(purpose="attendance.roster")
    assert "夜班" in page.text
    assert post(planner, f"/rosters/import/{upload.pk}/").redirect_chain
    assert [row.group.name for row in ShiftMember.objects.order_by("during")] == ["白班", "夜班"]
    assert get(client_of(office.manager), f"/rosters/import/{upload.pk}/", status=403)
    assert post(planner, f"/rosters/import/{upload.pk}/").status_code == 422  # those days have a group now


def filled_in(office: Office) -> bytes:
    return sheets.write("排班表", ["工号", "姓名", "2027-01-04", "2027-01-05"], [[office.staff.number, "李雯", "白班", "夜班"]])


@pytest.mark.usefixtures("groups")
def test_file_that_is_no_roster_is_refused_on_the_form(planner: Client):
    text = SimpleUploadedFile("a.xlsx", b"not a workbook")
    response = post(planner, "/rosters/import/", file=text)
    assert (response.status_code, Upload.objects.filter(purpose="attendance.roster").count()) == (422, 0)


@pytest.mark.usefixtures("groups")
def test_template_is_an_excel_file_with_ones_people(office: Office, planner: Client):
    with clock.stopped(BEFORE):
        response = planner.get("/rosters/template/?month=2027-01")
    sheet = roster_sheet.read(io.BytesIO(response.content))
    assert (len(sheet.days), office.staff.number in {row.number for row in sheet.rows}) == (31, True)


@pytest.mark.parametrize("asked", ["2027-13", "x", "1800-01"])
def test_month_that_is_none_is_no_page(member: Client, asked):
    assert get(member, f"/rosters/?month={asked}", status=404)


# -- queries -----------------------------------------------------------------------


@pytest.mark.usefixtures("groups")
def test_pages_ask_the_same_number_of_questions_for_many_people(office: Office, planner: Client):
    roster = published(office, office.staff)
    shift = shift_on(roster, NEW_YEAR)
    checked(shift, office.staff, at(NEW_YEAR, "09:30"))
    spoken(shift, office.staff, at(NEW_YEAR, "09:40"))
    post(planner, "/rosters/pattern/", **pattern(office, act="write"))
    paths = ["/duty/", f"/duty/{roster.pk}/", f"/duty/shifts/{shift.pk}/", f"/duty/shifts/{shift_on(roster, SECOND).pk}/edit/"]
    paths += ["/duty/shares/", "/rosters/?month=2027-01"]
    now = at(NEW_YEAR, "13:00")
    cost = lambda: [counted(partial(get, planner, path, now)) for path in paths]  # noqa: E731
    cost()
    before = cost()
    people = [factories.holder(office.staff.on(NEW_YEAR).post, f"王{n}") for n in range(5)]
    for one in people:
        DutyMember.objects.create(shift=shift, employee=one, during=shift.during)
        checked(shift, one, at(NEW_YEAR, "10:00"))
        spoken(shift, one, at(NEW_YEAR, "10:10"))
    post(planner, "/rosters/pattern/", **pattern(office, act="write", people=[one.pk for one in people]))
    assert ShiftMember.objects.count() == 30
    assert cost() == before
    assert max(before) <= 40, before


def test_begin_twice_leads_to_the_same_roster(office: Office, planner: Client):
    roster = begun(office)
    with clock.stopped(BEFORE):
        assert planner.get(f"/duty/units/{office.ours.pk}/2027-01-01/").url == f"/duty/{roster.pk}/"


def test_admin_shows_a_supervisor_only_rosters_they_may_read(office: Office):
    published(office)
    begun(office, office.company)
    request = type("Request", (), {"user": office.director.user})()
    with clock.stopped(BEFORE):
        rows = HolidayRosterAdmin.get_queryset(object(), request)
    assert {row.department for row in rows} == {office.ours}
