"""Lists of the admin go out to Excel as the account sees them."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from common.admin_tables import plain
from common.models import AuditEntry
from people.models import Department, Employee
from tests.support.excel import excel_rows
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Office:
    return office()


def test_every_list_offers_itself_and_holds_its_rows(made):
    client, wrong = made.client("administrator"), []
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = client.get(url)
        shown = page.context["cl"]
        if shown.result_count and "export=xlsx" not in page.content.decode():
            wrong.append(f"{url} offers no export")
        response = client.get(url, {"export": "xlsx"})
        if not response.streaming:
            wrong.append(f"{url} answers {response.status_code}")
            continue
        found = excel_rows(response)
        columns = [name for name in shown.list_display if name != "action_checkbox"]
        if len(found[0]) != len(columns):
            wrong.append(f"{url} has {found[0]}")
        if model is not AuditEntry and len(found) - 1 != shown.result_count:
            wrong.append(f"{url} holds {len(found) - 1} of {shown.result_count}")
    assert not wrong, "\n".join(wrong)


def test_search_narrows_the_file(made):
    found = excel_rows(made.client("administrator").get("/admin/people/employee/", {"q": "王同", "export": "xlsx"}))
    assert len(found) == 2
    assert "王同" in found[1]


def test_file_stays_in_the_scope_of_the_account(made):
    names = {cell for row in excel_rows(made.client("other manager").get("/admin/people/employee/?export=xlsx"))[1:] for cell in row}
    assert "经理乙" in names
    assert "王同" not in names


def test_list_that_is_closed_gives_no_file(made):
    assert made.client("manager").get("/admin/people/rolegrant/?export=xlsx").status_code == 403


def test_ticked_rows_go_out_alone(made):
    chosen = Employee.objects.get(name="王同")
    response = made.client("administrator").post("/admin/people/employee/", {"action": "export_selected", "_selected_action": [chosen.pk]})
    (found,) = excel_rows(response)[1:]
    assert "王同" in found
    line = AuditEntry.objects.filter(verb="export").latest("pk")
    assert (line.table_name, line.after["count"]) == (Employee._meta.db_table, 1)


def test_filter_that_nobody_knows_leads_back_to_the_list(made):
    response = made.client("administrator").get("/admin/people/department/?nonsense=1&export=xlsx")
    assert (response.status_code, response.url) == (302, "/admin/people/department/")


def test_many_rows_ask_as_much(made, assert_queries_constant):
    client = made.client("administrator")

    def grow() -> None:
        for number in range(5):
            Department.objects.create(code=f"N{number}", name=f"新部门{number}")

    def ask() -> None:
        client.get("/admin/people/department/?export=xlsx").getvalue()

    assert_queries_constant(ask, grow)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-", None),
        ("", None),
        (3, 3),
        (("a", "", "b"), "a、b"),
        ("<b>a</b>", "<b>a</b>"),
        (mark_safe("<b>a</b> b"), "a b"),
        (gettext_lazy("paid"), "paid"),
        (mark_safe('<span class="claim-figure">-1,386.50</span>'), Decimal("-1386.50")),
    ],
)
def test_value_is_plain(value, shown):
    assert plain(value, "-") == shown
