"""What the pages of budgets take in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.money import split
from finance.models import Budget, BudgetAccount, BudgetLine, ExpenseCategory
from finance.selectors.budgets import Row
from finance.services.budgets import MONTHS, Asked
from people.models import Department

AMOUNT: dict[str, Any] = {"required": False, "min_value": Decimal(0), "max_digits": 12, "decimal_places": 2}


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """The fields of one category. is_group: it stands for all of its group. is_open: its months were typed."""

    name: str
    is_group: bool
    amount: BoundField
    note: BoundField
    months: tuple[BoundField, ...]
    is_open: bool


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label=_("year"), coerce=int, required=False)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  declared above
        field.choices = [(year, str(year)) for year in years]


class ProposalForm(forms.Form):
    """Amounts by category, and months for whoever plans them. Fields: amount_<id>, note_<id>, month_<id>_<1 to 12>."""

    reason = forms.CharField(
        label=_("Why the budget is adjusted"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, lines: Sequence[BudgetLine] = (), is_adjustment: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_adjustment:
            del self.fields["reason"]
        before = {line.category_id: line for line in lines}
        self.categories = list(
            ExpenseCategory.objects.filter(Q(is_active=True) | Q(pk__in=before)).select_related("group").order_by("order", "pk")
        )
        for category in self.categories:
            self._add(category, before.get(category.pk))

    def _add(self, category: ExpenseCategory, line: BudgetLine | None) -> None:
        is_typed = line is not None and list(line.months) != split(line.amount, [1] * MONTHS)
        amount = forms.DecimalField(label=category.name, initial=line.amount if line else None, **AMOUNT)
        note = forms.CharField(
            label=pgettext_lazy("budget", "What it is for"), max_length=200, required=False, initial=line.note if line else ""
        )
        self.fields |= {f"amount_{category.pk}": amount, f"note_{category.pk}": note}
        for month in range(1, MONTHS + 1):
            initial = line.months[month - 1] if line and is_typed else None
            self.fields[f"month_{category.pk}_{month}"] = forms.DecimalField(
                label=_("Month %(month)d") % {"month": month}, initial=initial, **AMOUNT
            )

    @property
    def rows(self) -> list[CategoryRow]:
        return [self._row(category) for category in self.categories]

    def _row(self, category: ExpenseCategory) -> CategoryRow:
        months = tuple(self[f"month_{category.pk}_{month}"] for month in range(1, MONTHS + 1))
        note = self[f"note_{category.pk}"]
        is_open = any(field.errors or field.value() not in {None, ""} for field in (*months, note))
        return CategoryRow(category.name, category.group_id is None, self[f"amount_{category.pk}"], note, months, is_open)

    @property
    def own_fields(self) -> list[BoundField]:
        """Those that stand above the categories."""
        return [self[name] for name in self.fields if not name.startswith(("amount_", "note_", "month_"))]

    def asked(self) -> list[Asked]:
        """What the proposal says. Months are only planned where one was typed; an empty one among them is nought."""
        data = self.cleaned_data
        asked = []
        for category in self.categories:
            months = [data[f"month_{category.pk}_{month}"] for month in range(1, MONTHS + 1)]
            is_typed = any(month is not None for month in months)
            amount = data[f"amount_{category.pk}"]
            if amount is None:
                amount = sum((month or Decimal(0) for month in months), Decimal(0))
            planned = [month or Decimal(0) for month in months] if is_typed else None
            asked.append(Asked(category.pk, amount, planned, data[f"note_{category.pk}"]))
        return asked


class NewProposalForm(ProposalForm):
    """The first proposal for a year and department."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2200)
    department = forms.ModelChoiceField(label=_("department"), queryset=Department.objects.none())

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = departments

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        known = Budget.objects.filter(year=data.get("year") or 0, department=data.get("department")).first()
        if known is not None:
            self.add_error(None, _("There is a budget or a proposal for this year and department already. Adjust that one from its page."))
        return data


class ReviewForm(forms.Form):
    """A reason for each account that has reached the warning level (field reason_<id>), and what is done about it."""

    note = forms.CharField(label=_("Measures"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._accounts: list[BudgetAccount] = [row.account for row in rows]
        for row in rows:
            self.fields[f"reason_{row.account.pk}"] = forms.CharField(
                label=_("Reason of the deviation: %(category)s") % {"category": row.account.category.name},
                max_length=300, required=row.is_warned,
            )  # fmt: skip

    def reason_field(self, row: Row) -> BoundField:
        return self[f"reason_{row.account.pk}"]

    def reasons(self) -> dict[int, str]:
        return {account.pk: self.cleaned_data[f"reason_{account.pk}"] for account in self._accounts}
