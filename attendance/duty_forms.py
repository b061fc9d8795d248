"""Submissions of the pages of holiday duty and of rosters, parsed and checked."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from attendance.models import DutyMember, DutyShift, ShiftGroup
from attendance.roster_sheet import MOST_DAYS
from attendance.selectors.duty import Share
from attendance.services.duty import Hours, Typed
from attendance.services.rosters import OFF, OFF_WORDS
from common.forms import empty_word
from common.periods import Period
from common.templatetags.show import clock_time, minutes
from people.models import Employee

ITEMS = (
    gettext_lazy("Website opens"),
    gettext_lazy("Orders come in"),
    gettext_lazy("Gift packs are handed out"),
    gettext_lazy("Forum is in order"),
    gettext_lazy("Customer service answers"),
    gettext_lazy("Power, network and rooms"),
)
BETWEEN = re.compile(r"[\s,，、;；/]+")
MOST_PEOPLE, LONGEST_PATTERN = 200, 62


class SuggestingInput(forms.TextInput):
    """A line of text with suggestions of the browser's own."""

    template_name = "attendance/duty_suggesting.html"

    def __init__(self, suggestions: Sequence[Any]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return {**context, "suggestions": self.suggestions}


class HoursForm(forms.Form):
    """When a duty begins and ends, and how to reach whoever is there."""

    start = forms.TimeField(label=pgettext_lazy("of a duty", "from"), widget=forms.TimeInput)
    end = forms.TimeField(
        label=pgettext_lazy("of a duty", "until"), widget=forms.TimeInput, help_text=gettext_lazy("Not after the start: on the next day.")
    )
    phone = forms.CharField(label=gettext_lazy("phone"), max_length=32, required=False)
    place = forms.CharField(label=pgettext_lazy("of a duty", "place"), max_length=80, required=False)

    def hours(self) -> Hours:
        return Hours(self.cleaned_data["start"], self.cleaned_data["end"])


class ShiftForm(HoursForm):
    """Who is on duty on one shift. Beside each name stands how much duty the person did already."""

    lead = forms.ModelChoiceField(
        Employee.objects.none(), label=gettext_lazy("duty lead"), required=False,
        help_text=gettext_lazy("Accountable for the whole shift. Whoever did least duty in twelve months stands first."),
    )  # fmt: skip
    members = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label=gettext_lazy("others on duty"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("lead", "members", "start", "end", "phone", "place")

    def __init__(self, *args: Any, shift: DutyShift, shares: Iterable[Share], **options: Any) -> None:
        on_it = set(DutyMember.objects.filter(shift=shift).values_list("employee", flat=True)) - {shift.lead_id}
        options["initial"] = {
            "start": clock_time(shift.during.lower), "end": clock_time(shift.during.upper), "phone": shift.phone, "place": shift.place,
            "lead": shift.lead_id, "members": sorted(on_it),
        }  # fmt: skip
        super().__init__(*args, **options)
        people = [(one.person.pk, f"{one.person.name} · {minutes(one.load.minutes)}") for one in shares]
        for name, empty in (("lead", [("", empty_word(is_required=False))]), ("members", [])):
            self.fields[name].queryset = Employee.objects.filter(pk__in=[pk for pk, _word in people])  # type: ignore[attr-defined]
            self.fields[name].choices = [*empty, *people]  # type: ignore[attr-defined]

    def typed(self) -> Typed:
        data = self.cleaned_data
        return Typed(self.hours(), data["lead"], list(data["members"]), data["phone"], data["place"])


class _OnceForm(forms.Form):
    """Carries a key, so that pressing twice writes one line."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"key": uuid4(), **options.get("initial", {})}
        super().__init__(*args, **options)


class CheckForm(_OnceForm):
    """One look at one thing."""

    item = forms.CharField(label=gettext_lazy("what was checked"), max_length=60, widget=SuggestingInput(ITEMS))
    result = forms.TypedChoiceField(
        label=pgettext_lazy("of a check", "result"), widget=forms.RadioSelect, coerce=lambda word: word == "good", initial="good",
        choices=[("good", pgettext_lazy("of a check", "in order")), ("trouble", pgettext_lazy("of a check", "trouble"))],
    )  # fmt: skip
    action = forms.CharField(
        label=pgettext_lazy("of a check", "what was done"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when something was wrong."),
    )


class MatterForm(_OnceForm):
    """Something spoken of with one's own or another department."""

    with_whom = forms.CharField(
        label=pgettext_lazy("of a matter", "with whom"),
        max_length=80,
        help_text=gettext_lazy("Department and name, of our own or another unit."),
    )
    matter = forms.CharField(label=gettext_lazy("matter"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    result = forms.TypedChoiceField(
        label=pgettext_lazy("of a matter", "result"), widget=forms.RadioSelect, coerce=lambda word: word == "solved", initial="handed_over",
        choices=[("solved", pgettext_lazy("of a matter", "solved")), ("handed_over", pgettext_lazy("of a matter", "handed over"))],
    )  # fmt: skip
    outcome = forms.CharField(
        label=gettext_lazy("how, or to whom"), max_length=300, required=False, help_text=gettext_lazy("Needed when it is solved.")
    )


class SolveForm(forms.Form):
    outcome = forms.CharField(label=gettext_lazy("how it was solved"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PatternForm(forms.Form):
    """Groups in the order in which they are worked, over some days, for several people."""

    pattern = forms.CharField(
        label=gettext_lazy("order of the shifts"), max_length=400,
        help_text=gettext_lazy("Shift groups with a space between them, 休 for a day off: 白班 白班 夜班 休"),
    )  # fmt: skip
    first = forms.DateField(label=gettext_lazy("first day"), widget=forms.DateInput)
    last = forms.DateField(label=gettext_lazy("last day"), widget=forms.DateInput)
    people = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label=pgettext_lazy("roster", "people"), widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    step = forms.IntegerField(
        label=gettext_lazy("each begins so many places later"), min_value=0, max_value=LONGEST_PATTERN, initial=0,
        help_text=gettext_lazy("0: all work the same. 1: the second person begins with the second place, and so on."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def clean_pattern(self) -> list[ShiftGroup | None]:
        words = [word for word in BETWEEN.split(self.cleaned_data["pattern"].strip()) if word]
        groups = {group.name: group for group in ShiftGroup.objects.exclude(name=OFF)}
        unknown = list(dict.fromkeys(word for word in words if word not in groups and word not in OFF_WORDS))
        if unknown:
            raise ValidationError(
                _("There is no shift group “%(word)s”. There are: %(known)s")
                % {"word": "”、“".join(unknown), "known": "、".join([*groups, OFF])}
            )
        if not any(word in groups for word in words) or len(words) > LONGEST_PATTERN:
            raise ValidationError(_("At least one shift group is needed, and at most %(most)d places.") % {"most": LONGEST_PATTERN})
        return [groups.get(word) for word in words]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and last - first >= timedelta(days=MOST_DAYS):
            self.add_error("last", _("A roster holds at most %(most)d days.") % {"most": MOST_DAYS})
        elif len(data.get("people") or ()) > MOST_PEOPLE:
            self.add_error("people", _("A roster holds at most %(most)d people.") % {"most": MOST_PEOPLE})
        return data

    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class RosterFileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Excel file"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
