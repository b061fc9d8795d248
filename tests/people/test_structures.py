"""Ready structures (ORG-02), and ranks that belong to them and not to titles (ORG-08)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from common.errors import RuleBroken
from people.models import Assignment, DepartmentVersion, Employee, Post
from people.selectors import tree
from people.selectors.reporting import superiors
from people.services.employment import assign
from people.services.structures import load_structure
from people.structures import BY_NAME
from tests.factories import EmployeeFactory
from tests.people.conftest import TODAY

pytestmark = pytest.mark.django_db

# As the sources write them: unit, its posts from the top, the units below it.
WRITTEN = {
    "director-manager-specialist": ("运营部", ["运营总监", "运营经理", "运营专员"], {}),
    "manager-office-marketing-service": (
        "运营部", ["部门经理"], {"办公室": ["行政文员"], "市场部": ["市场专员"], "客服部": ["客服专员"]},
    ),
    "team-of-thirteen": (
        "运营部",
        ["运营总监", "客服经理", "后台管理经理", "推广经理", "客服专员", "平面设计师", "网站编辑", "文案策划", "美工"],
        {},
    ),
    "head-three-posts": ("运营部", ["部长", "内容运营", "数据分析", "市场推广"], {}),
    "manager-supervisor-specialist-assistant": ("运营部", ["运营经理", "运营主管", "运营专员", "运营助理"], {}),
    "head-service-processing-support": (
        "运营部", ["部门负责人"], {"客户服务部": ["客服专员"], "业务处理部": ["业务专员"], "运营支持部": ["支持专员"]},
    ),
    "supervisor-manager-specialist": ("运营部", ["部门主管", "经理", "专员"], {}),
    "section-chief-team": ("运营科", ["科长"], {"服务团队": ["服务人员"]}),
    "station": (
        "服务站", ["站长"],
        {"销售部": ["销售专员"], "技术部": ["技术专员"], "售后部": ["售后专员"], "财务部": ["财务专员"], "人力资源部": ["人事专员"]},
    ),
}  # fmt: skip


def titles(unit: tree.Unit) -> list[str]:
    return [shown.post.title for shown in unit.posts]


@pytest.mark.row("ORG-02")
@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_structure_loads_into_an_empty_company_as_written(name):
    leader = EmployeeFactory()
    call_command("load_structure", name, accountable=leader.number, company="云帆公司", start=TODAY, stdout=StringIO())
    root = tree.chart(TODAY)
    (unit,) = root.units
    below = {group.version.name: titles(group) for group in unit.units}
    assert (unit.version.name, titles(unit), below) == WRITTEN[name]
    assert (root.version.name, titles(root)) == ("云帆公司", ["总经理"])
    assert {version.accountable_id for version in DepartmentVersion.objects.all()} == {leader.pk}
    assert unit.has_head_post


@pytest.mark.row("ORG-02")
def test_every_structure_is_written_here():
    assert set(WRITTEN) == set(BY_NAME)
    assert len(WRITTEN) == 9


def test_structure_is_not_loaded_into_a_company_with_departments(office):
    with pytest.raises(RuleBroken, match="空的公司"):
        load_structure(structure=BY_NAME["station"], accountable=office.boss, start=TODAY)


def test_command_says_when_nobody_has_the_number():
    with pytest.raises(CommandError, match="4711"):
        call_command("load_structure", "station", accountable="4711", company="公司")


def test_page_loads_a_structure_into_an_empty_company(as_user):
    from tests.factories import grant

    admin = EmployeeFactory(name="周禾")
    grant(admin, "administrator")
    sent = {"company": "云帆公司", "accountable": admin.number, "start": "2026-11-20"}
    response = as_user(admin).post("/organisation/structures/station/", sent, follow=True)
    assert response.status_code == 200
    assert Post.objects.filter(title="站长", is_head=True).exists()


def filled(name: str) -> dict[str, Employee]:
    """The structure with one person on every post, by title."""
    leader = EmployeeFactory(name="责任人")
    load_structure(structure=BY_NAME[name], accountable=leader, start=date(2026, 1, 1), company="公司")
    people = {}
    for post in Post.objects.all():
        people[post.title] = EmployeeFactory(name=post.title)
        assign(employee=people[post.title], post=post, start=date(2026, 1, 1))
    return people


def line(employee: Employee) -> list[str]:
    return [person.name for person in superiors(employee, TODAY)]


@pytest.mark.row("ORG-08")
def test_manager_stands_above_supervisor_in_one_structure():
    people = filled("manager-supervisor-specialist-assistant")
    assert line(people["运营助理"]) == ["运营专员", "运营主管", "运营经理", "总经理"]
    assert line(people["运营主管"]) == ["运营经理", "总经理"]


@pytest.mark.row("ORG-08")
def test_supervisor_stands_above_manager_in_another():
    people = filled("supervisor-manager-specialist")
    assert line(people["专员"]) == ["经理", "部门主管", "总经理"]
    assert line(people["经理"]) == ["部门主管", "总经理"]


def test_specialist_of_the_thirteen_reports_to_the_customer_service_manager():
    people = filled("team-of-thirteen")
    assert line(people["客服专员"]) == ["客服经理", "运营总监", "总经理"]
    assert line(people["美工"]) == ["运营总监", "总经理"]
    assert Assignment.objects.count() == len(people)
