"""How somebody logs in."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    """One field takes the employee number, the mobile or the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Employee number, mobile or e-mail")
        login.max_length = 254
        login.widget.attrs |= {"maxlength": 254, "autocapitalize": "none", "spellcheck": "false"}
        login.validators = [check for check in login.validators if getattr(check, "code", "") != "max_length"]
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay logged in on this device")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
