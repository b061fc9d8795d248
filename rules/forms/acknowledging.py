"""What somebody sends who acknowledges an edition, and what is handed in on paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from people.models import Employee
from rules.choices import Script
from rules.domain.signing import MOST_CHARACTERS
from rules.selectors.quizzes import Question
from rules.services.acknowledging import Signature, consent_statement


class AcknowledgeForm(forms.Form):
    """Name or signature; the questions when the edition has some; the consent when it was not given yet."""

    shown = forms.CharField(max_length=600, widget=forms.HiddenInput)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=10**7, widget=forms.HiddenInput(attrs={"data-seconds": ""}))
    drawing = forms.CharField(required=False, max_length=MOST_CHARACTERS, widget=forms.HiddenInput(attrs={"data-strokes": ""}))
    agrees = forms.BooleanField(required=False)
    name = forms.CharField(label=_("Your name"), required=False, max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def __init__(self, *args: Any, questions: list[Question], has_consent: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        if has_consent:
            del self.fields["agrees"]
        else:
            self.fields["agrees"].label = consent_statement()
        for one in questions:
            choices = list(enumerate(one.options))
            self.fields[f"q{one.pk}"] = forms.TypedChoiceField(
                label=one.question,
                choices=choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )

    @property
    def quiz(self) -> list[Any]:
        """The questions, as fields."""
        return [self[f"q{one.pk}"] for one in self.questions]

    def answers(self) -> list[int]:
        return [self.cleaned_data[f"q{one.pk}"] for one in self.questions]

    def mark_wrong(self) -> None:
        """Say at each question that was answered wrongly where to read."""
        for one in self.questions:
            if self.cleaned_data[f"q{one.pk}"] != one.right:
                self.add_error(f"q{one.pk}", self._hint(one))

    def _hint(self, question: Question) -> Any:
        if not question.label:
            return _("This is not right. Read the text once more and answer again.")
        return ValidationError(
            _("This is not right. Read %(clause)s once more: %(text)s"), params={"clause": question.label, "text": question.hint}
        )

    def signature(self) -> Signature:
        given = self.cleaned_data
        return Signature(name=given["name"], drawing=given["drawing"].strip(), agrees=given.get("agrees", False), seconds=given["seconds"])


class PaperForm(forms.Form):
    """Who signed the sheet, when, and its scan. people: who has not acknowledged yet, each with their unit."""

    people = forms.MultipleChoiceField(label=_("Who signed"), widget=forms.CheckboxSelectMultiple)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput)
    script = forms.ChoiceField(label=_("Script of the sheet"), choices=Script.choices, initial=Script.HANS)
    file = forms.FileField(
        label=_("Scan of the signed sheet"),
        help_text=_("PDF, JPEG or PNG. One scan may show many signatures."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, *args: Any, people: list[tuple[Employee, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_id = {str(who.pk): who for who, _unit in people}
        lines = [(str(who.pk), f"{who.name} {who.number} · {unit}" if unit else f"{who.name} {who.number}") for who, unit in people]
        self.fields["people"].choices = lines  # type: ignore[attr-defined]

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return day

    def signers(self) -> list[Employee]:
        return [self.by_id[pk] for pk in self.cleaned_data["people"]]


class ReadersForm(forms.Form):
    """Narrows the list of who was asked."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60, widget=forms.SearchInput())
    only = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("all")), ("open", _("still to acknowledge")), ("overdue", _("overdue")), ("done", _("acknowledged"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].widget.attrs["placeholder"] = _("Name or number")
