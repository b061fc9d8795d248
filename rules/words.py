"""Values as the text of a rule says them: 20, 周一至周五, 9:00至12:00. The text of a rule is Chinese whatever the reader's language."""

from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from common.parameters import Choice, Choices, Money, Parameter, Schedule, Segment, Table, Text, Time, TimeRange, Weekdays
from common.templatetags.show import WEEKDAYS, money
from rules.catalogue import parameter_of

DAYS = "一二三四五六日"
UNITS = {  # as a page says them, in the reader's language
    "minute": _("%(value)s min"),
    "hour": _("%(value)s h"),
    "day": _("%(value)s days"),
    "working_day": _("%(value)s working days"),
    "day_wage": _("%(value)s days' pay"),
    "week": _("%(value)s weeks"),
    "count": _("%(value)s times"),
    "round": _("%(value)s rounds"),
    "person": _("%(value)s people"),
    "score": _("%(value)s points"),
    "percent": _("%(value)s%%"),
    "CNY": _("%(value)s yuan"),
}
ONE = {  # where one is said otherwise than many
    "day": _("%(value)s day"),
    "working_day": _("%(value)s working day"),
    "day_wage": _("%(value)s day's pay"),
    "week": _("%(value)s week"),
    "count": _("%(value)s time"),
    "round": _("%(value)s round"),
    "person": _("%(value)s person"),
    "score": _("%(value)s point"),
}


def in_words(key: str, raw: Any) -> str | None:
    """The raw value in words; None while it is undecided. Raises ValueError when it does not fit its parameter."""
    if raw is None:
        return None
    parameter = parameter_of(key)
    return spoken(parameter, parameter.parse(raw))


def spoken(parameter: Parameter[Any], value: Any) -> str:  # noqa: PLR0911  one for each type
    """The parsed value of a parameter in words."""
    match parameter:
        case Weekdays():
            return weekdays(value)
        case Schedule():
            return "、".join(f"{_minute(segment.start)}至{_ending(segment)}" for segment in value)
        case TimeRange():
            return "至".join(map(_time, value))
        case Time():
            return _time(value)
        case Choices():
            return "、".join(parameter.words[option] for option in parameter.options if option in value)
        case Choice():
            return parameter.words[value]
        case Table():
            if not any(isinstance(cell, int | Decimal) for cell in value.values()):  # words, which have commas of their own
                return "；".join(f"{name}：{cell}" for name, cell in value.items())
            unit = "人" if parameter.unit == "person" else ""
            return "、".join(f"{name}{figure(cell)}{unit}" for name, cell in value.items())
    return figure(value)


def measured(parameter: Parameter[Any], value: Any) -> str:
    """The parsed value with its unit, as a page says it beside the text of a rule: 15分钟, 20.00元."""
    if not (get_language() or "zh").startswith("zh") and isinstance(parameter, Schedule | TimeRange | Weekdays):
        return _abroad(parameter, value)
    if isinstance(parameter, Choice | Schedule | Table | Text | Time | TimeRange | Weekdays) or parameter.unit not in UNITS:
        return spoken(parameter, value)
    words = money(value) if isinstance(parameter, Money) else figure(value)
    units = ONE if value == 1 and parameter.unit in ONE else UNITS
    return str(units[parameter.unit]) % {"value": words}


def _abroad(parameter: Parameter[Any], value: Any) -> str:
    """Hours and weekdays for who does not read the language of the rules: 9:00–12:00, 13:00–18:00; Mon to Fri."""
    if isinstance(parameter, Weekdays):
        ordered = sorted(value)
        if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
            return gettext("%(start)s to %(end)s") % {"start": WEEKDAYS[ordered[0] - 1], "end": WEEKDAYS[ordered[-1] - 1]}
        return ", ".join(str(WEEKDAYS[day - 1]) for day in ordered)
    if isinstance(parameter, TimeRange):
        return "–".join(map(_time, value))
    return ", ".join(f"{_minute(one.start)}–{_minute(one.end % (24 * 60) if one.end > 24 * 60 else one.end)}" for one in value)


def in_measure(key: str, raw: Any) -> str | None:
    """The raw value as a page says it; None while it is undecided."""
    if raw is None:
        return None
    parameter = parameter_of(key)
    return measured(parameter, parameter.parse(raw))


def figure(value: Any) -> str:
    """A number as an office writes it in running text: 20, 0.5, without needless zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def weekdays(days: frozenset[int]) -> str:
    """周一至周五; 周一、周三."""
    ordered = sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"周{DAYS[ordered[0] - 1]}至周{DAYS[ordered[-1] - 1]}"
    return "、".join(f"周{DAYS[day - 1]}" for day in ordered)


def _time(value: time) -> str:
    return f"{value.hour}:{value.minute:02}"


def _minute(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _ending(segment: Segment) -> str:
    if segment.end > 24 * 60:
        return f"次日{_minute(segment.end - 24 * 60)}"
    return _minute(segment.end)
