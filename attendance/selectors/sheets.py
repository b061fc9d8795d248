"""A sheet in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from attendance import bonus_words, labels
from attendance.domain.sheet import MORE_THAN_NOT_WORKED
from attendance.models import MonthSheet
from attendance.month_files import leave_word
from attendance.selectors.slips import amount_words
from attendance.wording import day_wages
from common.templatetags.show import day as day_word
from common.templatetags.show import minutes, money


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A deduction in words. wages: day wages, "" for a fixed amount. cny: "" for who may not read it, or while no wage is known."""

    day: date
    what: str
    clause: str
    wages: str
    cny: str


@dataclass(frozen=True, slots=True)
class Shown:
    """sums: pairs of a word and a figure, those that are nothing left out. total: in words, as far as this reader may know it.

    bonus: for full attendance in words, "" while none was decided; bonus_costs: what cost it.
    """

    sums: list[tuple[str, str]]
    lines: list[ShownLine]
    marks: list[str]
    total: str
    bonus: str = ""
    bonus_clause: str = ""
    bonus_costs: list[str] = field(default_factory=list)


def _days(count: str | int) -> str:
    return amount_words(Decimal(count), None)


SUMS: tuple[tuple[Promise, tuple[tuple[str, Callable[[Any], str]], ...]], ...] = (
    (pgettext_lazy("month sheet", "scheduled"), (("scheduled_days", _days),)),
    (pgettext_lazy("month sheet", "attended"), (("attended_days", _days),)),
    (pgettext_lazy("month sheet", "off"), (("rest_days", _days),)),
    (pgettext_lazy("month sheet", "time worked"), (("worked_minutes", minutes),)),
    (pgettext_lazy("month sheet", "late"), (("late_times", labels.times), ("late_minutes", minutes))),
    (pgettext_lazy("month sheet", "of these seriously late"), (("serious_late_times", labels.times), ("serious_late_minutes", minutes))),
    (pgettext_lazy("month sheet", "left early"), (("early_times", labels.times), ("early_minutes", minutes))),
    (pgettext_lazy("month sheet", "missing punches"), (("missing_punches", labels.times),)),
    (pgettext_lazy("month sheet", "without data"), (("no_data_days", _days),)),
    (pgettext_lazy("month sheet", "absent"), (("absent_days", _days),)),
    (pgettext_lazy("month sheet", "punches corrected"), (("corrections", labels.times),)),
    (pgettext_lazy("month sheet", "trips and errands"), (("trip_minutes", minutes),)),
    (pgettext_lazy("month sheet", "overtime on workdays"), (("overtime_workday_minutes", minutes),)),
    (pgettext_lazy("month sheet", "overtime on rest days"), (("overtime_rest_minutes", minutes),)),
    (pgettext_lazy("month sheet", "overtime on statutory holidays"), (("overtime_holiday_minutes", minutes),)),
)  # a word, and the facts behind it as a person reads them


def shown(sheet: MonthSheet, *, sees_money: bool) -> Shown:
    """What the page says of a sheet. sees_money: amounts that tell the salary are shown."""
    lines = [_line(line, sees_money=sees_money) for line in sheet.lines]
    marks = [_mark(mark, sees_money=sees_money) for mark in sheet.marks]
    bonus = sheet.facts.get("bonus")
    of_bonus = (bonus_words.figure(bonus), bonus["clause"], bonus_words.reasons(bonus)) if bonus else ("", "", [])
    return Shown(_sums(sheet.facts), lines, marks, _total(sheet, sees_money=sees_money), *of_bonus)


def _sums(facts: dict[str, Any]) -> list[tuple[str, str]]:
    told = [(str(word), " · ".join(write(facts[name]) for name, write in parts if Decimal(facts[name]))) for word, parts in SUMS]
    if Decimal(facts["attended_days"]) and not facts["worked_minutes"] and not facts["trip_minutes"]:
        told.insert(2, (pgettext("month sheet", "time worked"), _("not counted: no rule in force decides the working hours")))
    leave = [(leave_word(kind), _days(days)) for kind, days in facts["leave_days"].items() if Decimal(days)]
    full = [(_("full attendance"), pgettext("full attendance", "yes"))] if facts["is_full"] else []
    return [(word, figure) for word, figure in (*told, *leave, *full) if figure]


def _line(line: dict[str, Any], *, sees_money: bool) -> ShownLine:
    amount = Decimal(line["amount"])
    is_fixed = line["unit"] == "CNY"
    words = "" if is_fixed else labels.amount(Decimal(0), amount)
    cny = money(line["cny"]) if line["cny"] is not None and (sees_money or is_fixed) else ""
    return ShownLine(date.fromisoformat(line["day"]), labels.deduction(line["parameter"]), line["clause"], words, cny)


def _mark(mark: dict[str, Any], *, sees_money: bool) -> str:
    if mark["rule"] == MORE_THAN_NOT_WORKED:
        text = _("%(day)s: more is deducted than the pay of the time not worked (Labour Law art. 50 and 91).")
    else:
        text = _("All deductions together are more than the share of the month's wage that may be withheld. Unpaid time may count apart.")
    said = text % {"day": day_word(date.fromisoformat(mark["day"])) if mark["day"] else ""}
    if mark["is_money"] and not sees_money:
        return said
    values = {"taken": money(mark["taken"]), "limit": money(mark["limit"])}
    if not mark["is_money"]:
        return said + " " + _("%(taken)s instead of %(limit)s.") % {name: day_wages(Decimal(mark[name])) for name in values}
    return said + " " + _("%(taken)s instead of %(limit)s yuan.") % values


def _total(sheet: MonthSheet, *, sees_money: bool) -> str:
    if not sheet.lines:
        return pgettext("deduction", "none")
    if sees_money and sheet.deduction_cny is not None:
        return _("%(yuan)s yuan") % {"yuan": money(sheet.deduction_cny)}
    return labels.amount(sheet.fines_cny, sheet.deduction_days)
