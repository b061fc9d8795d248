"""Submissions about copies on walls and about screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.templatetags.show import bare_day
from people.fields import DepartmentField
from rules.models import Edition
from rules.screen_panels import all_codes, registered
from rules.sheets.sizes import SIZES


def camera(**attributes: str) -> forms.FileInput:
    """A phone opens its camera; a desk asks for a file."""
    return forms.FileInput(attrs={"accept": "image/*", "capture": "environment", **attributes})


def sizes() -> list[tuple[str, str]]:
    return [(name, name.replace("x", "×")) for name in SIZES]


class PlaceForm(forms.Form):
    """A wall, a board or a frame. The unit stays as it was given."""

    name = forms.CharField(label=_("Place"), max_length=80, help_text=_("So that anybody finds it: front desk, corridor on the 3rd floor."))
    department = DepartmentField(label=_("Unit"), help_text=_("Its head replaces what hangs there."))
    size = forms.ChoiceField(label=_("Size of the sheet"), choices=sizes, initial="A2")
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["department"]


class PostForm(forms.Form):
    """What was hung up. editions: those that may hang."""

    edition = forms.TypedChoiceField(label=_("Edition"), coerce=int)
    size = forms.ChoiceField(label=_("Size of the sheet"), choices=sizes)
    photo = forms.FileField(label=_("Photo of the wall"), required=False, widget=camera())

    def __init__(self, *args: Any, editions: list[Edition], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["edition"].choices = [(edition.pk, _named(edition)) for edition in editions]  # type: ignore[attr-defined]


def _named(edition: Edition) -> str:
    day = bare_day(edition.effective_on) if edition.effective_on else ""
    return _("%(edition)s, in force from %(day)s") % {"edition": edition, "day": day}


class ProofForm(forms.Form):
    """A photo, or a sentence instead of one."""

    photo = forms.FileField(label=_("Photo of the wall"), required=False, widget=camera())
    confirmation = forms.CharField(
        label=_("Or confirm it in a sentence"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where no photo can be taken: what was done, and by whom."),
    )  # fmt: skip


def panels() -> list[tuple[str, Any]]:
    return [(panel.code, panel.label) for panel in registered()]


class ScreenForm(forms.Form):
    """A display on a wall."""

    name = forms.CharField(label=pgettext_lazy("screen", "Name"), max_length=80, help_text=_("Where it stands: front desk, workshop 2."))
    department = DepartmentField(label=_("Unit"), help_text=_("It shows the public rules that bind this unit."))
    seconds = forms.IntegerField(label=_("Seconds a page"), min_value=5, max_value=300, initial=20)
    panels = forms.MultipleChoiceField(
        label=_("What it shows"), choices=panels, initial=all_codes, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the screen shows.")},
    )  # fmt: skip
    shows_names = forms.BooleanField(
        label=_("Show names of persons"), required=False,
        help_text=_(
            "Whoever passes, visitors among them, and whoever has the address reads who is on duty and their phone. "
            "Left empty, only posts are shown. Tell the people concerned before you tick this."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["department"]
