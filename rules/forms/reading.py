"""What a reader asks of a rulebook: a day and a unit, or two editions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.periods import Period
from people.fields import DepartmentField
from people.models import Department
from rules.models import Edition

LONGEST_TRIAL = 92  # days


class OnDayForm(forms.Form):
    """What did the wall say on that day, there?"""

    on = forms.DateField(label=_("On"))
    unit = DepartmentField(label=_("Unit"), required=False, help_text=_("Empty: where you worked on that day."))

    def asked(self) -> tuple[date, Department | None] | None:
        """The day and the unit; None when nothing (right) was asked."""
        if not self.is_bound or not self.is_valid():
            return None
        return self.cleaned_data["on"], self.cleaned_data["unit"]


class CompareForm(forms.Form):
    """Which two editions, and whether what stays is shown too."""

    old = forms.TypedChoiceField(label=_("Before"), coerce=int)
    new = forms.TypedChoiceField(label=_("After"), coerce=int)
    all = forms.BooleanField(label=_("With the clauses that stay"), required=False)

    def __init__(self, data: Any, *, editions: Sequence[Edition], new: Edition) -> None:
        """new: the edition that is compared with the one before it, where nothing is asked."""
        self.by_number = {one.number: one for one in editions}
        earlier = [number for number in self.by_number if number < new.number]
        usual = {"old": str(max(earlier, default=new.number)), "new": str(new.number)}
        given = {name: data.get(name) or usual.get(name, "") for name in ("old", "new", "all")}
        super().__init__(given)
        choices = [(str(number), gettext("Edition %(number)d") % {"number": number}) for number in sorted(self.by_number, reverse=True)]
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def pair(self) -> tuple[Edition, Edition] | None:
        """The old and the new edition; None for an unknown one."""
        if not self.is_valid():
            return None
        return self.by_number[self.cleaned_data["old"]], self.by_number[self.cleaned_data["new"]]


class PreviewForm(forms.Form):
    """Over which past days a draft is tried, and where."""

    first = forms.DateField(label=_("From"))
    last = forms.DateField(label=_("Until"))
    unit = DepartmentField(label=_("Unit"), required=False, help_text=_("Empty: everybody whom the draft would bind."))

    def __init__(self, data: Any, *, usual: Period, today: date) -> None:
        super().__init__(data or {"first": usual.first.isoformat(), "last": usual.last.isoformat()})
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day lies before the first. Check both."))
        elif first and last and (last - first).days >= LONGEST_TRIAL:
            self.add_error("last", ngettext("At most %(count)d day.", "At most %(count)d days.", LONGEST_TRIAL) % {"count": LONGEST_TRIAL})
        if last and last >= self.today:
            self.add_error("last", _("Only days that are over can be looked at."))
        return data

    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
