"""Who sees and does what, and where (SEC-03)."""

import re

import pytest

from common.errors import RuleBroken
from common.models import AuditEntry
from people.models import Employee, EmployeeFile, Post, Role
from people.services import accounts
from tests.factories import EmployeeFactory, department, grant, holder, post
from tests.people.conftest import TODAY, role

pytestmark = pytest.mark.django_db


def seen(employee: Employee, permission: str = "people.view_employee") -> set[str]:
    return set(Employee.objects.visible_to(employee.user, permission).values_list("name", flat=True))


def test_staff_see_themselves(office):
    assert seen(office.li) == {"李雯"}


def test_manager_sees_the_department_and_all_below_it(office):
    holder(post(department("客服组", office.operations), "组员"), "何川")
    assert seen(office.manager) == {"王宁", "李雯", "何川"}


def test_executive_of_the_company_sees_everybody_in_it(office):
    assert {"王宁", "李雯", "钱舟"} <= seen(office.boss)


def test_role_for_the_whole_company_sees_people_without_a_post_too(office):
    EmployeeFactory(name="无岗")
    assert "无岗" in seen(office.hr)
    assert "无岗" not in seen(office.boss)


def test_ended_role_gives_nothing(office):
    given = grant(office.li, "manager", office.sales)
    given.during = (given.during[0], TODAY)
    given.save()
    assert seen(office.li) == {"李雯"}


@pytest.mark.row("SEC-03")
def test_file_of_somebody_else_is_a_404_that_tells_nothing_and_the_attempt_is_logged(office, as_user):
    kept = EmployeeFile.objects.create(employee=office.seller, identity_number="000000199001011234")
    client = as_user(office.li)
    refused, nothing = client.get(f"/people/{office.seller.pk}/file/"), client.get("/people/999999/file/")
    assert refused.status_code == nothing.status_code == 404
    without_number = [r.content.decode().replace(r["X-Request-ID"], "").replace(p, "") for r, p in
                      ((refused, f"/people/{office.seller.pk}/file/"), (nothing, "/people/999999/file/"))]  # fmt: skip
    assert strip_tokens(without_number[0]) == strip_tokens(without_number[1])
    line = AuditEntry.objects.get(verb="attempt")
    assert (line.actor_id, line.table_name, line.row_id) == (office.li.user.pk, "people_employeefile", str(kept.pk))


def strip_tokens(page: str) -> str:
    """The page without its CSRF token, which is another each time."""
    return re.sub(r"[0-9A-Za-z]{64}", "", page)


@pytest.mark.row("SEC-03")
def test_manager_of_another_department_is_refused_and_logged(office, as_user):
    EmployeeFile.objects.create(employee=office.seller)
    director = EmployeeFactory(name="冯和")
    grant(director, "director", office.operations)
    client = as_user(director)
    assert client.get(f"/people/{office.li.pk}/file/").status_code == 200
    assert client.get(f"/people/{office.seller.pk}/file/").status_code == 404
    assert AuditEntry.objects.filter(verb="attempt", actor_id=director.user.pk).count() == 1


@pytest.mark.row("SEC-03")
def test_reading_a_file_is_logged_without_its_contents(office, as_user):
    kept = EmployeeFile.objects.create(employee=office.li, identity_number="000000199001011234")
    page = as_user(office.hr).get(f"/people/{office.li.pk}/file/").content.decode()
    assert "000000199001011234" in page
    line = AuditEntry.objects.get(verb="view", table_name="people_employeefile")
    assert (line.actor_id, line.row_id) == (office.hr.user.pk, str(kept.pk))
    assert not AuditEntry.objects.filter(after__icontains="000000199001011234").exists()


def test_own_file_may_be_read(office, as_user):
    EmployeeFile.objects.create(employee=office.li, home_address="示例路1号")
    assert "示例路1号" in as_user(office.li).get(f"/people/{office.li.pk}/file/").content.decode()


def test_record_over_time_is_for_who_may_see_it(office, as_user):
    url = f"/people/{office.li.pk}/"
    assert "任职经历" not in as_user(office.seller).get(url).content.decode()
    assert "任职经历" in as_user(office.manager).get(url).content.decode()


def test_who_has_left_is_a_404_for_colleagues(office, as_user):
    office.seller.left_on = office.seller.joined_on
    office.seller.save()
    url = f"/people/{office.seller.pk}/"
    assert as_user(office.li).get(url).status_code == 404
    assert as_user(office.hr).get(url).status_code == 200


ACTS = ("/people/new/", "/people/import/", "/people/export/", "/organisation/new/", "/organisation/structures/", "/organisation/integrity/")


@pytest.mark.parametrize("url", ACTS)
def test_staff_may_not_do_the_work_of_human_resources(office, as_user, url):
    assert as_user(office.li).get(url).status_code == 403


@pytest.mark.parametrize("act", ["contact", "transfer", "assign", "leave"])
def test_manager_may_look_at_people_but_not_move_them(office, as_user, act):
    assert as_user(office.manager).get(f"/people/{office.li.pk}/{act}/").status_code == 403


def test_human_resources_of_one_department_stay_in_it(office, as_user):
    grant(office.li, "hr", office.operations)
    client = as_user(office.li)
    assert client.get(f"/people/{office.manager.pk}/transfer/").status_code == 200
    assert client.get(f"/people/{office.seller.pk}/transfer/").status_code == 403
    assert client.get(f"/organisation/{office.sales.pk}/change/").status_code == 403
    sent = {"number": "2001", "name": "吴迪", "joined_on": "2026-11-20", "post": Post.objects.get(title="销售专员").pk}
    assert client.post("/people/new/", sent).status_code == 422
    assert not Employee.objects.filter(number="2001").exists()


# -- nobody climbs ------------------------------------------------------------------


def test_human_resources_cannot_fill_a_post_that_gives_everything(office, as_user):
    keys = post(office.company, "超级管理员", role=role("administrator"))
    response = as_user(office.hr).post(f"/people/{office.li.pk}/transfer/", {"post": keys.pk, "start": "2026-11-20"})
    assert response.status_code == 422
    assert office.li.on(TODAY).post.title == "客服专员"


def test_human_resources_cannot_give_the_role_of_an_administrator(office):
    with pytest.raises(RuleBroken, match="管理员"):
        accounts.grant_role(employee=office.hr, role=role("administrator"), department=None, start=TODAY, end=None, by=office.hr.user)
    given = accounts.grant_role(employee=office.li, role=role("manager"), department=office.sales, start=TODAY, end=None, by=office.hr.user)
    assert given.role.code == "manager"


def test_role_is_not_given_where_one_may_not_give(office):
    grant(office.li, "hr", office.operations)
    with pytest.raises(RuleBroken, match="角色"):
        accounts.grant_role(employee=office.seller, role=role("manager"), department=office.sales, start=TODAY, end=None, by=office.li.user)


def test_human_resources_cannot_redirect_the_mail_of_an_administrator(office):
    with pytest.raises(RuleBroken, match="管理员"):
        accounts.change_contact(employee=office.admin, mobile="", email="mine@example.com", phone="", by=office.hr.user)


def test_own_role_with_every_permission_is_no_builtin_only(office):
    everything = Role.objects.create(code="root", name="全部", permissions=["*"])
    assert everything not in Role.objects.givable_by(office.hr.user)
    assert everything in Role.objects.givable_by(office.admin.user)
