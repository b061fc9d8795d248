"""Forms about keys that read without a login."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import api
from people.fields import DepartmentField
from people.models import User


class ApiKeyForm(forms.Form):
    """What a key of the read API is for and what it may read: offered is what its maker may read anywhere."""

    name = forms.CharField(
        label=pgettext_lazy("key", "What it is for"), max_length=80, help_text=_("The program that gets the key, such as payroll.")
    )
    scopes = forms.MultipleChoiceField(label=_("May read"), widget=forms.CheckboxSelectMultiple())
    department = DepartmentField(
        label=_("Only of this unit and below"), required=False, help_text=_("Name or code of the unit. Empty: the whole company.")
    )
    expires_on = forms.DateField(label=pgettext_lazy("key", "Last day"), required=False, help_text=_("Empty: until it is taken back."))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(scope.name, scope.text) for scope in api.scopes() if user.has_perm(scope.permission)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
