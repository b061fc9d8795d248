"""The tree as dated facts (ORG-01, ORG-07, ORG-20)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from common.errors import RuleBroken
from people.models import Assignment, DepartmentPath, DepartmentVersion, Post
from people.selectors import tree
from people.services import employment, organisation
from tests.factories import EmployeeFactory, department, holder, post
from tests.people.conftest import TODAY

NEXT_MONTH = date(2026, 12, 1)
pytestmark = pytest.mark.django_db


def names(unit: tree.Unit) -> dict:
    return {below.version.name: names(below) for below in unit.units}


@pytest.mark.row("ORG-01")
def test_a_change_next_month_leaves_the_tree_of_today(office):
    group = department("售前组", office.sales, kind="group")
    organisation.change_department(department=group, start=NEXT_MONTH, name="客服一组", parent=office.operations)

    assert names(tree.chart(TODAY)) == {"运营部": {}, "销售部": {"售前组": {}}}
    assert names(tree.chart(NEXT_MONTH)) == {"运营部": {"客服一组": {}}, "销售部": {}}


@pytest.mark.row("ORG-01")
def test_page_shows_the_tree_of_another_day(office, as_user):
    organisation.change_department(department=office.sales, start=NEXT_MONTH, name="市场部")
    client = as_user(office.li)

    today, later = client.get("/organisation/").content.decode(), client.get("/organisation/?on=2026-12-01").content.decode()
    assert "销售部" in today
    assert "市场部" not in today
    assert "市场部" in later


@pytest.mark.row("ORG-01")
def test_bodies_departments_groups_and_points_stand_at_any_depth(office):
    at = office.sales
    for depth, kind in enumerate(("body", "department", "group", "service_point", "department", "group")):
        at = organisation.open_department(
            code=f"N{depth}", name=f"第{depth}层", kind=kind, parent=at, accountable=office.boss,
            start=date(2026, 3, 1), end=date(2027, 1, 1),
        )  # fmt: skip
    below = DepartmentPath.objects.on(TODAY).filter(ancestor=office.company, descendant=at).get()
    assert below.depth == 7
    assert not DepartmentPath.objects.on(date(2026, 2, 28)).filter(descendant=at).exists()
    assert not DepartmentPath.objects.on(date(2027, 1, 1)).filter(descendant=at).exists()


def test_unit_cannot_stand_below_itself(office):
    group = department("客服组", office.operations)
    with pytest.raises(RuleBroken, match="运营部会成为自己的下级"):
        organisation.change_department(department=office.operations, start=NEXT_MONTH, parent=group)
    assert DepartmentVersion.objects.filter(department=office.operations).count() == 1


def test_a_unit_has_one_entry_a_day(office):
    with pytest.raises(IntegrityError, match="people_department_one_version_a_day"), transaction.atomic():
        DepartmentVersion.objects.create(
            department=office.sales, name="销售部", parent=office.company, accountable=office.boss, during=(TODAY, None)
        )


def test_there_is_one_company_a_day(office):
    with pytest.raises(IntegrityError, match="people_department_one_company"), transaction.atomic():
        DepartmentVersion.objects.filter(department=office.sales).update(parent=None, kind="company")


@pytest.mark.row("ORG-07")
def test_unit_without_accountable_person_is_refused_by_the_database(office):
    with pytest.raises(IntegrityError, match="accountable_id"), transaction.atomic():
        DepartmentVersion.objects.filter(department=office.sales).update(accountable=None)
    with pytest.raises(IntegrityError, match="accountable_id"), transaction.atomic():
        organisation.open_department(code="X", name="新组", parent=office.sales, accountable=None, start=TODAY)


@pytest.mark.row("ORG-07")
def test_form_of_a_new_unit_asks_for_its_accountable_person(office, as_user):
    sent = {"code": "X", "name": "新组", "kind": "group", "parent": "销售部", "accountable": "", "start": "2026-11-20"}
    response = as_user(office.hr).post("/organisation/new/", sent)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"accountable"}
    assert not DepartmentVersion.objects.filter(name="新组").exists()


@pytest.mark.row("ORG-20")
def test_a_group_is_opened_filled_closed_and_remembered(office, as_user):
    client, day = as_user(office.hr), "2026-11-20"
    opened = {"code": "G1", "name": "双十二专项组", "kind": "group", "parent": "运营部", "accountable": office.manager.number, "start": day}
    assert client.post("/organisation/new/", opened).status_code == 302
    group = DepartmentVersion.objects.get(name="双十二专项组").department
    client.post(f"/organisation/{group.pk}/posts/new/", {"title": "组员", "rank": 1, "start": day})
    sent = {"kind": "concurrent", "post": Post.objects.get(title="组员").pk, "start": day}
    assert client.post(f"/people/{office.li.pk}/assign/", sent).status_code == 302
    assert client.post(f"/organisation/{group.pk}/close/", {"last_day": "2026-12-31"}).status_code == 302

    inside = tree.chart(date(2026, 12, 31), group.pk)
    assert [(who, kind) for shown in inside.posts for _, who, kind in shown.names] == [("李雯", "concurrent")]
    assert tree.chart(date(2027, 1, 1), group.pk) is None
    assert "双十二专项组" in client.get(f"/organisation/{group.pk}/").content.decode()
    assert [held.department.name for held in tree.posts_of(office.li)] == ["双十二专项组", "运营部"]


def test_unit_with_units_below_is_not_closed(office):
    department("客服组", office.operations)
    with pytest.raises(RuleBroken, match="客服组"):
        organisation.close_department(department=office.operations, last_day=TODAY)


def test_unit_in_which_somebody_is_to_begin_is_not_closed(office):
    employment.transfer(employee=office.seller, post=office.staff_post, start=NEXT_MONTH)
    with pytest.raises(RuleBroken, match="钱舟"):
        organisation.close_department(department=office.operations, last_day=TODAY)


def test_closing_a_unit_ends_its_posts_and_assignments_with_it(office):
    organisation.close_department(department=office.operations, last_day=TODAY)
    assert {row.during.upper for row in Assignment.objects.filter(department=office.operations)} == {date(2026, 11, 21)}
    assert office.li.on(TODAY).post.title == "客服专员"
    assert office.li.on(date(2026, 11, 21)) is None


def test_unit_is_not_opened_below_one_that_does_not_exist_yet(office):
    with pytest.raises(RuleBroken, match="运营部"):
        organisation.open_department(code="X", name="组", parent=office.operations, accountable=office.boss, start=date(2025, 1, 1))


def test_transfer_never_rewrites_the_past(office):
    employment.transfer(employee=office.li, post=post(office.sales, "大客户专员"), start=date(2026, 6, 1))
    assert office.li.on(date(2026, 5, 31)).post.title == "客服专员"
    assert office.li.on(date(2026, 6, 1)).post.title == "大客户专员"


def test_assignment_cannot_lie_about_its_post(office):
    row = Assignment.objects.get(employee=office.li)

    @transaction.atomic
    def lie():
        Assignment.objects.filter(pk=row.pk).update(department=office.sales)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="people_assignment_copies_its_post"):
        lie()


def test_nobody_holds_two_regular_posts_at_once(office):
    with pytest.raises(RuleBroken, match="已有本职岗位"):
        employment.assign(employee=office.li, post=post(office.sales, "大客户专员"), start=TODAY)


def test_chart_asks_as_much_for_many_units_and_people(office, as_user, assert_queries_constant):
    client = as_user(office.li)

    def grow():
        for number in range(5):
            group = department(f"第{number}组", office.operations)
            at = post(group, "组员")
            for _ in range(8):
                holder(at)

    assert_queries_constant(lambda: client.get("/organisation/"), grow, at_most=11)


def test_nobody_is_assigned_outside_their_employment(office):
    late = EmployeeFactory(name="晚到", joined_on=NEXT_MONTH)
    with pytest.raises(RuleBroken, match="晚到"):
        employment.assign(employee=late, post=office.staff_post, start=TODAY)
