"""What payroll gets of a closed month, and salaries, which are confidential."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from attendance.models import Salary
from attendance.services.salaries import set_salary
from common.errors import RuleBroken
from common.models import AuditEntry
from tests import factories
from tests.attendance.closing import LATER, closed, get, hr, paid, post, worked
from tests.rules.making import Office

PAYROLL = "/months/2026-11/payroll/"
MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The sentences of refusals are quoted in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def month(office: Office) -> Office:
    return worked(office)


@pytest.fixture
def finance(month: Office):
    who = factories.holder(factories.post(month.company, "会计", 2), "会计甲")
    factories.grant(who, "finance")
    return who


def rows(who, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(get(who, path).content.decode("utf-8-sig"))))


@pytest.mark.row("ATT-15")
def test_totals_equal_the_lines(month: Office, finance):
    paid(month.staff)
    closed()
    sums = {row["employee number"]: row["deductions (CNY)"] for row in rows(finance, f"{PAYROLL}?form=csv")}
    lines = [row for row in rows(finance, f"{PAYROLL}?form=csv&part=lines") if row["employee number"] == month.staff.number]
    assert Decimal(sums[month.staff.number]) == sum(Decimal(row["deductions (CNY)"]) for row in lines) == Decimal("720.00")


def test_book_has_the_same_figures(month: Office, finance):
    paid(month.staff)
    closed()
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(finance, PAYROLL).content))
    sums, lines = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    line = next(row for row in sums if row[1] == "李雯")
    assert line[sums[0].index("deductions (CNY)")] == sum(row[-1] for row in lines[1:] if row[1] == "李雯") == 720


@pytest.mark.parametrize("form", ["", "?form=csv", "?form=csv&part=lines"])
def test_second_export_is_the_same_file(month: Office, finance, form):
    closed()
    assert get(finance, PAYROLL + form).content == get(finance, PAYROLL + form).content


def test_export_is_written_to_the_trail(month: Office, finance):
    closing = closed()
    get(finance, PAYROLL)
    entry = AuditEntry.objects.get(verb="export", table_name="attendance_monthclosing")
    assert (entry.row_id, entry.actor_label) == (str(closing.pk), str(finance.user))


def test_only_human_resources_and_finance_export(month: Office, finance):
    closed()
    get(month.director, PAYROLL, status=403)
    get(month.manager, PAYROLL, status=403)
    get(hr(month), PAYROLL)


def test_open_month_is_not_exported(month: Office, finance):
    get(finance, PAYROLL, status=404)


def test_text_that_looks_like_a_formula_stays_a_text(month: Office, finance):
    month.staff.name = "=1+1"
    month.staff.save()
    closed()
    assert "'=1+1" in {row["name"] for row in rows(finance, f"{PAYROLL}?form=csv")}


# -- salaries ---------------------------------------------------------------------------------------


@pytest.mark.row("PAY-01")
def test_next_salary_ends_the_one_before(month: Office, finance):
    for monthly, since in (("4350", date(2026, 1, 1)), ("5000", MAY)):
        set_salary(employee=month.staff, monthly=Decimal(monthly), since=since, by=finance, at=LATER)
    found = [(row.monthly, row.during.lower, row.during.upper) for row in Salary.objects.filter(employee=month.staff)]
    assert found == [(Decimal("4350.00"), date(2026, 1, 1), MAY), (Decimal("5000.00"), MAY, None)]


def test_salary_is_not_recorded_before_another(month: Office, finance):
    paid(month.staff, since=MAY)
    with pytest.raises(RuleBroken, match="later day"):
        set_salary(employee=month.staff, monthly=Decimal(1), since=MAY, by=finance, at=LATER)


def test_nobody_records_their_own_salary(finance):
    with pytest.raises(RuleBroken, match="their own"):
        set_salary(employee=finance, monthly=Decimal(1), since=MAY, by=finance, at=LATER)


def test_salary_is_typed_and_read_by_finance(month: Office, finance):
    post(finance, f"/salaries/{month.staff.pk}/", monthly="4350", since="2026-01-01")
    assert "4,350.00" in get(finance, f"/salaries/{month.staff.pk}/").text
    assert "李雯" in get(finance, "/salaries/?q=liwen").text


@pytest.mark.parametrize(
    "typed",
    [{"monthly": "-1", "since": "2026-01-01"}, {"monthly": "x", "since": "2026-01-01"}, {"monthly": "1", "since": ""},
     {"monthly": "1", "since": "0001-01-01"}, {"monthly": "123456789012", "since": "2026-01-01"}],
)  # fmt: skip
def test_salary_that_cannot_be_is_said_beside_its_field(month: Office, finance, typed):
    post(finance, f"/salaries/{month.staff.pk}/", status=422, **typed)
    assert not Salary.objects.exists()


def test_person_reads_the_own_salary(month: Office):
    paid(month.staff)
    assert "4,350.00" in get(month.staff, "/salaries/mine/").text


def test_others_do_not_read_it(month: Office):
    paid(month.staff)
    for who in (month.director, month.manager, month.staff):
        get(who, f"/salaries/{month.staff.pk}/", status=403)
        get(who, "/salaries/", status=403)


def test_every_reading_is_written_down(month: Office, finance):
    paid(month.staff)
    get(finance, f"/salaries/{month.staff.pk}/")
    get(month.staff, "/salaries/mine/")
    read = AuditEntry.objects.filter(verb="view", table_name="attendance_salary").order_by("pk")
    assert [(entry.actor_label, entry.after) for entry in read] == [
        (str(finance.user), {"employee": month.staff.number}),
        (str(month.staff.user), {"employee": month.staff.number}),
    ]


def test_list_tells_no_amount(month: Office, finance):
    paid(month.staff)
    page = get(finance, "/salaries/").text
    assert "4,350" not in page
    assert not re.search(r"(?<!\d)4350", page)  # an employee's number may end so


def test_trail_does_not_keep_the_amount(month: Office, finance):
    set_salary(employee=month.staff, monthly=Decimal("4350"), since=MAY, by=finance, at=LATER)
    assert AuditEntry.objects.get(verb="create", table_name="attendance_salary").after["monthly"] == "***"
