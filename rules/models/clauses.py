"""Clauses, their wording in each edition, the values they decide and what they are bound to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scripts import folded
from people.models import Department, Employee
from rules.choices import ClauseKind, Tag
from rules.domain.numbering import DEEPEST
from rules.models.editions import Edition
from rules.models.rulebooks import Rulebook


class Clause(models.Model):
    """A clause as the same thing through all editions: what a citation, a binding and an acknowledgement point to."""

    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="clauses", verbose_name=_("rulebook"))
    created_in = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("first in edition"))

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")

    def __str__(self) -> str:
        return f"#{self.pk}"


class SearchField(models.TextField):  # type: ignore[type-arg]
    """Heading and text as search reads them (common.scripts.folded), written with every save of the row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded: str = model_instance.folded()  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, folded)
        return folded


class ClauseText(models.Model):
    """The wording of a clause in one edition. The tree is the order from top to bottom and the depth of each node.

    marker: what stands before it (`（一）`). label: how it is cited (`五（一）3`). text holds `{key}` where a value stands.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="texts", verbose_name=_("clause"))
    order = models.PositiveIntegerField(editable=False, verbose_name=_("order"))
    depth = models.PositiveSmallIntegerField(editable=False, verbose_name=_("depth"))
    kind = models.CharField(max_length=16, choices=ClauseKind, default=ClauseKind.CLAUSE, verbose_name=_("kind"))
    marker = models.CharField(max_length=24, blank=True, editable=False, verbose_name=_("number"))
    label = models.CharField(max_length=64, blank=True, editable=False, verbose_name=_("label"))
    heading = models.CharField(max_length=80, blank=True, verbose_name=_("heading"))
    text = models.TextField(blank=True, max_length=4000, verbose_name=_("text"))
    tag = models.CharField(max_length=16, choices=Tag, default=Tag.NONE, blank=True, verbose_name=_("stands for"))
    search = SearchField(blank=True, editable=False)

    class Meta:
        verbose_name = _("wording of a clause")
        verbose_name_plural = _("wording of clauses")
        ordering = ["edition", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "clause"], name="rules_clausetext_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="rules_clausetext_order_once", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(name="rules_clausetext_depth", condition=Q(depth__gte=1, depth__lte=DEEPEST)),
            models.CheckConstraint(
                name="rules_clausetext_says_something",
                condition=~Q(heading="", text=""),
                violation_error_message=_("A clause needs a heading or a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()

    def folded(self) -> str:
        """What search compares: in simplified characters and small letters (SYS-09)."""
        return folded(f"{self.heading}\n{self.text}")


class Value(models.Model):
    """What a clause decides for a parameter: for everybody whom the edition binds (department None) or for one department.

    raw: as common.parameters reads it; None is undecided, and the rule is inactive. reason: where the law advises
    against a value, on which advice it was decided all the same.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="values", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="values", verbose_name=_("clause"))
    key = models.CharField(max_length=64, verbose_name=_("parameter"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department"))
    raw = models.JSONField(null=True, blank=True, verbose_name=_("value"))
    reason = models.CharField(max_length=300, blank=True, verbose_name=_("reason"))
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(null=True, editable=False, verbose_name=_("decided at"))

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["edition", "key", F("department").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key", "department"],
                nulls_distinct=False,
                name="rules_value_once",
                violation_error_message=_("This parameter is decided already in this edition."),
            ),
            models.CheckConstraint(
                name="rules_value_decided_by_somebody",
                condition=Q(raw__isnull=True) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.raw}"


class ClauseBinding(models.Model):
    """A clause is bound to what the software does, beyond the parameters in its text (code of common.bindings)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="bindings", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="bindings", verbose_name=_("clause"))
    code = models.CharField(max_length=64, verbose_name=_("bound to"))

    class Meta:
        verbose_name = _("binding")
        verbose_name_plural = _("bindings")
        ordering = ["edition", "clause", "code"]
        constraints = [models.UniqueConstraint(fields=["edition", "clause", "code"], name="rules_binding_once")]

    def __str__(self) -> str:
        return self.code


class PrincipleLink(models.Model):
    """A clause serves a principle (POL-03): another clause of the same edition, tagged as such."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="principle_links", verbose_name=_("edition"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("clause"))
    principle = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("principle"))

    class Meta:
        verbose_name = _("link to a principle")
        verbose_name_plural = _("links to principles")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "clause", "principle"], name="rules_principle_link_once"),
            models.CheckConstraint(
                name="rules_principle_serves_another",
                condition=~Q(clause=F("principle")),
                violation_error_message=_("A principle does not serve itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} → {self.principle_id}"
