"""Money out: accounts of those who are paid, advances and their settlement, batches of payments."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Request
from attendance.models import Slip
from common.templatetags.show import money
from finance.choices import AdvanceState, BatchState, PaymentState
from finance.models.claims import Claim
from people.access import within_scope
from people.models import Department, Employee

if TYPE_CHECKING:
    from people.models import User


class PayeeAccount(models.Model):
    """Where somebody is paid. A change is a new row; the old one stays with its end."""

    audit_hidden = ("number",)

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="payee_accounts", verbose_name=_("employee"))
    holder = models.CharField(max_length=60, verbose_name=_("account holder"))
    bank = models.CharField(max_length=80, verbose_name=_("bank and branch"))
    number = models.CharField(max_length=32, verbose_name=_("account number"))
    since = models.DateTimeField(editable=False, verbose_name=pgettext_lazy("account", "since"))
    until = models.DateTimeField(null=True, editable=False, verbose_name=pgettext_lazy("account", "until"))
    entered_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("account of a payee")
        verbose_name_plural = _("accounts of payees")
        ordering = ["employee", "-since"]
        constraints = [
            models.UniqueConstraint(name="finance_payee_one_account", fields=["employee"], condition=Q(until=None)),
            models.CheckConstraint(name="finance_payee_number_written", condition=Q(number__regex=r"^[0-9]{8,32}$")),
        ]

    def __str__(self) -> str:
        return f"{self.holder} · {self.bank}"


class AdvanceQuerySet(QuerySet["Advance"]):
    def visible_to(self, user: "User", permission: str = "finance.view_advance") -> "AdvanceQuerySet":
        """One's own, those one is or was asked to decide, and those of one's scope."""
        asked = Request.objects.filter(kind="finance.advance").visible_to(user)
        others = Q(request__in=asked.values("pk")) | within_scope(user, permission, "department")
        return self.filter(Q(employee__user=user) | others)


class Advance(models.Model):
    """Money given before it is spent (借款). amount in CNY. settled: what claims and repayments have taken off it."""

    key = models.UUIDField(unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, null=True, editable=False, verbose_name=_("number"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="advances", editable=False, verbose_name=_("employee"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", editable=False, verbose_name=_("department"))
    purpose = models.CharField(max_length=200, verbose_name=pgettext_lazy("expense", "purpose"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, verbose_name=_("amount (CNY)"))
    trip = models.ForeignKey(Slip, models.PROTECT, null=True, blank=True, related_name="advances", verbose_name=_("business trip"))
    settle_by = models.DateField(verbose_name=_("to be settled by"))
    state = models.CharField(max_length=16, choices=AdvanceState, default=AdvanceState.DRAFT, editable=False, verbose_name=_("state"))
    request = models.OneToOneField(Request, models.PROTECT, null=True, related_name="finance_advance", editable=False)
    settled = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False, verbose_name=_("settled (CNY)"))
    paid_at = models.DateTimeField(null=True, editable=False, verbose_name=_("paid at"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))

    objects = AdvanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("advance")
        verbose_name_plural = _("advances")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["employee", "state"], name="finance_advances_of_one")]
        constraints = [
            models.CheckConstraint(name="finance_advance_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="finance_advance_settled_within", condition=Q(settled__gte=0, settled__lte=F("amount"))),
            models.UniqueConstraint(  # 前款未清的不再借款
                name="finance_advance_one_unsettled", fields=["employee"],
                condition=Q(state__in=(AdvanceState.SUBMITTED, AdvanceState.SENT_BACK, AdvanceState.APPROVED, AdvanceState.PAID)),
                violation_error_message=_("An earlier advance is not settled yet."),
            ),
            models.CheckConstraint(
                name="finance_advance_paid_has_stamp",
                condition=Q(state__in=(AdvanceState.PAID, AdvanceState.SETTLED), paid_at__isnull=False)
                | (~Q(state__in=(AdvanceState.PAID, AdvanceState.SETTLED)) & Q(paid_at=None)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number or ''} {self.purpose}".strip()


class AdvanceSettlement(models.Model):
    """A part of an advance that is settled: by a claim that was paid with it, or given back (claim is None). amount in CNY."""

    append_only = True

    key = models.UUIDField(unique=True, editable=False)
    advance = models.ForeignKey(Advance, models.PROTECT, related_name="settlements", verbose_name=_("advance"))
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="settlements", verbose_name=_("expense claim"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, verbose_name=_("amount (CNY)"))
    note = models.CharField(max_length=200, blank=True, verbose_name=_("note"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("settlement of an advance")
        verbose_name_plural = _("settlements of advances")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="finance_settlement_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(name="finance_settlement_once", fields=["advance", "claim"]),
        ]

    def __str__(self) -> str:
        return f"{self.advance} · {money(self.amount)}"


class PaymentBatch(models.Model):
    """Payments that go to the bank together. digest: SHA-256 of the file that was handed over."""

    number = models.CharField(max_length=32, unique=True, editable=False, verbose_name=_("number"))
    key = models.UUIDField(unique=True, editable=False)
    state = models.CharField(max_length=16, choices=BatchState, default=BatchState.OPEN, editable=False, verbose_name=_("state"))
    pay_on = models.DateField(verbose_name=_("to be paid on"))
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("put together by"))
    made_at = models.DateTimeField(editable=False, verbose_name=_("put together at"))
    exported_at = models.DateTimeField(null=True, editable=False, verbose_name=_("handed over at"))
    digest = models.CharField(max_length=64, blank=True, editable=False, verbose_name=_("digest"))

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money to one person for one approved claim or advance (APV-01). The account is copied as it was then. CNY.

    request: the approval it rests on; a trigger refuses a row whose request is not approved, or of another subject. Nobody pays
    themselves: `paid_by` is not the payee.
    """

    audit_hidden = ("account_number",)

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="payments", editable=False, verbose_name=_("payment batch"))
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="payments", editable=False, verbose_name=_("expense claim"))
    advance = models.ForeignKey(Advance, models.PROTECT, null=True, related_name="payments", editable=False, verbose_name=_("advance"))
    request = models.ForeignKey(Request, models.PROTECT, related_name="+", editable=False, verbose_name=_("request"))
    payee = models.ForeignKey(Employee, models.PROTECT, related_name="payments", editable=False, verbose_name=_("payee"))
    holder = models.CharField(max_length=60, editable=False, verbose_name=_("account holder"))
    bank = models.CharField(max_length=80, editable=False, verbose_name=_("bank and branch"))
    account_number = models.CharField(max_length=32, editable=False, verbose_name=_("account number"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, editable=False, verbose_name=_("amount (CNY)"))
    state = models.CharField(max_length=16, choices=PaymentState, default=PaymentState.PLANNED, editable=False, verbose_name=_("state"))
    paid_at = models.DateTimeField(null=True, editable=False, verbose_name=_("paid at"))
    paid_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("marked by"))
    reference = models.CharField(max_length=60, blank=True, editable=False, verbose_name=_("bank reference"))
    failure = models.CharField(max_length=200, blank=True, editable=False, verbose_name=_("why it came back"))

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["batch", "pk"]
        constraints = [
            models.CheckConstraint(name="finance_payment_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="finance_payment_for_one_thing",
                condition=Q(claim__isnull=False, advance=None) | Q(claim=None, advance__isnull=False),
            ),
            models.UniqueConstraint(name="finance_payment_claim_once", fields=["claim"], condition=~Q(state=PaymentState.FAILED)),
            models.UniqueConstraint(name="finance_payment_advance_once", fields=["advance"], condition=~Q(state=PaymentState.FAILED)),
            models.CheckConstraint(
                name="finance_payment_paid_has_stamp",
                condition=Q(state=PaymentState.PAID, paid_at__isnull=False, paid_by__isnull=False)
                | (~Q(state=PaymentState.PAID) & Q(paid_at=None)),
            ),
            models.CheckConstraint(
                name="finance_payment_not_to_oneself", condition=Q(paid_by=None) | ~Q(paid_by=F("payee")),
                violation_error_message=_("Nobody pays themselves."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.batch} · {self.holder} · {money(self.amount)}"
