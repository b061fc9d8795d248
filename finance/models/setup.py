"""What finance sets up once: categories of expense, and the companies to which fapiao are made out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class ExpenseCategory(models.Model):
    """A kind of expense, in a group of its own kind: staff, office, business (BUD-01). Which ones a budget has is its versions' matter.

    keywords: words in the items of a fapiao by which a line is proposed to be of this category. is_claimable: staff may claim it.
    """

    code = models.SlugField(max_length=32, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=32, unique=True, verbose_name=pgettext_lazy("of a thing", "name"))
    group = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=pgettext_lazy("category of expense", "belongs to"),
    )
    keywords = ArrayField(models.CharField(max_length=32), default=list, blank=True, verbose_name=_("words on a fapiao"))
    is_claimable = models.BooleanField(default=True, verbose_name=_("can be claimed"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))
    order = models.PositiveSmallIntegerField(default=100, verbose_name=_("order"))

    class Meta:
        verbose_name = _("category of expense")
        verbose_name_plural = _("categories of expense")
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(name="finance_category_not_its_own_group", condition=~models.Q(group=models.F("pk")))]

    def __str__(self) -> str:
        return self.name


class BillingEntity(models.Model):
    """A company to whose name fapiao are made out. credit_code: 统一社会信用代码, GB 32100-2015, its check character right."""

    name = models.CharField(max_length=100, unique=True, verbose_name=_("company name on the fapiao"))
    credit_code = models.CharField(max_length=18, unique=True, verbose_name=_("unified social credit code"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    class Meta:
        verbose_name = _("company for fapiao")
        verbose_name_plural = _("companies for fapiao")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="finance_entity_credit_code_written",
                condition=models.Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                violation_error_message=_("A credit code has 18 digits and capital letters."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError when the check character is wrong."""
        from django.core.exceptions import ValidationError

        from finance.fapiao.credit_code import is_valid

        if self.credit_code and not is_valid(self.credit_code):
            raise ValidationError({"credit_code": gettext("The check character does not fit. Compare it with the business licence.")})
