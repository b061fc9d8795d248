"""Expense claims (费用报销单): lines, each with its receipts, and the answers to what the checks asked."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Request
from attendance.models import Slip
from finance.choices import ClaimState
from finance.models.setup import ExpenseCategory
from people.access import within_scope
from people.models import Department, Employee

if TYPE_CHECKING:
    from people.models import User


class ClaimQuerySet(QuerySet["Claim"]):
    def visible_to(self, user: "User", permission: str = "finance.view_claim") -> "ClaimQuerySet":
        """One's own, those one is or was asked to decide, and those of one's scope; somebody else's draft is theirs alone."""
        asked = Request.objects.filter(kind="finance.claim").visible_to(user)
        # the scope first: where it holds, the database never looks up who was asked
        others = (within_scope(user, permission, "department") | Q(request__in=asked.values("pk"))) & ~Q(state=ClaimState.DRAFT)
        return self.filter(others | Q(claimant__user=user))


class Claim(models.Model):
    """What somebody spent for the company and wants back (EXP-01). Money in CNY.

    department: whose budget bears it unless a line says otherwise. trip: the journey that caused it; work_link: another cause in
    words, or the address of it; one without either gives no_link_reason. total: of the lines. warnings: codes that the checks found
    when it was submitted. submitted_on: by the rules of this day it is judged (APV-02). offset: taken from advances. volume: of the
    archive.
    """

    key = models.UUIDField(unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, null=True, editable=False, verbose_name=_("number"))
    claimant = models.ForeignKey(Employee, models.PROTECT, related_name="claims", editable=False, verbose_name=_("claimant"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("cost centre"))
    title = models.CharField(max_length=100, blank=True, verbose_name=pgettext_lazy("expense", "purpose"))
    trip = models.ForeignKey(Slip, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("business trip"))
    work_link = models.CharField(max_length=200, blank=True, verbose_name=_("other work that caused it"))
    no_link_reason = models.CharField(max_length=300, blank=True, verbose_name=_("why without such work"))
    late_reason = models.CharField(max_length=300, blank=True, verbose_name=_("why it comes late"))
    state = models.CharField(max_length=16, choices=ClaimState, default=ClaimState.DRAFT, editable=False, verbose_name=_("state"))
    request = models.OneToOneField(
        Request, models.PROTECT, null=True, related_name="finance_claim", editable=False, verbose_name=_("request")
    )
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False, verbose_name=_("total (CNY)"))
    offset = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False, verbose_name=_("from advances (CNY)"))
    warnings = ArrayField(models.CharField(max_length=32), default=list, editable=False, verbose_name=_("warnings"))
    submitted_on = models.DateField(null=True, editable=False, verbose_name=_("submitted on"))
    paid_at = models.DateTimeField(null=True, editable=False, verbose_name=_("paid at"))
    volume = models.ForeignKey(
        "finance.ArchiveVolume", models.PROTECT, null=True, related_name="archived", editable=False, verbose_name=_("archive volume")
    )
    created_at = models.DateTimeField(editable=False, verbose_name=_("started at"))
    changed_at = models.DateTimeField(editable=False, verbose_name=_("changed at"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense claim")
        verbose_name_plural = _("expense claims")
        ordering = ["-changed_at", "-pk"]
        permissions = [("pay_claim", _("Can pay claims and advances")), ("archive_claim", _("Can archive vouchers"))]
        indexes = [
            models.Index(fields=["claimant", "-changed_at"], name="finance_claims_of_one"),
            models.Index(fields=["state", "-changed_at", "-id"], name="finance_claims_by_state"),
            models.Index(fields=["-changed_at", "-id"], name="finance_claims_latest"),
            models.Index(fields=["department", "-changed_at"], name="finance_claims_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(name="finance_claim_total_not_negative", condition=Q(total__gte=0)),
            models.CheckConstraint(name="finance_claim_offset_within_total", condition=Q(offset__gte=0, offset__lte=F("total"))),
            models.CheckConstraint(
                name="finance_claim_live_was_asked", condition=Q(state=ClaimState.DRAFT) | Q(request__isnull=False, number__isnull=False)
            ),
            models.CheckConstraint(
                name="finance_claim_paid_has_stamp",
                condition=Q(state=ClaimState.PAID, paid_at__isnull=False) | (~Q(state=ClaimState.PAID) & Q(paid_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or ''} {self.title}".strip()


class KeptLines(models.Manager["ClaimLine"]):
    """The lines that belong to a claim; those taken off after an earlier round are not among them."""

    def get_queryset(self) -> QuerySet["ClaimLine"]:
        return super().get_queryset().filter(removed_at=None)


class ClaimLine(models.Model):
    """One expense of a claim. amount in CNY, tax included; sanctioned: what finance grants of it, None is all.

    quantity: nights, days, persons or times to which the limit of the category is multiplied. foreign_amount x rate = amount for a
    currency other than CNY, with where the rate comes from. limit: what the rules allow, None: no limit. no_fapiao_reason: why
    there is only a receipt. removed_at: taken off after an earlier round showed it, which is why the row stays.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines", editable=False, verbose_name=_("expense claim"))
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    category = models.ForeignKey(ExpenseCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category"))
    cost_on = models.DateField(null=True, blank=True, verbose_name=_("spent on"))
    city = models.CharField(max_length=40, blank=True, verbose_name=_("city"))
    quantity = models.DecimalField(max_digits=6, decimal_places=1, default=1, verbose_name=_("nights, days or persons"))
    description = models.CharField(max_length=200, blank=True, verbose_name=_("what for"))
    cost_centre = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cost centre"))
    currency = models.CharField(max_length=3, default="CNY", verbose_name=_("currency"))
    foreign_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True, verbose_name=_("amount in that currency"))
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True, verbose_name=_("rate"))
    rate_source = models.CharField(max_length=100, blank=True, verbose_name=_("where the rate comes from"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("amount (CNY)"))
    tax = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("tax in it (CNY)"))
    limit = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False, verbose_name=_("limit (CNY)"))
    over_reason = models.CharField(max_length=300, blank=True, verbose_name=_("why above the limit"))
    no_fapiao_reason = models.CharField(max_length=300, blank=True, verbose_name=_("why without a fapiao"))
    sanctioned = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, editable=False, verbose_name=_("granted (CNY)")
    )

    removed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("removed at"))

    objects = KeptLines()
    every = models.Manager()

    class Meta:
        verbose_name = _("line of a claim")
        verbose_name_plural = _("lines of a claim")
        ordering = ["claim", "order", "pk"]
        constraints = [
            models.CheckConstraint(name="finance_line_amount_positive", condition=Q(amount=None) | Q(amount__gt=0)),
            models.CheckConstraint(name="finance_line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="finance_line_tax_within", condition=Q(tax=None) | Q(amount=None) | Q(tax__gte=0, tax__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="finance_line_sanctioned_within", condition=Q(sanctioned=None) | Q(sanctioned__gte=0, sanctioned__lte=F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} · {self.description}"

    @property
    def is_over_limit(self) -> bool:
        return self.limit is not None and self.amount is not None and self.amount > self.limit

    @property
    def granted(self):  # type: ignore[no-untyped-def]
        """What is paid of it, CNY."""
        return self.amount if self.sanctioned is None else self.sanctioned


class ClaimAnswer(models.Model):
    """What the claimant says to a warning that wants an answer. about: what the warning is about, as the check names it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="answers", editable=False, verbose_name=_("expense claim"))
    code = models.CharField(max_length=32, editable=False, verbose_name=pgettext_lazy("claim", "warning"))
    about = models.CharField(max_length=120, editable=False)
    text = models.CharField(max_length=300, verbose_name=pgettext_lazy("claim", "answer"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("answer to a warning")
        verbose_name_plural = _("answers to warnings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="finance_answer_once", fields=["claim", "code", "about"])]

    def __str__(self) -> str:
        return self.text
