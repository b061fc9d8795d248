"""What the person concerned says to a case, and who examined it (ATT-10, ATT-09): a case is never a consequence by itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from attendance.models.days import Case
from people.models import Employee


class CaseObjection(models.Model):
    """The person objects (提出异议). Somebody else than who first wrote the case answers."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="objection", verbose_name=_("attendance case"))
    text = models.CharField(max_length=1000, verbose_name=_("objection"))
    at = models.DateTimeField(verbose_name=_("time"))
    reporter = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+")
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("answered by"))
    is_upheld = models.BooleanField(null=True, editable=False, verbose_name=_("the objection is right"))
    answer = models.CharField(max_length=1000, blank=True, editable=False, verbose_name=_("answer"))
    answered_at = models.DateTimeField(null=True, editable=False, verbose_name=_("answered at"))

    class Meta:
        verbose_name = _("objection to a case")
        verbose_name_plural = _("objections to cases")
        constraints = [
            models.CheckConstraint(
                name="attendance_objection_answered_whole",
                condition=Q(answered_at=None, answered_by=None, is_upheld=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="attendance_objection_not_by_the_first",
                condition=Q(reporter=None) | Q(answered_by=None) | ~Q(answered_by=F("reporter")),
                violation_error_message=_("Somebody else than who wrote the case answers."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}"
