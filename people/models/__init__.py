"""The rows of the house, by concept."""

from people.models.employees import Appointment, Assignment, AssignmentKind, Employee, EmployeeFile, Post
from people.models.imports import PeopleImport
from people.models.organisation import Department, DepartmentKind, DepartmentPath, DepartmentVersion
from people.models.powers import Power, PowerUse
from people.models.roles import Role, RoleGrant
from people.models.users import User

__all__ = [
    "Appointment", "Assignment", "AssignmentKind", "Department", "DepartmentKind", "DepartmentPath",
    "DepartmentVersion", "Employee", "EmployeeFile", "PeopleImport", "Post", "Power", "PowerUse", "Role", "RoleGrant", "User",
]  # fmt: skip
