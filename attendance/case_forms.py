"""Submissions of the pages of cases: narrowing the list, examining, objecting, answering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.choices import CaseState
from attendance.journey_forms import AnswerForm, ObjectionForm

__all__ = ["AnswerForm", "CaseFilterForm", "ExamineForm", "ObjectionForm"]


class CaseFilterForm(forms.Form):
    """Narrows the cases of the people one looks after."""

    q = forms.CharField(label=_("Name, pinyin or number"), required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(label=_("state"), required=False, choices=[("", _("every state")), *CaseState.choices])

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed if typed.isprintable() else ""


class ExamineForm(forms.Form):
    """Whether it is so, and why."""

    is_confirmed = forms.TypedChoiceField(
        label=_("the case"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("is so: it is confirmed")), ("no", _("is not so, or is excused: it is dropped"))],
    )  # fmt: skip
    opinion = forms.CharField(label=_("reason of the decision"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
