"""A leave type as the wall says it: one line of words, read by the engine (`lev.type_table`, LEV-09).

    年假: 按半天，带薪，按工龄
    事假: 按小时，无薪
    病假: 按天，付80%，满2天须证明
    产假: 按天，带薪，98天，按日历
    调休: 按小时，带薪，由加班得

Words in any order, between commas. What is not said: by day, without pay, no quota, no evidence, working days only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from attendance.wording import number

Unit = Literal["day", "half", "hour"]
UNITS: dict[str, Unit] = {"按天": "day", "按半天": "half", "按小时": "hour"}
COMMA = re.compile(r"[，,、；;\s]+")
NUMBER = r"(\d+(?:\.\d+)?)"
PAY = re.compile(rf"付{NUMBER}%")
QUOTA = re.compile(rf"(?:(每年|每月))?{NUMBER}(天|小时)")
EVIDENCE = re.compile(rf"满{NUMBER}天须证明")


@dataclass(frozen=True, slots=True)
class LeaveType:
    """unit: the smallest piece. pay: percent of the pay. quota: in days (unit day, half) or hours; None is without a limit.

    period: for which the quota is granted anew, "" for each occasion. by_service: annual leave by years of work (L80).
    by_overtime: its balance comes from overtime (OT-04). evidence_from: days from which a proof belongs to it, None: never.
    calendar: rest days and holidays inside count, too. words: as the wall says it.
    """

    unit: Unit = "day"
    pay: Decimal = Decimal(0)
    quota: Decimal | None = None
    period: Literal["year", "month", ""] = ""
    by_service: bool = False
    by_overtime: bool = False
    evidence_from: Decimal | None = None
    calendar: bool = False
    words: str = ""

    def __str__(self) -> str:
        return self.words

    @property
    def has_balance(self) -> bool:
        """Whether it is taken from what was granted before."""
        return self.by_service or self.by_overtime or (self.quota is not None and self.period != "")

    @property
    def is_in_hours(self) -> bool:
        """Whether its balance is kept in hours; else in days."""
        return self.unit == "hour"


def leave_type(cell: object) -> LeaveType:
    """What the line says. Raises ValueError with a sentence for the first word that says nothing."""
    said: dict[str, object] = {}
    for word in COMMA.split(str(cell).strip().rstrip("。.")):
        if word:
            said |= _meaning(word)
    found = LeaveType(**said, words=str(cell).strip())  # type: ignore[arg-type]
    if found.quota is not None and found.by_service:
        raise ValueError(_("Annual leave by years of work has no quota of its own."))
    return found


def _meaning(word: str) -> dict[str, object]:
    if word in UNITS:
        return {"unit": UNITS[word]}
    if word in PLAIN:
        return PLAIN[word]
    if pay := PAY.fullmatch(word):
        return {"pay": Decimal(pay[1])}
    if evidence := EVIDENCE.fullmatch(word):
        return {"evidence_from": Decimal(evidence[1])}
    if quota := QUOTA.fullmatch(word):
        unit = {"unit": "hour"} if quota[3] == "小时" else {}
        return {"quota": Decimal(quota[2]), "period": PERIODS[quota[1]], **unit}
    raise ValueError(_("“%(word)s” says nothing about leave.") % {"word": word})


def leave_type_abroad(one: LeaveType) -> str:
    """The line for a page in a language that rules are not written in."""
    return ", ".join(str(part) for part in _parts(one))


def _parts(one: LeaveType) -> Iterator[str | Promise]:
    yield UNIT_WORDS[one.unit]
    if one.pay in PAY_WORDS:
        yield PAY_WORDS[one.pay]
    else:
        yield pgettext("leave type", "paid at %(percent)s%%") % {"percent": number(one.pay)}
    if one.by_service:
        yield pgettext("leave type", "by years of work")
    if one.by_overtime:
        yield pgettext("leave type", "earned by overtime")
    if one.quota is not None:
        yield str(QUOTA_WORDS[one.is_in_hours, one.period]) % {"quota": number(one.quota)}
    if one.evidence_from is not None:
        yield pgettext("leave type", "with a proof from %(days)s days on") % {"days": number(one.evidence_from)}
    if one.calendar:
        yield pgettext("leave type", "rest days count, too")


UNIT_WORDS = {
    "day": pgettext_lazy("leave type", "by the day"),
    "half": pgettext_lazy("leave type", "by the half day"),
    "hour": pgettext_lazy("leave type", "by the hour"),
}
PAY_WORDS = {Decimal(100): pgettext_lazy("leave type", "paid"), Decimal(0): pgettext_lazy("leave type", "unpaid")}
QUOTA_WORDS = {
    (False, ""): pgettext_lazy("leave type", "%(quota)s days each time"),
    (False, "year"): pgettext_lazy("leave type", "%(quota)s days a year"),
    (False, "month"): pgettext_lazy("leave type", "%(quota)s days a month"),
    (True, ""): pgettext_lazy("leave type", "%(quota)s hours each time"),
    (True, "year"): pgettext_lazy("leave type", "%(quota)s hours a year"),
    (True, "month"): pgettext_lazy("leave type", "%(quota)s hours a month"),
}
PERIODS = {"每年": "year", "每月": "month", None: ""}
PLAIN: dict[str, dict[str, object]] = {
    "带薪": {"pay": Decimal(100)},
    "无薪": {"pay": Decimal(0)},
    "按工龄": {"by_service": True},
    "由加班得": {"by_overtime": True},
    "按日历": {"calendar": True},
    "按工作日": {"calendar": False},
    "不限": {"quota": None},
}
