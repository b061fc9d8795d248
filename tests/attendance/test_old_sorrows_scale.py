"""What went wrong in other systems as soon as there were many people, or one of them was a special case.

Proved elsewhere, and not again here: a press is one statement (test_punch), a month is closed in batches (test_closing), pages at
twenty thousand people and the time of a start (make bench), who sees whose page (test_url_matrix, test_every_page).
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from attendance.models import MonthClosing, MonthSheet, Slip
from attendance.services.closing import close_month, reopen_month
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import LATER, NOVEMBER, TO_THE_END, browser, closed, paid, sheet_of
from tests.attendance.slips import MONDAY, WEDNESDAY, filed, granted
from tests.attendance.sorrows import approve, office_with_a_head
from tests.rules.making import Office

NOW = at(WEDNESDAY, "10:00")


@pytest.fixture
def office(db) -> Office:
    return office_with_a_head()


# -- cost --------------------------------------------------------------------------------------------------


def more_people(office: Office, count: int) -> None:
    """Colleagues with a day of work, leave that waits and leave that was given."""
    for number in range(count):
        who = factories.holder(factories.post(office.team, "专员", 1), f"员{number}")
        granted(who, "年假", "5", NOW)
        clocked(who, MONDAY, "09:08", "18:00")
        filed(who, date(2026, 11, 20), "09:00", "18:00", "年假", now=NOW)
        approve(filed(who, date(2026, 11, 23), "09:00", "18:00", now=NOW).request, NOW)


def cost(client: Client, method: str, path: str, sent: dict[str, Any] | None = None) -> int:
    with clock.stopped(NOW), CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(path, sent)
    assert answer.status_code in (200, 302), (path, answer.status_code)
    return len(captured)


OF_STAFF = ["/", "/clock/", "/attendance/", "/slips/", "/leave/balances/", "/sheets/", "/slips/new/leave/", "/duty/"]
OF_HEADS = [
    "/", "/inbox/", "/slips/?of=team", "/slips/away/", "/months/team/?month=2026-11", "/leave/balances/", "/calls/", "/cases/",
    "/overtime/late-stays/", "/overtime/arrange/", "/rosters/",
]  # fmt: skip


@pytest.mark.parametrize(("role", "paths"), [("staff", OF_STAFF), ("head", OF_HEADS)])
def test_pages_ask_the_same_number_of_questions_for_three_people_and_for_fifteen(office: Office, role: str, paths: list[str]):
    """Elsewhere a list of leave made thirteen thousand queries, and the home page took a minute at two thousand people."""
    factories.grant(office.head, "supervisor", office.ours)
    who: Employee = getattr(office, role)
    client = browser(who)
    more_people(office, 3)
    cost(client, "get", "/")  # fills what is kept for the life of the process
    few = {path: cost(client, "get", path) for path in paths}
    more_people(office, 12)
    assert {path: cost(client, "get", path) for path in paths} == few


def test_press_filing_and_approval_cost_the_same_for_three_people_and_for_fifteen(office: Office):
    """Elsewhere each counted whole tables: 110 queries for a press, 26,690 for a request of leave."""

    def acts(who: Employee, day: str) -> dict[str, int]:
        client, form = (
            browser(who),
            {"key": str(uuid4()), "type": "事假", "reason": "家事", "first": day, "begins": "09:00", "ends": "12:00"},
        )
        found = {"press": cost(client, "post", "/clock/punch/", {"key": str(uuid4())})}
        found["file"] = cost(client, "post", "/slips/new/leave/", form)
        slip = Slip.objects.get(employee=who, during__startswith=at(date.fromisoformat(day), "09:00"))
        round = slip.request.submissions.get().pk
        found["approve"] = cost(browser(office.head), "post", f"/requests/{slip.request_id}/approve/", {"submission": round})
        slip.refresh_from_db()
        assert slip.state == "approved"
        return found

    first, second = (factories.holder(factories.post(office.team, "专员", 1), name) for name in ("甲", "乙"))
    warm = factories.holder(factories.post(office.team, "专员", 1), "丙")
    acts(warm, "2026-11-26")
    few = acts(first, "2026-11-26")
    more_people(office, 12)
    assert acts(second, "2026-11-26") == few


# -- one person does not change another --------------------------------------------------------------------


def lines_of(who: Employee, closing: MonthClosing) -> tuple[Any, ...]:
    sheet = sheet_of(who, closing)
    return sheet.facts, sheet.lines, sheet.days, sheet.deduction_cny, sheet.digest


def test_sheet_of_one_is_the_same_whoever_joins_or_leaves_in_the_month(office: Office):
    """Elsewhere somebody who joined in the middle of the month cut the pay of everybody after him in the batch."""
    li = office.staff
    worked_november(li)
    paid(li)
    alone = lines_of(li, closed())
    reopen()
    for name, during in (("新人", (date(2026, 11, 18), None)), ("离职", (date(2026, 1, 1), date(2026, 11, 12)))):
        who = factories.holder(factories.post(office.team, "专员", 1), name, during=during)
        clocked(who, date(2026, 11, 20), "09:45", "18:00")
        paid(who, "9000.00")
    again = closed()
    assert lines_of(li, again)[:4] == alone[:4]
    joiner = MonthSheet.objects.get(closing=again, employee__name="新人")
    assert {one["day"] for one in joiner.days} == {f"2026-11-{day:02}" for day in range(18, 31)}


def worked_november(who: Employee) -> None:
    """From the 16th: in time, 45 minutes late, absent, then in time to the end."""
    clocked(who, date(2026, 11, 2), "09:00", "18:00")
    for day in (16, *TO_THE_END):
        clocked(who, date(2026, 11, day), "08:58", "18:01")
    clocked(who, date(2026, 11, 17), "09:45", "18:05")


def reopen() -> None:
    standing = MonthClosing.objects.get(state="closed")
    reopen_month(closing=standing, by=Employee.objects.get(name="总经理"), reason="补记", at=LATER)


def test_month_of_absence_is_not_paid_in_full(db):
    """Elsewhere whoever was absent all month without leave was paid in full."""
    office = office_with_a_head(**{"pay.day_wage_basis": "21.75"})
    li = office.staff
    clocked(li, date(2026, 10, 30), "09:00", "18:00")
    paid(li)
    sheet = sheet_of(li, closed())
    assert sheet.absent_days == 21
    assert len(sheet.lines) == 21
    assert sheet.deduction_cny == sum(Decimal(line["cny"]) for line in sheet.lines) > 0
    assert sheet.marks  # more than the law lets an employer keep: a person decides


def test_month_without_any_data_is_asked_about_and_not_taken_for_absence(office: Office):
    """Elsewhere the month of a person without a terminal was closed as a month of absence."""
    with pytest.raises(RuleBroken):
        close_month(month=NOVEMBER, by=None, at=LATER, accepts_no_data=False)
    sheet = sheet_of(office.staff, closed())
    assert (sheet.absent_days, sheet.facts["no_data_days"], sheet.lines) == (0, 21, [])


# -- nothing outside the request ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_see_each_their_own_people(race):
    """Elsewhere the chosen company was kept in the process, and four in ten requests saw the one of somebody else."""
    office = office_with_a_head()
    other = factories.department("推广组", office.ours)
    chief = factories.holder(factories.post(other, "组长", 3, is_head=True), "推广组长")
    theirs = factories.holder(factories.post(other, "专员", 1), "王同")
    for head, unit in ((office.head, office.team), (chief, other)):
        factories.grant(head, "supervisor", unit)

    def looks(head: Employee, own: str, foreign: str) -> list[bool]:
        client = browser(head)
        texts = [client.get("/months/team/?month=2026-11").text for _time in range(6)]
        return [own in text and foreign not in text for text in texts]

    with clock.stopped(NOW):
        results = race(lambda: looks(office.head, "李雯", theirs.name), lambda: looks(chief, theirs.name, "李雯"))
    assert results == [[True] * 6] * 2
