"""Editions of a rulebook, and over which days each is in force."""

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.access import within_scope
from people.models import Department, Employee
from people.models.organisation import DatedQuerySet, IdRange
from rules.choices import EffectiveRule, Numbering, State, Weight
from rules.models.rulebooks import Rulebook

if TYPE_CHECKING:
    from people.models import User

SEES_DRAFTS = ("rules.change_edition", "rules.publish_edition", "rules.view_rulebook")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: it is read off a wall and typed


def new_code() -> str:
    """A short address for a printed sheet: 30^7 are 21 thousand million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(7))


class EditionQuerySet(QuerySet["Edition"]):
    def visible_to(self, user: "User") -> "EditionQuerySet":
        """Published ones of the rulebooks that the account may read, and those on which staff are asked; what else is in the
        making for those who write, publish or look after that unit's rules, and for whoever is asked to review or to decide.
        """
        from approvals.models import StepApprover

        asked = StepApprover.objects.filter(
            step__request__kind__startswith="rules.edition:", step__request__object_id=OuterRef("pk"), approver__user=user
        )
        may = Q(state__in=(State.PUBLISHED, State.CONSULTATION), rulebook__in=Rulebook.objects.visible_to(user).values("pk"))
        for permission in SEES_DRAFTS:
            may |= within_scope(user, permission, "rulebook__owner")
        return self.filter(may | Q(reviewer__user=user) | Exists(asked))


class Edition(models.Model):
    """One wording of a rulebook. Its text can change only while it is a draft, and nothing of it once it is published:
    triggers of the database refuse that (migration 0002).

    round: how often it was handed to legality review; a review counts for its round. digest: of text, values and
    bindings, as reviewed. supersedes: rulebooks that give way to this edition from its first day (POL-06).
    pilot_departments: where it is tried until pilot_until; it holds nowhere else before it is promoted (POL-17).
    """

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="editions", verbose_name=_("rulebook"))
    number = models.PositiveSmallIntegerField(verbose_name=pgettext_lazy("of an edition", "number"))
    code = models.CharField(max_length=7, unique=True, default=new_code, editable=False, verbose_name=_("short address"))
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT, editable=False, verbose_name=_("state"))
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    numbering = models.CharField(max_length=16, choices=Numbering, default=Numbering.OUTLINE, verbose_name=_("numbering"))
    reason = models.CharField(max_length=300, blank=True, verbose_name=_("reason"), help_text=_("Why this edition is made."))
    effective_rule = models.CharField(max_length=16, choices=EffectiveRule, default=EffectiveRule.ON_NOTICE, verbose_name=_("takes effect"))
    effective_on = models.DateField(null=True, blank=True, verbose_name=_("in force from"))
    supersedes = models.ManyToManyField(Rulebook, blank=True, related_name="+", verbose_name=_("replaces the rulebooks"))
    weight = models.CharField(max_length=8, choices=Weight, default=Weight.MAJOR, verbose_name=_("weight"))
    is_pilot = models.BooleanField(default=False, verbose_name=_("pilot"))
    pilot_departments = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name=_("tried in"))
    pilot_until = models.DateField(null=True, blank=True, verbose_name=_("tried until"))
    study = models.ForeignKey("rules.Study", models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("study record"))
    prepared_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("prepared by"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("created at"))
    reviewer = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("legality reviewer"))
    approval = models.ForeignKey(
        "approvals.Request", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approval")
    )
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approved by"))
    digest = models.CharField(max_length=64, blank=True, editable=False, verbose_name=_("digest"))
    published_at = models.DateTimeField(null=True, editable=False, verbose_name=_("published at"))
    published_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("published by"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["rulebook", "-number"]
        permissions = [("publish_edition", _("Can publish editions"))]
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "number"], name="rules_edition_number_once"),
            models.UniqueConstraint(
                fields=["rulebook"],
                condition=~Q(state=State.PUBLISHED),
                name="rules_edition_one_in_the_making",
                violation_error_message=_("Another edition of this rulebook is in the making. Finish or discard that one first."),
            ),
            models.CheckConstraint(
                name="rules_edition_published_has_stamps",
                condition=~Q(state=State.PUBLISHED)
                | Q(published_at__isnull=False, published_by__isnull=False, approved_by__isnull=False, effective_on__isnull=False)
                & ~Q(digest=""),
                violation_error_message=_("A published edition needs its publisher, approver, date of effect and digest."),
            ),
            models.CheckConstraint(
                name="rules_edition_pilot_has_study",
                condition=Q(is_pilot=False, pilot_until=None) | Q(is_pilot=True, study__isnull=False, pilot_until__isnull=False),
                violation_error_message=_("A pilot needs a study record and its last day."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, edition %(number)d") % {"title": self.rulebook.title, "number": self.number}

    @property
    def state_tone(self) -> str:
        """Of the badge: green alone says in force, and that depends on the day."""
        return {State.DRAFT: "quiet", State.CONSULTATION: "waiting", State.REVIEW: "waiting", State.APPROVAL: "waiting"}.get(
            State(self.state), "info"
        )

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


class ForceQuerySet(DatedQuerySet):
    def lasting(self, day: date) -> "ForceQuerySet":
        """In force on that day or later."""
        return self.filter(Q(during__endswith=None) | Q(during__endswith__gt=day))


IN_ONE_PLACE: list[tuple[Any, str]] = [  # the same rulebook and department on a common day
    (IdRange("rulebook"), RangeOperators.OVERLAPS),
    (
        Func(Coalesce(F("department"), Value(0)), Coalesce(F("department"), Value(0)), Value("[]"), function="int8range"),
        RangeOperators.OVERLAPS,
    ),
    ("during", RangeOperators.OVERLAPS),
]


class Force(models.Model):
    """The days over which an edition is in force for a department and all below it (None: for the company).

    posts: ids of those whom it binds there, none means everybody; a person is judged by what binds their post.
    is_pilot: it is tried there; while that lasts, it goes before every other edition of its rulebook in that department and
    below, and what holds otherwise goes on elsewhere, and there again afterwards (POL-17).
    Written when an edition is published, closed by the next one; never changed otherwise.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="forces", verbose_name=_("edition"))
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="forces", verbose_name=_("rulebook"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department"))
    posts = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("posts"))
    is_pilot = models.BooleanField(default=False, verbose_name=_("pilot"))
    during = DateRangeField(verbose_name=_("in force"))
    replaced_by = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="replaces", verbose_name=_("replaced by"))

    objects = ForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("force of an edition")
        verbose_name_plural = _("editions in force")
        ordering = ["rulebook", "during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="rules_force_one_edition_a_day",
                expressions=IN_ONE_PLACE,
                condition=Q(is_pilot=False),
                violation_error_message=_("Another edition of this rulebook is in force there on some of these days."),
            ),
            ExclusionConstraint(
                name="rules_force_one_pilot_a_day",
                expressions=IN_ONE_PLACE,
                condition=Q(is_pilot=True),
                violation_error_message=_("Another edition of this rulebook is tried there on some of these days."),
            ),
            models.CheckConstraint(name="rules_force_during_not_empty", condition=Q(during__isempty=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.edition)


class Generation(models.Model):
    """One row whose token changes, by trigger, with everything that decides which value is in force where.

    A process that kept values compares the token once per request or job (rules/provider.py).
    """

    audit_exempt = "says only that something else changed"

    token = models.UUIDField()

    def __str__(self) -> str:
        return str(self.token)
