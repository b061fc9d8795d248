"""What somebody says about a clause, and how it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rules.choices import RemarkKind

OWN = [
    (RemarkKind.COMMENT, _("a comment")),
    (RemarkKind.PROPOSAL, _("a proposal: it could be better")),
    (RemarkKind.OBJECTION, _("an objection: it is not right")),
]
ACCEPT, TAKE_UP, REJECT = "accept", "take_up", "reject"


class RemarkForm(forms.Form):
    """A comment, a proposal or an objection. key: the same press is the same remark."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=OWN, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What do you say?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """Accepted or not, and why."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (ACCEPT, pgettext_lazy("answer to a remark", "Accepted")),
            (TAKE_UP, _("Accepted, and taken up in the draft of the next edition")),
            (REJECT, pgettext_lazy("answer to a remark", "Not accepted")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Whoever made the remark reads it.")
    )

    def answer(self) -> dict[str, Any]:
        """For the service that records it."""
        return {"is_accepted": self.cleaned_data["verdict"] != REJECT, "text": self.cleaned_data["text"]}

    @property
    def takes_up(self) -> bool:
        return bool(self.cleaned_data["verdict"] == TAKE_UP)
