"""Submissions of the pages of leave: a slip, coming back, a call, a balance."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.fields import EmployeeField
from attendance.choices import SlipState
from attendance.domain.quantity import Part
from attendance.leave_types import LeaveType
from attendance.models import ServiceRecord, Slip, SlipFile
from attendance.selectors.asking import time_of
from attendance.selectors.slips import TypeLeft
from attendance.services.slips import Typed
from common import clock
from common.forms import MultipleFileField
from people.models import Employee

LONGEST, FAR = timedelta(days=366), timedelta(days=550)
PARTS = [
    ("morning", pgettext_lazy("half of a day", "morning")),
    ("afternoon", pgettext_lazy("half of a day", "afternoon")),
]
BEGINS, ENDS = ("09:00", "18:00")  # of a picker without a time yet; the shift of the day decides what counts


class TypeSelect(forms.Select):
    """Each leave type says in which unit it is taken, so that the page shows the fields that belong to it."""

    units: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if unit := self.units.get(str(value)):
            option["attrs"]["data-unit"] = unit
        return option


class LeaveForm(forms.Form):
    """Leave of one person. A draft and a look may lack the reason. After `is_valid()` `span` is the time asked for."""

    type = forms.ChoiceField(label=_("leave type"), widget=TypeSelect)
    first = forms.DateField(label=_("first day"), widget=forms.DateInput)
    first_part = forms.ChoiceField(label=pgettext_lazy("leave", "from the"), choices=PARTS, required=False, initial="morning")
    begins = forms.TimeField(label=pgettext_lazy("leave", "from what time"), required=False, widget=forms.TimeInput)
    last = forms.DateField(label=_("last day"), required=False, widget=forms.DateInput, help_text=_("Empty: one day."))
    last_part = forms.ChoiceField(label=pgettext_lazy("leave", "until the end of the"), choices=PARTS, required=False, initial="afternoon")
    ends = forms.TimeField(label=pgettext_lazy("leave", "until what time"), required=False, widget=forms.TimeInput)
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    files = MultipleFileField(label=_("proofs"), required=False)  # type: ignore[assignment]
    drop = forms.ModelMultipleChoiceField(
        SlipFile.objects.none(), required=False, label=_("Remove files"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: Employee, types: Sequence[TypeLeft], may_lack: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        self.types = {one.name: one for one in types}
        self.span: tuple[datetime, datetime] | None = None
        self.fields["type"].choices = [("", _("Please choose"))] + [(one.name, _told(one)) for one in types]  # type: ignore[attr-defined]
        self.fields["type"].widget.units = {one.name: one.type.unit for one in types}  # type: ignore[attr-defined]
        self.fields["reason"].required = not may_lack
        self.offer_files(None)

    def offer_files(self, slip: Slip | None) -> None:
        """Let the files that the draft has already be taken off it."""
        kept = SlipFile.objects.filter(slip=slip, removed_at=None).select_related("upload") if slip else SlipFile.objects.none()
        self.kept = list(kept)
        self.fields["drop"].queryset = kept  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind: LeaveType | None = self.types[data["type"]].type if data.get("type") else None
        first, last = data.get("first"), data.get("last") or data.get("first")
        if kind is None or first is None or last is None or not self._within_reach(first, last):
            return data
        if kind.unit == "hour":
            self._clean_hours(first, last, data)
        elif kind.unit == "half" and first == last and (data.get("first_part"), data.get("last_part")) == ("afternoon", "morning"):
            self.add_error("last_part", _("The end lies before the beginning, please check."))
        else:
            parts = self._parts(kind, data, is_one_day=first == last)
            self.span = self._by_the_shift(first, last, parts)
        return data

    def _within_reach(self, first: date, last: date) -> bool:
        today = clock.today()
        if last < first:
            self.add_error("last", _("The first day lies after the last day, please check."))
        elif last - first > LONGEST:
            self.add_error("last", _("A slip is for a year at most."))
        elif abs(first - today) > FAR:
            self.add_error("first", _("This day is too far from today, please check the year."))
        return not (self.errors.get("first") or self.errors.get("last"))

    def _clean_hours(self, first: date, last: date, data: dict[str, Any]) -> None:
        if data.get("begins") is None and not self.errors.get("begins"):
            self.add_error("begins", _("Say from what time."))
        if data.get("ends") is None and not self.errors.get("ends"):
            self.add_error("ends", _("Say until what time."))
        if self.errors.get("begins") or self.errors.get("ends"):
            return
        start, end = _instant(first, data["begins"]), _instant(last, data["ends"])
        if end <= start:
            self.add_error("ends", _("The end lies before the beginning, please check."))
        else:
            self.span = start, end

    def _parts(self, kind: LeaveType, data: dict[str, Any], *, is_one_day: bool) -> tuple[Part, Part]:
        """Which part of the first and of the last day: whole days for a type that is taken by the day."""
        if kind.unit == "day":
            return "day", "day"
        first, last = data.get("first_part") or "morning", data.get("last_part") or "afternoon"
        if is_one_day and (first, last) == ("morning", "afternoon"):
            return "day", "day"
        return ("afternoon" if first == "afternoon" else "day"), ("morning" if last == "morning" else "day")

    def _by_the_shift(self, first: date, last: date, parts: tuple[Part, Part]) -> tuple[datetime, datetime] | None:
        begin, end = time_of(self.person, first, last, parts, clock.now())
        if end <= begin:
            self.add_error("last", _("The end lies before the beginning, please check."))
            return None
        return begin, end

    def typed(self, slip: Slip | None) -> Typed:
        """What was typed, for the service."""
        assert self.span is not None  # noqa: S101  only asked of a valid form
        dropped = {row.pk for row in self.cleaned_data.get("drop") or ()}
        keep = None if slip is None or not dropped else [row.pk for row in self.kept if row.pk not in dropped]
        data = self.cleaned_data
        return Typed(start=self.span[0], end=self.span[1], reason=data["reason"], type=data["type"], files=data["files"] or (), keep=keep)


def _told(one: TypeLeft) -> str:
    if one.left is None:
        return one.name
    return _("%(type)s, %(left)s left") % {"type": one.name, "left": one.words}


def as_typed(slip: Slip, person: Employee, types: Sequence[TypeLeft]) -> dict[str, Any]:
    """What the form of a draft shows: days, halves and times of its stretch."""
    start, end = _local(slip.during.lower), _local(slip.during.upper)
    last = _local(slip.during.upper - timedelta(minutes=1)).date()
    return {
        "type": slip.type, "reason": slip.reason, "first": start.date(), "last": last if last != start.date() else None,
        "begins": start.time(), "ends": end.time(), **_halves(slip, person, start.date(), last),
    }  # fmt: skip


def _halves(slip: Slip, person: Employee, first: date, last: date) -> dict[str, str]:
    begins_late = time_of(person, first, first, ("afternoon", "afternoon"), clock.now())[0] <= slip.during.lower
    ends_early = time_of(person, last, last, ("morning", "morning"), clock.now())[1] >= slip.during.upper
    return {"first_part": "afternoon" if begins_late else "morning", "last_part": "morning" if ends_early else "afternoon"}


def _instant(day: date, wall: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, wall), timezone.get_default_timezone())


def _local(at: datetime) -> datetime:
    return at.astimezone(timezone.get_default_timezone())


class MomentField(forms.DateTimeField):
    """A day and a time of the company's wall clock, to the minute."""

    widget = forms.DateTimeInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = _local(value).replace(tzinfo=None, second=0, microsecond=0)
        return value

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found is not None and abs(found.date() - clock.today()) > FAR:
            raise forms.ValidationError(_("This day is too far from today, please check the year."))
        return found


class ReturnForm(forms.Form):
    """Back since when."""

    returned_at = MomentField(label=_("back since"))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TeamForm(forms.Form):
    """Narrows the slips of a team."""

    q = forms.CharField(label=_("Name, pinyin or number"), required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("state"), required=False, choices=[("", _("every state")), *(c for c in SlipState.choices if c[0] != SlipState.DRAFT)]
    )
    which = forms.CharField(required=False, widget=forms.HiddenInput, initial="team")

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed if typed.isprintable() else ""


class CallForm(forms.Form):
    """A call, written down by the superior (LEV-04)."""

    employee = EmployeeField(label=_("Who called"))
    channel = forms.ChoiceField(label=_("By which way"), widget=forms.RadioSelect)
    called_at = MomentField(label=_("called at"))
    content = forms.CharField(label=_("what was said"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    start = MomentField(label=_("away from"))
    end = MomentField(label=_("away until"))

    def __init__(self, *args: Any, allowed: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channel"].choices = [(code, word) for code, word in CHANNELS.items() if code in allowed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and not start < end <= start + LONGEST:
            self.add_error("end", _("The end lies after the beginning, within a year."))
        return data


CHANNELS = {
    "phone": pgettext_lazy("way to announce leave", "phone"),
    "sms": pgettext_lazy("way to announce leave", "text message"),
    "message": pgettext_lazy("way to announce leave", "instant message"),
}


class GrantForm(forms.Form):
    """Leave granted by hand."""

    type = forms.ChoiceField(label=_("leave type"))
    amount = forms.DecimalField(
        label=_("how much"), min_value=Decimal("0.5"), max_value=Decimal(999), max_digits=6, decimal_places=2,
        help_text=_("In days, or in hours for a type that is taken by the hour."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("may be taken from"), widget=forms.DateInput)
    expires_on = forms.DateField(
        label=_("may be taken until"), required=False, widget=forms.DateInput, help_text=_("Empty: it does not expire.")
    )
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, types: Sequence[TypeLeft], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["type"].choices = [(one.name, one.name) for one in types if one.left is not None]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("valid_from") and data.get("expires_on") and data["expires_on"] < data["valid_from"]:
            self.add_error("expires_on", _("The first day lies after the last day, please check."))
        return data


class AdjustForm(forms.Form):
    """A balance corrected by hand. seen: what was left when the page was opened, so that a double tap corrects once."""

    amount = forms.DecimalField(
        label=_("more or less"), max_digits=6, decimal_places=2, min_value=Decimal(-999), max_value=Decimal(999),
        help_text=_("With a minus to take away."),
    )  # fmt: skip
    reason = forms.CharField(label=_("reason"), max_length=200)
    seen = forms.DecimalField(widget=forms.HiddenInput, max_digits=9, decimal_places=2)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Nothing would change."))
        return amount


class ServiceForm(forms.ModelForm):
    class Meta:
        model = ServiceRecord
        fields = ("worked_since",)
        widgets = {"worked_since": forms.DateInput}
