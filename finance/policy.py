"""What finance lets the wall decide. Source 000 六(一); 001 八; 003 S3.15 四1. Keys `exp.fapiao.*` are our own."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common.parameters import Parameter
from common.policy import Choice, Days, Money, Percent, Policy, Table
from common.templatetags.show import money
from finance.domain.major import WHOLE, Bound, bound
from finance.domain.standards import Amount, Standard, standard


def told(read: Callable[[object], Any]) -> Callable[[Any], Any]:
    """A cell reader whose error is a sentence."""

    def cell(raw: Any) -> Any:
        try:
            return read(raw)
        except ValueError as error:
            raise ValueError(_("“%(word)s” says no amount. Write for example: %(example)s") % {"word": error, "example": EXAMPLE}) from None

    return cell


EXAMPLE = "每晚，400元；北京、上海600元 / 满5000元"


def standard_abroad(one: Standard) -> str:
    """The line for a page in a language that rules are not written in. Names of cities and posts stay."""
    return f"{PER_WORDS[one.per]} {', '.join(map(_amount, one.amounts))}"


def _amount(one: Amount) -> str:
    whose = ("/".join(sorted(names)) for names in (one.cities, one.posts) if names)
    return " ".join([*whose, _("%(value)s yuan") % {"value": money(one.cny)}])


def bound_abroad(one: Bound) -> str:
    return (_("above %(amount)s yuan") if one.is_strict else _("from %(amount)s yuan on")) % {"amount": money(one.amount)}


PER_WORDS = {
    "night": pgettext_lazy("standard of an expense", "a night"),
    "day": pgettext_lazy("standard of an expense", "a day"),
    "person": pgettext_lazy("standard of an expense", "a person"),
    "time": pgettext_lazy("standard of an expense", "each time"),
    "month": pgettext_lazy("standard of an expense", "a month"),
}
OVERRUN = {
    "block": pgettext_lazy("value of a rule", "not accepted before the budget is adjusted"),
    "escalate": pgettext_lazy("value of a rule", "the management approves it"),
    "warn": pgettext_lazy("value of a rule", "accepted with a warning"),
}
DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")


class MonthDay(NamedTuple):
    """A day of every year, in the words of a rule."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month}月{self.day}日"


class DayOfYear(Parameter[MonthDay]):
    """A day of every year as a rule says it: `5月31日`."""

    type_name = "text"

    def read(self, raw: Any) -> MonthDay:
        match = DAY.fullmatch(str(raw).strip())
        try:
            day = date(2024, int(match[1]), int(match[2])) if match else None
        except ValueError:
            day = None
        if day is None:
            raise ValueError(_("“%(value)s” is no day of the year such as 5月31日.") % {"value": raw})
        return MonthDay(day.month, day.day)

    def abroad(self, value: MonthDay) -> str:
        return date_format(date(2024, *value), "j F")


class Expenses(Policy):
    """What may be claimed, and until when. Source 001 八(二)1; 000 六(一)1."""

    standards = Table("exp.standard_table", told(standard), said=standard_abroad, unit="CNY")
    deadline = Days("exp.submit_deadline_days", boundary="inclusive")


class Major(Policy):
    """Which spending goes to the management. Source 000 六(一)3."""

    amounts = Table(
        "apv.major_amount_cny",
        told(bound),
        heads={WHOLE: pgettext_lazy("value of a rule", "the whole claim")},
        said=bound_abroad,
        unit="CNY",
    )


class Vouchers(Policy):
    """Which fapiao are taken. Keys of our own; the year boundary follows the yearly settlement of income tax."""

    max_age = Days("exp.fapiao.max_age_days", boundary="inclusive")
    prior_year_until = DayOfYear("exp.fapiao.prior_year_until")
    verify_from = Money("exp.fapiao.verify_from_cny", boundary="reached")


class Budgeting(Policy):
    """How a budget binds. Source 000 六(一)2; 001 八(一)2; 003 S3.15 四1."""

    overrun = Choice(
        "bud.overrun_policy", {"block": "不予受理，先办预算调整", "escalate": "报公司管理层批准", "warn": "提醒后办理"}, labels=OVERRUN
    )
    warn = Percent("bud.warn_pct", boundary="reached")
    review = Days("bud.review_interval_days", minimum=1, boundary="inclusive")
