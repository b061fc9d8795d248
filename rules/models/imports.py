"""Documents as they were found, the nodes that the importer made of them, and what a person must still confirm."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from rules.choices import ImportFlag, NodeKind
from rules.models.clauses import Clause
from rules.models.editions import Edition


class ImportedSource(models.Model):
    """A file, or pasted text, as it was read. Offsets of nodes count characters of `text`."""

    append_only = True
    audit_hidden = ("text",)

    name = models.CharField(max_length=200, verbose_name=_("file"))
    sha256 = models.CharField(max_length=64, verbose_name=_("digest"))
    container = models.CharField(max_length=8, verbose_name=_("format"))
    encoding = models.CharField(max_length=16, blank=True, verbose_name=_("encoding"))
    text = models.TextField(verbose_name=_("text"))
    noise = models.JSONField(default=list, verbose_name=_("left out"))
    imported_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by"))
    imported_at = models.DateTimeField(verbose_name=_("imported at"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportedDocument(models.Model):
    """One document of a source. Its identity is source and first line, never its title (SYS-06).

    edition: the draft that was made of it; from then on its nodes rest.
    """

    source = models.ForeignKey(ImportedSource, models.PROTECT, related_name="documents", verbose_name=_("file"))
    title = models.CharField(max_length=200, verbose_name=_("title"))
    first_line = models.PositiveIntegerField(verbose_name=_("first line"))
    is_truncated = models.BooleanField(default=False, verbose_name=_("breaks off"))
    script = models.CharField(max_length=8, blank=True, verbose_name=_("script"))
    markers = models.JSONField(default=dict, verbose_name=_("markers"))
    edition = models.OneToOneField(
        Edition, models.PROTECT, null=True, blank=True, related_name="imported", verbose_name=_("made into the draft")
    )

    class Meta:
        verbose_name = _("imported document")
        verbose_name_plural = _("imported documents")
        ordering = ["source", "first_line"]
        constraints = [models.UniqueConstraint(fields=["source", "first_line"], name="rules_imported_once_a_line")]

    def __str__(self) -> str:
        return self.title


class ImportedNode(models.Model):
    """A node of an imported document: the tree is order and depth, as in ClauseText.

    label: the marker as printed. path: normalised, addresses one node. start, end: characters of the source's text.
    """

    document = models.ForeignKey(ImportedDocument, models.CASCADE, related_name="nodes", verbose_name=_("document"))
    order = models.PositiveIntegerField(verbose_name=_("order"))
    depth = models.PositiveSmallIntegerField(verbose_name=_("depth"))
    kind = models.CharField(max_length=16, choices=NodeKind, default=NodeKind.CLAUSE, verbose_name=_("kind"))
    path = ArrayField(models.CharField(max_length=80), verbose_name=_("path"))
    label = models.CharField(max_length=80, blank=True, verbose_name=_("number as printed"))
    heading = models.CharField(max_length=300, blank=True, verbose_name=_("heading"))
    text = models.TextField(blank=True, verbose_name=_("text"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    blanks = models.JSONField(default=list, verbose_name=_("blanks"))
    offers = models.JSONField(default=list, verbose_name=_("offers"))
    clause = models.ForeignKey(Clause, models.SET_NULL, null=True, blank=True, related_name="origins", verbose_name=_("clause"))

    class Meta:
        verbose_name = _("imported node")
        verbose_name_plural = _("imported nodes")
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "order"], name="rules_node_order_once", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(name="rules_node_offsets", condition=Q(start__lte=F("end"))),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()


class NodeFlag(models.Model):
    """Something about a node that a person confirms before its edition is published (SYS-05)."""

    node = models.ForeignKey(ImportedNode, models.CASCADE, related_name="flags", verbose_name=_("node"))
    flag = models.CharField(max_length=16, choices=ImportFlag, verbose_name=_("remark"))
    confirmed_by = models.ForeignKey(Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(null=True, editable=False, verbose_name=_("confirmed at"))
    note = models.CharField(max_length=300, blank=True, verbose_name=_("note"))

    class Meta:
        verbose_name = _("remark of the import")
        verbose_name_plural = _("remarks of the import")
        ordering = ["node", "flag"]
        constraints = [
            models.UniqueConstraint(fields=["node", "flag"], name="rules_nodeflag_once"),
            models.CheckConstraint(
                name="rules_nodeflag_confirmed_by_somebody",
                condition=Q(confirmed_at=None, confirmed_by=None) | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_flag_display()
