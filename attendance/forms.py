"""Example days, typed as JSON."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attendance.trial import TrialRefused, try_policy

LONGEST = 200_000
EXAMPLE = """\
{
  "parameters": {
    "att.late.minor_max_minutes": 10,
    "att.late.minor_fine_cny": "20.00",
    "att.late.major_min_minutes": 30,
    "att.late.gap_rule": "minor",
    "att.late.major_deduct_days": 0.5,
    "att.late.monthly_dismissal_count": 3,
    "att.absence.halfday_deduct_days": 1,
    "att.absence.fullday_deduct_days": 1,
    "att.absence.consecutive_dismissal_days": 3,
    "att.absence.yearly_dismissal_days": 10
  },
  "shift": {"segments": [["09:00", "12:00"], ["13:00", "18:00"]], "day_starts": "05:00"},
  "calendar": {},
  "days": [
    {"date": "2026-11-16", "punches": ["08:55", "18:02"]},
    {"date": "2026-11-17", "punches": ["09:10:59", "18:01"]},
    {"date": "2026-11-18", "punches": ["09:31", "18:00"]},
    {"date": "2026-11-19", "punches": ["09:02"]},
    {"date": "2026-11-20", "punches": ["09:00", "12:00"],
     "leave": [{"type": "personal", "from": "2026-11-20T13:00", "to": "2026-11-20T18:00"}]}
  ]
}
"""


class TrialForm(forms.Form):
    """What is tried out. After `is_valid()` the answer stands in `answer`."""

    text = forms.CharField(
        label=_("Rules and days"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        help_text=_("JSON. Times are those of the wall clock; 26:30 is half past two on the next morning."),
    )

    answer: dict[str, Any] | None = None

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.answer = try_policy(text)
        except TrialRefused as refusal:
            raise ValidationError([f"{one.parameter}: {one.message}" if one.parameter else one.message for one in refusal.errors]) from None
        return text
