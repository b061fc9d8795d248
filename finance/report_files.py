"""The report of costs as charts, as Excel with charts of its own, and as PDF (A4, lying)."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from common.charts import Series, bar_chart, line_chart
from common.digests import digest
from common.exporting import workbook
from common.menu import company_name
from common.pdf import Pdf, write_pdf
from common.templatetags.show import money
from finance.selectors.reports import CostLine, PlanLine, Report

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CSS = ("cost_report.css",)
MOST_BARS = 12
MONEY, SHARE = "#,##0.00", "0.0%"


def month_words() -> list[str]:
    return [_("Month %(month)s") % {"month": n} for n in range(1, 13)]


def charts(found: Report) -> dict[str, SafeString]:
    """What was spent each month beside the plan; what it was spent on."""
    if found.is_bare:
        return {}
    today = clock.today()
    to_come = [(found.asked.year, one.number) > (today.year, today.month) and not one.compared.cost for one in found.months]
    values = [None if later else one.compared.cost for one, later in zip(found.months, to_come, strict=True)]
    cost, plan = Series(pgettext("budget", "actual"), values), _plan_series(found)
    most = sorted(found.categories, key=lambda one: one.total.amount, reverse=True)[:MOST_BARS]
    told = _("%(cost)s spent, %(plan)s planned.") % {"cost": money(found.year.cost), "plan": money(found.year.plan)}
    said = "；".join(f"{one.category} {money(one.total.amount)}" for one in most)
    costs = Series(_("costs"), [one.total.amount for one in most])
    return {
        "month_chart": line_chart(
            id="cost-months", title=_("Costs by month beside the plan"), desc=told, series=[cost, *plan],
            labels=[str(n) for n in range(1, 13)],
        ),
        "category_chart": bar_chart(
            id="cost-categories", title=_("What it was spent on"), desc=said, series=[costs], say=money,
            labels=[one.category for one in most],
        ),
    }  # fmt: skip


def _plan_series(found: Report) -> list[Series]:
    if not found.year.plan:
        return []
    return [Series(pgettext("budget", "plan"), [one.compared.plan for one in found.months], "plan")]


def paper(found: Report, made_by: str, at: datetime) -> Pdf:
    """The report to hand round: tables and charts, its pages counted, with who made it and when."""
    context = {"report": found, "made_by": made_by, "at": at, "company": company_name(), "months": range(1, 13), **charts(found)}
    html = render_to_string("finance/report_print.html", context)
    return write_pdf(html, css="", stylesheets=CSS, identifier=digest(html)[:32])


# -- Excel -------------------------------------------------------------------------------------


class _Formats:
    def __init__(self, book: "Workbook") -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.money, self.share = book.add_format({"num_format": MONEY}), book.add_format({"num_format": SHARE})
        self.text = book.add_format()
        self.sum = {name: book.add_format({"bold": True, "num_format": form}) for name, form in (("money", MONEY), ("share", SHARE))}
        self.sum_text = book.add_format({"bold": True})


def book(found: Report) -> bytes:
    """Three sheets: costs by month, the plan by month with a chart, budgets beside costs with a chart."""
    target = io.BytesIO()
    with workbook(target) as made:
        formats = _Formats(made)
        _costs(made, formats, found.costs)
        _months(made, formats, found)
        _plans(made, formats, found.plans)
    return target.getvalue()


def _costs(made: "Workbook", formats: _Formats, rows: Sequence[CostLine]) -> None:
    sheet = _sheet(made, formats, _("Costs"), [_("department"), _("category"), *month_words(), _("total (CNY)"), _("share")])
    for line, row in enumerate(rows, start=1):
        unit = _("all departments") if row.is_all else row.unit
        cells = [*(one.amount for one in row.months), row.total.amount]
        _row(sheet, formats, line, [unit, "" if row.is_sum else row.category], [*cells, row.row.share], is_sum=row.is_sum)


def _months(made: "Workbook", formats: _Formats, found: Report) -> None:
    name = _("By month")[:31]
    sheet = _sheet(made, formats, name, [_("month"), *_compared_heads()])
    for line, (word, one) in enumerate(zip(month_words(), found.months, strict=True), start=1):
        _row(sheet, formats, line, [word], _figures(one.compared))
    _row(sheet, formats, 13, [_("total (CNY)")], _figures(found.year), is_sum=True)
    chart = made.add_chart({"type": "column"})
    chart.add_series(_series(name, 2, 12, pgettext("budget", "actual")))
    line_ = made.add_chart({"type": "line"})
    line_.add_series(_series(name, 1, 12, pgettext("budget", "plan")))
    chart.combine(line_)
    _placed(sheet, chart, _("Costs by month beside the plan"), "G2")


def _plans(made: "Workbook", formats: _Formats, rows: Sequence[PlanLine]) -> None:
    name = _("Budgets and costs")[:31]
    sheet = _sheet(made, formats, name, [_("department"), _("category"), *_compared_heads()])
    for line, row in enumerate(rows, start=1):
        words = [row.unit, row.category if row.budget else _("%(category)s, without a budget") % {"category": row.category}]
        _row(sheet, formats, line, words, _figures(row.year))
    if rows:
        chart = made.add_chart({"type": "bar"})
        chart.add_series(_series(name, 2, len(rows), pgettext("budget", "plan"), labels=(0, 1)))
        chart.add_series(_series(name, 3, len(rows), pgettext("budget", "actual"), labels=(0, 1)))
        _placed(sheet, chart, _("Budgets and costs"), "H2")


def _compared_heads() -> list[str]:
    return [pgettext("budget", "plan"), pgettext("budget", "actual"), pgettext("budget", "difference"), _("spent of the plan")]


def _figures(one: Any) -> list[Decimal | None]:
    return [one.plan, one.cost, one.difference, one.share]


def _series(sheet: str, column: int, last: int, name: str, labels: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    return {"name": name, "categories": [sheet, 1, labels[0], last, labels[1]], "values": [sheet, 1, column, last, column]}


def _placed(sheet: Any, chart: Any, title: str, at: str) -> None:
    chart.set_title({"name": title})
    chart.set_size({"width": 720, "height": 380})
    chart.set_y_axis({"num_format": "#,##0"})
    sheet.insert_chart(at, chart)


def _sheet(made: "Workbook", formats: _Formats, title: str, heads: Sequence[str]) -> Any:
    sheet = made.add_worksheet(title[:31])
    for place, heading in enumerate(heads):
        sheet.write_string(0, place, heading, formats.head)
    sheet.set_column(0, len(heads), 13)
    sheet.freeze_panes(1, 1)
    return sheet


def _row(
    sheet: Any, formats: _Formats, line: int, words: Sequence[str], figures: Sequence[Decimal | None], *, is_sum: bool = False
) -> None:  # fmt: skip
    """Words, then money, and at the end the share."""
    for place, word in enumerate(words):
        sheet.write_string(line, place, word, formats.sum_text if is_sum else formats.text)
    for place, figure in enumerate(figures, start=len(words)):
        is_share = place == len(words) + len(figures) - 1
        plain = formats.share if is_share else formats.money
        if figure is not None:
            sheet.write_number(line, place, figure, formats.sum["share" if is_share else "money"] if is_sum else plain)
