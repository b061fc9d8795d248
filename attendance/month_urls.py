"""Addresses of month pages."""

from datetime import date
from typing import Any

from django.urls import path, register_converter

from attendance.views import closing, salaries, sheets, team
from workdays.official import FIRST_YEAR, LAST_YEAR


class YearMonth:
    """2026-10 in an address, as its first day."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        first = date.fromisoformat(f"{value}-01")  # a ValueError is a 404
        if not FIRST_YEAR < first.year < LAST_YEAR:
            raise ValueError(value)
        return first

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(YearMonth, "yearmonth")

urlpatterns: list[Any] = [
    path("months/", closing.month_list, name="closing-list"),
    path("months/team/", team.matrix, name="team-month"),
    path("months/team/file/", team.excel, name="team-month-file"),
    path("months/<yearmonth:month>/", closing.month, name="closing"),
    path("months/<yearmonth:month>/close/", closing.close, name="closing-close"),
    path("months/<yearmonth:month>/continue/", closing.go_on, name="closing-continue"),
    path("months/<yearmonth:month>/reopen/", closing.reopen, name="closing-reopen"),
    path("months/<yearmonth:month>/sign/", closing.sign, name="closing-sign"),
    path("months/<yearmonth:month>/payroll/", closing.payroll, name="closing-payroll"),
    path("sheets/", sheets.mine, name="sheet-list"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/answer/", sheets.answer, name="sheet-answer"),
    path("salaries/", salaries.listing, name="salary-list"),
    path("salaries/mine/", salaries.mine, name="salary-mine"),
    path("salaries/<int:pk>/", salaries.person, name="salary"),
]
