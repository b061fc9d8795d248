"""The names of days in the reader's language. Rows keep them as the official list writes them."""

import re
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from common.templatetags.show import bare_day
from workdays.choices import DayKind

HOLIDAYS = {
    "元旦": gettext_noop("New Year's Day"),
    "农历除夕": gettext_noop("Spring Festival Eve"),
    "春节": gettext_noop("Spring Festival"),
    "清明节": gettext_noop("Qingming Festival"),
    "劳动节": gettext_noop("Labour Day"),
    "端午节": gettext_noop("Dragon Boat Festival"),
    "中秋节": gettext_noop("Mid-Autumn Festival"),
    "国庆节": gettext_noop("National Day"),
}
IN_LIEU = re.compile(r"(.+)（补假.*）")
MOVED = re.compile(r"(休息日|调休上班)（由 (\d{4}-\d\d-\d\d) 调休）")


def name_label(name: str) -> str:
    """`中秋节; 国庆节（补假）` as the reader says it; a name that a person wrote stays as it is."""
    return " · ".join(_part(part) for part in name.split("; ")) if name else ""


def _part(part: str) -> str:
    if moved := MOVED.fullmatch(part):
        on = {"date": bare_day(date.fromisoformat(moved[2]))}
        return _("day off moved from %(date)s") % on if moved[1] == "休息日" else _("worked for the day off on %(date)s") % on
    if in_lieu := IN_LIEU.fullmatch(part):
        return _("%(holiday)s, day in lieu") % {"holiday": _part(in_lieu[1])}
    return _(HOLIDAYS[part]) if part in HOLIDAYS else part


def mark(kind: DayKind) -> str:
    """The kind in one character or a short word, for the small square of a day; nothing for a workday."""
    return {
        DayKind.WORKDAY: "",
        DayKind.MAKEUP_WORKDAY: pgettext("mark of a make-up workday", "work"),
        DayKind.REST_DAY: pgettext("mark of a rest day", "off"),
        DayKind.STATUTORY_HOLIDAY: pgettext("mark of a statutory holiday", "hol"),
    }[kind]
