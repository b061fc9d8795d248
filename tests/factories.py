"""The least valid rows, for every test. Dates are fixed; a trait names a situation."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from people.models import Assignment, Department, DepartmentVersion, Employee, Post, Role, RoleGrant, User
from people.services.organisation import rebuild_paths

START = date(2026, 1, 1)


# Numbers of their own: tests write people up to 2xxx by hand.
class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"{30001 + n}")
    name = "李雯"


class EmployeeFactory(DjangoModelFactory[Employee]):
    class Meta:
        model = Employee

    number = factory.Sequence(lambda n: f"{30001 + n}")
    name = "李雯"
    user = factory.SubFactory(UserFactory, username=factory.SelfAttribute("..number"), name=factory.SelfAttribute("..name"))
    joined_on = START


def department(name: str = "运营部", parent: Department | None = None, **version: object) -> Department:
    """A department in the tree from START on; without a parent it is the company."""
    made = Department.objects.create(code=f"D{Department.objects.count()}", name=name)
    version.setdefault("accountable", EmployeeFactory(name="负责人"))
    version.setdefault("during", (START, None))
    version.setdefault("kind", "department" if parent else "company")
    DepartmentVersion.objects.create(department=made, name=name, parent=parent, **version)
    rebuild_paths()
    return made


def post(dept: Department, title: str = "专员", rank: int = 1, **fields: object) -> Post:
    """A post in the department from START on."""
    fields.setdefault("during", (START, None))
    return Post.objects.create(department=dept, title=title, rank=rank, **fields)


def holder(of: Post, name: str = "李雯", kind: str = "regular", during: object = (START, None), **fields: object) -> Employee:
    """A new employee who holds the post."""
    who = EmployeeFactory(name=name, **fields)
    Assignment.objects.create(employee=who, post=of, department_id=of.department_id, is_head=of.is_head, kind=kind, during=during)
    return who


def grant(employee: Employee, role: str, dept: Department | None = None) -> RoleGrant:
    """The built-in role for the employee, in the department and below, or in the whole company."""
    return RoleGrant.objects.create(employee=employee, role=Role.objects.get(code=role), department=dept, during=(START, None))
