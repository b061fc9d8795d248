"""Submissions of punches by place and outside: where the browser is, a note with a photo, a place of work."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from attendance.domain.geo import FARTHEST_M, Fix
from attendance.models import WorkPlace
from attendance.services.places import LONGEST_NOTE, MAY_ADD, MAY_CHANGE
from common import clock
from people.models import Department, User


class FixForm(forms.Form):
    """What the browser told. Nobody types it, so it is never shown."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
    accuracy = forms.FloatField(min_value=0, max_value=FARTHEST_M)


def fix_of(posted: QueryDict) -> tuple[Fix | None, str]:
    """Where the browser is, and the sentence about why it is not known; both empty when it was not asked."""
    if not any(posted.get(name) for name in FixForm.base_fields):
        return None, _why_not(posted.get("missing", ""))
    form = FixForm(posted)
    if not form.is_valid():
        return None, gettext("What the browser told of your place cannot be read, so it was left out.")
    return Fix.of(**form.cleaned_data), ""


def _why_not(word: str) -> str:
    return {
        "denied": gettext("The browser may not tell your place, so it was left out. Allow it for this page and press again."),
        "timeout": gettext("Your place was not found in time, so it was left out. In the open, or with Wi-Fi on, it is found sooner."),
        "unavailable": gettext("The phone does not know where it is, so your place was left out. Check that its location is switched on."),
    }.get(word, "")


class OutsideForm(forms.Form):
    """Working somewhere else, and what for."""

    note = forms.CharField(
        label=_("Where and what for"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 3}),
        help_text=_("Your superior reads it."),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("photo"), required=False, widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
        help_text=_("JPEG, PNG or WebP. Place and device that the phone hides in it are removed."),
    )  # fmt: skip

    def __init__(self, *args: Any, needs_photo: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["photo"].required = needs_photo


class WorkPlaceForm(forms.ModelForm):
    """A spot on the map, for a unit that the account looks after."""

    class Meta:
        model = WorkPlace
        fields = ("name", "department", "latitude", "longitude", "system", "is_active")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = MAY_CHANGE if self.instance.pk else MAY_ADD
        here = Department.objects.visible_to(user, asked).filter(versions__during__contains=clock.today())
        self.fields["department"].queryset = here.order_by("code", "pk")  # type: ignore[attr-defined]
