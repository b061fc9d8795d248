"""The bonus for full attendance in words: on the sheet, in my month and in files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from attendance.domain.bonus import ABSENT, INCOMPLETE, LEAVE, NO_DATA, NOT_WHOLE
from common.templatetags.show import bare_day, money


def earned(told: Mapping[str, Any] | None) -> Decimal | None:
    """CNY as a sheet keeps it, 0 when it is not earned; None while none was decided."""
    return Decimal(told["cny"]) if told else None


def figure(told: Mapping[str, Any]) -> str:
    """`200.00 yuan`, or that it is not earned."""
    return _("%(yuan)s yuan") % {"yuan": money(told["cny"])} if Decimal(told["cny"]) else pgettext("bonus", "not earned")


def reasons(told: Mapping[str, Any]) -> list[str]:
    """What cost it, one sentence for each kind: `absent: 18 November`."""
    return list(_reasons(told["costs"]))


def _reasons(costs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    kinds = sorted(costs, key=lambda one: (one["why"], one["word"]))
    for (why, word), found in groupby(kinds, key=lambda one: (one["why"], one["word"])):
        same = list(found)
        if why == NOT_WHOLE:
            yield _("No post was held on some days of the month.")
        elif why in (ABSENT, NO_DATA, INCOMPLETE, LEAVE):
            values = {"what": _named(why, word), "days": pgettext("between days", ", ").join(_short(one["day"]) for one in same)}
            yield _("%(what)s: %(days)s") % values
        else:
            times = same[0]["times"]
            yield ngettext("late or early once", "late or early %(count)d times", times) % {"count": times}


def _named(why: str, word: str) -> str:
    if why == LEAVE:
        return word or _("leave announced by phone")
    named = {ABSENT: _("absent"), NO_DATA: _("day without data"), INCOMPLETE: _("a punch is missing")}
    return named[why]


def _short(day: str) -> str:
    return bare_day(date.fromisoformat(day))
