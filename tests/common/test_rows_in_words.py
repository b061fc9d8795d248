"""The desk and the trail call rows by words: who, what, when, in the reader's language; never a code, a key or an ISO date."""

import re
from datetime import date, time
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from attendance.choices import CaseKind, EntryKind
from attendance.models import Case, DayRecord, LeaveEntry, LeaveLot, MonthClosing, PlaceConsent, Punch, PunchImport, PunchTrace, Slip
from common import clock
from common.history import Teller, lines_of, names_for, names_of_rows
from common.models import AuditEntry, Verb
from common.sorting import InPinyinOrder
from finance.models import Advance, Claim
from people.models import Assignment, Employee, Post, RoleGrant
from rules.models import Screen
from tests import factories
from tests.attendance.clocking import at
from tests.support.office import Office, office
from workdays.models import Calendar, CalendarDay

pytestmark = pytest.mark.django_db
ISO = re.compile(r"\b20\d\d-\d\d(-\d\d)?\b")
FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(at(FRIDAY, "18:00")):
        yield


@pytest.fixture
def made() -> Office:
    return office()


def rows() -> list[Model]:
    return [row for model in admin.site._registry if (row := model._default_manager.first()) is not None]


def test_every_row_of_the_desk_is_called_by_words(made):
    codes = [f"{row._meta.label}: {row}" for row in rows() if ISO.search(str(row)) or str(row).isdecimal() or "None" in str(row)]
    assert not codes, "\n".join(codes)


def test_history_of_every_row_says_dates_and_data_in_words(made):
    client, wrong = made.client("administrator"), []
    for row in rows():
        page = client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk]))
        for line in page.context["lines"] if page.status_code == 200 else ():
            words = [re.sub(r"<pre>.*</pre>", "", word, flags=re.DOTALL) for one in line.changes for word in (one.before, one.after)]
            told = [strip_tags(word) for word in words]
            wrong += [f"{row._meta.label}: {word}" for word in told if ISO.search(word) or word.startswith(("[", "{"))]
    assert not wrong, "\n".join(wrong)


# -- what rows are called ------------------------------------------------------------------


def li() -> Employee:
    return Employee(name="李雯", number="1005")


def test_row_of_attendance_says_who_what_and_when():
    lot = LeaveLot(employee=li(), type="调休", cause="duty:7", valid_from=date(2026, 10, 7))
    punch = Punch(employee=li(), local_on=FRIDAY, local_time=time(9, 8, 31))
    said = {
        "李雯 1005 · 11月20日 周五 · 休息": DayRecord(employee=li(), day=FRIDAY, status="rest"),
        "李雯 1005 · 擅自离岗 · 11月20日 周五": Case(employee=li(), kind=CaseKind.EXIT, cause="2026-11-20T14:20", day=FRIDAY),
        "李雯 1005 · 调休 · 10月7日值班": lot,
        "李雯 1005 · 调休 · 使用 -0.5": LeaveEntry(lot=lot, kind=EntryKind.USE, amount=Decimal("-0.50")),
        "2026年10月 · 第2版": MonthClosing(month=date(2026, 10, 1), version=2),
        "李雯 1005 · 11月20日 09:08:31": PunchTrace(punch=punch),
    }
    assert {str(row) for row in said.values()} == set(said)


def test_company_calendar_is_named_in_the_language_of_the_reader(made):
    client = made.client("auditor")
    page = client.get(reverse("admin:workdays_calendar_change", args=[Calendar.objects.get(is_default=True).pk]))
    assert "公司日历" in page.text
    assert "Company calendar" not in page.text


# -- the trail -----------------------------------------------------------------------------


def test_trail_names_the_rows_that_a_line_points_to(made):
    employee = made.people["applicant"]
    held = Assignment.objects.filter(employee=employee).first()
    entry = AuditEntry(verb=Verb.CHANGE, table_name=held._meta.db_table, before={}, after={"employee_id": employee.pk, "kind": "regular"})
    (line,) = lines_of([entry], Assignment, made.user("administrator"))
    assert [(change.label, change.after) for change in line.changes] == [("员工", str(employee)), ("类型", str(held.get_kind_display()))]


def test_trail_names_no_row_that_its_reader_may_not_see(made):
    trip = Slip.objects.first()
    entry = AuditEntry(before=None, after={"trip_id": trip.pk})
    assert names_for([entry], Advance, made.user("administrator")) == {("trip_id", str(trip.pk)): str(trip)}
    assert names_for([entry], Advance, factories.EmployeeFactory().user) == {}


def test_rows_of_a_page_are_named_with_the_same_queries(made, django_assert_num_queries):
    people = [factories.EmployeeFactory() for _number in range(5)]
    entries = [AuditEntry(before=None, after={"employee_id": one.pk}) for one in people]
    with django_assert_num_queries(1):
        assert len(names_for(entries, Assignment, made.user("administrator"))) == 5


def trail(made: Office, **search: str) -> list[str]:
    """How the list of the trail calls its rows."""
    page = made.client("auditor").get(reverse("admin:common_auditentry_changelist"), search)
    return [strip_tags(cell) for cell in re.findall(r'class="[^"]*field-row_in_words[^"]*"[^>]*>(.*?)</t[dh]>', page.text, re.DOTALL)]


def told(cells: list[str]) -> set[str]:
    return {" ".join(cell.split()) for cell in cells}


def test_list_of_the_trail_calls_rows_by_words(made):
    factories.EmployeeFactory(name="张景然", number="4711")
    assert "张景然 4711" in told(trail(made, q="people_employee"))


def test_line_of_the_trail_calls_its_row_by_words(made):
    employee = factories.EmployeeFactory(name="张景然", number="4711")
    entry = AuditEntry.objects.filter(table_name="people_employee", row_id=str(employee.pk)).latest("pk")
    assert "张景然 4711" in made.client("auditor").get(reverse("admin:common_auditentry_change", args=[entry.pk])).text


def test_trail_remembers_what_a_row_that_is_gone_was_called(made):
    calendar, grant = Calendar.objects.create(name="仓库日历"), RoleGrant.objects.select_related("employee", "role").first()
    entries = [AuditEntry(table_name=row._meta.db_table, row_id=str(row.pk)) for row in (calendar, grant)]
    calendar.delete()
    grant.delete()
    named = list(names_of_rows(entries, made.user("auditor")).values())
    assert named[0] == "仓库日历"
    assert named[1].startswith(f"{grant.employee} · {grant.role}")  # it had no name of its own: what it was about
    assert "仓库日历" in told(trail(made, q="workdays_calendar"))


def test_trail_keeps_the_number_of_a_row_of_which_nothing_is_known(made):
    AuditEntry.objects.create(verb=Verb.CHANGE, actor_label="x", table_name="people_employee", row_id="987654")
    AuditEntry.objects.create(verb=Verb.CHANGE, actor_label="x", table_name="gone_table", row_id="987655")
    AuditEntry.objects.create(verb=Verb.CHANGE, actor_label="x", table_name="people_employee", row_id="no number")
    assert {"987654", "987655", "no number"} <= told(trail(made))


def test_trail_does_not_name_a_row_to_who_may_not_see_it(made):
    slip = Slip.objects.first()
    entry = AuditEntry(table_name=slip._meta.db_table, row_id=str(slip.pk))
    assert names_of_rows([entry], made.user("administrator")) == {(entry.table_name, entry.row_id): str(slip)}
    assert names_of_rows([entry], factories.EmployeeFactory().user) == {}


def test_list_of_the_trail_asks_as_much_for_many_rows(made, count_queries):
    def grow(count: int) -> None:
        for number in range(count):
            factories.EmployeeFactory()
            Calendar.objects.create(name=f"日历{number}")
        Calendar.objects.filter(is_default=False).delete()

    client, url = made.client("auditor"), reverse("admin:common_auditentry_changelist")
    grow(1)
    client.get(url, {"q": "employee"})
    for search in ("people_employee", "workdays_calendar"):
        before = count_queries(lambda search=search: client.get(url, {"q": search}))
        grow(9)
        assert count_queries(lambda search=search: client.get(url, {"q": search})) == before, search


@pytest.mark.parametrize(
    ("model", "column", "stored", "words"),
    [
        pytest.param(Post, "during", "[2026-05-01,2026-06-01)", "5月1日至5月31日", id="days-of-a-range"),
        pytest.param(Post, "during", "[2026-05-01,)", "5月1日 周五起", id="open-range"),
        pytest.param(
            Slip, "during", '["2026-11-24 01:00:00+00","2026-11-24 04:00:00+00")', "11月24日 09:00–12:00", id="moments-of-a-range"
        ),
        pytest.param(Slip, "created_at", "2026-11-24T01:00:00.123456+00:00", "11月24日 09:00", id="moment"),
        pytest.param(Claim, "submitted_on", "2026-11-24", "11月24日", id="day"),
        pytest.param(Claim, "total", 1236.5, "1,236.50", id="money"),
        pytest.param(Slip, "state", "approved", "已通过", id="choice"),
        pytest.param(Slip, "is_arranged", True, "是", id="yes"),
        pytest.param(Slip, "created_at", "long ago", "long ago", id="what-does-not-fit-stays"),
    ],
)
def test_trail_says_a_stored_value_in_words(model: type[Model], column: str, stored: object, words: str):
    (change,) = Teller(model).line(AuditEntry(verb=Verb.CHANGE, before={}, after={column: stored})).changes
    assert change.after == words


def test_trail_leaves_out_what_only_machines_read():
    (change,) = Teller(Slip).line(AuditEntry(verb=Verb.CHANGE, before={}, after={"key": "b0", "id": 7, "reason": "发烧"})).changes
    assert (change.label, change.after) == ("原因", "发烧")


def test_trail_folds_data_that_has_no_words_away():
    (change,) = Teller(Case).line(AuditEntry(verb=Verb.CHANGE, before={}, after={"facts": {"bound": "<5>"}})).changes
    assert change.after.startswith("<details")
    assert "&lt;5&gt;" in change.after


def test_desk_says_what_a_code_means(made):
    words = admin.site.get_model_admin(Screen).history_words
    assert "公司日历" in admin.site.get_model_admin(Calendar).history_words["name"]("Company calendar", {})
    assert "rules.today" not in Teller(Screen, words).line(AuditEntry(before={}, after={"panels": ["rules.today"]})).changes[0].after


# -- order and dates -----------------------------------------------------------------------


def test_words_are_sorted_by_pinyin():
    for name in ("夜班", "安保班", "中班", "白班"):
        Calendar.objects.create(name=name)
    sorted_ones = Calendar.objects.filter(is_default=False).order_by(InPinyinOrder("name"))
    assert [one.name for one in sorted_ones] == ["安保班", "白班", "夜班", "中班"]


def test_column_of_names_is_sorted_as_the_pages_sort_people(made):
    for name in ("张一", "阿二", "王三"):
        factories.EmployeeFactory(name=name)
    client = made.client("hr")
    shown = client.get(reverse("admin:people_employee_changelist"), {"o": "2"}).context["cl"].result_list
    order = [one.name for one in shown if one.name in ("张一", "阿二", "王三")]
    assert order == ["阿二", "王三", "张一"]


def test_search_of_the_desk_finds_a_name_in_either_script(made):
    client, url = made.client("hr"), reverse("admin:attendance_placeconsent_changelist")
    PlaceConsent.objects.create(employee=factories.EmployeeFactory(name="张景然"), text="同意", given_at=at(FRIDAY))
    for typed in ("张景", "張景", "zjr"):
        assert client.get(url, {"q": typed}).context["cl"].result_count == 1, typed


def test_empty_list_is_told_from_a_search_without_a_hit(made):
    client, url = made.client("administrator"), reverse("admin:attendance_punchimport_changelist")
    PunchImport.objects.all().delete()
    assert "filter_list_off" not in client.get(url).text  # the mark of the way back to all rows
    assert "filter_list_off" in client.get(reverse("admin:attendance_placeconsent_changelist"), {"q": "zzqq"}).text


def test_desk_writes_dates_in_english_as_the_pages_do(made):
    user = made.user("auditor")
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    with translation.override("en"):
        page = client.get(reverse("admin:workdays_calendarday_change", args=[CalendarDay.objects.get(day=date(2026, 10, 1)).pk])).text
    assert "1 Oct 2026" in page
