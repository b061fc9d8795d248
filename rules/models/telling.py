"""Who must read an edition, who opened it, who acknowledged it, and what proves that."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import Upload
from common.templatetags.show import moment
from people.models import Employee
from rules.choices import AskedBecause, EvidenceKind, Script
from rules.models.clauses import Clause
from rules.models.editions import Edition


class ReadingTask(models.Model):
    """Somebody in scope is asked to acknowledge an edition (POL-09). Open until they do, leave the scope, or a new edition comes.

    carried: a small edition counts as read by whoever had acknowledged the one before.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reading_tasks", verbose_name=_("edition"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="reading_tasks", verbose_name=_("employee"))
    because = models.CharField(max_length=16, choices=AskedBecause, verbose_name=_("asked because"))
    asked_at = models.DateTimeField(verbose_name=_("asked at"))
    due_on = models.DateField(null=True, verbose_name=_("due on"))
    withdrawn_at = models.DateTimeField(null=True, verbose_name=_("not asked any more since"))
    carried = models.ForeignKey("Acknowledgement", models.PROTECT, null=True, related_name="+", verbose_name=_("counts as read by"))
    reminded_on = models.DateField(null=True, verbose_name=_("reminded on"))
    escalated_at = models.DateTimeField(null=True, verbose_name=_("told the superior at"))
    escalated_to = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("told"))

    class Meta:
        verbose_name = _("reading asked for")
        verbose_name_plural = _("readings asked for")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "employee"], name="rules_reading_once"),
            models.CheckConstraint(
                name="rules_reading_told_whom",
                condition=Q(escalated_at=None, escalated_to=None) | Q(escalated_at__isnull=False, escalated_to__isnull=False),
            ),
        ]
        indexes = [
            # what one person still has to read: the first page and the badge
            models.Index(fields=["employee"], condition=Q(withdrawn_at=None, carried=None), name="rules_reading_open"),
            # whom the nightly job reminds
            models.Index(fields=["due_on"], condition=Q(withdrawn_at=None, carried=None), name="rules_reading_due"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.edition}"


class Opening(models.Model):
    """Somebody opened an edition for the first time, in that script."""

    append_only = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="openings", verbose_name=_("edition"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    script = models.CharField(max_length=8, choices=Script, verbose_name=_("script"))
    at = models.DateTimeField(verbose_name=_("opened at"))

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "employee", "script"], name="rules_opening_once")]

    def __str__(self) -> str:
        return f"{self.employee} · {moment(self.at)}"


class NoticeConsent(models.Model):
    """Somebody agreed, once, to be told and to sign electronically (Electronic Signature Law art. 3)."""

    append_only = True

    employee = models.OneToOneField(Employee, models.PROTECT, related_name="notice_consent", verbose_name=_("employee"))
    statement = models.TextField(verbose_name=_("statement"))
    digest = models.CharField(max_length=64, verbose_name=_("digest"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("consent to electronic notice")
        verbose_name_plural = _("consents to electronic notice")

    def __str__(self) -> str:
        return str(self.employee)


class Acknowledgement(models.Model):
    """Somebody acknowledged an edition: a fact with its evidence (Electronic Signature Law art. 4 to 8).

    digest: SHA-256 of the text exactly as it was shown in `script`. seconds: on the page, as far as known.
    signed_name: typed. drawing: strokes of a drawn signature as SVG path data. Paper: the scan, and who handed it in.
    """

    append_only = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="acknowledgements", verbose_name=_("edition"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="acknowledgements", verbose_name=_("employee"))
    kind = models.CharField(max_length=16, choices=EvidenceKind, verbose_name=_("evidence"))
    at = models.DateTimeField(verbose_name=_("acknowledged at"))
    signed_on = models.DateField(verbose_name=_("signed on"))
    statement = models.TextField(verbose_name=_("statement"))
    script = models.CharField(max_length=8, choices=Script, verbose_name=_("script"))
    edition_digest = models.CharField(max_length=64, verbose_name=_("digest of the edition"))
    digest = models.CharField(max_length=64, verbose_name=_("digest of the text shown"))
    opened_at = models.DateTimeField(null=True, verbose_name=_("opened at"))
    seconds = models.PositiveIntegerField(null=True, verbose_name=_("seconds on the page"))
    signed_name = models.CharField(max_length=64, blank=True, verbose_name=_("typed name"))
    drawing = models.TextField(max_length=60_000, blank=True, verbose_name=_("drawn signature"))
    consent = models.ForeignKey(NoticeConsent, models.PROTECT, null=True, related_name="+", verbose_name=_("consent"))
    quiz = models.ForeignKey("QuizAttempt", models.PROTECT, null=True, related_name="+", verbose_name=_("quiz"))
    login_method = models.CharField(max_length=32, blank=True, verbose_name=_("login"))
    scan = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("scan"))
    recorded_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("handed in by"))
    trace_digest = models.CharField(max_length=64, blank=True, verbose_name=_("digest of address and browser"))

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "employee"],
                name="rules_acknowledged_once",
                violation_error_message=_("You have acknowledged this edition already."),
            ),
            models.CheckConstraint(
                name="rules_acknowledgement_has_evidence",
                condition=Q(kind=EvidenceKind.PAPER, scan__isnull=False, recorded_by__isnull=False)
                | Q(kind=EvidenceKind.ELECTRONIC, scan=None, recorded_by=None, consent__isnull=False)
                & (~Q(signed_name="") | ~Q(drawing="")),
                violation_error_message=_("An acknowledgement needs a name or a signature, on paper the scan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.edition}"


class AcknowledgementTrace(models.Model):
    """Address and browser of an acknowledgement: deleted after their retention period, the fact keeps their digest."""

    audit_exempt = "personal details that the trail must not outlive"

    acknowledgement = models.OneToOneField(
        Acknowledgement, models.PROTECT, primary_key=True, related_name="trace", verbose_name=_("acknowledgement")
    )
    address = models.GenericIPAddressField(null=True, verbose_name=_("network address"))
    browser = models.CharField(max_length=300, blank=True, verbose_name=_("browser"))
    created_at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("address and browser of an acknowledgement")
        verbose_name_plural = _("addresses and browsers of acknowledgements")

    def __str__(self) -> str:
        return str(self.address or "")


class QuizQuestion(models.Model):
    """A question about an edition, with one right answer: part of the edition, and frozen with it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="questions", verbose_name=_("edition"))
    order = models.PositiveSmallIntegerField(verbose_name=_("order"))
    question = models.CharField(max_length=300, verbose_name=_("question"))
    options = ArrayField(models.CharField(max_length=200), verbose_name=_("answers"))
    right = models.PositiveSmallIntegerField(verbose_name=_("right answer"))
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause"), help_text=_("Where the answer stands.")
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="rules_question_once"),
            models.CheckConstraint(
                name="rules_question_has_its_answer",
                condition=Q(options__len__gte=2) & Q(right__gte=0) & Q(right__lt=models.F("options__len")),
                violation_error_message=_("A question needs two answers at least, and one of them is right."),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class QuizAttempt(models.Model):
    """How somebody answered. answers: the chosen option of each question, in their order."""

    append_only = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attempts", verbose_name=_("edition"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    answers = ArrayField(models.SmallIntegerField(), verbose_name=_("answers"))
    right = models.PositiveSmallIntegerField(verbose_name=_("right answers"))
    is_passed = models.BooleanField(verbose_name=_("passed"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("answered quiz")
        verbose_name_plural = _("answered quizzes")
        ordering = ["edition", "pk"]

    def __str__(self) -> str:
        return f"{self.employee} {self.edition}"
