"""A ruling, and a periodic review with what it found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from rules.choices import FindingKind, ReviewDecision
from rules.models import ClauseText
from rules.services.upkeep import Found

BLANKS = 3  # empty findings that a form offers


class RulingForm(forms.Form):
    """How a clause is to be read."""

    text = forms.CharField(
        label=_("How the clause is to be read"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It gets a number and stays for good. Everybody whom the rulebook binds is told."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """When a rulebook was looked at, what that came to, and what follows."""

    held_on = forms.DateField(label=_("Day of the review"), initial=clock.today)
    summary = forms.CharField(
        label=_("What it came to"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How the rulebook fared in practice: what was kept, what was not, what people said."),
    )  # fmt: skip
    decision = forms.ChoiceField(label=_("Decision"), choices=ReviewDecision.choices, widget=forms.RadioSelect)

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > clock.today():
            raise ValidationError(_("The day of the review lies in the future."))
        return day


class FindingForm(forms.Form):
    """One finding; left empty it is none."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a finding", "Kind"), choices=FindingKind.choices)
    clause = forms.ChoiceField(label=_("Clause"), required=False)
    text = forms.CharField(label=_("What is wrong or missing"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, texts: Sequence[ClauseText], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = {str(row.clause_id): row for row in texts}
        named = [(key, str(row) or row.text[:20]) for key, row in self.rows.items()]
        self.fields["clause"].choices = [("", pgettext_lazy("clause", "the whole rulebook")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("clause") and not data.get("text", "").strip():
            self.add_error("text", _("Say what is wrong with this clause, or choose none."))
        return data

    def found(self) -> Found | None:
        """What was entered; None when nothing was."""
        given = self.cleaned_data
        if not given.get("text", "").strip():
            return None
        row = self.rows.get(given["clause"])
        return Found(given["kind"], given["text"], row.clause if row else None)


FindingForms = forms.formset_factory(FindingForm, extra=BLANKS, max_num=40)


def findings_of(forms_: BaseFormSet) -> list[Found]:
    """The findings that were entered."""
    return [found for form in forms_ if (found := form.found()) is not None]
