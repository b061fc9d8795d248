"""The managers' desk: the same acts, the same scope."""

import pytest
from django.contrib import admin
from django.urls import reverse

from common.models import AuditEntry
from people.models import Assignment, Department, Employee, EmployeeFile, Post, Role, RoleGrant
from tests.factories import EmployeeFactory, grant, holder, post
from tests.people.conftest import TODAY
from tests.people.keys import asker

pytestmark = pytest.mark.django_db
OURS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "people")


def url(name: str, act: str = "changelist", *args: object) -> str:
    return reverse(f"admin:people_{name}_{act}", args=args)


@pytest.fixture
def rows(office):
    """One row of everything."""
    from people.models import Appointment, Power, PowerUse

    EmployeeFile.objects.create(employee=office.li)
    held = Assignment.objects.get(employee=office.manager)
    Appointment.objects.create(assignment=held, authority="公司", appointed_on=TODAY, document_number="1号")
    power = Power.objects.create(code="P", name="权限", holder=held.post)
    asker(office.admin.user)
    PowerUse.objects.create(power=power, used_by=office.manager, holder_title="运营经理", purpose="试用")
    return office


@pytest.mark.parametrize("name", OURS)
def test_administrator_opens_every_list_every_row_and_its_history(rows, as_user, name):
    client = as_user(rows.admin)
    assert client.get(url(name)).status_code == 200
    model = next(model for model in admin.site._registry if model._meta.label_lower == f"people.{name}")
    row = model.objects.order_by("pk").last()
    assert client.get(url(name, "change", row.pk)).status_code == 200
    assert client.get(url(name, "history", row.pk)).status_code == 200
    assert client.get(url(name, "add")).status_code in (200, 403)
    assert client.get(url(name) + "?q=1").status_code == 200


@pytest.mark.parametrize("name", OURS)
def test_nothing_is_deleted_here(rows, as_user, name):
    model = next(model for model in admin.site._registry if model._meta.label_lower == f"people.{name}")
    assert as_user(rows.admin).post(url(name, "delete", model.objects.last().pk), {"post": "yes"}).status_code == 403


def test_manager_sees_only_their_own_people(rows, as_user):
    client = as_user(rows.manager)
    page = client.get(url("employee")).content.decode()
    assert "李雯" in page
    assert "钱舟" not in page
    assert client.get(url("employee", "change", rows.seller.pk)).status_code in (302, 404)
    other = Assignment.objects.get(employee=rows.seller)
    assert client.get(url("assignment", "change", other.pk)).status_code in (302, 404)


def test_staff_stay_outside(rows, as_user):
    assert as_user(rows.li).get(url("employee")).status_code in (302, 403)


def test_manager_changes_nobody(rows, as_user):
    before = rows.li.mobile
    as_user(rows.manager).post(url("employee", "change", rows.li.pk), {"name": "改名", "mobile": "19900009999", "email": "", "phone": ""})
    rows.li.refresh_from_db()
    assert (rows.li.name, rows.li.mobile) == ("李雯", before)


def test_right_of_one_department_changes_nobody_of_another(rows, as_user):
    grant(rows.seller, "hr", rows.sales)
    grant(rows.seller, "manager", rows.operations)
    client = as_user(rows.seller)
    data = {"name": "改名", "mobile": "", "email": "", "phone": "", "assignments-TOTAL_FORMS": 0, "assignments-INITIAL_FORMS": 0}
    assert client.get(url("employee", "change", rows.li.pk)).status_code == 200
    assert client.post(url("employee", "change", rows.li.pk), data).status_code == 403
    rows.li.refresh_from_db()
    assert rows.li.name == "李雯"


def test_list_of_people_asks_as_much_for_five_as_for_fifty(rows, as_user, assert_queries_constant):
    client = as_user(rows.hr)

    def grow():
        for _ in range(45):
            holder(rows.staff_post)

    assert_queries_constant(lambda: client.get(url("employee")), grow, at_most=20)


def test_person_is_hired_by_the_service(rows, as_user):
    data = {"number": "2001", "name": "吴迪", "joined_on": "2026-11-20", "mobile": "", "email": "", "phone": ""}
    data |= {"assignments-TOTAL_FORMS": 0, "assignments-INITIAL_FORMS": 0}
    assert as_user(rows.hr).post(url("employee", "add"), data).status_code == 302
    assert Employee.objects.get(number="2001").user.username == "2001"


def test_form_of_somebody_new_holds_only_what_is_typed(rows, as_user):
    page = as_user(rows.hr).get(url("employee", "add"))
    assert not page.context["adminform"].readonly_fields


def test_number_that_is_taken_is_refused_in_plain_words(rows, as_user):
    taken = {"number": rows.hr.number, "name": "陈和", "joined_on": "2026-11-20"}
    page = as_user(rows.hr).post(url("employee", "add"), taken)
    assert page.context["adminform"].errors["number"] == ["已有相同工号的员工。"]


def test_refusal_of_a_service_stands_on_the_form_with_what_was_typed(rows, as_user):
    second = EmployeeFactory(name="陈和")
    head = Post.objects.get(title="运营经理")
    data = {"employee": second.pk, "post": head.pk, "kind": "regular", "start": "2026-11-20", "last_day": "", "reason": "接任"}
    response = as_user(rows.hr).post(url("assignment", "add"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "这段时间内部门已有负责人" in page
    assert "接任" in page
    assert not Assignment.objects.filter(employee=second).exists()


def test_assignment_is_added_by_the_service(rows, as_user):
    person = EmployeeFactory(name="陈和")
    data = {"employee": person.pk, "post": rows.staff_post.pk, "kind": "regular", "start": "2026-11-20", "last_day": "", "reason": ""}
    assert as_user(rows.hr).post(url("assignment", "add"), data).status_code == 302
    assert person.on(TODAY).post == rows.staff_post


def test_unit_is_changed_from_a_day_on(rows, as_user):
    data = {"name": "市场部", "parent": "", "accountable": "", "start": "2026-11-20"}
    data |= {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    response = as_user(rows.hr).post(url("department", "change", rows.sales.pk), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert rows.sales.versions.count() == 2
    assert Department.objects.get(pk=rows.sales.pk).name == "市场部"


def test_unit_is_opened_with_an_accountable_person(rows, as_user):
    data = {"code": "N1", "name": "客服组", "kind": "group", "parent": "运营部", "accountable": rows.manager.number, "start": "2026-11-20"}
    data |= {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    assert as_user(rows.hr).post(url("department", "add"), data).status_code == 302
    assert Department.objects.get(code="N1").versions.get().accountable == rows.manager


def test_builtin_role_is_only_shown_and_an_own_one_is_put_together_from_words(rows, as_user):
    client = as_user(rows.admin)
    page = client.get(url("role", "add")).content.decode()
    assert "查看：员工" in page
    client.post(url("role", "add"), {"code": "clerk", "name": "文员", "permissions": ["people.view_employee"]})
    assert Role.objects.get(code="clerk").permissions == ["people.view_employee"]
    builtin = Role.objects.get(code="staff")
    client.post(url("role", "change", builtin.pk), {"name": "全能", "permissions": []})
    builtin.refresh_from_db()
    assert builtin.name == "Staff"


def test_role_is_given_by_the_service(rows, as_user):
    manager = Role.objects.get(code="manager")
    data = {"employee": rows.li.pk, "role": manager.pk, "department": rows.sales.pk, "start": "2026-11-20", "last_day": ""}
    assert as_user(rows.hr).post(url("rolegrant", "add"), data).status_code == 302
    assert RoleGrant.objects.get(employee=rows.li).role == manager


def test_role_of_an_administrator_is_not_offered_to_human_resources(rows, as_user):
    root = Role.objects.get(code="administrator")
    data = {"employee": rows.hr.pk, "role": root.pk, "department": "", "start": "2026-11-20", "last_day": ""}
    assert as_user(rows.hr).post(url("rolegrant", "add"), data).status_code == 200
    assert not rows.hr.role_grants.filter(role=root).exists()


def test_account_page_shows_no_hash(rows, as_user):
    page = as_user(rows.admin).get(url("user", "change", rows.li.user.pk)).content.decode()
    assert "md5$" not in page
    assert 'name="password"' not in page


@pytest.mark.parametrize(("action", "field", "value"), [("force_change", "must_change_password", True), ("close", "is_active", False)])
def test_actions_on_accounts(rows, as_user, action, field, value):
    as_user(rows.admin).post(url("user"), {"action": action, "_selected_action": [rows.li.user.pk]})
    rows.li.user.refresh_from_db()
    assert getattr(rows.li.user, field) is value


def test_own_account_is_not_closed(rows, as_user):
    as_user(rows.admin).post(url("user"), {"action": "close", "_selected_action": [rows.admin.user.pk]})
    rows.admin.user.refresh_from_db()
    assert rows.admin.user.is_active


def test_reset_goes_out_by_mail(rows, as_user, mailoutbox):
    rows.li.user.email = "li@example.com"
    rows.li.user.save()
    as_user(rows.admin).post(url("user"), {"action": "send_reset", "_selected_action": [rows.li.user.pk, rows.seller.user.pk]})
    assert [mail.to for mail in mailoutbox] == [["li@example.com"]]


def test_opening_a_file_is_written_down_and_so_is_an_attempt(rows, as_user):
    kept = EmployeeFile.objects.create(employee=rows.seller)
    director = EmployeeFactory(name="冯和")
    grant(director, "director", rows.operations)
    client = as_user(director)
    client.get(url("employeefile", "change", rows.li.file.pk))
    client.get(url("employeefile", "change", kept.pk))
    lines = AuditEntry.objects.filter(table_name="people_employeefile", actor_id=director.user.pk).values_list("verb", "row_id")
    assert sorted(lines) == [("attempt", str(kept.pk)), ("view", str(rows.li.file.pk))]


def test_title_of_a_post_stays_what_it_was(rows, as_user):
    at = post(rows.sales, "大客户专员")
    as_user(rows.hr).post(url("post", "change", at.pk), {"title": "改名", "role": Role.objects.get(code="staff").pk})
    at.refresh_from_db()
    assert (at.title, at.role.code) == ("大客户专员", "staff")
