"""What happens to a rulebook while it is in force: rulings, reviews and what they find."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.templatetags.show import bare_day
from people.models import Employee
from rules.choices import FindingKind, ReviewDecision
from rules.models.clauses import Clause
from rules.models.editions import Edition
from rules.models.rulebooks import Rulebook


class Ruling(models.Model):
    """How a clause is to be read, said by a member of the rulebook's interpreting unit (POL-07). Numbered within the rulebook."""

    append_only = True

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="rulings", verbose_name=_("rulebook"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="rulings", verbose_name=_("clause"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rulings", verbose_name=_("edition"))
    number = models.PositiveSmallIntegerField(verbose_name=pgettext_lazy("of a ruling", "number"))
    text = models.TextField(max_length=4000, verbose_name=_("ruling"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        ordering = ["rulebook", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "number"], name="rules_ruling_number_once"),
            models.CheckConstraint(name="rules_ruling_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.rulebook} #{self.number}"


class PeriodicReview(models.Model):
    """Somebody looked whether a rulebook still serves (POL-16). due_on: when that was owed."""

    append_only = True

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="periodic_reviews", verbose_name=_("rulebook"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    due_on = models.DateField(null=True, verbose_name=_("due on"))
    held_on = models.DateField(verbose_name=_("held on"))
    summary = models.TextField(max_length=4000, verbose_name=_("summary"))
    decision = models.CharField(max_length=8, choices=ReviewDecision, verbose_name=pgettext_lazy("review", "decision"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("periodic review")
        verbose_name_plural = _("periodic reviews")
        ordering = ["rulebook", "-held_on", "-pk"]
        constraints = [models.CheckConstraint(name="rules_periodic_review_says_something", condition=~Q(summary=""))]

    def __str__(self) -> str:
        return f"{self.rulebook} · {bare_day(self.held_on)}"


class ReviewFinding(models.Model):
    """What a review found wrong or missing. draft: the edition in which it is mended."""

    append_only = True

    review = models.ForeignKey(PeriodicReview, models.PROTECT, related_name="findings", verbose_name=_("review"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause"))
    kind = models.CharField(max_length=8, choices=FindingKind, verbose_name=_("kind"))
    text = models.TextField(max_length=2000, verbose_name=_("finding"))
    draft = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("mended in"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["review", "pk"]
        constraints = [models.CheckConstraint(name="rules_finding_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:40]
