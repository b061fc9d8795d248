"""A rulebook keeps its number and its clauses' identity while its editions come and go."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.models import Level
from common.templatetags.show import bare_day, date_of
from people.access import within_scope
from people.models import Assignment, Department, DepartmentPath, Employee, Post
from rules.choices import KindOfRulebook, Regime

if TYPE_CHECKING:
    from people.models import User


class RulebookQuerySet(QuerySet["Rulebook"]):
    def visible_to(self, user: "User", permission: str = "rules.view_rulebook") -> "RulebookQuerySet":
        """What the account may read: public ones, those that bind its holder, and those of units where it has the permission.

        A secret rulebook opens only to the posts in its scope and to whom the permission covers.
        """
        mine = Assignment.objects.filter(employee__user=user, during__contains=clock.today())
        above = DepartmentPath.objects.on(clock.today()).filter(descendant__in=mine.values("department")).values("ancestor")
        binds = Q(departments=None) | Q(departments__in=above)
        holds = Q(posts=None) | Q(posts__in=mine.values("post"))
        named = Q(posts__in=mine.values("post"))
        here = Q(pk__in=[]) if not user.is_active else binds & (holds & ~Q(level=Level.SECRET) | named)
        return self.filter(Q(level=Level.PUBLIC) | here | within_scope(user, permission, "owner")).distinct()


class Rulebook(models.Model):
    """A set of rules with a number of its own (制度). Who it binds: the departments (none: the company) and posts (none: all).

    number: the name by which commands, links and people know it. fallback: where one looks for what it does not say (POL-14).
    interpreter: the unit whose members say how a clause is to be read (POL-07); regimes: what it covers (POL-22).
    """

    number = models.CharField(
        max_length=32, unique=True, verbose_name=pgettext_lazy("of a rulebook", "number"),
        validators=[RegexValidator(r"^[\w.-]+\Z", _("Letters, digits, “-”, “_” and “.” only."))],
    )  # fmt: skip
    title = models.CharField(max_length=60, verbose_name=pgettext_lazy("of a rulebook", "title"))
    purpose = models.CharField(max_length=120, blank=True, verbose_name=_("purpose"), help_text=_("One line, printed below the title."))
    owner = models.ForeignKey(Department, models.PROTECT, related_name="rulebooks", verbose_name=_("issued by"))
    departments = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("applies to"), help_text=_("None: the whole company.")
    )
    posts = models.ManyToManyField(
        Post, blank=True, related_name="+", verbose_name=_("applies to the posts"), help_text=_("None: everybody there.")
    )
    level = models.CharField(max_length=16, choices=Level, default=Level.DEPARTMENT, verbose_name=_("level"))
    fallback = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("falls back on"),
        help_text=_("The rulebook that covers what this one does not say."),
    )  # fmt: skip
    kind = models.CharField(max_length=8, choices=KindOfRulebook, default=KindOfRulebook.RULES, editable=False, verbose_name=_("kind"))
    interpreter = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("interpreted by"),
        help_text=_("None: the unit that issues it."),
    )  # fmt: skip
    regimes = ArrayField(models.CharField(max_length=16, choices=Regime), default=list, blank=True, verbose_name=_("covers"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("created at"))

    objects = RulebookQuerySet.as_manager()

    class Meta:
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rules_rulebook_not_own_fallback",
                condition=Q(fallback=None) | ~Q(fallback=F("pk")),
                violation_error_message=_("A rulebook cannot fall back on itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Study(models.Model):
    """What was looked at before a rulebook is redesigned (POL-18)."""

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="studies", verbose_name=_("rulebook"))
    current_state = models.TextField(max_length=4000, verbose_name=_("survey of the present state"))
    benchmark = models.TextField(max_length=4000, verbose_name=_("how others do it"))
    proposal = models.TextField(max_length=4000, verbose_name=_("what is proposed"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("study record")
        verbose_name_plural = _("study records")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="rules_study_complete",
                condition=~Q(current_state="") & ~Q(benchmark="") & ~Q(proposal=""),
                violation_error_message=_("A study tells the present state, how others do it, and what is proposed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rulebook} · {bare_day(date_of(self.at))}"
