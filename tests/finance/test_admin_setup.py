"""What finance sets up at the desk."""

import pytest

from finance.demo.papers import BUYER_CODE
from finance.models import BillingEntity, ExpenseCategory
from tests.finance.desking import Office, as_person

pytestmark = pytest.mark.django_db

CATEGORIES, ENTITIES = "/admin/finance/expensecategory/", "/admin/finance/billingentity/"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def finance(office):
    return as_person(office.accountant)


def category(code: str) -> ExpenseCategory:
    return ExpenseCategory.objects.get(code=code)


def typed(row: ExpenseCategory, **changed: object) -> dict[str, object]:
    fields = {
        "name": row.name, "group": row.group_id or "", "keywords": " ".join(row.keywords), "order": row.order,
        "is_claimable": "on" if row.is_claimable else "", "is_active": "on" if row.is_active else "",
    }  # fmt: skip
    return {name: value for name, value in (fields | changed).items() if value != ""}


def change(client, row: ExpenseCategory, **changed: object):
    return client.post(f"{CATEGORIES}{row.pk}/change/", typed(row, **changed))


def test_categories_stand_below_their_groups(office, finance):
    page = finance.get(CATEGORIES).text
    places = [page.index(f">{name}<") for name in ("人员费用", "培训费", "办公费用", "办公用品费", "其他费用", "业务费用", "住宿费")]
    assert places == sorted(places)


def test_a_category_that_was_added_later_stands_in_its_group(office, finance):
    group = category("group-staff")
    fields = {"code": "medical", "name": "体检费", "group": group.pk, "keywords": "体检、健康检查", "is_claimable": "on", "is_active": "on"}
    assert finance.post(f"{CATEGORIES}add/", {**fields, "order": 999}).status_code == 302
    assert category("medical").keywords == ["体检", "健康检查"]
    finance.get(CATEGORIES)  # says that it was added
    page = finance.get(CATEGORIES).text
    assert page.index(">培训费<") < page.index(">体检费<") < page.index(">办公费用<")


def test_a_category_is_renamed_and_switched_off(office, finance):
    row = category("courier")
    assert change(finance, row, name="快递物流费", is_active="").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_active) == ("快递物流费", False)


def test_the_code_of_a_category_stays(office, finance):
    change(finance, category("courier"), code="other-code")
    assert ExpenseCategory.objects.filter(code="courier").exists()


def test_a_group_with_members_does_not_become_a_member(office, finance):
    row = category("group-staff")
    page = change(finance, row, group=category("group-office").pk)
    assert page.status_code == 200
    assert "先移走" in page.text
    row.refresh_from_db()
    assert row.group is None


def test_a_member_is_no_group_of_another(office, finance):
    page = change(finance, category("courier"), group=category("lodging").pk)
    assert page.status_code == 200
    assert category("courier").group == category("group-office")


def test_a_word_that_is_too_long_is_a_sentence(office, finance):
    page = change(finance, category("courier"), keywords="快" * 33)
    assert page.status_code == 200
    assert "最多32个字" in page.text


@pytest.mark.parametrize("path", [CATEGORIES, ENTITIES])
def test_nothing_is_deleted(office, path):
    client = as_person(office.administrator)
    row = (ExpenseCategory if path == CATEGORIES else BillingEntity).objects.first()
    assert client.post(f"{path}{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["supervisor", "auditor", "executive"])
@pytest.mark.parametrize("path", [CATEGORIES, ENTITIES])
def test_only_finance_sets_up(office, role, path):
    client = office.client(role)
    assert client.get(f"{path}add/").status_code == 403
    assert client.get(path).status_code == 403


def test_a_company_is_entered_as_it_is_typed(office, finance):
    code = "9133 0106 ma2h 0000 6x"
    BillingEntity.objects.all().delete()
    response = finance.post(f"{ENTITIES}add/", {"name": "杭州云营科技有限公司", "credit_code": code, "is_active": "on"})
    assert response.status_code == 302
    assert BillingEntity.objects.get().credit_code == "91330106MA2H00006X"


@pytest.mark.parametrize(("code", "word"), [("91330106MA2H000061", "校验"), ("1" * 17, "18"), ("I" * 18, "18")])
def test_a_wrong_credit_code_is_a_sentence_beside_its_field(office, finance, code, word):
    page = finance.post(f"{ENTITIES}add/", {"name": "某公司", "credit_code": code, "is_active": "on"})
    assert page.status_code == 200
    assert page.context_data["errors"]
    assert BillingEntity.objects.get().credit_code == BUYER_CODE


def test_a_company_twice_is_a_sentence(office, finance):
    page = finance.post(f"{ENTITIES}add/", {"name": "某公司", "credit_code": BUYER_CODE, "is_active": "on"})
    assert page.status_code == 200
    assert BillingEntity.objects.count() == 1
