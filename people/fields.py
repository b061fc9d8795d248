"""Form fields that find a person or a unit by what somebody types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from people.domain.names import searched
from people.models import Department, DepartmentVersion, Employee

SEVERAL = 5


class EmployeeField(forms.CharField):
    """An employee number or a name; cleans to whoever works here and fits alone."""

    default_error_messages = {
        "unknown": _("Nobody here has the number or name “%(value)s”."),
        "several": _("Several people fit: %(people)s. Enter the employee number."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 64, "help_text": _("Employee number or name"), **options})
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Employee | None:
        typed = super().clean(value)
        if not typed:
            return None
        people = Employee.objects.employed(clock.today())
        by_number = people.filter(number__iexact=typed).first()
        named = people.filter(search_key__startswith=searched(typed)).order_by("name_key", "pk")
        found = [by_number] if by_number else list(named[: SEVERAL + 1])
        exact = [person for person in found if person.name == typed or person is by_number]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": typed})
        raise ValidationError(self.error_messages["several"], "several", {"people": "、".join(map(str, found[:SEVERAL]))})


class DepartmentField(forms.CharField):
    """The code or name of a unit of today; cleans to the one that fits alone."""

    default_error_messages = {
        "unknown": _("There is no unit with the code or name “%(value)s”."),
        "several": _("Several units fit: %(units)s. Enter the code."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 64, "help_text": _("Name or code of the unit"), **options})
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Department) else value

    def clean(self, value: Any) -> Department | None:
        typed = super().clean(value)
        if not typed:
            return None
        today = DepartmentVersion.objects.on(clock.today()).select_related("department")
        by_code = today.filter(department__code__iexact=typed).first()
        found = [by_code] if by_code else list(today.filter(name=typed).order_by("department__code", "pk")[: SEVERAL + 1])
        if not found:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"value": typed})
        if len(found) > 1:
            units = "、".join(f"{version.name} {version.department.code}" for version in found[:SEVERAL])
            raise ValidationError(self.error_messages["several"], "several", {"units": units})
        return found[0].department
