"""How every form of ours is drawn: the same field component, the browser's own date and time fields."""

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What Django draws as a text field, and the browser's own field for it.
NATIVE = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


def empty_word(*, is_required: bool) -> Promise:
    """What a select says while nothing is chosen."""
    return _("Please choose") if is_required else pgettext_lazy("nothing chosen", "none")


class DeskBoundField(BoundField):
    """Shows plain date and time widgets with the browser's own picker, which gives and takes ISO dates."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if getattr(field, "empty_label", None) == BLANK_CHOICE_LABEL:
            field.empty_label = empty_word(is_required=field.required)  # type: ignore[attr-defined]
        if type(field.widget) in NATIVE:
            field.widget.input_type, field.widget.format = NATIVE[type(field.widget)]  # type: ignore[attr-defined]

    @property
    def is_tick(self) -> bool:
        """A single box to tick, whose label stands beside it."""
        return self.widget_type == "checkbox"

    @property
    def is_group(self) -> bool:
        """Several controls under one legend."""
        return bool(self.use_fieldset)

    @property
    def is_file(self) -> bool:
        """A file to choose, where none is kept yet."""
        return isinstance(self.field.widget, forms.FileInput) and not self.initial

    @property
    def takes_many(self) -> bool:
        return bool(getattr(self.field.widget, "allow_multiple_selected", False))

    @property
    def is_camera(self) -> bool:
        """On a phone the camera opens."""
        return "capture" in self.field.widget.attrs

    @property
    def is_optional(self) -> bool:
        return not self.field.required and not self.is_tick and not self.field.disabled


class DeskFormRenderer(TemplatesSetting):
    """The FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` use templates/components."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"
    bound_field_class = DeskBoundField


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(MultipleFileField, self).clean(file, initial) for file in given]
