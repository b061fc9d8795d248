"""Submissions of the pages of overtime, swaps, trips, work outside, exits and cases, parsed and checked."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.fields import EmployeeField, PeopleInput, found
from attendance.models import Slip
from attendance.selectors.asking import time_of
from attendance.selectors.judging import instant, minute_of
from attendance.services.journeys import JourneyFacts
from attendance.services.slips import Typed
from attendance.services.swaps import SwapDays
from common import clock
from common.periods import ONE_DAY
from common.templatetags.show import local
from people.models import Employee

FROM, UNTIL = pgettext_lazy("hour", "from"), pgettext_lazy("hour", "until")
MOST_BOXES = 60
EARLIEST, LATEST = date(2000, 1, 2), date(2099, 12, 30)


class PeopleField(forms.CharField):
    """Several colleagues, with a comma or a line between them. Cleans to a list of Employees."""

    widget = PeopleInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Names or employee numbers, with a comma between them."))
        super().__init__(max_length=500, required=False, **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value) or ""
        names = [name.strip() for name in typed.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")]
        return list(dict.fromkeys(found(name, clock.today()) for name in names if name))


class DayField(forms.DateField):
    """A day of this century."""

    widget = forms.DateInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("This date cannot be. Please check the year."))
        return day


class SlipForm(forms.Form):
    """What every slip has: the key of the form, and why. slip: what was sent back and is changed."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, employee: Employee, slip: Slip | None = None, **options: Any) -> None:
        self.employee, self.slip = employee, slip
        if slip is not None:
            options["initial"] = {**(options.get("initial") or {}), **self.filed(slip)}
        super().__init__(*args, **options)

    def filed(self, slip: Slip) -> dict[str, Any]:
        """What the slip holds, as the fields show it."""
        return {"reason": slip.reason}

    def bounds(self) -> tuple[datetime, datetime]:
        raise NotImplementedError

    def typed(self) -> Typed:
        start, end = self.bounds()
        return Typed(start=start, end=end, reason=self.cleaned_data["reason"])


class HoursForm(SlipForm):
    """A stretch of hours on one day."""

    day = DayField(label=_("day"))
    first = forms.TimeField(label=FROM, widget=forms.TimeInput)
    last = forms.TimeField(label=UNTIL, widget=forms.TimeInput)
    field_order: tuple[str, ...] = ("day", "first", "last")
    crosses_midnight = False

    def filed(self, slip: Slip) -> dict[str, Any]:
        start, end = local(slip.during.lower), local(slip.during.upper)
        return {**super().filed(slip), "day": start.date(), "first": start.time(), "last": end.time()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last <= first and not (self.crosses_midnight and last < first):
            self.add_error("last", _("The beginning lies after the end, please check."))
        return data

    def bounds(self) -> tuple[datetime, datetime]:
        data = self.cleaned_data
        ends_on = data["day"] + ONE_DAY if data["last"] < data["first"] else data["day"]
        return _at(data["day"], data["first"]), _at(ends_on, data["last"])


class OvertimeForm(HoursForm):
    """Overtime may end after midnight."""

    task = forms.CharField(
        label=_("task"), max_length=200, required=False, help_text=_("What is worked on; the link to it when there is one.")
    )
    field_order: tuple[str, ...] = ("day", "first", "last", "task", "reason")
    crosses_midnight = True

    def filed(self, slip: Slip) -> dict[str, Any]:
        return {**super().filed(slip), "task": slip.overtime.task}


class ArrangeForm(OvertimeForm):
    """An order of overtime for people below the reader."""

    people = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label=_("for whom"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = PeopleField(label=_("further people"))
    field_order: tuple[str, ...] = ("people", "others", "day", "first", "last", "task", "reason")

    def __init__(self, *args: Any, below: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        people = self.fields["people"]
        people.queryset = Employee.objects.filter(pk__in=below[:MOST_BOXES])  # type: ignore[attr-defined]
        if not below:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.everybody():
            self.add_error("others", _("Say for whom."))
        return data

    def everybody(self) -> list[Employee]:
        data = self.cleaned_data
        return list(dict.fromkeys([*(data.get("people") or ()), *data["others"]]))


class OutingForm(HoursForm):
    """Work outside the office during the day."""

    destination = forms.CharField(label=_("where to"), max_length=100)
    field_order = ("destination", "day", "first", "last", "reason")

    def filed(self, slip: Slip) -> dict[str, Any]:
        return {**super().filed(slip), "destination": slip.trip.destination}

    def facts(self) -> JourneyFacts:
        return JourneyFacts(self.cleaned_data["destination"])


class ExitForm(HoursForm):
    """Leaving the post for a while."""


class TripForm(SlipForm):
    """A business trip over days."""

    destination = forms.CharField(label=_("where to"), max_length=100)
    starts_on = DayField(label=_("first day"))
    starts_at = forms.TimeField(label=FROM, widget=forms.TimeInput, initial=time(9))
    ends_on = DayField(label=_("last day"))
    ends_at = forms.TimeField(label=UNTIL, widget=forms.TimeInput, initial=time(18))
    companions = PeopleField(label=_("who comes along"))
    cost_estimate = forms.DecimalField(
        label=_("estimated cost (CNY)"), required=False, min_value=0, max_digits=12, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )  # fmt: skip
    emergency_contact = forms.CharField(label=_("emergency contact"), max_length=80, help_text=_("Name and phone of somebody to call."))
    is_note_read = forms.BooleanField(
        label=_("I have read the safety note below and will keep to it"), required=False,
        help_text=_("Nobody can approve the trip before. You can also confirm it later, on the page of the slip."),
    )  # fmt: skip
    field_order: tuple[str, ...] = (
        "destination", "starts_on", "starts_at", "ends_on", "ends_at", "reason", "companions", "cost_estimate", "emergency_contact",
        "is_note_read",
    )  # fmt: skip

    def filed(self, slip: Slip) -> dict[str, Any]:
        start, end, trip = local(slip.during.lower), local(slip.during.upper), slip.trip
        return {
            **super().filed(slip), "destination": trip.destination, "starts_on": start.date(), "starts_at": start.time(),
            "ends_on": end.date(), "ends_at": end.time(), "companions": "、".join(one.number for one in trip.companions.all()),
            "cost_estimate": trip.cost_estimate, "emergency_contact": trip.emergency_contact,
            "is_note_read": trip.safety_confirmed_at is not None,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and self.bounds()[1] <= self.bounds()[0]:
            self.add_error("ends_on", _("The beginning lies after the end, please check."))
        return data

    def bounds(self) -> tuple[datetime, datetime]:
        data = self.cleaned_data
        return _at(data["starts_on"], data["starts_at"]), _at(data["ends_on"], data["ends_at"])

    def facts(self) -> JourneyFacts:
        data = self.cleaned_data
        return JourneyFacts(data["destination"], data["companions"], data["cost_estimate"], data["emergency_contact"], data["is_note_read"])


class SwapForm(SlipForm):
    """A rest day worked, a working day off."""

    works_on = DayField(label=_("rest day that is worked"))
    off_on = DayField(label=_("working day that is taken off"))
    field_order: tuple[str, ...] = ("works_on", "off_on", "reason")

    def filed(self, slip: Slip) -> dict[str, Any]:
        return {**super().filed(slip), "works_on": slip.swap.works_on, "off_on": slip.swap.off_on}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("works_on") and data.get("works_on") == data.get("off_on"):
            self.add_error("off_on", _("These are one day. Name the rest day that you work, and another day that you take off."))
        return data

    def bounds(self) -> tuple[datetime, datetime]:
        day = self.cleaned_data["off_on"]
        return time_of(self.employee, day, day, ("day", "day"), clock.now())

    def days(self) -> SwapDays:
        return SwapDays(self.cleaned_data["works_on"], self.cleaned_data["off_on"])


class ReportForm(forms.Form):
    """What came of a trip."""

    text = forms.CharField(label=_("what came of it"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))


class ExitReportForm(forms.Form):
    """A superior saw that somebody had left."""

    who = EmployeeField(label=_("who had left"))
    day = DayField(label=_("day"))
    hour = forms.TimeField(label=_("when it was seen"), widget=forms.TimeInput)
    text = forms.CharField(label=_("what you saw"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def left_at(self) -> datetime:
        return _at(self.cleaned_data["day"], self.cleaned_data["hour"])


class ObjectionForm(forms.Form):
    text = forms.CharField(label=_("what is not so"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    """Who is right, and why."""

    is_upheld = forms.TypedChoiceField(
        label=_("the objection"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("is right: the case is dropped")), ("no", _("is not right: the case stands"))],
    )  # fmt: skip
    answer = forms.CharField(label=_("reason of the answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


def _at(day: date, hour: time) -> datetime:
    return instant(day, minute_of(hour))
