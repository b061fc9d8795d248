"""The rows of the house, by concept."""

from people.models.demo import DemoMark
from people.models.employees import Appointment, Assignment, AssignmentKind, Employee, EmployeeFile, Post
from people.models.imports import PeopleImport
from people.models.organisation import Department, DepartmentKind, DepartmentPath, DepartmentVersion
from people.models.powers import Power, PowerUse
from people.models.roles import Role, RoleGrant
from people.models.tokens import AccessToken, TokenKind
from people.models.users import User

__all__ = [
    "AccessToken", "Appointment", "Assignment", "AssignmentKind", "DemoMark", "Department", "DepartmentKind", "DepartmentPath",
    "DepartmentVersion", "Employee", "EmployeeFile", "PeopleImport", "Post", "Power", "PowerUse", "Role", "RoleGrant", "TokenKind",
    "User",
]  # fmt: skip
