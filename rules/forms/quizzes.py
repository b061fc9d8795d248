"""A question about an edition, as its author writes it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rules.models import ClauseText

MOST_OPTIONS = 6


class QuestionForm(forms.Form):
    """The question, its answers one on each line with the right one marked by `*`, and where the answer stands."""

    question = forms.CharField(label=_("question"), max_length=300)
    options = forms.CharField(
        label=_("answers"), max_length=1300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line, two to six. Put * before the right one."),
    )  # fmt: skip
    clause = forms.TypedChoiceField(
        label=_("Where the answer stands"), required=False, coerce=int, empty_value=None,
        help_text=_("Whoever is wrong is shown this clause."),
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: list[ClauseText], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_id = {row.clause_id: row.clause for row in clauses}
        lines = [(row.clause_id, f"{row.label} {row.heading or row.text[:30]}".strip()) for row in clauses]
        self.fields["clause"].choices = [("", _("nowhere in particular")), *lines]  # type: ignore[attr-defined]

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if not 2 <= len(lines) <= MOST_OPTIONS:
            raise ValidationError(_("Write two to six answers, one on each line."))
        marked = [line for line in lines if line[0] in "*＊"]
        if len(marked) != 1:
            raise ValidationError(_("Mark exactly one answer as right, with * before it."))
        plain = [line.lstrip("*＊").strip() for line in lines]
        if len(set(plain)) != len(plain) or not all(plain) or max(map(len, plain)) > 200:
            raise ValidationError(_("The answers must differ from each other, and none may be empty or longer than 200 characters."))
        self.right = lines.index(marked[0])
        return plain

    def facts(self) -> dict[str, Any]:
        """What was entered, for the service."""
        given = self.cleaned_data
        clause = self.by_id.get(given["clause"]) if given["clause"] else None
        return {"question": given["question"].strip(), "options": given["options"], "right": self.right, "clause": clause}
