"""The wording of a clause, and what it is bound to."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import bindings
from common.bindings import KINDS
from rules.catalogue import is_known
from rules.choices import ClauseKind, Tag
from rules.domain.text import keys_in, stray_braces
from rules.models import Clause, ClauseText
from rules.selectors.picking import Offer
from rules.selectors.principles import named
from rules.services.principles import Stands


class OfferSelect(forms.Select):
    """The catalogue by area; what another clause decides already cannot be chosen."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if str(value) in self.taken:
            option["attrs"]["disabled"] = True
        return option


def offered(offer: Offer) -> str:
    """A parameter as a line of a list: what it is, its unit, whether the software reads it, where it stands already."""
    unit = f" · {offer.unit}" if offer.unit else ""
    read = gettext("carried out by the system") if offer.is_read else ""
    place = gettext("stands in %(label)s") % {"label": offer.taken} if offer.taken else ""
    notes = "，".join(note for note in (read, place) if note)
    return f"{offer.text}{unit}" + (f"（{notes}）" if notes else "")


class OfferField(forms.ChoiceField):
    """A parameter of the catalogue."""

    widget = OfferSelect

    def offer(self, areas: Iterable[tuple[str, list[Offer]]]) -> None:
        every = [(area, [(one.key, offered(one)) for one in ones], ones) for area, ones in areas]
        self.choices = [("", _("Choose a parameter")), *((area, lines) for area, lines, _ones in every)]
        self.widget.taken = frozenset(one.key for _area, _lines, ones in every for one in ones if one.taken)


class FigureForm(forms.Form):
    """Which parameter a number is, chosen from the whole catalogue."""

    key = OfferField(label=_("Another parameter"))
    start = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: Iterable[tuple[str, list[Offer]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].offer(areas)  # type: ignore[attr-defined]


class ClauseForm(forms.Form):
    """Heading, text with `{key}` where values stand, and what the clause is. seen: the wording that the writer had before them."""

    heading = forms.CharField(label=pgettext_lazy("of a clause", "heading"), max_length=80, required=False)
    text = forms.CharField(
        label=pgettext_lazy("of a clause", "text"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Where a value stands, the text has its parameter in braces. The printed number is the decided one."),
    )  # fmt: skip
    parameter = OfferField(label=_("Insert a parameter"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a clause", "kind"), choices=ClauseKind.choices, initial=ClauseKind.CLAUSE,
                             widget=forms.RadioSelect, help_text=_("Introductions and closing words carry no number."))  # fmt: skip
    tag = forms.ChoiceField(
        label=_("stands for"), choices=Tag.choices, required=False,
        help_text=_("A purpose, definition, tenet or principle: other clauses can be linked to it."),
    )  # fmt: skip
    serves = forms.ModelMultipleChoiceField(
        Clause.objects.none(), label=_("serves"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What in this rulebook the clause puts into practice."),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: Iterable[tuple[str, list[Offer]]], tagged: Iterable[ClauseText], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parameter"].offer(areas)  # type: ignore[attr-defined]
        names = {row.clause_id: f"{Tag(row.tag).label}：{named(row)}" for row in tagged}
        if names:
            self.fields["serves"].queryset = Clause.objects.filter(pk__in=names)  # type: ignore[attr-defined]
            self.fields["serves"].choices = list(names.items())  # type: ignore[attr-defined]
        else:
            del self.fields["serves"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        unknown = [key for key in keys_in(text) if not is_known(key)]
        if unknown:
            raise ValidationError(_("There is no parameter %(key)s. Choose one from the list."), params={"key": unknown[0]})
        if stray_braces(text):
            raise ValidationError(_("A brace stands alone. A parameter is written {area.name}; choose it from the list."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["heading"].strip() and not data["text"]:
            self.add_error("heading", _("A clause needs a heading or a text."))
        return data

    def wording(self) -> dict[str, str]:
        """What was typed, for the service."""
        return {name: self.cleaned_data[name] for name in ("heading", "text", "kind")}

    def stands(self) -> Stands:
        """What it stands for, for the service."""
        return Stands(self.cleaned_data["tag"], list(self.cleaned_data.get("serves", ())))


def with_parameter(posted: Any) -> dict[str, Any]:
    """What was typed, with the chosen parameter at the end of the text: how it is inserted without scripts."""
    typed = posted.dict()
    key = typed.pop("parameter", "")
    text = typed.get("text", "") + (f"{{{key}}}" if is_known(key) else "")
    return {**typed, "text": text, "serves": posted.getlist("serves")}


def initial_of(row: ClauseText, seen: str, serves: Iterable[int]) -> dict[str, Any]:
    return {"heading": row.heading, "text": row.text, "kind": row.kind, "tag": row.tag, "serves": list(serves), "seen": seen}


class BindForm(forms.Form):
    """What a clause is bound to. apart: what it is bound to already by the parameters in its text.

    bound: the codes that it has; those that nobody registered stay to be chosen.
    """

    codes = forms.MultipleChoiceField(label=_("The system does"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, bound: Collection[str], apart: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        known = {
            one.code: f"{KINDS[one.kind]} · {one.label}" for one in bindings.registered() if one.code not in apart or one.code in bound
        }
        unknown = {code: gettext("%(code)s (not yet enforced)") % {"code": code} for code in bound if code not in known}
        self.fields["codes"].choices = [*known.items(), *unknown.items()]  # type: ignore[attr-defined]
