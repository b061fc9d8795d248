"""What counsel said about findings of the legal check."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from rules.models.clauses import Clause
from rules.models.editions import Edition


class LintAnswer(models.Model):
    """Why a finding does not stand in the way of publication. It counts as long as the finding's fingerprint is the same."""

    append_only = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="lint_answers", verbose_name=_("edition"))
    rule = models.CharField(max_length=16, verbose_name=_("legal rule"))
    fingerprint = models.CharField(max_length=64, verbose_name=_("digest"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+", verbose_name=_("clause"))
    excerpt = models.CharField(max_length=300, blank=True, verbose_name=_("excerpt"))
    reason = models.TextField(max_length=2000, verbose_name=_("reason"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("answer to a legal finding")
        verbose_name_plural = _("answers to legal findings")
        ordering = ["edition", "pk"]
        permissions = [("answer_lint", _("Can answer findings of the legal check"))]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "fingerprint"], name="rules_lint_answered_once",
                violation_error_message=_("This finding is answered already."),
            ),
            models.CheckConstraint(
                name="rules_lint_answer_gives_reason", condition=~Q(reason=""), violation_error_message=_("Say why.")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.rule
