"""Who may see and do what, and in which part of the tree: the reading side of roles.

A grant comes from three places: the role of the post somebody holds, a role given by name, and the role
`staff`, which everybody has for themselves. Its scope is a department with all below it, or the company.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from common import clock

if TYPE_CHECKING:
    from people.models import User

EVERYTHING = "*"

GRANTS = """
SELECT r.code, r.permissions, g.department_id
FROM people_rolegrant g JOIN people_role r ON r.id = g.role_id JOIN people_employee e ON e.id = g.employee_id
WHERE e.user_id = %(user)s AND g.during @> %(today)s::date
UNION ALL
SELECT r.code, r.permissions, a.department_id
FROM people_assignment a JOIN people_employee e ON e.id = a.employee_id
JOIN people_post p ON p.id = a.post_id JOIN people_role r ON r.id = p.role_id
WHERE e.user_id = %(user)s AND a.during @> %(today)s::date
UNION ALL
SELECT r.code, r.permissions, NULL FROM people_role r WHERE r.code = 'staff'
"""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a part of the tree. department_id None: the whole company."""

    role: str
    permissions: frozenset[str]
    department_id: int | None

    def gives(self, permission: str) -> bool:
        return permission in self.permissions or EVERYTHING in self.permissions


@dataclass(frozen=True, slots=True)
class Access:
    """All grants of one account on one day."""

    grants: tuple[Grant, ...]

    @property
    def everything(self) -> bool:
        return any(EVERYTHING in grant.permissions for grant in self.grants)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, permission: str) -> bool:
        """Whether any grant gives it, wherever."""
        return any(grant.gives(permission) for grant in self.grants)

    def has_any(self, app_label: str) -> bool:
        """Whether any grant gives something in that app."""
        return self.everything or any(p.startswith(f"{app_label}.") for p in self.permissions())

    def permissions(self) -> frozenset[str]:
        return frozenset().union(*(grant.permissions for grant in self.grants))

    def company_wide(self, permission: str) -> bool:
        """Whether it is given for the whole company."""
        return any(grant.gives(permission) and grant.department_id is None for grant in self.grants)

    def roots(self, permission: str) -> list[int]:
        """The departments at the top of the parts of the tree where it is given."""
        return sorted({g.department_id for g in self.grants if g.gives(permission) and g.department_id is not None})


NOBODY = Access(())


def access_of(user: "User") -> Access:
    """The grants of the account in force today: one query. An account that may not log in has none."""
    if not user.is_active:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, {"user": user.pk, "today": clock.today()})
        return Access(tuple(Grant(code, frozenset(permissions), where) for code, permissions, where in cursor.fetchall()))


def departments_in_scope(user: "User", permission: str) -> "QuerySet | None":
    """Ids of the departments where the account has the permission today, for `department__in`; None means all."""
    if user.access.company_wide(permission):
        return None
    paths = apps.get_model("people", "DepartmentPath").objects.filter(
        ancestor__in=user.access.roots(permission), during__contains=clock.today()
    )
    return paths.values("descendant")


def within_scope(user: "User", permission: str, department_field: str) -> Q:
    """The condition that `department_field` lies where the account has the permission; never true without it.

    An empty Q would vanish beside an `|`, so company-wide is a condition that always holds.
    """
    if not user.access.has(permission):
        return Q(pk__in=[])
    scope = departments_in_scope(user, permission)
    return Q(pk__isnull=False) if scope is None else Q(**{f"{department_field}__in": scope})


def may(user: "User", permission: str, department_id: int | None) -> bool:
    """Whether the account has the permission today in that department; None asks for the whole company."""
    if department_id is None or not user.access.has(permission):
        return user.access.company_wide(permission)
    scope = departments_in_scope(user, permission)
    return scope is None or scope.filter(descendant=department_id).exists()
