"""Which costs are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from finance.models import ExpenseCategory
from finance.selectors.reports import Asked, units_seen
from people.models import User

YEARS = 6


class ReportForm(forms.Form):
    """A year of a department. What is not there to choose is passed over, as if it had not been said."""

    year = forms.TypedChoiceField(coerce=int, required=False, label=_("year"))
    department = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=_("department"))

    def __init__(self, data: Any, *, user: User, day: date) -> None:
        super().__init__(data)
        self.day = day
        self.fields["year"].choices = [(year, str(year)) for year in range(day.year, day.year - YEARS, -1)]  # type: ignore[attr-defined]
        units = units_seen(user).values_list("pk", "name")
        self.fields["department"].choices = [("", _("all of mine")), *units]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Asked(**{"year": self.day.year, **said})


class LinesForm(ReportForm):
    """Narrower: a month, a category; where a figure led here, the cost centre or the budget account that it is of."""

    month = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=_("month"))
    category = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=_("category"))
    centre = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput())
    account = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, user: User, day: date) -> None:
        super().__init__(data, user=user, day=day)
        self.fields["month"].choices = [("", _("the whole year")), *((n, _month(n)) for n in range(1, 13))]  # type: ignore[attr-defined]
        categories = ExpenseCategory.objects.order_by("order", "pk").values_list("pk", "name")
        self.fields["category"].choices = [("", _("all categories")), *categories]  # type: ignore[attr-defined]


def _month(number: int) -> str:
    """`11月`."""
    return dateformat.format(date(2000, number, 1), pgettext("month of a year", "F"))
