"""What is ticked in the list of changed results."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 2000  # written in one go, so that nobody waits for a page for minutes


class Ticked(forms.Field):
    """Ids of rows, as checkboxes of the same name send them."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        found = [text for text in value or [] if text.isascii() and text.isdigit() and len(text) < 19]
        return [int(text) for text in found[:MOST]]


class AcceptForm(forms.Form):
    """seen: when the list was made. cause: all of that cause instead of the ticked ones, where `all` was pressed."""

    seen = forms.DateTimeField(error_messages={"required": _("Look at the list again."), "invalid": _("Look at the list again.")})
    cause = forms.CharField(max_length=300, required=False, strip=False)
    all = forms.BooleanField(required=False)
    change = Ticked(required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("change") and not (typed.get("all") and typed.get("cause")):
            raise ValidationError(_("Tick at least one result."))
        return typed
