"""What was decided, by whom, when and with which words. Written once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.choices import DECIDING, NEVER_BY_APPLICANT, WITH_REASON, Act
from approvals.models.requests import Request, Submission
from approvals.models.steps import RequestStep, StepApprover
from common.digests import digest
from people.models import Employee

RECORDED = tuple(act for act in Act if act not in (Act.RESUBMIT, Act.ESCALATE))


class Decision(models.Model):
    """A verdict or another act on a request, signed over what was shown.

    applicant: a copy of the request's, kept true by a foreign key over both, so that a check can compare it.
    submission: the round that was decided on. seat: the place that a deciding verdict used up.
    named: whom the request was transferred to, or who was added. signature: see `signed_facts`.
    """

    append_only = True
    audit_verb = "verdict"

    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions", verbose_name=_("request"))
    applicant = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("applicant"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions", verbose_name=_("submission"))
    step = models.ForeignKey(RequestStep, models.PROTECT, null=True, related_name="decisions", verbose_name=_("step"))
    seat = models.ForeignKey(StepApprover, models.PROTECT, null=True, related_name="decisions", verbose_name=_("approver"))
    verdict = models.CharField(max_length=16, choices=[(a.value, a.label) for a in RECORDED], verbose_name=_("decision"))
    decided_by = models.ForeignKey(Employee, models.PROTECT, related_name="decisions", verbose_name=_("decided by"))
    on_behalf_of = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of"))
    named = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("named person"))
    opinion = models.TextField(blank=True, max_length=2000, verbose_name=_("opinion"))
    signature = models.CharField(max_length=64, verbose_name=_("signature"))
    decided_at = models.DateTimeField(verbose_name=_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "pk"]
        indexes = [
            models.Index(fields=["request", "decided_at"], name="approvals_decision_line"),  # the timeline of a request
            models.Index(fields=["decided_by", "-decided_at"], name="approvals_decision_mine"),  # what I decided
        ]
        constraints = [
            models.CheckConstraint(
                name="approvals_decision_not_by_applicant",
                condition=~Q(verdict__in=NEVER_BY_APPLICANT) | ~Q(decided_by=F("applicant")),
                violation_error_message=_("Nobody decides on their own request."),
            ),
            models.CheckConstraint(
                name="approvals_decision_not_for_applicant",
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("applicant")),
                violation_error_message=_("Nobody decides for the applicant."),
            ),
            models.CheckConstraint(
                name="approvals_decision_has_reason",
                condition=~Q(verdict__in=WITH_REASON) | Q(opinion__regex=r"\S"),
                violation_error_message=_("Say why: a request is refused or sent back with a reason."),
            ),
            models.CheckConstraint(
                name="approvals_decision_withdrawn_by_applicant",
                condition=~Q(verdict=Act.WITHDRAW) | Q(decided_by=F("applicant")),
            ),
            models.CheckConstraint(
                name="approvals_decision_from_a_seat",
                condition=~Q(verdict__in=DECIDING) | Q(seat__isnull=False, step__isnull=False),
            ),
            models.UniqueConstraint(
                name="approvals_decision_once_a_seat",
                fields=["seat"],
                condition=Q(verdict__in=DECIDING),
                violation_error_message=_("You have already decided this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.get_verdict_display()}"

    def signed_facts(self, shown: str) -> dict[str, object]:
        """What the signature covers. shown: the digest of the submission."""
        return {
            "shown": shown,
            "step": self.step_id,
            "verdict": str(self.verdict),
            "opinion": self.opinion,
            "who": self.decided_by_id,
            "on_behalf_of": self.on_behalf_of_id,
            "named": self.named_id,
            "at": f"{self.decided_at.timestamp():.6f}",
        }

    def signature_over(self, shown: str) -> str:
        return digest(self.signed_facts(shown))
