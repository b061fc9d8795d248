"""Receipts: the file as it came, what was read from it, and which fapiao is claimed where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import Upload
from common.templatetags.show import bare_day, date_of
from finance.choices import FapiaoKind
from finance.models.claims import Claim, ClaimLine
from people.models import Employee


class Receipt(models.Model):
    """A voucher of a line: a fapiao, or another receipt. The file behind `upload` is kept as it came (ACC 14), with its digest.

    read: what the reader found, with source and certainty by field, as finance.fapiao gives it; {} when nothing was read. error: the
    sentence why nothing was. corrected: the fields in which the person says otherwise. Removed ones stay, because an earlier round
    showed them. Names of travellers are not kept (fapiao.md 5).
    """

    upload = models.OneToOneField(Upload, models.PROTECT, related_name="receipt", editable=False, verbose_name=_("file"))
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="receipts", editable=False, verbose_name=_("handed in by"))
    line = models.ForeignKey(
        ClaimLine, models.PROTECT, null=True, related_name="receipts", editable=False, verbose_name=_("line of a claim")
    )
    is_fapiao = models.BooleanField(default=False, verbose_name=_("is a fapiao"))
    kind = models.CharField(max_length=32, choices=FapiaoKind, default=FapiaoKind.OTHER, verbose_name=_("kind"))
    code = models.CharField(max_length=12, blank=True, verbose_name=_("fapiao code"))
    number = models.CharField(max_length=20, blank=True, verbose_name=_("fapiao number"))
    issued_on = models.DateField(null=True, blank=True, verbose_name=_("issued on"))
    buyer_name = models.CharField(max_length=100, blank=True, verbose_name=_("buyer"))
    buyer_tax_id = models.CharField(max_length=20, blank=True, verbose_name=_("buyer's credit code"))
    seller_name = models.CharField(max_length=100, blank=True, verbose_name=_("seller"))
    seller_tax_id = models.CharField(max_length=20, blank=True, verbose_name=_("seller's credit code"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("without tax (CNY)"))
    tax = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("tax (CNY)"))
    total = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("with tax (CNY)"))
    check_code = models.CharField(max_length=20, blank=True, verbose_name=_("check code"))
    items = models.CharField(max_length=300, blank=True, editable=False, verbose_name=_("items"))
    read = models.JSONField(default=dict, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)
    corrected = ArrayField(models.CharField(max_length=24), default=list, editable=False, verbose_name=_("corrected by hand"))
    taken_at = models.DateTimeField(editable=False, verbose_name=_("handed in at"))
    removed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("removed at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner", "issued_on"], name="finance_receipt_of_day")]  # near-duplicates

    def __str__(self) -> str:
        return self.number or str(self.upload)


class FapiaoUse(models.Model):
    """One fapiao is claimed once in the life of the company (EXP-05): the row that holds its identity.

    identity: the 20 digits; code + number; for taxi and quota slips code + number + date + amount. released_at: the claim was refused
    or withdrawn, or the receipt was taken off it; never once it is paid.
    """

    identity = models.CharField(max_length=64, editable=False)
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="uses", editable=False, verbose_name=_("receipt"))
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="fapiao_uses", editable=False, verbose_name=_("expense claim"))
    claimed_at = models.DateTimeField(editable=False, verbose_name=_("claimed at"))
    released_at = models.DateTimeField(null=True, editable=False, verbose_name=_("released at"))
    paid_at = models.DateTimeField(null=True, editable=False, verbose_name=_("paid at"))

    class Meta:
        verbose_name = _("claimed fapiao")
        verbose_name_plural = _("claimed fapiao")
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="finance_fapiao_once", fields=["identity"], condition=Q(released_at=None),
                violation_error_message=_("This fapiao is claimed already."),
            ),
            models.CheckConstraint(name="finance_fapiao_paid_stays", condition=Q(released_at=None) | Q(paid_at=None)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.identity


class FapiaoVerification(models.Model):
    """Somebody compared a fapiao with the tax bureau's platform (查验). Written once; a second look is a second row."""

    append_only = True

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="verifications", editable=False, verbose_name=_("receipt"))
    is_genuine = models.BooleanField(verbose_name=_("is genuine"))
    channel = models.CharField(max_length=60, verbose_name=pgettext_lazy("verification", "where it was looked up"))
    note = models.CharField(max_length=300, blank=True, verbose_name=_("note"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("verification of a fapiao")
        verbose_name_plural = _("verifications of fapiao")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.receipt} · {bare_day(date_of(self.at))}"
