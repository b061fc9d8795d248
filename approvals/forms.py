"""Submissions of the pages, parsed and checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals import kinds
from approvals.choices import Need, State, Where
from approvals.fields import EmployeeField
from approvals.models import GeneralRequest, GeneralRequestFile, RequestKind
from approvals.services.general import Typed
from common.forms import MultipleFileField
from common.models import Level

WORDS = {"rows": 3}


class GeneralForm(forms.ModelForm):
    """The form of one variant of the general request. A draft may lack what its kind demands."""

    field_order = ("title", "amount", "starts_on", "ends_on", "text", "files", "drop", "confidential")
    starts_on = forms.DateField(label=_("first day"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=_("last day"), required=False, widget=forms.DateInput, help_text=_("Empty: one day."))
    files = MultipleFileField(label=_("attachments"), required=False)  # type: ignore[assignment]
    confidential = forms.BooleanField(label=_("Only the approvers may see it"), required=False)
    drop = forms.ModelMultipleChoiceField(
        GeneralRequestFile.objects.none(), required=False, label=_("Remove files"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = GeneralRequest
        fields = ("title", "amount", "starts_on", "ends_on", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "amount": forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})}

    def __init__(self, *args: Any, kind: RequestKind, is_draft: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind, self.is_draft = kind, is_draft
        fields_of = {"text": ("text",), "amount": ("amount",), "dates": ("starts_on", "ends_on"), "attachments": ("files", "drop")}
        for name, fields in fields_of.items():
            if getattr(kind, name) == Need.HIDDEN:
                for field in fields:
                    del self.fields[field]
            elif getattr(kind, name) == Need.REQUIRED:
                self.fields[fields[0]].required = not is_draft
        self._offer_files()
        if kind.level != Level.DEPARTMENT:
            del self.fields["confidential"]
        elif self.instance.pk:
            self.fields["confidential"].initial = self.instance.level == Level.RESTRICTED

    def _offer_files(self) -> None:
        kept = self.instance.files.filter(removed_at=None).select_related("upload") if self.instance.pk else None
        if "drop" not in self.fields:
            return
        if kept is None or not kept.exists():
            del self.fields["drop"]
            return
        self.fields["drop"].queryset = kept  # type: ignore[attr-defined]
        self.fields["files"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if last and not first:
            self.add_error("starts_on", _("Give the first day as well."))
        elif first and last and last < first:
            self.add_error("ends_on", _("The first day lies after the last day, please check."))
        return data

    def typed(self) -> Typed:
        """What was typed, for the service."""
        data = self.cleaned_data
        dropped = {row.pk for row in data.get("drop") or ()}
        keep = [pk for pk in self.instance.files.values_list("pk", flat=True) if pk not in dropped] if self.instance.pk else None
        level = Level.RESTRICTED if data.get("confidential") else self.kind.level
        return Typed(
            title=data["title"], text=data.get("text") or "", amount=data.get("amount"), starts_on=data.get("starts_on"),
            ends_on=data.get("ends_on"), level=level, files=data.get("files") or (), keep=keep,
        )  # fmt: skip


class OpinionForm(forms.Form):
    """Words that may be left out."""

    opinion = forms.CharField(label=_("Opinion"), max_length=2000, required=False, widget=forms.Textarea(attrs=WORDS))
    step = forms.IntegerField(required=False, widget=forms.HiddenInput)
    go_on = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ReasonForm(OpinionForm):
    """Words that a no demands (APV-04)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opinion"].required = True
        self.fields["opinion"].label = _("Reason")
        self.fields["opinion"].error_messages["required"] = _("Say why: a request is refused or sent back with a reason.")


class CommentForm(OpinionForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opinion"].required = True
        self.fields["opinion"].label = _("Your comment")


class TransferForm(OpinionForm):
    who = EmployeeField(label=_("Transfer to"))
    field_order = ("who", "opinion")


class AddForm(OpinionForm):
    who = EmployeeField(label=_("Who is to decide as well"))
    where = forms.ChoiceField(label=_("When"), choices=Where.choices, initial=Where.AFTER, widget=forms.RadioSelect)
    field_order = ("who", "where", "opinion")


OVERDUE = "overdue"  # among the states of a list: it waits at a step whose time has passed


class ListForm(forms.Form):
    """Narrows a list of requests."""

    q = forms.CharField(label=_("Number, title or applicant"), required=False, max_length=60, widget=forms.SearchInput)
    which = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("state"),
        required=False,
        choices=[("", _("every state")), (OVERDUE, pgettext_lazy("a step", "overdue")), *State.choices],
    )

    def __init__(self, *args: Any, sees_others: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        which = [("", pgettext_lazy("requests", "mine")), ("decided", pgettext_lazy("requests", "decided by me"))]
        if sees_others:
            which.append(("all", pgettext_lazy("requests", "all that I may see")))
        self.fields["which"].choices = self.lists = which  # type: ignore[attr-defined]
        self.chosen = self.data.get("which", "")


class DeputyForm(forms.Form):
    """Names a deputy for the signed-in person."""

    deputy = EmployeeField(label=_("Who decides for you"))
    first = forms.DateField(label=_("first day"), widget=forms.DateInput)
    last = forms.DateField(label=_("last day"), required=False, widget=forms.DateInput, help_text=_("Empty: until further notice."))
    kinds = forms.MultipleChoiceField(
        label=_("Only for these kinds"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: for every kind.")
    )
    reason = forms.CharField(label=_("reason"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = kinds.choices()  # type: ignore[attr-defined]
