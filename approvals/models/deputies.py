"""Who decides for somebody who is away."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.models.organisation import DatedQuerySet, IdRange


class TextRange(Func):
    """A text as a range of one (of its hash): lets an exclusion constraint compare texts without btree_gist."""

    template = "int8range(hashtext(%(expressions)s)::bigint, hashtext(%(expressions)s)::bigint, '[]')"

    def __init__(self, field: str) -> None:
        super().__init__(F(field))


class Deputy(models.Model):
    """`deputy` decides for `owner` over a stretch of days: requests of one kind, or of every kind ("").

    One deputy a day for a kind; the one for a kind goes before the one for all. Ended by closing `during`.
    """

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="deputies", verbose_name=_("who is away"))
    deputy = models.ForeignKey(Employee, models.PROTECT, related_name="deputy_for", verbose_name=_("deputy"))
    kind = models.CharField(max_length=64, blank=True, verbose_name=_("kind"), help_text=_("Empty: every kind."))
    during = DateRangeField(verbose_name=_("in force"))
    reason = models.CharField(max_length=200, blank=True, verbose_name=_("reason"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("entered at"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="approvals_deputy_one_a_day",
                expressions=[
                    (IdRange("owner"), RangeOperators.OVERLAPS),
                    (TextRange("kind"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("There is already a deputy for some of these days."),
            ),
            models.CheckConstraint(
                name="approvals_deputy_not_oneself",
                condition=~Q(owner=F("deputy")),
                violation_error_message=_("Choose somebody else as deputy."),
            ),
            models.CheckConstraint(name="approvals_deputy_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.owner} → {self.deputy}"
