"""A company with two departments: what stands in A is nobody's business in B."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from common import clock
from people.models import Department, Employee, Post, Role
from tests.factories import department, grant, holder, post

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, 12:00 in Shanghai
TODAY = date(2026, 11, 20)


@dataclass
class Office:
    """company > operations, sales. boss > manager > li; seller works in sales. hr and admin have roles for the company."""

    company: Department
    operations: Department
    sales: Department
    staff_post: Post
    boss: Employee
    manager: Employee
    li: Employee
    seller: Employee
    hr: Employee
    admin: Employee


@pytest.fixture(autouse=True)
def _noon():
    with clock.stopped(NOON):
        yield


def role(code: str) -> Role:
    return Role.objects.get(code=code)


@pytest.fixture
def office(db) -> Office:
    company = department("云帆公司")
    operations, sales = department("运营部", company), department("销售部", company)
    staff_post = post(operations, "客服专员", rank=1, role=role("staff"))
    made = Office(
        company, operations, sales, staff_post,
        boss=holder(post(company, "总经理", rank=9, is_head=True, role=role("executive")), "赵安"),
        manager=holder(post(operations, "运营经理", rank=5, is_head=True, role=role("manager")), "王宁"),
        li=holder(staff_post, "李雯"),
        seller=holder(post(sales, "销售专员", rank=1, role=role("staff")), "钱舟"),
        hr=holder(post(company, "人事专员", rank=2), "孙悦"),
        admin=holder(post(company, "系统管理员", rank=2), "周禾"),
    )  # fmt: skip
    grant(made.hr, "hr")
    grant(made.admin, "administrator")
    return made


@pytest.fixture
def as_user():
    """A browser in which the employee is logged in."""

    def login(employee: Employee) -> Client:
        client = Client()
        client.force_login(employee.user)
        return client

    return login
