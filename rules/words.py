"""Values as the text of a rule says them: 20, 周一至周五, 9:00至12:00. The text of a rule is Chinese whatever the reader's language."""

from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from common.parameters import Choice, Choices, Money, Parameter, Schedule, Segment, Table, Text, Time, TimeRange, Weekdays
from common.scripts import in_script, script_of_language
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
    "month": _("%(value)s months"),
    "count": _("%(value)s times"),
    "round": _("%(value)s rounds"),
    "person": _("%(value)s people"),
    "score": _("%(value)s points"),
    "percent": _("%(value)s%%"),
    "metre": _("%(value)s m"),
    "CNY": _("%(value)s yuan"),
}
ONE = {  # where one is said otherwise than many
    "day": _("%(value)s day"),
    "working_day": _("%(value)s working day"),
    "day_wage": _("%(value)s day's pay"),
    "week": _("%(value)s week"),
    "month": _("%(value)s month"),
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
    language = get_language() or "zh"
    if not language.startswith("zh") and (words := _abroad(parameter, value)) is not None:
        return words
    if isinstance(parameter, Choice | Schedule | Table | Text | Time | TimeRange | Weekdays) or parameter.unit not in UNITS:
        return in_script(spoken(parameter, value), script_of_language(language))
    return _counted(parameter.unit, value, money(value) if isinstance(parameter, Money) else figure(value))


def _counted(unit: str, value: Any, words: str) -> str:
    units = ONE if value == 1 and unit in ONE else UNITS
    return str(units[unit]) % {"value": words}


def cell_in_measure(table: Table, cell: Any) -> str:
    """One parsed cell of a table as a page says it."""
    language = get_language() or "zh"
    return in_script(str(cell), script_of_language(language)) if language.startswith("zh") else table.said(cell)


def options(parameter: Choice) -> list[tuple[str, str]]:
    """The options for who decides: the words that the text will have, and before them what they mean in the reader's language."""
    if (get_language() or "zh").startswith("zh"):
        return list(parameter.words.items())
    return [(one, f"{parameter.labels[one]} · {words}" if one in parameter.labels else words) for one, words in parameter.words.items()]


def _abroad(parameter: Parameter[Any], value: Any) -> str | None:
    """The value for who does not read the language of the rules: 9:00–12:00, 13:00–18:00; Mon to Fri. None: as the rule says it."""
    if isinstance(parameter, Table) and parameter.unit == "person":
        return "; ".join(f"{name}: {_counted('person', cell, figure(cell))}" for name, cell in value.items())
    if isinstance(parameter, Weekdays):
        ordered = sorted(value)
        if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
            return gettext("%(start)s to %(end)s") % {"start": WEEKDAYS[ordered[0] - 1], "end": WEEKDAYS[ordered[-1] - 1]}
        return ", ".join(str(WEEKDAYS[day - 1]) for day in ordered)
    if isinstance(parameter, TimeRange):
        return "–".join(map(_time, value))
    if isinstance(parameter, Schedule):
        return ", ".join(f"{_minute(one.start)}–{_minute(one.end % (24 * 60) if one.end > 24 * 60 else one.end)}" for one in value)
    return parameter.abroad(value)


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
