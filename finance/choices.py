"""Words that models, services and the domain share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.choices import State


class ClaimState(TextChoices):
    """A claim: a draft, what its request says, and the money. It stays `submitted` while the request walks."""

    DRAFT = "draft", pgettext_lazy("claim", "draft")
    SUBMITTED = State.SUBMITTED.value, State.SUBMITTED.label
    SENT_BACK = State.SENT_BACK.value, State.SENT_BACK.label
    APPROVED = State.APPROVED.value, pgettext_lazy("claim", "approved, to be paid")
    REFUSED = State.REFUSED.value, State.REFUSED.label
    WITHDRAWN = State.WITHDRAWN.value, State.WITHDRAWN.label
    PAID = "paid", pgettext_lazy("claim", "paid")


EDITABLE = (ClaimState.DRAFT, ClaimState.SENT_BACK)
OPEN = (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.SENT_BACK)  # not decided yet
LIVE = (ClaimState.SUBMITTED, ClaimState.SENT_BACK, ClaimState.APPROVED, ClaimState.PAID)  # holds its fapiao


class FapiaoKind(TextChoices):
    """Our own kinds of fapiao, as finance.fapiao.kinds gives them; vendors number them differently."""

    DIGITAL_SPECIAL = "digital_special", _("digital special VAT fapiao")
    DIGITAL_ORDINARY = "digital_ordinary", _("digital ordinary fapiao")
    VAT_SPECIAL = "vat_special", _("special VAT fapiao on paper")
    VAT_ORDINARY = "vat_ordinary", _("ordinary VAT fapiao on paper")
    VAT_ELECTRONIC_SPECIAL = "vat_electronic_special", _("electronic special VAT fapiao")
    VAT_ELECTRONIC_ORDINARY = "vat_electronic_ordinary", _("electronic ordinary VAT fapiao")
    RAIL = "rail", _("rail ticket")
    AIR = "air", _("air itinerary")
    TOLL = "toll", _("toll fapiao")
    ROLL = "roll", _("roll fapiao")
    TAXI = "taxi", _("taxi or quota slip")
    OTHER = "other", _("other receipt")


class BudgetState(TextChoices):
    """A version of a budget: a draft, then what its request says."""

    DRAFT = "draft", pgettext_lazy("budget", "draft")
    SUBMITTED = State.SUBMITTED.value, State.SUBMITTED.label
    SENT_BACK = State.SENT_BACK.value, State.SENT_BACK.label
    APPROVED = State.APPROVED.value, State.APPROVED.label
    REFUSED = State.REFUSED.value, State.REFUSED.label
    WITHDRAWN = State.WITHDRAWN.value, State.WITHDRAWN.label


BUDGET_OPEN = (BudgetState.DRAFT, BudgetState.SUBMITTED, BudgetState.SENT_BACK)


class EntryKind(TextChoices):
    """A line of the ledger of a budget account."""

    SET = "set", pgettext_lazy("budget ledger", "approved")
    RESERVE = "reserve", pgettext_lazy("budget ledger", "reserved")
    RELEASE = "release", pgettext_lazy("budget ledger", "released")
    SPEND = "spend", pgettext_lazy("budget ledger", "spent")


class AdvanceState(TextChoices):
    """An advance: what its request says, then the money out and settled."""

    DRAFT = "draft", pgettext_lazy("advance", "draft")
    SUBMITTED = State.SUBMITTED.value, State.SUBMITTED.label
    SENT_BACK = State.SENT_BACK.value, State.SENT_BACK.label
    APPROVED = State.APPROVED.value, pgettext_lazy("advance", "approved, to be paid")
    REFUSED = State.REFUSED.value, State.REFUSED.label
    WITHDRAWN = State.WITHDRAWN.value, State.WITHDRAWN.label
    PAID = "paid", pgettext_lazy("advance", "paid out")
    SETTLED = "settled", pgettext_lazy("advance", "settled")


class BatchState(TextChoices):
    OPEN = "open", pgettext_lazy("payment batch", "being put together")
    EXPORTED = "exported", pgettext_lazy("payment batch", "with the bank")
    DONE = "done", pgettext_lazy("payment batch", "done")


class PaymentState(TextChoices):
    PLANNED = "planned", pgettext_lazy("payment", "to be paid")
    PAID = "paid", pgettext_lazy("payment", "paid")
    FAILED = "failed", pgettext_lazy("payment", "came back")
