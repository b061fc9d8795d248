"""What is asked before the demonstration is left."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from opsdept.leaving import Wish
from people.models import User
from people.validators import NUMBER


class NewCompanyForm(forms.Form):
    """The company of one's own and its first administrator."""

    company = forms.CharField(label=_("Name of your company"), max_length=64)
    number = forms.CharField(
        label=_("Employee number of the first administrator"), max_length=32, validators=[NUMBER], help_text=_("The name to log in with.")
    )
    name = forms.CharField(label=_("Their name"), max_length=64)
    email = forms.EmailField(label=_("Their e-mail address"), required=False, help_text=_("Where a forgotten password is reset."))
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        given = self.cleaned_data
        account = User(username=given.get("number", ""), name=given.get("name", ""), email=given.get("email") or None)
        validate_password(given["password"], account)
        return str(given["password"])

    def wish(self, units: tuple[tuple[str, int], ...] = ()) -> Wish:
        """Valid answers as what is written down."""
        given = self.cleaned_data
        return Wish(
            company=given["company"], number=given["number"], name=given["name"], email=given["email"],
            password_hash=make_password(given["password"]), start=clock.today().isoformat(), units=units,
        )  # fmt: skip


class LeaveForm(NewCompanyForm):
    """confirm: the name of the demonstration company, typed as it is written."""

    confirm = forms.CharField(label=_("To be sure: the name of the demonstration company"), max_length=64)
    again = forms.CharField(label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    field_order = ("company", "number", "name", "email", "password", "again", "confirm")

    def __init__(self, *args: Any, demo_name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._demo_name = demo_name
        self.fields["confirm"].help_text = _("Type “%(company)s”.") % {"company": demo_name}

    def clean_confirm(self) -> str:
        if self.cleaned_data["confirm"] != self._demo_name:
            raise ValidationError(_("This is not the name of the company."))
        return self._demo_name

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.data.get("password"):
            raise ValidationError(_("The two passwords differ."))
        return str(self.cleaned_data["again"])
