"""How an edition came about: what it had to fit, what was studied, planned and asked, and how a pilot went."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import Upload
from common.templatetags.show import bare_day
from people.models import Department, Employee
from rules.choices import MeetingKind, PilotDecision, RemarkKind
from rules.models.clauses import Clause
from rules.models.editions import Edition
from rules.models.rulebooks import Rulebook


class Brief(models.Model):
    """What the rule must fit (POL-23). An edition leaves the draft only with all four filled in: a trigger refuses it otherwise."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="brief", verbose_name=_("edition"))
    company_size = models.CharField(max_length=120, blank=True, verbose_name=_("size of the company"))
    company_nature = models.CharField(max_length=120, blank=True, verbose_name=_("nature of the company"))
    business_range = models.CharField(max_length=300, blank=True, verbose_name=_("range of business"))
    posts_and_duties = models.TextField(max_length=2000, blank=True, verbose_name=_("posts and duties"))

    class Meta:
        verbose_name = _("what the rule must fit")
        verbose_name_plural = _("what the rules must fit")

    def __str__(self) -> str:
        return str(self.edition)

    @property
    def is_complete(self) -> bool:
        return all(part.strip() for part in (self.company_size, self.company_nature, self.business_range, self.posts_and_duties))


class Implementation(models.Model):
    """How a new rule is put into practice (POL-19): what it is for, who sees to it, from when to when, with what."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="implementation", verbose_name=_("edition"))
    goals = models.TextField(max_length=2000, verbose_name=_("goals"))
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("responsible"))
    starts_on = models.DateField(verbose_name=_("begins on"))
    completes_on = models.DateField(verbose_name=_("complete by"))
    resources = models.TextField(max_length=1000, blank=True, verbose_name=_("resources"))

    class Meta:
        verbose_name = _("implementation plan")
        verbose_name_plural = _("implementation plans")
        constraints = [
            models.CheckConstraint(
                name="rules_implementation_days",
                condition=Q(starts_on__lte=F("completes_on")),
                violation_error_message=_("The plan is complete before it begins. Check both dates."),
            ),
            models.CheckConstraint(name="rules_implementation_goals", condition=~Q(goals="")),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class ImplementationStep(models.Model):
    """One line of the timetable."""

    plan = models.ForeignKey(Implementation, models.CASCADE, related_name="steps", verbose_name=_("plan"))
    what = models.CharField(max_length=200, verbose_name=_("what"))
    responsible = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("responsible"))
    due_on = models.DateField(verbose_name=_("due on"))

    class Meta:
        verbose_name = _("step of the plan")
        verbose_name_plural = _("steps of the plan")
        ordering = ["plan", "due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class ImplementationConfirmation(models.Model):
    """Somebody concerned has understood what the rule is for."""

    append_only = True

    plan = models.ForeignKey(Implementation, models.PROTECT, related_name="confirmations", verbose_name=_("plan"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("confirmed goal")
        verbose_name_plural = _("confirmed goals")
        ordering = ["plan", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "employee"], name="rules_confirmation_once")]

    def __str__(self) -> str:
        return str(self.employee)


class Consultation(models.Model):
    """Staff are asked about a draft before it is settled (Labour Contract Law art. 4). The text rests meanwhile."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="consultations", verbose_name=_("edition"))
    statement = models.TextField(max_length=2000, verbose_name=_("what staff are asked"))
    digest = models.CharField(max_length=64, editable=False, verbose_name=_("digest"))
    opened_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("opened by"))
    opened_at = models.DateTimeField(editable=False, verbose_name=_("opened at"))
    closes_on = models.DateField(verbose_name=_("answers until"))
    summary = models.TextField(max_length=4000, blank=True, verbose_name=_("outcome"))
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("closed by"))
    closed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("closed at"))

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["edition", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(closed_at=None), name="rules_consultation_one_open"),
            models.CheckConstraint(
                name="rules_consultation_closed_with_outcome",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(summary=""),
                violation_error_message=_("Say what came of the consultation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class ConsultationMeeting(models.Model):
    """Minutes: the discussion by staff or their congress, and the consultation with the union or their representatives."""

    append_only = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="meetings", verbose_name=_("edition"))
    kind = models.CharField(max_length=16, choices=MeetingKind, verbose_name=_("with whom"))
    held_on = models.DateField(verbose_name=_("held on"))
    present = models.TextField(max_length=1000, verbose_name=_("present"))
    minutes = models.TextField(max_length=8000, verbose_name=_("minutes"))
    file = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))
    recorded_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("recorded by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("minutes of a consultation")
        verbose_name_plural = _("minutes of consultations")
        ordering = ["edition", "held_on", "pk"]
        constraints = [models.CheckConstraint(name="rules_meeting_says_who_and_what", condition=~Q(present="") & ~Q(minutes=""))]

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_kind_display()} · {bare_day(self.held_on)}"


class Remark(models.Model):
    """What somebody says about a clause or a rulebook: an opinion asked for in a consultation, or of their own accord (POL-21).

    edition: the wording that they read. An answer is owed to each.
    """

    append_only = True

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="remarks", verbose_name=_("rulebook"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="remarks", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("clause"))
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("consultation")
    )
    kind = models.CharField(max_length=16, choices=RemarkKind, verbose_name=_("kind"))
    text = models.TextField(max_length=2000, verbose_name=_("text"))
    key = models.UUIDField(unique=True, editable=False)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="rule_remarks", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("remark on a rule")
        verbose_name_plural = _("remarks on rules")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="rules_remark_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="rules_remark_opinion_in_consultation",
                condition=Q(kind=RemarkKind.OPINION, consultation__isnull=False) | ~Q(kind=RemarkKind.OPINION) & Q(consultation=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class RemarkAnswer(models.Model):
    """The answer to a remark: accepted or not, and why. draft: the edition that takes it up."""

    append_only = True

    remark = models.OneToOneField(Remark, models.PROTECT, related_name="answer", verbose_name=_("remark"))
    is_accepted = models.BooleanField(verbose_name=_("accepted"))
    text = models.TextField(max_length=2000, verbose_name=_("answer"))
    draft = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken up in"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("answered by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="rules_answer_gives_reason", condition=~Q(text=""), violation_error_message=_("An answer gives its reason.")
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class PilotResult(models.Model):
    """What came of a pilot (POL-17), and what follows from it. from_on: the first day for everybody, when it is promoted."""

    append_only = True

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="pilot_result", verbose_name=_("edition"))
    result = models.TextField(max_length=4000, verbose_name=_("result"))
    decision = models.CharField(max_length=8, choices=PilotDecision, verbose_name=_("decision"))
    from_on = models.DateField(null=True, blank=True, verbose_name=_("in force for all from"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("decided by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("result of a pilot")
        verbose_name_plural = _("results of pilots")
        constraints = [
            models.CheckConstraint(
                name="rules_pilot_promoted_from_a_day",
                condition=Q(decision=PilotDecision.PROMOTE, from_on__isnull=False) | ~Q(decision=PilotDecision.PROMOTE) & Q(from_on=None),
            ),
            models.CheckConstraint(name="rules_pilot_result_told", condition=~Q(result="")),
        ]

    def __str__(self) -> str:
        return str(self.edition)


class Repeal(models.Model):
    """A rulebook is to end without another in its place: asked, approved by its route, done on its day."""

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="repeals", verbose_name=_("rulebook"))
    reason = models.TextField(max_length=1000, verbose_name=_("reason"))
    effective_on = models.DateField(verbose_name=_("ends on"), help_text=_("The first day on which it is not in force any more."))
    approval = models.ForeignKey(
        "approvals.Request", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approval")
    )
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by"))
    asked_at = models.DateTimeField(editable=False, verbose_name=_("asked at"))
    refused_at = models.DateTimeField(null=True, editable=False, verbose_name=_("refused at"))
    done_at = models.DateTimeField(null=True, editable=False, verbose_name=_("done at"))

    class Meta:
        verbose_name = _("repeal")
        verbose_name_plural = _("repeals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rulebook"],
                condition=Q(refused_at=None, done_at=None),
                name="rules_repeal_one_open",
                violation_error_message=_("The repeal of this rulebook is asked for already."),
            ),
            models.CheckConstraint(name="rules_repeal_gives_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return str(self.rulebook)


class Responsibility(models.Model):
    """Something for which a unit answers and which exactly one post does, unless it is shared (ORG-09)."""

    code = models.CharField(max_length=32, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=200, verbose_name=_("duty"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    is_shared = models.BooleanField(default=False, verbose_name=_("shared by several posts"))
    source = models.CharField(max_length=100, blank=True, verbose_name=_("clause"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    class Meta:
        verbose_name = _("duty of a unit")
        verbose_name_plural = _("duties of units")
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return self.name


class ResponsibilityLink(models.Model):
    """A clause of a role description takes on a duty of the unit: part of its edition, and frozen with it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="responsibilities", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("clause"))
    responsibility = models.ForeignKey(Responsibility, models.PROTECT, related_name="links", verbose_name=_("duty"))

    class Meta:
        verbose_name = _("duty taken on")
        verbose_name_plural = _("duties taken on")
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "clause", "responsibility"], name="rules_responsibility_link_once")]

    def __str__(self) -> str:
        return str(self.responsibility)
