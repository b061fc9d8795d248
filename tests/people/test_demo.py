"""The demo company: believable, the same each time, in an empty database only."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from people import demo
from people.demo.company import build_company
from people.models import Appointment, Assignment, Department, Employee, PowerUse, User
from people.selectors.reporting import superiors
from people.structures import BY_NAME
from rules import provider
from tests.people.conftest import TODAY
from tests.support.demo import company, emptied

pytestmark = pytest.mark.django_db


def made(**options: int) -> None:
    call_command("demo", verbosity=0, **options)


def people_only(*, employees: int, months: int = 6, seed: int = 1) -> None:
    """The company without what other houses add."""
    build_company(employees=employees, months=months, seed=seed, today=TODAY)


@pytest.mark.row("ORG-03")
def test_smallest_company_has_exactly_the_department_of_thirteen():
    company()
    operations = Assignment.objects.on(TODAY).filter(department__code="OPS", kind="regular")
    titles = Counter(operations.values_list("post__title", flat=True))
    assert titles == BY_NAME["team-of-thirteen"].quota()
    assert titles.total() == 13


def test_everybody_of_the_thirteen_has_somebody_above():
    company()
    for held in Assignment.objects.on(TODAY).filter(department__code="OPS").select_related("employee"):
        assert superiors(held.employee, TODAY)[-1].number == "101"


def facts() -> list[list[object]]:
    """Everything that does not hang on row numbers."""
    return [
        list(Employee.objects.order_by("number").values_list("number", "name", "mobile", "joined_on", "left_on")),
        list(Assignment.objects.order_by("employee__number", "during").values_list("employee__number", "post__title", "during")),
        list(Appointment.objects.order_by("document_number").values_list("document_number", "assignment__employee__number")),
    ]


def test_same_seed_gives_the_same_company_and_another_seed_another():
    """What the other houses add: tests/people/test_any_day_demo.py."""
    people_only(employees=60, months=12, seed=7)
    first = facts()
    assert all(first)
    emptied()
    people_only(employees=60, months=12, seed=7)
    assert facts() == first
    emptied()
    people_only(employees=60, months=12, seed=8)
    assert facts() != first


def test_larger_company_is_deep_and_has_a_history():
    people_only(employees=700, months=12)
    today = Assignment.objects.on(TODAY)
    assert Employee.objects.employed(TODAY).count() == 704
    assert Employee.objects.filter(left_on__lt=TODAY).exists()
    assert Assignment.objects.filter(during__endswith__lte=TODAY).exists()
    assert max(Department.objects.get(code=code).paths.order_by("-depth").first().depth for code in ("D01-1-1-1",)) == 4
    units = Department.objects.filter(posts__is_head=True)
    assert not units.exclude(pk__in=today.filter(is_head=True).values("department")).exists(), "every head's post is filled"
    assert PowerUse.objects.exists()


def test_mobiles_and_mails_belong_to_nobody():
    people_only(employees=30)
    assert all(user.mobile.startswith("1990") and user.email.endswith("@example.com") for user in User.objects.all())


def test_names_are_spread_and_seldom_twice():
    people_only(employees=300)
    names = Counter(Employee.objects.values_list("name", flat=True))
    assert names.most_common(1)[0][1] <= 2
    assert len({name[0] for name in names}) > 60


def test_it_refuses_a_database_with_people(office):
    with pytest.raises(CommandError, match="空"):
        made()


def test_it_refuses_fewer_than_thirteen():
    with pytest.raises(CommandError, match="十三"):
        made(employees=12)


def test_printed_logins_work():
    text = company()
    for login in demo.logins():
        assert login.number in text
        client = Client()
        client.post("/account/login/", {"login": login.number, "password": login.password})
        assert client.get("/me/").status_code == 200
    assert {login.role for login in demo.logins()} == {"运营总监", "客服经理", "客服专员", "总经理", "系统管理员", "人力资源", "财务"}


def test_no_demo_logins_in_a_real_company(office):
    assert demo.logins() == []


def test_login_whose_password_was_changed_is_no_longer_told():
    company()
    user = User.objects.get(username="1001")
    user.set_password("an-other-2026")
    user.save()
    assert "1001" not in {login.number for login in demo.logins()}
    assert len(demo.logins()) == 6


def test_roles_of_the_demo_reach_as_far_as_their_work():
    company()
    people = {login.role: User.objects.get(username=login.number) for login in demo.logins()}
    assert people["系统管理员"].access.everything
    assert people["人力资源"].access.company_wide("people.change_employee")
    assert people["财务"].access.company_wide("people.view_employee")
    assert "director" in people["运营总监"].access.roles
    assert people["客服专员"].access.roles == {"staff"}


def test_houses_on_the_right_add_their_own(monkeypatch):
    seen = []
    monkeypatch.setattr(demo, "_fills", [])

    def fill(employees, rng, today):
        seen.append((employees.count(), rng.random(), today))

    demo.register(fill)
    demo.register(fill)
    made()
    assert len(seen) == 1
    assert seen[0][0] >= 17
    assert seen[0][2] == date(2026, 11, 20)


def test_queries_do_not_grow_with_the_people(count_queries):
    few = count_queries(lambda: made(employees=100))
    emptied()
    provider.forget()  # a command starts without the values of another company
    many = count_queries(lambda: made(employees=600))
    assert many - few <= 12
