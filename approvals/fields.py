"""Form fields of the house."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import clock
from people.models import Employee

NUMBER = re.compile(r"\((?P<number>[^()]+)\)\s*$|^(?P<bare>\S+)$")
SUGGESTIONS = 200


class PeopleInput(forms.TextInput):
    """A text field that suggests colleagues by name and number."""

    template_name = "approvals/people_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.people: list[Employee] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_people"
        context["people"] = [written(person) for person in self.people]
        return context


def written(person: Employee) -> str:
    """How the field shows somebody: the name, and the number in brackets."""
    return f"{person.name} ({person.number})"


class EmployeeField(forms.CharField):
    """Somebody who works here today, typed as number, name, or `name (number)`. Cleans to the Employee or None."""

    widget = PeopleInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Name or employee number."))
        super().__init__(max_length=100, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Employee.objects.filter(pk=value).first() or value
        return written(value) if isinstance(value, Employee) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return found(typed, clock.today()) if typed else None


def found(typed: str, day: date) -> Employee:
    """The one colleague meant. Raises ValidationError when there is none, or more than one of that name."""
    working = Employee.objects.employed(day)
    match = NUMBER.search(typed.strip())
    number = (match.group("number") or match.group("bare")) if match else ""
    by_number = working.filter(number__iexact=number).first() if number else None
    if by_number:
        return by_number
    named = list(working.filter(name=typed.strip()).order_by("number")[:5])
    if len(named) == 1:
        return named[0]
    if named:
        raise forms.ValidationError(
            _("Several colleagues have this name: %(people)s. Type the employee number."),
            params={"people": "、".join(written(person) for person in named)},
        )
    raise forms.ValidationError(_("Nobody with this name or number works here. Please check it."))


def suggest(form: forms.BaseForm, people: list[Employee]) -> None:
    """Offer these people in every people field of the form."""
    for field in form.fields.values():
        if isinstance(field.widget, PeopleInput):
            field.widget.people = people


def colleagues(day: date) -> list[Employee]:
    """Whom to suggest. In a large company the first ones only: any name or number can be typed."""
    return list(Employee.objects.employed(day).order_by("name_key", "pk")[:SUGGESTIONS])
