"""Deciding a parameter: one form for each type, whose fields a thumb can fill."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.parameters import Choice, Choices, Parameter, Schedule, Table, Text, Time, TimeRange, Weekdays
from common.templatetags.show import WEEKDAYS
from people.fields import DepartmentField
from rules.domain.figures import clock_text, number_text
from rules.forms.fields import UnitInput
from rules.labels import unit_of
from rules.words import options

SPARE, MOST_ROWS = 2, 60


class ReasonInput(forms.Textarea):
    def use_required_attribute(self, initial: Any) -> bool:
        return False


class ReasonField(forms.CharField):
    """Needed for whatever the law advises against; not for a zero. Which of them it is, the form knows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ReasonInput(attrs={"rows": 2}), **options)

    def validate(self, value: Any) -> None:
        """Nothing is asked of it alone."""


class ValueForm(forms.Form):
    """Decides one parameter. main: the field at which a refusal stands."""

    main: ClassVar[str] = "value"

    def __init__(
        self, data: Any = None, *, parameter: Parameter[Any], raw: Any = None, reason: str = "", titles: Sequence[str] = (),
        with_unit: bool = False, typed: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """raw: what is decided already. titles: names to suggest for a table. typed: what was typed so far, to go on with."""
        super().__init__(data, initial={"reason": reason, **({} if raw is None else self.initial_of(raw)), **(typed or {})})
        self.parameter, self.titles = parameter, titles
        if with_unit:
            self.fields["department"] = DepartmentField(label=_("Unit for which it differs"))
        self.add_fields()
        if parameter.law:
            self.fields["reason"] = ReasonField(label=_("On which advice it is decided all the same"), max_length=300)

    def add_fields(self) -> None:
        """The fields in which the value is typed."""
        raise NotImplementedError

    def initial_of(self, raw: Any) -> dict[str, Any]:
        """What the fields start with."""
        return {"value": raw}

    def raw(self) -> Any:
        """What was typed, as the parameter reads it."""
        return self.cleaned_data["value"]

    @property
    def pairs(self) -> list[list[BoundField]]:
        """Fields that stand beside each other."""
        return []

    @property
    def plain(self) -> list[BoundField]:
        """All other fields of the value."""
        apart = {field.name for row in self.pairs for field in row} | {"reason", "department", "rows"}
        return [field for field in self.visible_fields() if field.name not in apart]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            value = self.parameter.parse(self.raw())
        except ValueError as refusal:
            self.add_error(self.main, str(refusal))
            return data
        if self.parameter.law and value and not data["reason"]:
            self.add_error("reason", _("The law advises against it: say on which advice this is decided."))
        return data


class NumberForm(ValueForm):
    """A figure with its unit behind it."""

    def add_fields(self) -> None:
        widget = UnitInput(unit_of(self.parameter.unit), {"inputmode": "decimal"})
        self.fields["value"] = forms.CharField(label=_("Decided as"), max_length=20, widget=widget)

    def raw(self) -> Any:
        typed = number_text(self.cleaned_data["value"])
        return int(typed) if typed.isdecimal() and len(typed) < 16 else typed


class TextForm(ValueForm):
    def add_fields(self) -> None:
        self.fields["value"] = forms.CharField(label=_("Decided as"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class TimeForm(ValueForm):
    def add_fields(self) -> None:
        self.fields["value"] = forms.TimeField(label=_("Decided as"), widget=forms.TimeInput)

    def raw(self) -> str:
        return f"{self.cleaned_data['value']:%H:%M}"


class WeekdaysForm(ValueForm):
    def add_fields(self) -> None:
        days = [(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)]
        self.fields["value"] = forms.MultipleChoiceField(label=_("Decided as"), choices=days, widget=forms.CheckboxSelectMultiple)

    def initial_of(self, raw: Any) -> dict[str, Any]:
        return {"value": [str(day) for day in raw]}

    def raw(self) -> list[int]:
        return sorted(int(day) for day in self.cleaned_data["value"])


class ChoiceForm(ValueForm):
    def add_fields(self) -> None:
        choices = options(self.parameter)  # type: ignore[arg-type]
        self.fields["value"] = forms.ChoiceField(label=_("Decided as"), choices=choices, widget=forms.RadioSelect)


class ChoicesForm(ValueForm):
    def add_fields(self) -> None:
        choices = options(self.parameter)  # type: ignore[arg-type]
        self.fields["value"] = forms.MultipleChoiceField(label=_("Decided as"), choices=choices, widget=forms.CheckboxSelectMultiple)


class RowsForm(ValueForm):
    """Several rows of two fields. More rows are asked for by a button, and come back with what was typed."""

    names: ClassVar[tuple[str, str]]
    labels: ClassVar[tuple[Any, Any]]
    between: ClassVar[Any] = ""
    hint: ClassVar[Any] = ""
    spare: ClassVar[int] = SPARE
    most: ClassVar[int] = 12

    def add_fields(self) -> None:
        self.fields["rows"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        for number in range(self.count):
            for name, label, widget in zip(self.names, self.labels, self.widgets(), strict=True):
                told = gettext("%(label)s, row %(number)d") % {"label": label, "number": number + 1} if self.most > 1 else label
                self.fields[f"{name}_{number}"] = forms.CharField(label=told, max_length=64, required=False, widget=widget)
        self.initial["rows"] = self.count

    def widgets(self) -> tuple[forms.Widget, forms.Widget]:
        """Of a row."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many rows there are: as many as were shown, or those of the value and some to spare."""
        shown = str((self.data if self.is_bound else self.initial).get("rows", ""))
        filled = sum(name.startswith(f"{self.names[0]}_") for name in self.initial)
        return min(int(shown) if shown.isdecimal() and len(shown) < 4 else filled + self.spare, self.most)

    @cached_property
    def main(self) -> str:  # type: ignore[override]
        return f"{self.names[0]}_0"

    @property
    def pairs(self) -> list[list[BoundField]]:
        return [[self[f"{name}_{number}"] for name in self.names] for number in range(self.count)]

    @property
    def may_grow(self) -> bool:
        return self.count < self.most

    def typed_pairs(self) -> list[tuple[int, str, str]]:
        """Row number and the two texts of every row in which something was typed."""
        pairs = [
            (number, *(self.cleaned_data.get(f"{name}_{number}", "").strip() for name in self.names)) for number in range(self.count)
        ]  # fmt: skip
        return [(number, first, second) for number, first, second in pairs if first or second]  # type: ignore[misc]


class ScheduleForm(RowsForm):
    """Stretches of a working day; 26:00 is two in the next morning."""

    names = ("start", "end")
    labels = (pgettext_lazy("time", "from"), pgettext_lazy("time", "until"))
    between = pgettext_lazy("time", "until")
    hint: ClassVar[Any] = _("After midnight the hours go on: 26:00 is two in the next morning. Empty rows do not count.")

    def widgets(self) -> tuple[forms.Widget, forms.Widget]:
        return forms.TextInput({"placeholder": "9:00"}), forms.TextInput({"placeholder": "18:00"})

    def initial_of(self, raw: Any) -> dict[str, Any]:
        return {f"{name}_{number}": time for number, pair in enumerate(raw) for name, time in zip(self.names, pair, strict=True)}

    def raw(self) -> Any:
        return [[clock_text(start), clock_text(end)] for _number, start, end in self.typed_pairs()]


class TimeRangeForm(ScheduleForm):
    """From a time to a later one."""

    spare, most, hint = 1, 1, ""

    def widgets(self) -> tuple[forms.Widget, forms.Widget]:
        return forms.TimeInput(), forms.TimeInput()

    def initial_of(self, raw: Any) -> dict[str, Any]:
        return super().initial_of([raw])

    def raw(self) -> Any:
        return next(iter(super().raw()), [])


class TableForm(RowsForm):
    """A table from a name to a figure. Of the names that are suggested only those with a figure count."""

    names, labels, most = ("name", "cell"), (pgettext_lazy("table", "for"), pgettext_lazy("table", "value")), MOST_ROWS

    def __init__(self, data: Any = None, *, raw: Any = None, titles: Sequence[str] = (), **options: Any) -> None:
        super().__init__(data, raw=dict.fromkeys(titles, "") if raw is None else raw, titles=titles, **options)

    def widgets(self) -> tuple[forms.Widget, forms.Widget]:
        names = forms.TextInput({"list": "titles"} if self.titles else {})
        return names, UnitInput(unit_of(self.parameter.unit), {"inputmode": "decimal"})

    def initial_of(self, raw: Any) -> dict[str, Any]:
        return {f"{name}_{number}": text for number, pair in enumerate(raw.items()) for name, text in zip(self.names, pair, strict=True)}

    def raw(self) -> Any:
        return {name: as_cell(cell) for _number, name, cell in self.typed_pairs() if cell}

    def clean(self) -> dict[str, Any]:
        seen: set[str] = set()
        pairs = self.typed_pairs()
        for number, name, cell in pairs:
            if name in seen:
                self.add_error(f"name_{number}", _("“%(name)s” stands here twice.") % {"name": name})
            elif not name:
                self.add_error(f"name_{number}", _("Say for what or whom this holds."))
            elif cell and not self._fits(cell):
                self.add_error(f"cell_{number}", _("“%(value)s” does not fit here.") % {"value": cell})
            elif not cell and name not in self.titles:
                self.add_error(f"cell_{number}", _("The value is missing."))
            seen.add(name)
        if not any(cell for _number, _name, cell in pairs):
            self.add_error(self.main, _("Fill in at least one row, or leave it undecided."))
        return super().clean()

    def _fits(self, cell: str) -> bool:
        try:
            self.parameter.value(as_cell(cell))  # type: ignore[attr-defined]
        except (TypeError, ValueError):
            return False
        return True


def as_cell(typed: str) -> Any:
    """A cell of a table: a number where it is one."""
    plain = number_text(typed)
    if plain.isdecimal() and len(plain) < 16:
        return int(plain)
    try:
        return str(Decimal(plain))
    except InvalidOperation:
        return typed


FORMS: Iterable[tuple[type[Parameter[Any]], type[ValueForm]]] = (
    (Weekdays, WeekdaysForm),
    (Schedule, ScheduleForm),
    (TimeRange, TimeRangeForm),
    (Time, TimeForm),
    (Choices, ChoicesForm),
    (Choice, ChoiceForm),
    (Table, TableForm),
    (Text, TextForm),
)


def form_for(parameter: Parameter[Any]) -> type[ValueForm]:
    """The form for the parameter's type."""
    return next((form for kind, form in FORMS if isinstance(parameter, kind)), NumberForm)


def more_rows(posted: Any) -> dict[str, Any]:
    """What was typed, with room for more rows: works without scripts."""
    typed = posted.dict()
    shown = typed.get("rows", "")
    return {**typed, "rows": str((int(shown) if shown.isdecimal() and len(shown) < 4 else 0) + SPARE)}
