"""The first act in an empty installation: a company, its departments, and somebody who may do everything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from common.errors import RuleBroken
from people.models import Department, DepartmentKind, Employee, Role, RoleGrant
from people.services import accounts, employment, organisation


@dataclass(frozen=True, slots=True)
class Unit:
    """A department of the tree as the file names it. depth: 0 for those directly below the company."""

    name: str
    depth: int


def read_tree(path: Path) -> list[Unit]:
    """The departments of a file: a text with one name a line, indented below its superior, or the first sheet of an
    Excel file with each name in the column of its level.

    Raises RuleBroken when the file cannot be read or a line has no superior.
    """
    try:
        lines = _sheet_lines(path) if path.suffix.lower() in (".xlsx", ".xls", ".ods") else _text_lines(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, CalamineError) as error:
        raise RuleBroken(_("The file %(path)s cannot be read: %(error)s"), path=path, error=error) from error
    return nested(lines)


def _text_lines(text: str) -> list[tuple[int, str]]:
    lines = (line.expandtabs(4) for line in text.splitlines() if line.strip())
    return [(len(line) - len(line.lstrip()), line.strip()) for line in lines]


def _sheet_lines(path: Path) -> list[tuple[int, str]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    cells = ([(column, str(cell).strip()) for column, cell in enumerate(row) if str(cell).strip()] for row in rows)
    return [row[-1] for row in cells if row]


def nested(lines: Iterable[tuple[int, str]]) -> list[Unit]:
    """Depths from indents of any width: a line lies below the nearest line above it that is indented less.

    Raises RuleBroken for a line that is indented less than the first, or between two levels.
    """
    units: list[Unit] = []
    indents: list[int] = []
    for number, (indent, name) in enumerate(lines, start=1):
        deeper = not indents or indent > indents[-1]
        while indents and indent < indents[-1]:
            indents.pop()
        if deeper:
            indents.append(indent)
        elif not indents or indent != indents[-1]:
            raise RuleBroken(_("Line %(number)d (%(name)s) stands at no level of the lines above it."), number=number, name=name)
        units.append(Unit(name, len(indents) - 1))
    return units


@transaction.atomic
def make_company(
    *, name: str, units: Sequence[Unit], admin_number: str, admin_name: str, email: str, password: str, start: date
) -> Department:  # fmt: skip
    """The company and its departments from `start` on, for which the first administrator answers until others are named.

    password: the administrator's own, so it need not be changed. Raises RuleBroken when there are people already.
    """
    organisation.lock_tree()
    if Employee.objects.exists():
        raise RuleBroken(_("This installation has a company already. Change it on its pages."))
    admin = employment.hire(number=admin_number, name=admin_name, joined_on=start, email=email)
    assert admin.user is not None  # noqa: S101  `hire` makes the account
    accounts.set_password(user=admin.user, password=password, must_change=False)
    # Not by `grant_role`: nobody is here yet who could give this role.
    RoleGrant.objects.create(employee=admin, role=Role.objects.get(code="administrator"), department=None, during=(start, None))
    company = organisation.open_department(code="ROOT", name=name, parent=None, accountable=admin, start=start, kind=DepartmentKind.COMPANY)
    above = [company]
    for number, unit in enumerate(units, start=1):
        del above[unit.depth + 1 :]
        above.append(
            organisation.open_department(
                code=f"D{number:03}", name=unit.name, parent=above[-1], accountable=admin, start=start, order=number
            )
        )
    return company
