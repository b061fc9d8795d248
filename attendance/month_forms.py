"""What is typed about months, sheets and salaries."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.choices import SheetAnswerKind


class CloseForm(forms.Form):
    """accepts_no_data: whoever closes has looked at the people of whom nothing is known."""

    accepts_no_data = forms.BooleanField(required=False, label=_("Close them without data: I have looked at these people"))


class ReopenForm(forms.Form):
    reason = forms.CharField(max_length=300, label=pgettext_lazy("of reopening a month", "Reason"), widget=forms.Textarea({"rows": 2}))


class AnswerForm(forms.Form):
    """The button says which answer it is; an objection says why."""

    kind = forms.ChoiceField(choices=SheetAnswerKind.choices)
    text = forms.CharField(max_length=500, required=False, label=_("What is wrong with it"), widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("kind") == SheetAnswerKind.OBJECTED and not typed.get("text", "").strip():
            self.add_error("text", ValidationError(_("Say what is wrong with the sheet.")))
        return typed


class SalaryForm(forms.Form):
    monthly = forms.DecimalField(min_value=0, max_digits=10, decimal_places=2, label=_("a month (CNY)"))
    since = forms.DateField(label=_("from"), widget=forms.DateInput())

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if not 1990 <= since.year <= 2100:
            raise ValidationError(_("Check the year."))
        return since


class TeamForm(forms.Form):
    """Which month of whom. The month's own field is a list, because not every browser has a picker for months."""

    month = forms.ChoiceField(required=False, label=_("month"))
    department = forms.ChoiceField(required=False, label=_("department"))

    def offer(self, months: list[date], units: list[tuple[int, str]]) -> None:
        """The months and departments to choose from."""
        self.fields["month"].choices = [(f"{month:%Y-%m}", date_format(month, "YEAR_MONTH_FORMAT")) for month in months]  # type: ignore[attr-defined]
        self.fields["department"].choices = [("", _("all of mine")), *((str(pk), name) for pk, name in units)]  # type: ignore[attr-defined]
