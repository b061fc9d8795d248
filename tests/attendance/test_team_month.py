"""People by days: the same signs on the page and in the file, and the same queries for few and many."""

import io
import re
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from attendance.services import closing as acts
from common.models import AuditEntry
from tests import factories
from tests.attendance.clocking import clocked
from tests.attendance.closing import ABSENT, LATER, closed, get, worked
from tests.rules.making import Office

PAGE = "/months/team/?month=2026-11"


@pytest.fixture
def month(office: Office) -> Office:
    return worked(office)


def signs(page: str, who: str) -> list[str]:
    row = next(part for part in page.split("<tr>") if who in part)
    return re.findall(r'class="sign sign-\w+"[^>]*>([^<]+)</a>', row)


def test_each_day_has_its_sign_and_leads_to_its_reasons(month: Office):
    page = get(month.director, PAGE).text
    assert signs(page, "李雯")[15:19] == ["✓", "A½", "A", "L"]
    assert f'href="/attendance/{month.staff.number}/2026-11-18/"' in page


def test_legend_says_what_the_signs_mean(month: Office):
    page = get(month.director, PAGE).text
    assert all(word in page for word in ("absent half a day", "incomplete", "no data"))


def test_only_people_whom_one_looks_after_are_shown(month: Office):
    other = factories.holder(factories.post(month.company, "专员", 1), "外人")
    page = get(month.director, PAGE).text
    assert "李雯" in page
    assert other.name not in page


def test_staff_have_no_team_month(month: Office):
    get(month.staff, PAGE, status=403)


def test_department_narrows_with_all_below(month: Office):
    assert "李雯" in get(month.director, f"{PAGE}&department={month.ours.pk}").text
    assert "李雯" not in get(month.director, f"{PAGE}&department={month.company.pk + 999}").text


@pytest.mark.parametrize("typed", ["?month=2026-13", "?month=x"])
def test_month_that_cannot_be_is_not_found(month: Office, typed):
    get(month.director, f"/months/team/{typed}", status=404)


def test_closed_month_is_shown_as_it_was_closed(month: Office):
    closed()
    clocked(month.staff, ABSENT, "08:55", "18:05")
    assert signs(get(month.director, PAGE).text, "李雯")[17] == "A"


def test_days_to_come_are_empty(month: Office):
    page = get(month.director, "/months/team/?month=2026-12").text
    assert len(signs(page, "李雯")) == 1  # the first; the second has no punch yet


def test_queries_do_not_grow_with_people(month: Office, django_assert_max_num_queries):
    from tests.attendance.closing import browser, clock

    for number in range(60):
        factories.holder(factories.post(month.team, "专员", 1), f"员{number}")
    client = browser(month.director)
    with clock.stopped(LATER):
        client.get(PAGE)
        with django_assert_max_num_queries(14):
            assert client.get(PAGE).text.count('scope="row"') == 50


def test_file_has_the_sums_and_the_same_signs(month: Office):
    answer = get(month.director, "/months/team/file/?month=2026-11")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    head, line = rows[0], next(row for row in rows if row[0] == "李雯")
    assert head[:5] == ["name", "employee number", "department", "post", "shift group"]
    assert line[head.index("days absent")] == 1.5
    assert line[-31 + 1 + 16 : -31 + 1 + 19] == ["A½", "A", "L"]
    assert ["A½", "absent half a day"] in book.get_sheet_by_index(1).to_python()


def test_file_of_a_closed_month_is_the_sheets(month: Office):
    closing = closed()
    clocked(month.staff, ABSENT, "08:55", "18:05")
    answer = get(month.director, "/months/team/file/?month=2026-11")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert next(row for row in rows if row[0] == "李雯")[rows[0].index("days absent")] == 1.5
    acts.reopen_month(closing=closing, by=month.director, reason="终端晚到", at=LATER)
    answer = get(month.director, "/months/team/file/?month=2026-11")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert next(row for row in rows if row[0] == "李雯")[rows[0].index("days absent")] == 0.5


def test_file_is_written_to_the_trail(month: Office):
    get(month.director, "/months/team/file/?month=2026-11")
    assert AuditEntry.objects.filter(verb="export", table_name="attendance_monthsheet").count() == 1


def test_file_of_too_many_asks_for_a_department(month: Office, monkeypatch):
    monkeypatch.setattr("attendance.views.team.MOST_IN_FILE", 1)
    assert get(month.director, "/months/team/file/?month=2026-11", status=302).headers["Location"] == "/months/team/"


def test_transferred_person_stands_in_both_departments_months(month: Office):
    first = month.staff.assignments.get()
    first.during = (date(2026, 1, 1), date(2026, 11, 20))
    first.save()
    assert "李雯" in get(month.director, PAGE).text
