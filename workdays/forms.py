"""What a page of this house hands in, checked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.templatetags.show import WEEKDAYS
from people.models import Department, DepartmentVersion
from workdays.choices import DayKind
from workdays.models import Calendar


class CorrectForm(forms.Form):
    """What a day is from now on, and why."""

    kind = forms.ChoiceField(label=_("kind of day"), choices=DayKind, widget=forms.RadioSelect)
    name = forms.CharField(label=_("name"), max_length=100, required=False, help_text=_("Such as the name of the holiday."))
    reason = forms.CharField(label=_("reason"), max_length=200, help_text=_("Such as the number of the notice."))

    def clean_kind(self) -> DayKind:
        return DayKind(self.cleaned_data["kind"])


class CalendarForm(forms.ModelForm):
    """A site: its name, its week, and who goes by it."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("working weekdays"), coerce=int, choices=list(enumerate(WEEKDAYS, start=1)), widget=forms.CheckboxSelectMultiple
    )
    departments = forms.ModelMultipleChoiceField(
        label=_("departments"), queryset=Department.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("With everything below them that has no calendar of its own."),
    )  # fmt: skip

    class Meta:
        model = Calendar
        fields = ["name", "weekdays"]

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = DepartmentVersion.objects.on(day)
        own = Department.objects.filter(calendar_use__calendar=self.instance.pk) if self.instance.pk else Department.objects.none()
        self.fields["departments"].queryset = Department.objects.filter(pk__in=today.values("department")) | own  # type: ignore[attr-defined]
        self.initial["departments"] = list(own.values_list("pk", flat=True))
