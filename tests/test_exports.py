"""What a page lists is what its file holds: the same rows, all pages, the filter kept, nobody else's."""

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from python_calamine import CalamineWorkbook

from approvals.views import requests as request_views
from common import exporting
from common.models import AuditEntry
from tests.support.addresses import url_names
from tests.support.excel import excel_rows
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Office:
    return office()


def paged(of: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    """The key of every row of the page's list, on whichever page it stands."""
    return lambda context: [of(one) for one in context["page"].paginator.object_list]


# Who looks, at which list, what tells its rows apart on the page, and in which column of the file that stands.
LISTS: dict[str, tuple[str, str, Callable[[Any], list[Any]], int]] = {
    "requests": ("administrator", "/requests/?which=all", paged(lambda one: one.number), 0),
    "inbox": ("manager", "/inbox/", paged(lambda one: one.step.request.number), 0),
    "notices": ("applicant", "/notices/", paged(lambda one: one.notice.subject), 0),
    "sent notices": ("manager", "/notices/sent/", paged(lambda one: one.subject), 0),
    "powers": ("manager", "/powers/", lambda context: [one.name for one in context["powers"]], 0),
    "slips": ("manager", "/slips/?which=team", paged(lambda one: one.employee.name), 0),
    "cases": ("manager", "/cases/", paged(lambda one: one.employee.name), 0),
    "salaries": ("hr", "/salaries/", paged(lambda one: one.name), 0),
    "claims": ("finance", "/claims/?which=team", paged(lambda one: one.number), 0),
    "advances": ("finance", "/advances/?which=all", paged(lambda one: one.number), 0),
    "accounts": ("finance", "/accounts/", paged(lambda one: one.number), 0),
    "batches": ("finance", "/payments/batches/", paged(lambda one: one.number), 0),
    "budgets": ("finance", "/budgets/", paged(lambda one: one.department.name), 0),
    "rulebooks": ("applicant", "/rules/", lambda context: [one.rulebook.number for one in context["lines"]], 0),
    "values": ("applicant", "/rules/values/", lambda context: [one.key for one in context["values"]], 2),
    "reviews": ("administrator", "/rules/reviews/", lambda context: [one.rulebook.number for one in context["owed"]], 0),
    "duties": ("manager", "/duties/", lambda context: [one.title for one in context["lines"]], 1),
    "calendar": ("applicant", "/calendar/2026/10/", lambda context: [one.day for one in context["sheet"].squares], 0),
}


@pytest.mark.parametrize("name", LISTS)
def test_file_holds_the_rows_of_the_page(made, name):
    role, path, of, column = LISTS[name]
    client = made.client(role)
    page = client.get(path)
    address = path if name != "duties" else "/duties/excel/"
    told = [row[column] for row in excel_rows(client.get(address + ("&" if "?" in path else "?") + "export=xlsx"))[1:]]
    assert told == [one or "" for one in of(page.context)]


def test_some_of_the_lists_are_not_empty(made):
    """So that the comparison above is one."""
    full = [name for name, (role, path, of, _column) in LISTS.items() if of(made.client(role).get(path).context)]
    assert len(full) >= 12, full


def test_every_page_of_a_list_goes_out(made, monkeypatch):
    client = made.client("administrator")
    all_of_them = excel_rows(client.get("/requests/?which=all&export=xlsx"))[1:]
    assert len(all_of_them) > 1
    monkeypatch.setattr(request_views, "PER_PAGE", 1)
    assert excel_rows(client.get("/requests/?which=all&page=2&export=xlsx"))[1:] == all_of_them


LEFT_ALONE = ("account_", "mfa_", "usersessions", "common:", "desk:", "healthz")
LINK = re.compile(r'<a href="([^"]*[?;]export=[^"]*)"')


def visited(client: Client, name: str, made: Office) -> HttpResponse | None:
    """The page behind an address; None where there is none to read."""
    try:
        page = client.get(reverse(name, args=made.arguments[name]))
    except NoReverseMatch:  # the matrix of addresses asks for the missing arguments
        return None
    if page.streaming:
        list(page)  # reading it to the end closes the file
    return None if page.streaming or page.status_code != 200 else page


@pytest.mark.parametrize(("role", "least"), [("administrator", 35), ("manager", 25), ("finance", 15), ("applicant", 10)])
def test_every_offer_of_every_page_is_a_file_with_a_line_in_the_trail(made, role, least):
    """Whatever a page offers is there, holds as many rows as it says, and has headings."""
    client, found, wrong = made.client(role), 0, []
    for name in url_names():
        page = None if name.startswith(LEFT_ALONE) else visited(client, name, made)
        if page is None:
            continue
        for link in LINK.findall(page.content.decode(errors="replace")):
            found += 1
            response = client.get(urljoin(page.request["PATH_INFO"], unescape(link)))
            if not response.streaming:
                wrong.append(f"{name} {link} answers {response.status_code}")
                continue
            book = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))  # type: ignore[attr-defined]
            heads, *lines = book.get_sheet_by_index(0).to_python()
            count = AuditEntry.objects.filter(verb="export").latest("pk").after["count"]
            if not (all(heads) and count == len(lines) == book.get_sheet_by_index(1).to_python()[-1][1]):
                wrong.append(f"{name} {link} has {heads} and {len(lines)} rows, noted are {count}")
    assert not wrong, "\n".join(wrong)
    assert found >= least, found


@pytest.mark.parametrize(
    ("role", "path", "typed"),
    [
        ("administrator", "/requests/?which=all&q=%s", "换一把椅子"),
        ("hr", "/salaries/?q=%s", "李雯"),
        ("finance", "/accounts/?q=%s", "王同"),
    ],
)
def test_filter_of_the_address_is_kept(made, role, path, typed):
    client = made.client(role)
    narrow, every = (excel_rows(client.get(path % words + "&export=xlsx"))[1:] for words in (typed, ""))
    assert 1 <= len(narrow) < len(every)
    line = AuditEntry.objects.filter(verb="export").order_by("pk")[0]
    assert (line.after["filter"]["q"], line.after["count"]) == (typed, len(narrow))


@pytest.mark.parametrize(("path", "whose"), [("/slips/?which=team", "李雯"), ("/requests/?which=all", "李雯"), ("/cases/?", "李雯")])
def test_rows_of_another_department_stay_inside(made, path, whose):
    told = {cell for row in excel_rows(made.client("other manager").get(f"{path}&export=xlsx"))[1:] for cell in row}
    assert whose not in told


@pytest.mark.parametrize("path", ["/accounts/", "/payments/", "/salaries/", "/archive/", "/people/integrity/", "/rules/readers/"])
def test_closed_page_gives_no_file(made, path):
    assert made.client("applicant").get(f"{path}?export=xlsx").status_code in (403, 404)


def test_account_numbers_are_masked_as_on_the_page(made):
    numbers = [str(row[2]) for row in excel_rows(made.client("finance").get("/accounts/?export=xlsx"))[1:]]
    assert not [number for number in numbers if re.search(r"\d{9}", number)]


def test_too_long_a_list_is_refused_on_its_page(made, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    response = made.client("administrator").get("/requests/?which=all&export=xlsx", follow=True)
    assert response.redirect_chain == [("/requests/?which=all", 302)]
    assert "1" in response.content.decode()
    assert not AuditEntry.objects.filter(verb="export").exists()


def test_offer_keeps_the_filter_and_leaves_the_page_number(made):
    text = made.client("administrator").get("/requests/?which=all&page=1").content.decode()
    assert 'href="?which=all&amp;export=xlsx"' in text


# -- habits ---------------------------------------------------------------------------------------------

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OFFER = re.compile(r"components/export(_part)?\.html|-xlsx\"|postings-export|team-month-file|report-file|duties:export|people:export")
WITHOUT = {
    "admin/desk_history.html": "the history of one row; the trail itself has a list in the admin",
    "approvals/admin_decide.html": "what is about to be decided, a form",
    "approvals/inbox_bulk.html": "what is about to be approved, a form",
    "attendance/day.html": "the reasons of one day",
    "attendance/roster_plan.html": "a preview of what would be written",
    "attendance/sheet.html": "one sheet, of which payroll has the file",
    "attendance/slip_sheet.html": "a printed sheet",
    "attendance/terminal_file.html": "a preview of a file that was handed in",
    "attendance/try.html": "example days, nothing recorded",
    "components/table.html": "the component",
    "finance/admin_claim.html": "one claim",
    "finance/admin_decide.html": "what is about to be decided, a form",
    "finance/advance.html": "what settled one advance",
    "finance/budget_proposal.html": "the twelve months of one proposal, a form beside it",
    "finance/claim_sheet.html": "a printed sheet",
    "finance/demo_fapiao.html": "a sample document",
    "finance/payee.html": "the accounts of one person, beside the form",
    "finance/report_print.html": "a printed sheet",
    "notices/channel_edit.html": "the last deliveries of one channel, beside the form",
    "people/import.html": "a preview of a file that was handed in",
    "people/tokens.html": "one's own keys, a form",
    "people/parts/plan.html": "a part of the headcount page, which has it",
    "rules/edition.html": "the steps of one edition, of which its evidence file holds more",
    "rules/evidence_edition.html": "a printed sheet",
    "rules/evidence_making.html": "a printed sheet",
    "rules/evidence_person.html": "a printed sheet",
    "rules/parts/preview.html": "a preview",
    "rules/plan.html": "a plan that is about to be carried out",
    "rules/wall_sheet.html": "a printed sheet",
    "usersessions/usersession_list.html": "one's own devices, a form",
}


def test_every_template_with_a_table_offers_it_or_says_why_not():
    tables = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "<table" in path.read_text()}
    without = {name for name in tables if not OFFER.search((TEMPLATES / name).read_text())}
    assert without == set(WITHOUT)


PAGED_WITHOUT = {
    "admin/desk_history.html": "the history of one row",
    "components/pagination.html": "the component",
    "desk/team_people.html": "who is here at this moment; the team month has the file",
    "people/tokens.html": "one's own keys, a form",
    "rules/import.html": "documents in the making",
    "rules/import_work.html": "a document that is being proofread",
}


def test_every_list_with_pages_offers_its_file_or_says_why_not():
    paged_ones = [path for path in TEMPLATES.rglob("*.html") if "components/pagination.html" in path.read_text()]
    assert {str(path.relative_to(TEMPLATES)) for path in paged_ones if not OFFER.search(path.read_text())} == set(PAGED_WITHOUT)


def test_addresses_of_the_habit_exist():
    for name in ("rules:postings-export", "attendance:team-month-file", "finance:report-file", "duties:export", "people:export"):
        assert reverse(name)
