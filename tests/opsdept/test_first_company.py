"""The tree of departments from a file, and the first act in an empty installation."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from common.errors import RuleBroken
from opsdept.first_company import Unit, make_company, read_tree
from people.models import Department, DepartmentVersion, User

TREE = [Unit("运营部", 0), Unit("客服组", 1), Unit("夜班", 2), Unit("质检组", 1), Unit("财务部", 0)]
START = date(2026, 1, 5)


def found_company(units: list[Unit]) -> Department:
    return make_company(
        name="远山公司", units=units, admin_number="A001", admin_name="李远", email="", password="Quiet-river-99", start=START
    )


@pytest.mark.parametrize("indent", ["  ", "\t", "        "], ids=["two", "tab", "eight"])
def test_text_is_read_by_its_indents(tmp_path: Path, indent: str) -> None:
    path = tmp_path / "tree.txt"
    path.write_text("\n".join(indent * unit.depth + unit.name for unit in TREE) + "\n\n", "utf-8")

    assert read_tree(path) == TREE


def test_sheet_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "tree.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, unit in enumerate(TREE):
            sheet.write(row, unit.depth, unit.name)

    assert read_tree(path) == TREE


def test_line_between_two_levels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tree.txt"
    path.write_text("运营部\n    客服组\n  质检组\n", "utf-8")

    with pytest.raises(RuleBroken, match="质检组"):
        read_tree(path)


def test_unreadable_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tree.xlsx"
    path.write_bytes(b"no sheet")

    with pytest.raises(RuleBroken):
        read_tree(path)


def test_company_has_its_tree_and_an_administrator(db: None) -> None:
    company = found_company(TREE)

    parents = {version.name: version.parent and version.parent.name for version in DepartmentVersion.objects.select_related("parent")}
    assert parents == {
        "远山公司": None, "运营部": "远山公司", "客服组": "运营部", "夜班": "客服组", "质检组": "运营部", "财务部": "远山公司",
    }  # fmt: skip
    admin = User.objects.get()
    assert company.name == "远山公司"
    assert admin.access.everything
    assert not admin.must_change_password


def test_second_company_is_refused(db: None) -> None:
    found_company([])

    with pytest.raises(RuleBroken):
        found_company([])
