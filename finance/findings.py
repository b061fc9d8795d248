"""The sentences of finance.domain.checks: what is wrong, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.policy import Citation
from common.templatetags.show import day, money
from finance.domain.checks import Finding

SENTENCES = {
    "no_title": _("Say what the claim is for."),
    "no_lines": _("Add at least one expense with its receipt."),
    "no_work_link": _("Name the trip or the work that caused it, or say why there is none."),
    "maybe_split": _("Together with %(claims)s of these days it reaches the bound of major spending. Say why these are several claims."),
    "no_category": _("Line %(line)s: choose a category."),
    "no_date": _("Line %(line)s: say on which day it was spent."),
    "no_description": _("Line %(line)s: say what it was for."),
    "no_amount": _("Line %(line)s: enter the amount."),
    "no_voucher": _("Line %(line)s has no fapiao or receipt. Add a photo or a file."),
    "future_cost": _("Line %(line)s: %(day)s lies in the future, please check."),
    "late": _("Line %(line)s: %(day)s is more than %(days)s days ago. Say why it comes late."),
    "outside_trip": _("Line %(line)s: %(day)s lies outside of the trip. Say why it belongs to it."),
    "no_rate": _("Line %(line)s: for %(currency)s enter the amount in that currency, the rate and where the rate comes from."),
    "rate_does_not_fit": _("Line %(line)s: amount times rate is %(should)s, not %(is)s."),
    "above_vouchers": _("Line %(line)s: %(amount)s is claimed, the receipts come to %(sum)s."),
    "over_limit": _("Line %(line)s: %(over)s above the limit of %(limit)s for %(category)s. Say why."),
    "no_fapiao": _("Line %(line)s has a receipt but no fapiao. Say why none could be had."),
    "fapiao_no_number": _("Line %(line)s: enter the number of the fapiao."),
    "fapiao_no_date": _("Fapiao %(number)s: enter the day of its issue."),
    "fapiao_no_total": _("Fapiao %(number)s: enter its total with tax."),
    "fapiao_taken": _("Fapiao %(number)s is claimed already. One fapiao is claimed once; take it off this claim."),
    "fapiao_red": _("Fapiao %(number)s is a red one: it takes another back. Nothing is paid on it."),
    "fapiao_sums": _("Fapiao %(number)s: amount and tax do not add up to the total. Compare them with the paper."),
    "fapiao_read_exactly": _("Fapiao %(number)s: %(fields)s was read from the file itself and cannot be changed. Undo the change."),
    "fapiao_corrected": _("Fapiao %(number)s: %(fields)s corrected by hand."),
    "no_company": _("The company's own name for fapiao is not entered yet, so the buyer is not compared. Finance enters it."),
    "fapiao_no_buyer": _("Fapiao %(number)s names no buyer. It has to be made out to the company."),
    "fapiao_other_buyer": _("Fapiao %(number)s is made out to “%(buyer)s”, which is not the company. Ask the seller for a new one."),
    "fapiao_other_code": _("Fapiao %(number)s has the buyer's credit code %(code)s, which is not the company's. Ask for a new one."),
    "fapiao_no_code": _("Fapiao %(number)s has no credit code of the buyer."),
    "fapiao_future": _("Fapiao %(number)s is dated %(day)s, which lies in the future."),
    "fapiao_old": _("Fapiao %(number)s was issued on %(day)s, more than %(days)s days ago. Say why it comes late."),
    "fapiao_prior_year": _("Fapiao %(number)s of %(day)s belongs to an earlier year; those were taken until %(last)s. Ask finance."),
    "fapiao_items": _("Fapiao %(number)s: “%(items)s”. Say what exactly was bought."),
    "fapiao_note": _("Fapiao %(number)s: %(note)s"),
    "same_file": _("Fapiao %(number)s: the same file was handed in before. Say why it comes again."),
    "same_day_amount": _("Fapiao %(number)s: you have another receipt of the same day, kind and amount. Say what the difference is."),
    "fapiao_twice": _("Fapiao %(number)s stands in this claim twice."),
    "fapiao_consecutive": _("Fapiao %(first)s and %(number)s follow one another. Say why one purchase has several fapiao."),
    "over_budget": _("%(category)s: %(asked)s is asked for, %(left)s is left of the budget."),
}
FIELDS = {
    "kind": _("kind"), "code": _("fapiao code"), "number": _("fapiao number"), "issued_on": _("issued on"), "buyer_name": _("buyer"),
    "buyer_tax_id": _("buyer's credit code"), "seller_name": _("seller"), "seller_tax_id": _("seller's credit code"),
    "amount": _("without tax (CNY)"), "tax": _("tax (CNY)"), "total": _("with tax (CNY)"), "check_code": _("check code"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words. citation: where the rule stands; None: the law's or the software's own. answer: what was answered."""

    code: str
    level: str
    about: str
    text: str
    citation: Citation | None = None
    answer: str = ""

    @property
    def name(self) -> str:
        """Of the field of a form in which it is answered."""
        return f"answer-{self.code}-{self.about.replace(':', '-')}"


def told(finding: Finding, citation: Citation | None = None, answer: str = "") -> Told:
    return Told(finding.code, finding.level, finding.about, sentence(finding.code, finding.values), citation, answer)


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The sentence in the reader's language."""
    said = {name: "—" if value == "" else _said(name, value) for name, value in values.items()}
    return str(SENTENCES[code]) % said


def _said(name: str, value: Any) -> str:
    if isinstance(value, date):
        return str(day(value))
    if isinstance(value, Decimal) and name != "days":
        return money(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return "、".join(str(FIELDS[one]) for one in value)
    return gettext(value) if name == "note" else str(value)
