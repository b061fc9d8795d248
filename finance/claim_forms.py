"""Submissions of the pages of claims: photos first, then the claim with its lines, a receipt, and what finance grants."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.forms import MultipleFileField
from common.money import rounded
from finance.choices import ClaimState, FapiaoKind
from finance.findings import SENTENCES
from finance.models import Claim, ClaimLine, Receipt
from finance.selectors.claims import Offered
from finance.services.claims import Typed, TypedLine
from finance.services.receipts import FIGURES, TEXTS

LARGEST = Decimal("99999999.99")
FAR = timedelta(days=3660)
CURRENCIES = ("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "THB", "MYR", "VND", "AUD", "CAD", "CHF")
MORE = ("city", "quantity", "cost_centre", "currency", "foreign_amount", "rate", "rate_source")  # behind a fold
ANSWER = re.compile(r"answer-(?P<code>[a-z_]+)-(?P<about>claim|line-\d+|receipt-\d+)")


class AmountField(forms.DecimalField):
    """A figure as people type it: `1,386.00`, `￥480`, full-width digits."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_digits", 12)
        options.setdefault("decimal_places", 2)
        options.setdefault("max_value", LARGEST)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[,\s¥￥元]", "", unicodedata.normalize("NFKC", value))
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal) and self.decimal_places == 1:
            return f"{value:f}".removesuffix(".0")
        return value


class CodeField(forms.CharField):
    """Digits and letters as people copy them: in groups, full-width, in small letters."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", super().to_python(value) or "")).upper()


class DayField(forms.DateField):
    """A day within ten years."""

    widget = forms.DateInput

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day is not None and abs(day - clock.today()) > FAR:
            raise forms.ValidationError(_("This day is too far from today, please check the year."))
        return day


class ReceiptsField(MultipleFileField):
    """Photos and files of receipts; the camera is offered, not forced."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": "image/*,application/pdf,.pdf,.ofd,.xml"}


class StartForm(forms.Form):
    """Receipts first. The key makes a double tap one claim."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput)
    files = ReceiptsField(label=_("Photos or files of your receipts"), required=False)  # type: ignore[assignment]


class ClaimForm(forms.Form):
    """What the claim is for. Nothing is required: a draft is kept as typed."""

    title = forms.CharField(label=pgettext_lazy("claim", "purpose"), max_length=100, required=False)
    trip = forms.ChoiceField(label=_("business trip"), required=False)
    work_link = forms.CharField(label=_("other work that caused it"), max_length=200, required=False)
    no_link_reason = forms.CharField(label=_("why without such work"), max_length=300, required=False)
    late_reason = forms.CharField(label=_("why it comes late"), max_length=300, required=False)
    department = forms.ChoiceField(label=_("cost centre"), required=False)

    def __init__(self, *args: Any, claim: Claim, offered: Offered, **options: Any) -> None:
        initial = {name: getattr(claim, name) for name in ("title", "work_link", "no_link_reason", "late_reason")}
        options["initial"] = {**initial, "trip": claim.trip_id or "", "department": claim.department_id}
        super().__init__(*args, **options)
        self.claim, self.offered = claim, offered
        self.fields["trip"].choices = [("", _("no business trip")), *offered.trip_choices]  # type: ignore[attr-defined]
        self.fields["department"].choices = offered.department_choices  # type: ignore[attr-defined]

    def typed(self) -> dict[str, Any]:
        """What is right of it; a field that is wrong keeps what was there before."""
        data = self.cleaned_data
        texts = {name: data.get(name, getattr(self.claim, name)) for name in ("title", "work_link", "no_link_reason", "late_reason")}
        trip = self.offered.trips.get(data["trip"]) if "trip" in data else self.claim.trip
        return {**texts, "trip": trip, "department": self.offered.departments.get(data.get("department", ""))}


class LineForm(forms.Form):
    """One expense. Nothing is required; what cannot be understood is marked and the rest is kept."""

    use_required_attribute = False
    category = forms.ChoiceField(label=_("category"), required=False)
    cost_on = DayField(label=_("spent on"), required=False)
    description = forms.CharField(label=_("what for"), max_length=200, required=False)
    amount = AmountField(label=_("amount (CNY)"), min_value=Decimal("0.01"))
    tax = AmountField(label=_("tax in it (CNY)"), min_value=Decimal(0))
    city = forms.CharField(label=_("city"), max_length=40, required=False)
    quantity = AmountField(
        label=_("nights, days or persons"), max_digits=6, decimal_places=1, min_value=Decimal("0.1"), max_value=Decimal("9999.9")
    )
    currency = forms.ChoiceField(label=_("currency"), required=False)
    foreign_amount = AmountField(label=_("amount in that currency"), max_digits=14, min_value=Decimal("0.01"), max_value=None)
    rate = AmountField(label=_("rate"), max_digits=14, decimal_places=6, min_value=Decimal("0.000001"), max_value=None)
    rate_source = forms.CharField(label=_("where the rate comes from"), max_length=100, required=False)
    cost_centre = forms.ChoiceField(label=_("cost centre"), required=False)
    over_reason = forms.CharField(label=_("why above the limit"), max_length=300, required=False)
    no_fapiao_reason = forms.CharField(label=_("why without a fapiao"), max_length=300, required=False)
    files = ReceiptsField(label=_("Add receipts to this line"), required=False)  # type: ignore[assignment]

    def __init__(self, data: Any, *, line: ClaimLine, offered: Offered) -> None:
        initial = {name: getattr(line, name) for name in self.base_fields if name not in ("files", "category", "cost_centre")}
        initial |= {"category": line.category_id or "", "cost_centre": line.cost_centre_id or ""}
        super().__init__(data, prefix=f"line-{line.pk}", initial=initial)
        self.line, self.offered = line, offered
        chosen: Any = self.fields
        chosen["category"].choices = [("", _("Please choose")), *offered.category_choices]
        chosen["cost_centre"].choices = [("", _("that of the claim")), *offered.department_choices]
        chosen["currency"].choices = [(code, code) for code in dict.fromkeys((*CURRENCIES, line.currency))]

    @property
    def is_unfolded(self) -> bool:
        """Whether something stands in the fields behind the fold, or is wrong there."""
        line = self.line
        return line.currency != "CNY" or line.cost_centre_id is not None or any(name in self.errors for name in MORE)

    def count_in(self, unit: str) -> None:
        """Name the quantity by the unit of the standard: nights, persons."""
        if unit:
            self.fields["quantity"].label = _("quantity (%(unit)s)") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount = data.get("amount")
        if data.get("currency", "CNY") != "CNY" and amount is None and data.get("foreign_amount") and data.get("rate"):
            amount = data["foreign_amount"] * data["rate"]
            if not Decimal("0.01") <= rounded(amount) <= LARGEST:
                self.add_error("rate", _("Amount times rate is no sum that can be claimed, please check."))
        if amount is not None and data.get("tax") is not None and data["tax"] > amount:
            self.add_error("tax", _("The tax is larger than the amount, please check."))
        return data

    def typed(self) -> TypedLine:
        """What is right of it; a field that is wrong keeps what was there before."""
        if not self.is_bound:
            return as_it_stands(self.line)
        data, line = self.cleaned_data, self.line
        kept = {name: data[name] if name in data else getattr(line, name) for name in _OWN if name != "quantity"}
        if self.errors.get("tax"):
            kept["tax"] = None
        return TypedLine(
            line=line.pk, **kept, quantity=data.get("quantity") or (line.quantity if "quantity" in self.errors else Decimal(1)),
            category=self.offered.categories.get(data["category"]) if "category" in data else line.category,
            cost_centre=self.offered.departments.get(data["cost_centre"]) if "cost_centre" in data else line.cost_centre,
            currency=data.get("currency") or "CNY",
        )  # fmt: skip


_OWN = (
    "cost_on", "city", "quantity", "description", "foreign_amount", "rate", "rate_source", "amount", "tax", "over_reason",
    "no_fapiao_reason",
)  # fmt: skip


def as_it_stands(line: ClaimLine, **changed: Any) -> TypedLine:
    """The line as its row has it."""
    told = {name: getattr(line, name) for name in (*_OWN, "category", "cost_centre", "currency")}
    return TypedLine(line=line.pk, **{**told, **changed})


class Sheet:
    """A claim as its page holds it: the claim, its lines in their order, and the answers to the checks.

    Lines that the page did not show (added meanwhile from another) stay as they are.
    """

    def __init__(self, claim: Claim, lines: Iterable[ClaimLine], offered: Offered, data: QueryDict | None = None) -> None:
        self.claim, self.data = claim, data
        self.head = ClaimForm(data, claim=claim, offered=offered)
        shown = set(data.getlist("line")) if data is not None else set()
        self.lines = [LineForm(data if str(line.pk) in shown else None, line=line, offered=offered) for line in lines]

    def is_valid(self, without: int | None = None) -> bool:
        """Whether everything could be understood; without: a line that is about to go."""
        lines = [form for form in self.lines if form.is_bound and form.line.pk != without]
        return all([self.head.is_valid(), *(form.is_valid() for form in lines)])

    def typed(self, *, without: int | None = None, more: bool = False, receipts: Iterable[int] = ()) -> Typed:
        """For the service. without: a line to take off; more: an empty line to add. receipts: ids of those of the claim."""
        lines = [form.typed() for form in self.lines if form.line.pk != without] + [TypedLine()] * more
        return Typed(**self.head.typed(), lines=lines, answers=self._answers(receipts))

    def _answers(self, receipts: Iterable[int]) -> Mapping[tuple[str, str], str]:
        known = {"claim", *(f"line-{form.line.pk}" for form in self.lines), *(f"receipt-{pk}" for pk in receipts)}
        found = {}
        for name, text in self.data.items() if self.data is not None else ():
            match = ANSWER.fullmatch(name)
            if match and match["code"] in SENTENCES and match["about"] in known:
                found[match["code"], match["about"].replace("-", ":")] = str(text).replace("\0", "").strip()
        return found


class ReceiptForm(forms.Form):
    """What a receipt says. What was read from the data of the file itself stands fast."""

    use_required_attribute = False
    is_fapiao = forms.BooleanField(label=_("It is a fapiao"), required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=FapiaoKind)
    number = CodeField(label=_("fapiao number"), max_length=20, required=False, help_text=_("20 digits, or the 8 digits of an older one."))
    code = CodeField(label=_("fapiao code"), max_length=12, required=False, help_text=_("Only older fapiao have one: 10 or 12 digits."))
    issued_on = DayField(label=_("issued on"), required=False)
    total = AmountField(label=_("with tax (CNY)"))
    amount = AmountField(label=_("without tax (CNY)"))
    tax = AmountField(label=_("tax (CNY)"))
    seller_name = forms.CharField(label=_("seller"), max_length=100, required=False)
    seller_tax_id = CodeField(label=_("seller's credit code"), max_length=20, required=False)
    buyer_name = forms.CharField(label=_("buyer"), max_length=100, required=False)
    buyer_tax_id = CodeField(label=_("buyer's credit code"), max_length=20, required=False)
    check_code = CodeField(label=_("check code"), max_length=20, required=False)
    line = forms.ChoiceField(label=_("belongs to the expense"))

    def __init__(self, *args: Any, receipt: Receipt, lines: Iterable[ClaimLine], **options: Any) -> None:
        initial = {name: getattr(receipt, name) for name in (*TEXTS, *FIGURES, "is_fapiao")}
        options["initial"] = {**initial, "line": receipt.line_id}
        super().__init__(*args, **options)
        sure = (receipt.read or {}).get("sure", {})
        self.exact = [name for name in (*TEXTS, *FIGURES) if sure.get(name) == "exact" and name not in receipt.corrected]
        for name in self.exact:
            self.fields[name].disabled = True
        named = [(line.pk, f"{place}. {line.description or line.category or ''}".strip()) for place, line in enumerate(lines, start=1)]
        self.fields["line"].choices = named  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The fields by attribute of Receipt."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, *FIGURES, "is_fapiao")}


class GrantForm(forms.Form):
    """What finance grants of each line; empty is all of it."""

    use_required_attribute = False

    def __init__(self, *args: Any, lines: Iterable[ClaimLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = list(lines)
        for place, line in enumerate(self.rows, start=1):
            label = _("%(place)d. %(what)s") % {"place": place, "what": line.description or line.category or ""}
            field = AmountField(label=label, min_value=Decimal(0), max_value=line.amount, initial=line.granted)
            self.fields[f"granted-{line.pk}"] = field

    def amounts(self) -> dict[int, Decimal | None]:
        """By id of line; None: all of it."""
        return {line.pk: self.cleaned_data[f"granted-{line.pk}"] for line in self.rows}


class TeamForm(forms.Form):
    """Narrows the claims of a team."""

    q = forms.CharField(label=_("Name, number or purpose"), required=False, max_length=60, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("state"), required=False,
        choices=[("", pgettext_lazy("claims", "every state")), *(c for c in ClaimState.choices if c[0] != ClaimState.DRAFT)],
    )  # fmt: skip
    which = forms.CharField(required=False, widget=forms.HiddenInput, initial="team")

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        return typed if typed.isprintable() else ""
