"""The first page and the boards: who finds them, what they say, that a figure is what its page says, and what they cost."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from common import bindings, clock
from people.models import Employee
from rules.models import ReplaceTask
from rules.services.postings import add_place, open_replacements, post_copy
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.closing import browser
from tests.attendance.slips import LEAVE_RULES, approved, filed
from tests.attendance.test_board import FRIDAY, TEN, crowd
from tests.duties.test_done import photo
from tests.finance.budgeting import approved as approve_budget
from tests.finance.budgeting import budgeted, cashier, claimed, proposed
from tests.rules import making
from tests.rules.making import Office

WARM = 10  # with the figures of common.bindings.kept_by counted before: they are kept for settings.KEPT_SECONDS


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(TEN):
        yield


@pytest.fixture
def office(db) -> Office:
    made = Office()
    making.published(made, LEAVE_RULES, on=date(2026, 11, 3), owner=made.company, number="KQ")
    return made


def page(who: Employee, path: str, status: int = 200) -> str:
    answer = browser(who).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return re.sub(r"\s+", " ", answer.text)


def figure(text: str, label: str) -> str:
    """What stands in bold behind a label."""
    found = re.search(rf"{re.escape(label)}.*?<strong[^>]*>\s*(.*?)\s*(?:<small|</strong>)", text)
    assert found, label
    return found[1]


# -- whose they are ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/desk/team/", "/desk/team/missing/", "/desk/company/"])
def test_boards_are_not_there_for_staff(office, path):
    page(office.staff, path, 404)
    assert path not in page(office.staff, "/")


def test_boards_are_offered_on_the_first_page_of_whoever_may_open_them(office):
    text = page(office.director, "/")
    assert "/desk/team/" in text
    assert "/desk/company/" in text


def test_supervisor_has_a_team_and_no_company(office):
    factories.grant(office.staff, "supervisor", office.team)
    assert "李雯" in page(office.staff, "/desk/team/")
    page(office.staff, "/desk/company/", 404)


def test_board_leads_nobody_to_a_register_that_does_not_open(office):
    factories.grant(office.staff, "supervisor", office.team)
    assert "/rules/postings/" not in page(office.staff, "/desk/team/")


def test_people_of_other_parts_are_not_on_the_board(office):
    assert "法务" not in page(office.director, "/desk/team/missing/")
    assert "法务" in page(office.manager, "/desk/team/missing/")


def test_state_that_nobody_knows_is_not_found(office):
    page(office.director, "/desk/team/asleep/", 404)


# -- the day and month of the reader -----------------------------------------------------------


def test_first_page_says_what_the_month_page_says(office):
    clocked(office.staff, date(2026, 11, 18), "08:55", "18:05")
    clocked(office.staff, date(2026, 11, 19), "09:08", "18:05")
    home, month = page(office.staff, "/"), page(office.staff, "/attendance/")
    assert figure(home, "Late or early") == "once · 8 min"
    assert "<dt>Late or early</dt><dd>once</dd>" in month
    assert "<small>Expected deduction 20.00 yuan</small>" in home
    assert "<dt>Expected deduction</dt><dd>20.00 yuan</dd>" in month
    assert figure(home, "Days worked") == "2 days"


def test_the_only_late_day_is_one_tap_away(office):
    clocked(office.staff, date(2026, 11, 19), "09:08", "18:05")
    assert f'href="/attendance/{office.staff.number}/2026-11-19/"' in page(office.staff, "/")


def test_missing_punch_waits_until_its_correction_is_asked_for(office):
    clocked(office.staff, date(2026, 11, 18), "08:55", "18:05")
    clocked(office.staff, date(2026, 11, 19), "08:55")
    link = "/corrections/new/?day=2026-11-19"
    assert link in page(office.staff, "/")
    from attendance.models import Correction

    Correction.objects.create(
        employee=office.staff, day=date(2026, 11, 19), at=at(date(2026, 11, 19), "18:00"), reason="忘记打卡", state="approved",
        created_at=TEN,
    )  # fmt: skip
    assert link not in page(office.staff, "/")


def test_punch_too_long_ago_to_be_made_up_does_not_wait(office):
    clocked(office.staff, date(2026, 11, 13), "08:55")
    assert "/corrections/new/?day=" not in page(office.staff, "/")


def test_only_three_things_stand_in_full_and_the_others_in_a_line(office, monkeypatch):
    from common import panels
    from rules.models import Rulebook

    made = [
        panels.Panel(
            name=f"p{n}", template="components/empty.html", context=lambda request: {"icon_name": "", "title": "", "text": ""}, order=n,
            asks=lambda request: Rulebook.objects.all(), title=f"事项{n}", url_name="desk:more", counts=n == 3,
        )
        for n in range(5)
    ]  # fmt: skip
    monkeypatch.setattr(panels, "_panels", made)
    request = Client().get("/account/login/").wsgi_request
    request.user = office.staff.user
    found = panels.first_page(request, 3, {})
    assert ([one.name for one in found.shown], [str(one.title) for one in found.short]) == (["p0", "p1", "p2"], ["事项3", "事项4"])
    assert [one.count for one in found.short] == [Rulebook.objects.count(), None]


# -- figures are what their pages say ----------------------------------------------------------


def test_away_figure_counts_whom_the_list_names(office):
    approved(filed(office.staff, FRIDAY, "09:00", "18:00", "病假", now=at(date(2026, 11, 16))), at(date(2026, 11, 17)))
    assert figure(page(office.director, "/desk/team/"), "On leave or out") == "1"
    listed = page(office.director, "/desk/team/away/")
    assert (listed.count('class="row"'), "病假" in listed) == (1, True)


def test_late_figure_is_what_the_team_month_shows(office):
    clocked(office.staff, FRIDAY, "09:08")
    assert figure(page(office.director, "/desk/team/"), "Came late") == "1"
    with clock.stopped(at(FRIDAY, "19:00")):
        clocked(office.staff, FRIDAY, "18:05")
        row = next(part for part in page(office.director, "/months/team/?month=2026-11").split("<tr>") if "李雯" in part)
    assert re.findall(r'class="sign sign-\w+"[^>]*>([^<]+)</a>', row)[-1] == "L"


def test_budget_left_is_what_the_account_shows(office):
    budget = budgeted(office.ours, office.director, {"lodging": "1000.00"})
    budget.accounts.update(spent="250.00", reserved="100.00")
    text = page(office.director, "/desk/team/")
    assert "650.00" in figure(text, "35% used")
    account = budget.accounts.get()
    assert "650.00" in page(office.director, f"/budgets/accounts/{account.pk}/")
    assert f'href="/budgets/accounts/{account.pk}/"' in text


def test_overdue_duties_are_those_of_the_list_with_reviews_and_posters(office):
    rules = {"pol.review_interval_days": "10", "bud.review_interval_days": "3", "bud.warn_pct": 80}
    edition = making.published(office, rules, number="YY", on=date(2026, 11, 3), owner=office.company, level="public")
    moment, _finance = at(date(2026, 11, 5)), cashier(office)
    approve_budget(proposed(office.ours, office.director, {"lodging": "1000.00"}, at=moment), office.director, at=moment)
    place = add_place(name="前台", department=office.ours, size="A2")
    post_copy(place=place, edition=edition, by=office.director, at=at(date(2026, 11, 4)), photo=photo())
    new = making.publish(making.next_edition(edition.rulebook, office, rules), office, at=at(date(2026, 11, 9)), on=date(2026, 11, 12))
    open_replacements(edition=new, first_day=date(2026, 11, 12), at=at(date(2026, 11, 9)))
    ReplaceTask.objects.update(due_on=date(2026, 11, 13))
    for who in (office.manager, office.director):
        listed = browser(who).get("/duties/?show=overdue").context["lines"]
        assert figure(page(who, "/desk/team/"), "Duties overdue") == str(len(listed))
    assert {line.source != "" for line in browser(office.manager).get("/duties/?show=overdue").context["lines"]} == {True}
    assert len(browser(office.manager).get("/duties/?show=overdue").context["lines"]) == 4


def test_undecided_blanks_are_those_of_the_page(office):
    making.published(office, {"exp.submit_deadline_days": None}, number="FY", on=date(2026, 11, 3))
    count = page(office.director, "/rules/undecided/").count("#exp.submit_deadline_days")
    assert count == 1
    assert figure(page(office.director, "/desk/company/"), "Undecided blanks") == "1"


def test_claims_waiting_are_those_of_the_list(office):
    claim = claimed(office.staff, office.team, ("lodging", "300.00"))
    type(claim).objects.filter(pk=claim.pk).update(state="draft")
    assert figure(page(office.director, "/desk/company/"), "Claims waiting for a decision") == "0.00"


def test_lateness_shows_its_clause_and_how_often_it_was_kept(office):
    from attendance.models import DayRecord

    bindings._counts.clear()
    for day, late in ((16, 0), (17, 0), (18, 8), (19, 0)):
        DayRecord.objects.create(
            employee=office.staff, department=office.team, day=date(2026, 11, day), status="late" if late else "normal",
            late_minutes=late, early_minutes=0, late_count=bool(late), absent_days=0, worked_minutes=480, leave_minutes=0,
            overtime_minutes=0, result={}, digest="x", computed_at=TEN,
        )  # fmt: skip
    text = page(office.director, "/desk/company/")
    assert "75% kept" in text
    assert "/rules/KQ/?edition=1#" in text


def test_secret_rulebook_is_not_named_to_whoever_may_not_read_it(office):
    from common.models import Level

    secret = making.published(
        office, {"exp.submit_deadline_days": None}, number="SEC", title="绝密薪酬", on=date(2026, 11, 3), level=Level.SECRET,
        owner=office.company,
    )  # fmt: skip
    factories.grant(office.staff, "director", office.team)
    assert secret.rulebook.title not in page(office.staff, "/desk/company/")
    assert figure(page(office.staff, "/desk/company/"), "Undecided blanks") == "0"


# -- what they cost ----------------------------------------------------------------------------


def counted(count_queries: Any, who: Employee, path: str) -> int:
    client = browser(who)
    client.get(path)
    return count_queries(lambda: client.get(path))


@pytest.mark.parametrize(("who", "path"), [("staff", "/"), ("director", "/"), ("director", "/desk/team/"), ("manager", "/desk/team/"),
                                           ("director", "/desk/company/"), ("manager", "/desk/company/")])  # fmt: skip
def test_queries_stay_ten_at_most_with_thirteen_and_with_four_hundred(office, count_queries, who, path):
    clocked(office.staff, FRIDAY, "09:08")
    crowd(office, 10)
    few = counted(count_queries, getattr(office, who), path)
    post = factories.post(office.team, "客服二", 1)
    for one in grown(office, post, 390)[:5]:
        clocked(one, FRIDAY, "09:20")
    many = counted(count_queries, getattr(office, who), path)
    assert few == many <= WARM


def test_company_board_costs_as_much_cold_at_any_size(office, count_queries):
    def cold() -> int:
        bindings._counts.clear()
        return count_queries(lambda: client.get("/desk/company/"))

    client = browser(office.director)
    client.get("/desk/company/")
    few = cold()
    grown(office, factories.post(office.team, "客服二", 1), 400)
    assert cold() == few


def grown(office: Office, post: Any, many: int) -> list[Employee]:
    from people.models import Assignment

    rows = [Employee(number=f"Z{number:04}", name=f"新人{number:04}", joined_on=factories.START) for number in range(many)]
    for row in rows:
        row.set_keys()
    made = Employee.objects.bulk_create(rows)
    Assignment.objects.bulk_create(
        Assignment(employee=one, post=post, department=office.team, is_head=False, kind="regular", during=(factories.START, None))
        for one in made
    )
    return made
