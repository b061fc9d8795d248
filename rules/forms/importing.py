"""Submissions of the pages on which foreign documents come in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import MultipleFileField
from rules.catalogue import catalogue, is_known
from rules.choices import NodeKind, Numbering
from rules.forms.rulebooks import RulebookForm
from rules.models import Rulebook
from rules.selectors.picking import offers
from rules.services.starting import Facts

LONGEST = 1_000_000
AS_THEY_ARE = "found"


class ImportForm(forms.Form):
    """Files, or a text that was copied from somewhere."""

    upload = MultipleFileField(
        label=_("Files"), required=False,
        help_text=_("Word (.docx), text (.txt, .md) or web page (.html), up to 5 MB each. One file may hold several documents."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or paste the text"), required=False, max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["upload"].widget.attrs["accept"] = ".docx,.txt,.md,.html,.htm"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["upload"] and not data["text"].strip():
            self.add_error("upload", _("Choose a file, or paste a text below."))
        return data

    def clean_upload(self) -> list[Any]:
        return self.cleaned_data["upload"] or []


class WordingForm(forms.Form):
    """A node as a person words it."""

    heading = forms.CharField(label=pgettext_lazy("of a clause", "heading"), max_length=300, required=False)
    text = forms.CharField(
        label=pgettext_lazy("of a clause", "text"),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a clause", "kind"), choices=NodeKind.choices)


class ActForm(WordingForm):
    """One act on one node. seen: the mark of the tree that the person had before them. caret: where the text is to be cut."""

    ACTS = ("up", "down", "in", "out", "merge", "split", "save", "remove", "restore", "kind")

    node = forms.IntegerField(min_value=1, max_value=2**62)
    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    seen = forms.CharField(max_length=16)
    caret = forms.IntegerField(required=False, min_value=0, max_value=LONGEST)
    panel = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].required = False

    def cut(self) -> int:
        """Where the text is to be cut: at the cursor; without scripts, at the first empty line."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        caret = self.cleaned_data["caret"]
        return caret if caret is not None else text.find("\n\n") if "\n\n" in text else len(text)


class ChooseForm(forms.Form):
    """What stands in a blank. other: a parameter by its words or its key."""

    GUESS, VALUE, OTHER, TEXT = "guess", "value", "other", "text"

    node = forms.IntegerField(min_value=1, max_value=2**62)
    group = forms.ChoiceField(choices=[("blanks", "blanks"), ("offers", "offers")])
    place = forms.IntegerField(min_value=0, max_value=10_000)
    words = forms.CharField(max_length=LONGEST, strip=False)
    choice = forms.ChoiceField(choices=[(name, name) for name in (GUESS, VALUE, OTHER, TEXT)])
    guess = forms.CharField(max_length=64, required=False)
    other = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        match data.get("choice"):
            case self.OTHER:
                data["key"] = key_of(data.get("other", ""))
            case self.GUESS | self.VALUE:
                data["key"] = data.get("guess", "")
            case _:
                data["key"] = ""
        return data


def key_of(typed: str) -> str:
    """The parameter that somebody named: its key, its words, or words that only one has. Raises ValidationError otherwise."""
    wanted = typed.strip()
    key = wanted.rpartition(" ")[2].strip("（）()")
    for one in (wanted, key):
        if is_known(one):
            return one
    if not wanted:
        raise ValidationError(_("Name the parameter: type some of its words and choose it from the list."))
    every = catalogue().values()
    exact = [known.key for known in every if wanted in (known.text_zh, known.text_en)]
    found = exact or [known.key for known in every if wanted in known.text_zh or wanted.lower() in known.text_en.lower()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(_("No parameter has the words “%(words)s”. Type others, or choose from the list."), params={"words": wanted})
    raise ValidationError(
        _("%(count)d parameters have the words “%(words)s”. Choose one from the list."), params={"count": len(found), "words": wanted}
    )


def parameter_list() -> list[tuple[str, str]]:
    """The catalogue for a field that finds by words: what is put in, and what it is."""
    return [(f"{one.text} {one.key}", area) for area, ones in offers({}) for one in ones]


class MakingForm(forms.Form):
    """How the text of a draft is made out of an imported document."""

    numbering = forms.ChoiceField(
        label=_("numbering"), choices=Numbering.choices, widget=forms.RadioSelect,
        help_text=_("The style in which most numbers stay as they are printed is chosen already."),
    )  # fmt: skip
    script = forms.ChoiceField(
        label=_("Characters"), widget=forms.RadioSelect,
        choices=[("hans", _("simplified, sign for sign")), (AS_THEY_ARE, _("as they are in the file"))],
    )  # fmt: skip
    chinese_punctuation = forms.BooleanField(
        label=_("Chinese punctuation where the file has half-width signs"), required=False, initial=True
    )

    OPTIONS = ("numbering", "script", "chinese_punctuation")

    def options(self) -> dict[str, Any]:
        """How it is made, for the service."""
        given = {name: self.cleaned_data[name] for name in self.OPTIONS}
        return {**given, "script": "" if given["script"] == AS_THEY_ARE else given["script"]}


class NewRulebookForm(MakingForm, RulebookForm):
    """The document becomes a rulebook of its own."""

    def facts(self) -> Facts:
        return Facts(**{name: value for name, value in self.cleaned_data.items() if name not in self.OPTIONS})


class NextEditionForm(MakingForm):
    """The document becomes the next edition of a rulebook that is there."""

    rulebook = forms.ModelChoiceField(Rulebook.objects.none(), label=_("Rulebook"), empty_label=_("Choose a rulebook"))
    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Why this edition is made.")
    )

    field_order = ("rulebook", "reason")

    def __init__(self, *args: Any, rulebooks: QuerySet[Rulebook], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rulebook"].queryset = rulebooks  # type: ignore[attr-defined]
