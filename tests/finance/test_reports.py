"""What was spent, by month, department and category, and beside the plans: on pages, as Excel and as PDF."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from common import clock
from common.models import AuditEntry
from finance.models import Budget, BudgetLine, BudgetVersion, Claim, ClaimLine
from finance.selectors.reports import Asked, report_of
from finance.services.ledger import set_amounts
from tests.finance.budgeting import category
from tests.finance.desking import Office, as_person
from tests.finance.paying import MONDAY, NOW, agreed, asked, draft

pytestmark = pytest.mark.django_db

REPORT, LINES = "/expenses/reports/", "/expenses/reports/lines/"


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def finance(office):
    return as_person(office.accountant)


def spent(who, amount: str, *, on: date = date(2026, 11, 10), code: str = "lodging", granted: str | None = None, centre=None) -> Claim:
    """An approved claim of one line."""
    claim = draft(who, amount)
    claim.lines.update(cost_on=on, category=category(code), cost_centre=centre)
    return agreed(claim, sanctioned=granted)


def planned(office, department, amounts: dict[str, str], year: int = 2026) -> Budget:
    """An approved budget, its plan the same every month."""
    budget, _made = Budget.objects.get_or_create(year=year, department=department)
    number = budget.versions.count() + 1
    version = BudgetVersion.objects.create(
        budget=budget, version=number, reason="年度计划", proposed_by=office.director, created_at=NOW, state="approved", approved_at=NOW,
        request=asked(draft(office.staff, "1")),
    )  # fmt: skip
    for code, amount in amounts.items():
        months = [Decimal(amount) / 12] * 12
        BudgetLine.objects.create(version=version, category=category(code), amount=Decimal(amount), months=months)
    set_amounts(version=version, at=NOW)
    return budget


def rows_of(content: bytes) -> list[list[list[object]]]:
    """The rows of each sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_index(n).to_python() for n in range(len(book.sheet_names))]


def found(office, who=None, **more):
    return report_of((who or office.accountant).user, Asked(year=2026, **more), MONDAY)


def costs(report) -> dict[tuple[str, str], Decimal]:
    return {(one.unit or "全部", one.category or "合计"): one.total.amount for one in report.costs}


def plans(report) -> dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]]:
    return {(one.unit, one.category): (one.year.plan, one.year.cost, one.year.difference) for one in report.plans}


# -- what is counted ---------------------------------------------------------------------------


def test_costs_stand_by_department_category_and_month(office):
    spent(office.staff, "400.00", on=date(2026, 10, 31))
    spent(office.staff, "100.50", on=date(2026, 11, 1))
    spent(office.staff, "30.00", code="courier")
    spent(office.colleague, "70.00")
    report = found(office)
    assert costs(report) == {
        ("客服组", "合计"): Decimal("530.50"), ("客服组", "住宿费"): Decimal("500.50"), ("客服组", "快递费"): 30,
        ("市场部", "合计"): 70, ("市场部", "住宿费"): 70,
        ("全部", "住宿费"): Decimal("570.50"), ("全部", "快递费"): 30, ("全部", "合计"): Decimal("600.50"),
    }  # fmt: skip
    (lodging,) = [one for one in report.costs if (one.unit, one.category) == ("客服组", "住宿费")]
    assert [one.amount for one in lodging.months][9:] == [400, Decimal("100.50"), 0]


def test_shares_of_the_departments_make_the_whole(office):
    for who, amount in ((office.staff, "300.00"), (office.colleague, "100.00")):
        spent(who, amount)
    assert [one.row.share for one in found(office).costs if one.is_sum] == [Decimal("0.75"), Decimal("0.25"), 1]


def test_only_what_is_approved_or_paid_counts(office):
    draft(office.staff, "999.00")
    open_ = draft(office.staff, "888.00")
    request = asked(open_)
    Claim.objects.filter(pk=open_.pk).update(request=request, number="BX-X", state="submitted")
    paid = spent(office.staff, "10.00")
    Claim.objects.filter(pk=paid.pk).update(state="paid", paid_at=NOW)
    spent(office.staff, "5.00")
    assert costs(found(office))["客服组", "合计"] == 15


def test_what_was_granted_counts_not_what_was_asked(office):
    spent(office.staff, "400.00", granted="250.00")
    assert costs(found(office))["客服组", "合计"] == 250


def test_the_cost_centre_of_the_line_counts(office):
    spent(office.staff, "400.00", centre=office.others)
    assert ("客服组", "合计") not in costs(found(office))
    assert costs(found(office))["市场部", "合计"] == 400


def test_the_day_of_the_cost_decides_the_year(office):
    spent(office.staff, "400.00", on=date(2025, 12, 31))
    assert found(office).is_bare
    assert costs(report_of(office.accountant.user, Asked(year=2025), MONDAY))["客服组", "合计"] == 400


def test_a_department_holds_what_lies_below_it(office):
    spent(office.staff, "400.00")  # the team's
    spent(office.colleague, "70.00")
    assert set(costs(found(office, department=office.ours.pk))) == {("客服组", "合计"), ("客服组", "住宿费"), ("全部", "合计")}


# -- beside the plan ---------------------------------------------------------------------------


def test_costs_stand_beside_the_plan_of_the_budget_that_bears_them(office):
    planned(office, office.ours, {"lodging": "1200", "courier": "600"})
    spent(office.staff, "150.00")  # of the team, which has no budget of its own
    assert plans(found(office)) == {("运营部", "住宿费"): (1200, 150, 1050), ("运营部", "快递费"): (600, 0, 600)}
    month = found(office).months[10]
    assert (month.compared.plan, month.compared.cost, month.compared.difference, month.compared.share) == (150, 150, 0, 1)


def test_an_adjusted_plan_replaces_the_old_one(office):
    planned(office, office.ours, {"lodging": "1200"})
    planned(office, office.ours, {"lodging": "2400"})
    assert plans(found(office)) == {("运营部", "住宿费"): (2400, 0, 2400)}


def test_a_plan_that_is_not_approved_is_none(office):
    budget = Budget.objects.create(year=2026, department=office.ours)
    version = BudgetVersion.objects.create(budget=budget, version=1, proposed_by=office.director, created_at=NOW)
    BudgetLine.objects.create(version=version, category=category("lodging"), amount=12, months=[1] * 12)
    assert found(office).is_bare


def test_costs_that_no_budget_bears_are_said(office):
    planned(office, office.ours, {"courier": "600"})
    spent(office.staff, "150.00")
    (row,) = [one for one in found(office).plans if one.budget is None]
    assert (row.unit, row.category, row.year.plan, row.year.difference) == ("客服组", "住宿费", 0, -150)
    assert found(office).year.cost == 150


def test_the_budget_of_a_group_bears_its_members(office):
    planned(office, office.ours, {"group-business": "1200"})
    spent(office.staff, "100.00", code="lodging")
    spent(office.staff, "20.00", code="transport")
    assert plans(found(office)) == {("运营部", "业务费用"): (1200, 120, 1080)}


# -- who sees what -----------------------------------------------------------------------------


def test_a_supervisor_sees_the_costs_of_their_part_only(office):
    spent(office.staff, "400.00")
    spent(office.colleague, "70.00")
    planned(office, office.ours, {"lodging": "1200"})
    report = found(office, office.head)
    assert set(costs(report)) == {("客服组", "合计"), ("客服组", "住宿费"), ("全部", "合计")}
    assert report.year.plan == 0  # the plan of the department above is not theirs to see


def test_another_department_cannot_be_asked_for_by_its_number(office):
    spent(office.colleague, "70.00")
    client = as_person(office.head)
    for path in (REPORT, LINES):
        page = client.get(path, {"department": office.others.pk, "centre": office.others.pk})
        assert page.status_code == 200
        assert "70.00" not in page.text


# -- the lines behind a figure -----------------------------------------------------------------


def test_every_figure_leads_to_lines_that_make_it(office, finance):
    planned(office, office.ours, {"lodging": "1200"})
    for amount, on in (("400.00", date(2026, 10, 5)), ("33.30", date(2026, 11, 5)), ("0.70", date(2026, 11, 6))):
        spent(office.staff, amount, on=on)
    spent(office.staff, "12.00", code="courier")
    spent(office.colleague, "70.00", granted="60.00")
    report = found(office)
    figures = [one for line in report.costs for one in (*line.months, line.total)]
    figures += [one.cost for one in report.plans] + [one.cost for one in report.months]
    led = [one for one in figures if one.url]
    assert len(led) > 15
    for one in led:
        page = finance.get(one.url)
        assert page.context["sum"] == one.amount, parse_qs(urlsplit(one.url).query)


def test_lines_name_claim_and_claimant(office, finance):
    claim = spent(office.staff, "400.00")
    page = finance.get(LINES, {"year": 2026}).text
    assert claim.number in page
    assert "李雯" in page
    assert f"/claims/{claim.pk}/" in page


def test_a_claim_of_another_department_that_charged_mine_is_named_without_a_way_in(office):
    claim = spent(office.colleague, "400.00", centre=office.team)
    page = as_person(office.head).get(LINES, {"year": 2026}).text
    assert claim.number in page
    assert f"/claims/{claim.pk}/" not in page


@pytest.mark.parametrize(
    "asked_for", [{"year": "x"}, {"year": "1"}, {"month": "13"}, {"category": "-1"}, {"centre": "9" * 30}, {"account": "x"}]
)
def test_what_is_no_choice_is_passed_over(office, finance, asked_for):
    spent(office.staff, "400.00")
    assert finance.get(LINES, asked_for).status_code == 200
    assert finance.get(REPORT, asked_for).status_code == 200


# -- pages and files ---------------------------------------------------------------------------


def test_page_shows_figures_and_charts(office, finance):
    planned(office, office.ours, {"lodging": "1200"})
    spent(office.staff, "1234.50")
    page = finance.get(REPORT).text
    for word in ("1,234.50", "1,200.00", "-34.50", "运营部 · 住宿费", "cost-months", "cost-categories"):
        assert word in page, word


def test_page_without_costs_says_what_will_stand_there(office, finance):
    page = finance.get(REPORT).text
    assert "本年度没有费用" in page
    assert "cost-months" not in page


def test_excel_has_the_figures_and_charts_of_its_own(office, finance):
    planned(office, office.ours, {"lodging": "1200"})
    spent(office.staff, "150.00")
    response = finance.get("/expenses/reports/file/")
    costs_, months, budgets = rows_of(response.content)
    assert costs_[1][:2] == ["客服组", ""]
    assert costs_[1][14] == 150
    assert months[11][1:4] == [100, 150, -50]
    assert budgets[1][:5] == ["运营部", "住宿费", 1200, 150, 1050]
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == 2


def test_pdf_says_who_made_it_and_counts_its_pages(office, finance):
    planned(office, office.ours, {"lodging": "1200"})
    spent(office.staff, "150.00")
    response = finance.get("/expenses/reports/print/")
    document = PdfDocument(response.content)
    width, height = document[0].get_size()
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert width > height
    for word in ("费用报表 2026", "制表人：会计", f"1 / {len(document)}", "150.00", "运营部"):
        assert word in text, word


def test_a_file_is_written_to_the_trail(office, finance):
    for path in ("/expenses/reports/file/", "/expenses/reports/print/"):
        assert finance.get(path).status_code == 200
    assert AuditEntry.objects.filter(verb="export", table_name=Claim._meta.db_table).count() == 2


def test_names_cannot_become_formulas(office, finance):
    category("lodging").__class__.objects.filter(code="lodging").update(name="=1+1")
    spent(office.staff, "150.00")
    sheets = zipfile.ZipFile(io.BytesIO(finance.get("/expenses/reports/file/").content))
    assert b"<f>" not in sheets.read("xl/worksheets/sheet1.xml")
    assert b"=1+1" in sheets.read("xl/sharedStrings.xml")


def test_queries_do_not_grow_with_the_costs(office, finance, assert_queries_constant):
    planned(office, office.ours, {"lodging": "1200"})
    spent(office.staff, "150.00")

    def look():
        for path in (REPORT, LINES, "/expenses/reports/file/"):
            finance.get(path)

    def grow():
        for code in ("lodging", "courier", "transport"):
            spent(office.staff, "10.00", code=code)
            spent(office.colleague, "10.00", code=code, on=date(2026, 3, 3))

    assert_queries_constant(look, grow, at_most=80)
    assert ClaimLine.objects.count() >= 7
