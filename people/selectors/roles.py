"""What somebody may do, and where, in words."""

from dataclasses import dataclass

from common import clock
from people.models import DepartmentVersion, Role, User


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role and where it holds; `where` is empty for the whole company, None for one's own matters."""

    name: str
    where: str | None


def roles_of(user: User) -> list[RoleHeld]:
    """The roles of the account today, the far-reaching first. Three queries, the grants included."""
    grants = {(grant.role, None if grant.role == "staff" else grant.department_id) for grant in user.access.grants}
    roles = {role.code: role for role in Role.objects.filter(code__in={code for code, _ in grants})}
    places = {id for _, id in grants if id}
    names = dict(DepartmentVersion.objects.on(clock.today()).filter(department__in=places).values_list("department", "name"))
    order = list(roles)
    held = sorted(grants, key=lambda grant: (-order.index(grant[0]), grant[1] or 0))
    return [RoleHeld(str(roles[code]), None if code == "staff" else names.get(id, "") if id else "") for code, id in held]
