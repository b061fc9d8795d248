"""Submissions of the pages of advances, accounts, payments and the archive, parsed and checked."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attendance.choices import SlipKind, SlipState
from attendance.journey_forms import DayField
from attendance.models import Slip
from common.templatetags.show import money, span
from people.models import Employee

CHANNEL = _("National VAT invoice verification platform of the tax administration")


class MoneyField(forms.DecimalField):
    """CNY above zero."""

    def __init__(self, **options: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", "min": "0.01"})
        super().__init__(max_digits=12, decimal_places=2, min_value=Decimal("0.01"), widget=widget, **options)


class TripField(forms.ModelChoiceField):
    """An approved trip, as its traveller knows it."""

    def label_from_instance(self, obj: Slip) -> str:
        words = f"{obj.trip.destination} {span(obj.during.lower, obj.during.upper)}"
        estimate = obj.trip.cost_estimate
        return words if estimate is None else _("%(trip)s, estimate %(sum)s") % {"trip": words, "sum": money(estimate)}


class AdvanceForm(forms.Form):
    """What an advance is for. employee: whose trips are offered."""

    amount = MoneyField(label=_("amount (CNY)"))
    purpose = forms.CharField(label=_("what for"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    trip = TripField(
        Slip.objects.none(), label=_("business trip"), required=False, empty_label=_("for no trip"),
        help_text=_("An advance for a trip is not above its approved estimate."),
    )  # fmt: skip
    settle_by = DayField(label=_("to be settled by"), help_text=_("Until then you claim what you spent, and give the rest back."))

    def __init__(self, *args: Any, employee: Employee, **options: Any) -> None:
        super().__init__(*args, **options)
        trips = Slip.objects.filter(employee=employee, kind=SlipKind.TRIP, state=SlipState.APPROVED).select_related("trip")
        self.fields["trip"].queryset = trips.order_by("-during", "-pk")  # type: ignore[attr-defined]


class RepayForm(forms.Form):
    """Money that somebody gave back."""

    amount = MoneyField(label=_("given back (CNY)"))
    note = forms.CharField(label=_("note"), max_length=200, required=False, help_text=_("For example the number of the bank entry."))


class AccountForm(forms.Form):
    """Where somebody is paid."""

    holder = forms.CharField(label=_("account holder"), max_length=60, help_text=_("The person's own name, as on the card."))
    bank = forms.CharField(label=_("bank and branch"), max_length=80)
    number = forms.CharField(
        label=_("account number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Only its last four digits are shown afterwards."),
    )  # fmt: skip


class BatchForm(forms.Form):
    """When a batch is to be paid."""

    pay_on = DayField(label=_("to be paid on"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["pay_on"] = today


class PaidForm(forms.Form):
    reference = forms.CharField(label=_("bank reference"), max_length=60, required=False)


class FailedForm(forms.Form):
    reason = forms.CharField(label=_("why it came back"), max_length=200)


class VerifyForm(forms.Form):
    """What the platform said of a fapiao."""

    is_genuine = forms.TypedChoiceField(
        label=_("the platform says"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("it is genuine, and all fields agree")), ("no", _("it is not, or a field differs"))],
    )  # fmt: skip
    channel = forms.CharField(label=_("where it was looked up"), max_length=60, initial=CHANNEL)
    note = forms.CharField(label=_("note"), max_length=300, required=False, help_text=_("Needed when it is not genuine: what differs."))


class MonthInput(forms.DateInput):
    """The browser's own picker of months."""

    input_type = "month"


class MonthForm(forms.Form):
    """A month to archive."""

    month = forms.DateField(
        label=_("month"), input_formats=["%Y-%m"], widget=MonthInput(format="%Y-%m"),
    )  # fmt: skip
