"""Types of policy parameters: how a decided value is written (JSON) and read (Python)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self, overload

from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from common.policy import Policy

LARGEST = Decimal(10) ** 12  # no rule of an office counts further

_declared: dict[str, "Parameter[Any]"] = {}


def declared() -> Mapping[str, "Parameter[Any]"]:
    """Every parameter that an installed app declares, by key."""
    return _declared


class Parameter[T]:
    """A named blank that the wall decides. Declared in the class body of a Policy.

    key: as in docs/parameters.csv. minimum, maximum: allowed range, both included.
    boundary: how the figure bounds: "inclusive" (以内), "strict" (超过), "reached" (达到), "at_least" (至少).
    law: what the law says about deciding it: shown beside the value, and who decides a value says why.
    """

    type_name: ClassVar[str]
    unit: str = ""

    def __init__(
        self, key: str, *, minimum: Any = None, maximum: Any = None, boundary: str = "", unit: str = "", law: str | Promise = ""
    ) -> None:
        self.key, self.minimum, self.maximum, self.boundary = key, minimum, maximum, boundary
        self.unit = unit or type(self).unit
        self.law = law
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """In the body of a Policy the parameter becomes declared. Raises ValueError when its key is taken."""
        if self.key in _declared:
            raise ValueError(f"{self.key} is declared twice")
        self.name = name
        _declared[self.key] = self

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: "Policy", owner: type) -> T | None: ...
    def __get__(self, instance: "Policy | None", owner: type) -> Self | T | None:
        return self if instance is None else instance[self.name]

    def parse(self, raw: Any) -> T:
        """The value in Python. Raises ValueError with a sentence for the user."""
        value = self.read(raw)
        if self.minimum is not None and value < self.minimum:  # type: ignore[operator]
            raise ValueError(_("%(value)s is below the lowest allowed value, %(bound)s.") % {"value": raw, "bound": self.minimum})
        if self.maximum is not None and value > self.maximum:  # type: ignore[operator]
            raise ValueError(_("%(value)s is above the highest allowed value, %(bound)s.") % {"value": raw, "bound": self.maximum})
        return value

    def read(self, raw: Any) -> T:
        """The value in Python, its range unchecked."""
        raise NotImplementedError

    def abroad(self, value: T) -> str | None:
        """The value for a page in a language that rules are not written in; None where the words of the rule will do."""
        return None


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueError(_("“%(value)s” is not a number.") % {"value": raw})
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation:
        raise ValueError(_("“%(value)s” is not a number.") % {"value": raw}) from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValueError(_("“%(value)s” is not a number.") % {"value": raw})
    return value


class _Whole(Parameter[int]):
    """A whole number, not below zero unless a minimum says otherwise."""

    def __init__(self, key: str, *, minimum: int = 0, **others: Any) -> None:
        super().__init__(key, minimum=minimum, **others)

    def read(self, raw: Any) -> int:
        number = _decimal(raw)
        if number != number.to_integral_value():
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": raw})
        return int(number)


class Minutes(_Whole):
    type_name, unit = "minutes", "minute"


class Hours(_Whole):
    type_name, unit = "hours", "hour"


class Count(_Whole):
    type_name, unit = "count", "count"


class Percent(_Whole):
    """Whole percent, 0 to 100 unless the declaration says otherwise."""

    type_name, unit = "percent", "percent"

    def __init__(self, key: str, *, maximum: int = 100, **others: Any) -> None:
        super().__init__(key, maximum=maximum, **others)


class _Number(Parameter[Decimal]):
    """A decimal, not below zero unless a minimum says otherwise."""

    def __init__(self, key: str, *, minimum: Decimal | int = 0, **others: Any) -> None:
        super().__init__(key, minimum=minimum, **others)

    def read(self, raw: Any) -> Decimal:
        return _decimal(raw)


class Days(_Number):
    """Days, halves and other parts allowed. unit: day, working_day, day_wage, year…"""

    type_name, unit = "days", "day"


class Ratio(_Number):
    type_name = "decimal"


class Money(_Number):
    """CNY, at most two places."""

    type_name, unit = "money", "CNY"

    def read(self, raw: Any) -> Decimal:
        amount = _decimal(raw)
        if amount != amount.quantize(Decimal("0.01")):
            raise ValueError(_("“%(value)s” has more than two decimal places.") % {"value": raw})
        return amount.quantize(Decimal("0.01"))


class Text(Parameter[str]):
    type_name = "text"

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise ValueError(_("A text is needed here."))
        return raw.strip()


class Time(Parameter[time]):
    """A time of the day, `HH:MM`."""

    type_name, unit = "time", "time"

    def read(self, raw: Any) -> time:
        return _time(raw)


def _time(raw: Any) -> time:
    try:
        return time.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(_("“%(value)s” is not a time such as 09:00.") % {"value": raw}) from None


class TimeRange(Parameter[tuple[time, time]]):
    """From a time to a later one, `["12:00", "13:00"]`."""

    type_name, unit = "time_range", "time"

    def read(self, raw: Any) -> tuple[time, time]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) != 2:
            raise ValueError(_("A start and an end are needed, such as 12:00 to 13:00."))
        start, end = _time(raw[0]), _time(raw[1])
        if end <= start:
            raise ValueError(_("The end %(end)s is not after the start %(start)s.") % {"start": raw[0], "end": raw[1]})
        return start, end


class Weekdays(Parameter[frozenset[int]]):
    """ISO weekdays, Monday is 1."""

    type_name, unit = "weekdays", "weekday"

    def read(self, raw: Any) -> frozenset[int]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not set(raw) <= set(range(1, 8)):
            raise ValueError(_("Weekdays are numbers from 1 (Monday) to 7."))
        return frozenset(raw)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of work in minutes after midnight of its day; `end` may pass 1440 (26:00 is two in the next morning)."""

    start: int
    end: int


class Schedule(Parameter[tuple[Segment, ...]]):
    """Segments of a working day, `[["09:00", "12:00"], ["13:00", "26:00"]]`, in order and without overlap."""

    type_name, unit = "schedule", "time"

    def read(self, raw: Any) -> tuple[Segment, ...]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            raise ValueError(_("At least one stretch of work is needed, such as 09:00 to 12:00."))
        segments = tuple(sorted((_segment(pair) for pair in raw), key=lambda s: s.start))
        if any(a.end > b.start for a, b in pairwise(segments)):
            raise ValueError(_("Stretches of work overlap."))
        return segments


def _segment(pair: Any) -> Segment:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise ValueError(_("A stretch of work has a start and an end."))
    start, end = (minutes_of(text) for text in pair)
    return Segment(start, end if end > start else end + 24 * 60)


def minutes_of(text: Any) -> int:
    """Minutes after midnight of `HH:MM`, hours up to 47. Raises ValueError with a sentence."""
    hours, colon, minutes = str(text).partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError(_("“%(value)s” is not a time such as 09:00.") % {"value": text})
    if int(hours) > 47 or int(minutes) > 59:
        raise ValueError(_("“%(value)s” is not a time such as 09:00.") % {"value": text})
    return int(hours) * 60 + int(minutes)


class Choice(Parameter[str]):
    """One of the options; as a mapping, with the words in which the text of a rule says it.

    labels: what a page calls the options in a language that rules are not written in.
    """

    type_name = "choice"

    def __init__(
        self, key: str, options: Sequence[str] | Mapping[str, str], *, labels: Mapping[str, str | Promise] | None = None, **others: Any
    ) -> None:
        super().__init__(key, **others)
        self.options = tuple(options)
        self.labels = labels or {}
        self.words = dict(options) if isinstance(options, Mapping) else {option: option for option in options}

    def read(self, raw: Any) -> str:
        if raw not in self.options:
            raise ValueError(_("“%(value)s” is none of the choices: %(options)s.") % {"value": raw, "options": "、".join(self.options)})
        return str(raw)

    def abroad(self, value: str) -> str | None:
        return str(self.labels[value]) if value in self.labels else None


class Choices(Choice):  # a set of options; its values are frozensets
    type_name = "choices"

    def read(self, raw: Any) -> Any:
        if not isinstance(raw, Sequence) or isinstance(raw, str):
            raise ValueError(_("A list of choices is needed."))
        return frozenset(super(Choices, self).read(one) for one in raw)

    def abroad(self, value: Any) -> str | None:
        return ", ".join(super(Choices, self).abroad(one) or self.words[one] for one in self.options if one in value)


class Table(Parameter[dict[str, Any]]):
    """A table from a key (post, grade, city…) to a value. value: reads one cell from its raw form.

    For a page in a language that rules are not written in: heads, the rows that are not names of the company's own; said, a cell.
    """

    type_name, unit = "table", ""

    def __init__(
        self, key: str, value: Callable[[Any], Any], *, heads: Mapping[str, str | Promise] | None = None,
        said: Callable[[Any], str] = str, **others: Any,
    ) -> None:  # fmt: skip
        super().__init__(key, **others)
        self.value, self.heads, self.said = value, heads or {}, said

    def read(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise ValueError(_("A table is needed here."))
        try:
            return {str(name): self.value(cell) for name, cell in raw.items()}
        except (TypeError, ValueError):
            raise ValueError(_("A cell of the table does not fit.")) from None

    def abroad(self, value: dict[str, Any]) -> str | None:
        return "; ".join(f"{self.heads.get(name, name)}: {self.said(cell)}" for name, cell in value.items())
