"""Submissions of the pages on which staff are asked about a draft."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from rules.choices import MeetingKind

USUAL_DAYS = 7  # so long staff are asked unless the author says otherwise
FILES = ".pdf,.docx,.jpg,.jpeg,.png,.webp,.heic,.txt"


def lines(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


class ConsultForm(forms.Form):
    """What staff are asked, and until when."""

    statement = forms.CharField(
        label=_("What staff are asked"), max_length=2000, widget=lines(4),
        help_text=_("What the draft is about, what changes for them, and on what their opinion matters most."),
    )  # fmt: skip
    closes_on = forms.DateField(label=_("Answers until"), help_text=_("The last day on which they can answer. The text rests until then."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("closes_on", clock.today() + timedelta(days=USUAL_DAYS))


class OpinionForm(forms.Form):
    """An opinion on a draft, or on the clause in `clause`. key: the same form sent twice is one opinion."""

    text = forms.CharField(label=_("Your opinion"), max_length=2000, widget=lines(3))
    clause = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """Whether a remark is taken up, and why."""

    accepted = forms.TypedChoiceField(
        label=_("Answer"), choices=[("yes", _("taken up")), ("no", _("not taken up"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(label=_("Reason"), max_length=2000, widget=lines(2))


class CloseForm(forms.Form):
    """What came of a consultation."""

    summary = forms.CharField(
        label=_("Outcome"), max_length=4000, widget=lines(4),
        help_text=_("What was taken up, what was not, and why. Everybody who was asked reads it."),
    )  # fmt: skip


class MeetingForm(forms.Form):
    """Minutes of a meeting on a draft."""

    kind = forms.ChoiceField(
        label=_("With whom"), choices=MeetingKind.choices, widget=forms.RadioSelect,
        help_text=_("Staff or their congress discuss the draft; it is settled with the union or with staff representatives."),
    )  # fmt: skip
    held_on = forms.DateField(label=_("Held on"), initial=clock.today)
    present = forms.CharField(label=_("Present"), max_length=1000, widget=lines(2))
    minutes = forms.CharField(label=_("Minutes"), max_length=8000, widget=lines(6))
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("The signed minutes or the list of those present, as PDF or picture."),
        widget=forms.ClearableFileInput(attrs={"accept": FILES}),
    )  # fmt: skip

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise ValidationError(_("The day of the meeting lies in the future."))
        return day
