"""What somebody may do, and where, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from common import clock
from people.builtin import NAMES
from people.models import DepartmentVersion, Role, User


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role and where it holds; `where` is empty for the whole company, None for one's own matters."""

    name: str
    where: str | None


def roles_of(user: User, called: Mapping[int, str]) -> list[RoleHeld]:
    """The roles of the account today, the far-reaching first.

    called: names of departments that are known already; only others, and roles of the company's own, cost a query.
    """
    grants = {(grant.role, None if grant.role == "staff" else grant.department_id) for grant in user.access.grants}
    order = [*NAMES, *sorted({code for code, _ in grants} - set(NAMES))]
    own = dict(Role.objects.filter(code__in=order[len(NAMES) :]).values_list("code", "name")) if len(order) > len(NAMES) else {}
    places = {id for _, id in grants if id} - set(called)
    read = DepartmentVersion.objects.on(clock.today()).filter(department__in=places).values_list("department", "name")
    names = {**called, **dict(read)} if places else called
    held = sorted(grants, key=lambda grant: (-order.index(grant[0]), grant[1] or 0))
    return [
        RoleHeld(own.get(code) or gettext(NAMES[code]), None if code == "staff" else names.get(id, "") if id else "") for code, id in held
    ]
