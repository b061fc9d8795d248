"""Holidays and make-up days. The reference gives these no number: H01 to H03."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import figure, says
from rules.lint.laws import law
from rules.lint.model import Rule, Severity, Source

SECTION = _("Holidays and make-up days")

RULES = (
    Rule(
        id="H01",
        laws=law("HOL 2"),
        severity=Severity.ERROR,
        since=date(2025, 1, 1),
        check=figure(
            r"法定(?:节假日|假日|节日|休假日)(?:每年|全年|共|合计|总计|为|有|计)*<n>(?:天|日)", lambda amounts, match: amounts["n"] != 13
        ),
        title=_("A year has 13 statutory holidays."),
        remedy=_("Name 13 days, or refer to the official calendar."),
    ),
    Rule(
        id="H02",
        laws=law("HOL 6"),
        severity=Severity.WARN,
        source=Source.GENERAL,
        check=says(
            r"(?:调休上班日|补班日|调休的?(?:周六|周日|星期六|星期日))~10(?:休息|放假|不上班|按休息日|双倍|算加班|计加班|为加班)",
            deniable=True,
        ),
        title=_("A weekend day worked for a bridged holiday is a normal workday, and the bridged day a rest day."),
        remedy=_("Follow the official calendar for both days."),
    ),
    Rule(
        id="H03",
        laws=law("HOL 7"),
        severity=Severity.WARN,
        title=_("The holidays of the next year are in the calendar once they are announced."),
        not_checkable=_("The work calendar marks a year as provisional until its holidays are announced; no edition says so."),
    ),
)
