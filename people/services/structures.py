"""Loading a ready structure into an empty company."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Department, DepartmentKind, Employee, Post, Role
from people.services import organisation
from people.structures import LEADER, PostPlan, Structure, UnitPlan


@transaction.atomic
def load_structure(*, structure: Structure, accountable: Employee, start: date, company: str = "") -> Department:
    """The units and posts of the structure, from `start` on, below the company, for which `accountable` answers.

    company: its name, when the company itself is not in the tree yet.
    Raises RuleBroken when the tree holds more than the company, or there is neither a company nor a name for it.
    """
    organisation.lock_tree()
    root = _empty_company(company=company, accountable=accountable, start=start)
    if not root.posts.exists():
        _open_posts(root, (LEADER,), start)
    return _open_unit(structure.unit, parent=root, accountable=accountable, start=start)


def _empty_company(*, company: str, accountable: Employee, start: date) -> Department:
    there = list(Department.objects.all()[:2])
    if len(there) > 1:
        raise RuleBroken(_("A structure is loaded into an empty company. This one has departments already; change them one by one."))
    if there:
        return there[0]
    if not company.strip():
        raise RuleBroken(_("The company is not in the tree yet. Enter its name."))
    return organisation.open_department(
        code="ROOT", name=company.strip(), parent=None, accountable=accountable, start=start, kind=DepartmentKind.COMPANY
    )


def _open_unit(plan: UnitPlan, *, parent: Department, accountable: Employee, start: date, order: int = 0) -> Department:
    unit = organisation.open_department(
        code=plan.code, name=plan.name, parent=parent, accountable=accountable, start=start, kind=plan.kind, order=order
    )
    _open_posts(unit, plan.posts, start)
    for place, below in enumerate(plan.units):
        _open_unit(below, parent=unit, accountable=accountable, start=start, order=place)
    return unit


def _open_posts(unit: Department, plans: tuple[PostPlan, ...], start: date) -> None:
    """plans: a post stands after the one it reports to."""
    made: dict[str, Post] = {}
    for plan in plans:
        made[plan.title] = organisation.open_post(
            department=unit,
            title=plan.title,
            rank=plan.rank,
            start=start,
            is_head=plan.is_head,
            reports_to=made.get(plan.reports_to),
            role=Role.objects.get(code=plan.role),
        )
