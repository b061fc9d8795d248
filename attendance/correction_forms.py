"""Submissions about punches: a correction, a superior's entry, a file of a terminal."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from approvals.fields import EmployeeField
from attendance.services.corrections import Forgotten
from people.models.employees import EmployeeQuerySet
from workdays.official import FIRST_YEAR, LAST_YEAR

REASON, SUGGESTED = 300, 200


def known_year(day: date) -> date:
    """A day of which there is a calendar."""
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValidationError(_("There is no calendar for that year. Look at the day once more."))
    return day


class CorrectionForm(forms.Form):
    """A time that no punch shows."""

    day = forms.DateField(label=_("day"), help_text=_("The day of work; a night shift belongs to the day on which it began."))
    wall = forms.TimeField(label=_("time"))
    reason = forms.CharField(label=_("reason"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def clean_day(self) -> date:
        return known_year(self.cleaned_data["day"])

    def forgotten(self) -> Forgotten:
        return Forgotten(**self.cleaned_data)


class SupervisorPunchForm(forms.Form):
    """Somebody was there, says their superior."""

    employee = EmployeeField(label=_("employee"))
    day = forms.DateField(label=_("day"))
    wall = forms.TimeField(label=_("time"))
    reason = forms.CharField(label=_("How you know"), max_length=REASON, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, people: EmployeeQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["employee"].widget.people = list(people[:SUGGESTED])  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        return known_year(self.cleaned_data["day"])


class TerminalFileForm(forms.Form):
    """An export of a terminal."""

    file = forms.FileField(
        label=_("file of a terminal"), widget=forms.FileInput({"accept": ".dat,.csv,.txt,.xlsx"}),
        help_text=_("attlog.dat of a terminal, or .csv or .xlsx of its software, at most 10 MB."),
    )  # fmt: skip
