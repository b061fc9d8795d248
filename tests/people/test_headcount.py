"""Planned, actual, vacant (ORG-03). The plan's only home is the parameter."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from common.policy import Citation, PlainProvider, Setting, using
from people.models import Post
from people.policy import Headcount
from people.selectors import headcount
from people.services.employment import assign, hire_into
from people.services.structures import load_structure
from people.structures import BY_NAME
from tests.factories import EmployeeFactory, department, holder, post
from tests.people.conftest import TODAY

pytestmark = pytest.mark.django_db
THIRTEEN = {
    "运营总监": 1, "客服经理": 1, "客服专员": 4, "平面设计师": 1, "网站编辑": 2, "文案策划": 1, "美工": 1, "后台管理经理": 1, "推广经理": 1,
}  # fmt: skip


@pytest.fixture
def team():
    """The structure of thirteen with everybody there: posts by title."""
    leader = EmployeeFactory(name="总经理")
    load_structure(structure=BY_NAME["team-of-thirteen"], accountable=leader, start=date(2026, 1, 1), company="公司")
    posts = {post.title: post for post in Post.objects.exclude(title="总经理")}
    for title, count in THIRTEEN.items():
        for _ in range(count):
            holder(posts[title])
    return posts


@pytest.fixture
def decided():
    with using(PlainProvider({"org.headcount_quota": THIRTEEN})):
        yield


@pytest.mark.row("ORG-03")
def test_quotas_add_up_to_thirteen_and_show_planned_actual_vacant(team, decided, as_user):
    (plan,) = headcount.plans(TODAY)
    assert (plan.planned, plan.actual, plan.vacant) == (13, 13, 0)

    page = as_user(EmployeeFactory()).get("/organisation/headcount/").content.decode()
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert foot.count(">13</td>") == 2
    assert ">0</td>" in foot


@pytest.mark.row("ORG-03")
def test_the_default_of_the_parameter_is_the_structure_of_thirteen():
    text = (Path(settings.BASE_DIR) / "docs" / "parameters.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    default = next(row["default"] for row in rows if row["key"] == Headcount.quota.key)
    assert BY_NAME["team-of-thirteen"].quota() == json.loads(default) == THIRTEEN


@pytest.mark.row("ORG-03")
def test_hiring_a_fifth_specialist_warns_and_does_not_refuse(team, decided):
    fifth = hire_into(post=team["客服专员"], joined_on=TODAY, number="2001", name="吴迪")
    assert len(fifth.warnings) == 1
    assert "客服专员" in fifth.warnings[0]
    assert "5" in fifth.warnings[0]
    assert "4" in fifth.warnings[0]
    (plan,) = headcount.plans(TODAY)
    assert [(line.title, line.over) for line in plan.over] == [("客服专员", 1)]


@pytest.mark.row("ORG-03")
def test_page_of_hiring_shows_the_warning(team, decided, as_user):
    from tests.factories import grant

    hr = EmployeeFactory(name="孙悦")
    grant(hr, "hr")
    sent = {"number": "2001", "name": "吴迪", "joined_on": "2026-11-20", "post": team["客服专员"].pk}
    page = as_user(hr).post("/people/new/", sent, follow=True).content.decode()
    assert "toast-warning" in page


def test_filling_a_vacant_place_warns_of_nothing(team, decided):
    designer = post(team["美工"].department, "摄影师")
    assert assign(employee=EmployeeFactory(), post=designer, start=TODAY).warnings == ()


def test_vacant_places_are_counted(office, decided):
    (plan,) = headcount.plans(TODAY)
    by_title = {line.title: line for line in plan.lines}
    assert (by_title["客服专员"].planned, by_title["客服专员"].actual, by_title["客服专员"].vacant) == (4, 1, 3)
    assert by_title["运营经理"].planned is None


def test_without_a_rule_everything_is_undecided_and_nothing_warns(team, as_user):
    (plan,) = headcount.plans(TODAY)
    assert (plan.planned, plan.vacant, plan.over) == (None, None, [])
    assert hire_into(post=team["客服专员"], joined_on=TODAY, number="2001", name="吴迪").warnings == ()
    assert "未定" in as_user(EmployeeFactory()).get("/organisation/headcount/").content.decode()


class ByDepartment:
    """A provider with one plan for the company and one for a department, as a rulebook may have them."""

    def __init__(self, company: dict, own: dict) -> None:
        self.company, self.own = company, own

    def setting(self, key: str, day: date, department_id: int | None, post_id: int | None = None) -> Setting:
        if department_id in self.own:
            return Setting(self.own[department_id], Citation("编制", 1, "二"))
        return Setting(self.company, Citation("编制", 1, "一"))

    def changes(self, keys, period, department_id):
        return []

    def kept(self):
        return None


def test_everybody_is_counted_once_under_the_nearest_plan(office):
    group = department("客服组", office.operations)
    holder(post(group, "客服专员"))
    with using(ByDepartment({"客服专员": 1, "销售专员": 1}, {office.operations.pk: {"客服专员": 2}, group.pk: {"客服专员": 2}})):
        plans = {plan.name: plan for plan in headcount.plans(TODAY)}
    assert set(plans) == {"云帆公司", "运营部"}
    assert {line.title: line.actual for line in plans["运营部"].lines}["客服专员"] == 2
    assert {line.title: line.actual for line in plans["云帆公司"].lines}["客服专员"] == 0


def test_counting_asks_as_much_for_many_units(office, assert_queries_constant):
    def grow():
        for number in range(5):
            holder(post(department(f"第{number}组", office.operations), "组员"))

    assert_queries_constant(lambda: headcount.plans(TODAY), grow, at_most=2)


@pytest.mark.parametrize("cell", ["四", -1, True, "1.5", None])
def test_quota_takes_whole_numbers_only(cell):
    with pytest.raises(ValueError, match=r".*"):
        Headcount.quota.parse({"客服专员": cell})
