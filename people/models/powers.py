"""The register of powers (DUT-02): who holds which power, up to what limit, and each use of it."""

from typing import TYPE_CHECKING

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common import clock
from people.access import within_scope
from people.models.employees import Assignment, Employee, Post

if TYPE_CHECKING:
    from people.models.users import User


class PowerQuerySet(QuerySet["Power"]):
    def held_by(self, user: "User") -> "PowerQuerySet":
        """Those whose post the account's owner holds today."""
        held = Assignment.objects.on(clock.today()).filter(post=OuterRef("holder"), employee__user=user)
        return self.filter(Exists(held))

    def visible_to(self, user: "User", permission: str = "people.view_power") -> "PowerQuerySet":
        """Those held in the account's scope, and its owner's own."""
        held = Assignment.objects.on(clock.today()).filter(post=OuterRef("holder"), employee__user=user)
        return self.filter(within_scope(user, permission, "holder__department") | Q(Exists(held)))


class Power(models.Model):
    """A power that the company gave to whoever holds a post."""

    code = models.CharField(max_length=32, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=100, verbose_name=_("power"))
    holder = models.ForeignKey(Post, models.PROTECT, related_name="powers", verbose_name=_("held by the post"))
    source = models.CharField(max_length=100, blank=True, verbose_name=_("clause"))
    limit_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("limit in CNY"))
    approval_needed = models.CharField(max_length=200, blank=True, verbose_name=_("approval still needed"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    objects = PowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("power")
        verbose_name_plural = _("powers")
        ordering = ["code", "pk"]
        permissions = [("use_power", _("Can use powers")), ("view_integrity", _("Can see the integrity report"))]
        constraints = [models.CheckConstraint(name="people_power_limit_positive", condition=Q(limit_amount=None) | Q(limit_amount__gt=0))]

    def __str__(self) -> str:
        return self.name


class PowerUseQuerySet(QuerySet["PowerUse"]):
    def visible_to(self, user: "User", permission: str = "people.view_power") -> "PowerUseQuerySet":
        """The uses of the powers that the account sees."""
        return self.filter(power__in=Power.objects.visible_to(user, permission))


class PowerUse(models.Model):
    """One use of a power: a fact. key: what the form was sent with, so that a double tap is one use."""

    append_only = True

    power = models.ForeignKey(Power, models.PROTECT, related_name="uses", verbose_name=_("power"))
    used_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("used by"))
    holder_title = models.CharField(max_length=64, verbose_name=_("as"))
    purpose = models.CharField(max_length=300, verbose_name=_("what for"))
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, verbose_name=_("amount in CNY"))
    key = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    used_at = models.DateTimeField(db_default=Now(), editable=False, verbose_name=_("used at"))

    objects = PowerUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a power")
        verbose_name_plural = _("uses of powers")
        ordering = ["-used_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.power} · {self.used_by}"
