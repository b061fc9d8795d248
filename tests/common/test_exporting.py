"""The Excel file of a table: what its cells hold, what it says about itself, and where it stops."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from python_calamine import CalamineWorkbook

from common import clock, exporting
from common.errors import RuleBroken
from common.exporting import Column, Table
from common.models import AuditEntry

pytestmark = pytest.mark.django_db  # a file names the company
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # in Shanghai


@pytest.fixture(autouse=True)
def _noon():
    with clock.stopped(NOON):
        yield


def one(value: Any, kind: str = "auto") -> Table:
    return Table("清单", [Column("值", lambda row: row, kind)], [value], AuditEntry)


def written(table: Table, told: dict[str, str] | None = None) -> bytes:
    target = io.BytesIO()
    exporting.write(target, table, told or {})
    return target.getvalue()


def sheets(content: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]


def kept(value: Any, kind: str = "auto") -> Any:
    return sheets(written(one(value, kind)))[0][1][0]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (date(2026, 11, 3), "date", date(2026, 11, 3)),
        (NOON, "datetime", datetime(2026, 11, 20, 12, 0)),  # noqa: DTZ001  Excel knows no zones
        (Decimal("1386.50"), "money", 1386.5),
        (90, "minutes", 90.0),
        (Decimal("0.974"), "percent", 0.974),
        ("00123", "text", "00123"),
        (123, "text", "123"),
        (Decimal("2.5"), "auto", 2.5),
        (date(1026, 1, 1), "date", "1026-01-01"),
        (6217000012345678901, "count", "6217000012345678901"),
        (Decimal("NaN"), "money", "NaN"),
    ],
)
def test_cell_keeps_its_type(value, kind, expected):
    assert kept(value, kind) == expected


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "-5", "@cmd", "http://example.com", "007"])
def test_text_that_looks_like_something_else_stays_text(text):
    assert kept(text, "count") == text


def test_control_characters_and_overlong_texts_are_cut():
    assert kept("a\x00b\x1bc\ud800") == "abc"
    assert len(kept("长" * 40_000)) == 32_767


def test_nothing_is_an_empty_cell_and_not_a_zero():
    rows = [(None, 1), ("", 2)]
    table = Table("x", [Column("a", lambda row: row[0], "money"), Column("b", lambda row: row[1], "count")], rows, AuditEntry)
    assert sheets(written(table))[0][1:] == [["", 1.0], ["", 2.0]]


def test_file_says_what_it_holds_and_how_it_was_narrowed():
    notes = dict(sheets(written(one("a"), {"状态": "已批准"}))[1])
    assert notes["状态"] == "已批准"
    assert "清单" in notes.values()
    assert datetime(2026, 11, 20, 12, 0) in notes.values()  # noqa: DTZ001
    assert 1.0 in notes.values()


def test_same_table_gives_the_same_bytes():
    assert written(one("a")) == written(one("a"))


@pytest.mark.parametrize(
    ("title", "name"), [("a/b:c[d]*?", "a b c d"), ("'x'", "x"), ("", "1"), ("长" * 40, "长" * 31), ("History", "History 1")]
)
def test_sheet_name_is_one_that_excel_takes(title, name):
    assert exporting.sheet_name(title) == name
    written(Table(title, [], [], AuditEntry))


def test_empty_table_still_has_its_headings():
    table = Table("x", [Column("名称", str)], [], AuditEntry)
    assert sheets(written(table))[0] == [["名称"]]


def test_too_many_rows_are_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken, match="2"):
        written(Table("x", [Column("n", lambda row: row, "count")], range(3), AuditEntry))
    written(Table("x", [Column("n", lambda row: row, "count")], range(2), AuditEntry))


def test_file_name_is_told_in_chinese_and_holds_no_path():
    response = exporting.file(b"", "费用/报销.xlsx")
    assert "filename*=utf-8''%E8%B4%B9%E7%94%A8-%E6%8A%A5%E9%94%80.xlsx" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"


def test_hidden_field_of_a_filter_is_not_told():
    class Filter(forms.Form):
        which = forms.CharField(widget=forms.HiddenInput)
        state = forms.CharField(label="状态")

    assert exporting.in_words(Filter({"which": "team", "state": "已付款"})) == {"状态": "已付款"}
