"""What counsel says to a finding of the legal check."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerFindingForm(forms.Form):
    """Why a finding does not stand in the way of publication."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=_("Why it can stand"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded with your name and the time; it counts while this wording and these figures stay as they are."),
    )  # fmt: skip
