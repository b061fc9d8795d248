"""Submissions of the pages on which rules are read, reviewed and published."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.fields import EmployeeField, colleagues, suggest
from common import clock
from people.fields import DepartmentField
from rules.choices import Verdict
from rules.services.sheets import POSTER, Options
from rules.sheets.designs import BAND, DESIGNS
from rules.sheets.planning import MOST_SHEETS
from rules.sheets.sizes import SIZES


class FindForm(forms.Form):
    """The search above the list."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60, widget=forms.SearchInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].widget.attrs["placeholder"] = _("Title or number")


class AskReviewForm(forms.Form):
    """Who reads the draft against the law."""

    reviewer = EmployeeField(label=_("Legality reviewer"), help_text=_("Somebody other than the author. Name or employee number."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        suggest(self, colleagues(clock.today()))


class ReviewForm(forms.Form):
    """What a legality review found (POL-04)."""

    reviewed_on = forms.DateField(label=_("Date of the review"), initial=clock.today)
    law_cited = forms.CharField(
        label=_("Law and norms cited"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name of the law and the article, one on each line."),
    )  # fmt: skip
    opinion = forms.CharField(label=_("Opinion"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)


class ValuesForm(forms.Form):
    """Whose values, and of which day."""

    department = DepartmentField(label=_("Unit"), required=False, help_text="")
    day = forms.DateField(label=_("On"), required=False)

    def asked(self, department: Any, day: date) -> tuple[Any, date]:
        """The unit and day asked for, where nothing is asked these."""
        if not self.is_valid():
            return department, day
        return self.cleaned_data["department"] or department, self.cleaned_data["day"] or day


class SheetForm(forms.Form):
    """How a sheet shall be printed."""

    size = forms.ChoiceField(label=_("Size"), choices=lambda: [(size.name, size.name) for size in SIZES.values()], required=False)
    orientation = forms.ChoiceField(
        label=_("Orientation"), choices=[("portrait", _("upright")), ("landscape", _("lying"))], required=False, initial="portrait"
    )
    design = forms.ChoiceField(
        label=_("Design"), choices=lambda: [(one.name, one.label) for one in DESIGNS.values()], required=False, initial=BAND.name
    )
    script = forms.ChoiceField(
        label=_("Script"), choices=[("", _("as written")), ("hans", _("simplified")), ("hant", _("traditional"))], required=False
    )
    columns = forms.TypedChoiceField(
        label=_("Columns"), choices=[("", _("what reads best")), ("1", _("one column")), ("2", _("two columns"))],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    distance = forms.DecimalField(
        label=_("Read from (m)"), min_value=Decimal("0.2"), max_value=Decimal(20), decimal_places=1, required=False,
        help_text=_("Empty: as is usual for the size."),
    )  # fmt: skip
    sheets = forms.TypedChoiceField(
        label=_("Sheets"),
        choices=[(str(count), str(count)) for count in range(1, MOST_SHEETS + 1)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    clauses = forms.MultipleChoiceField(label=_("Only these clauses"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **{"initial": {"size": POSTER, "sheets": "1"}, **options})
        self.fields["clauses"].choices = clauses  # type: ignore[attr-defined]

    def options(self) -> Options:
        """What was chosen; what was left out is as usual."""
        given = self.cleaned_data
        return Options(
            size=given["size"] or POSTER, orientation=given["orientation"] or "portrait", columns=given["columns"],
            distance_m=given["distance"], sheets=given["sheets"] or 1, only=tuple(given["clauses"]),
            design=given["design"] or BAND.name, script=given["script"],
        )  # fmt: skip
