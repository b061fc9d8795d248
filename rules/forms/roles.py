"""Duties of a unit, and which of them a clause takes on."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rules.models import Responsibility


class DutyForm(forms.Form):
    """Something for which a unit answers."""

    name = forms.CharField(label=_("duty"), max_length=200)
    is_shared = forms.BooleanField(
        label=_("shared by several posts"), required=False, help_text=_("Otherwise exactly one post does it, and a second one is marked.")
    )
    source = forms.CharField(label=_("clause"), max_length=100, required=False, help_text=_("Where the duty comes from."))
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, is_new: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_new:
            del self.fields["is_active"]


class DutyChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.name}"


class TakeOnForm(forms.Form):
    """The duties of the unit that a clause takes on."""

    duties = DutyChoice(Responsibility.objects.none(), label=_("Duties of the unit"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, duties: QuerySet[Responsibility], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["duties"].queryset = duties  # type: ignore[attr-defined]
