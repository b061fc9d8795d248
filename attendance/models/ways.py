"""More ways to be there than the button: the office network, and files of terminals (with what a person did about them)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.choices import ImportState
from common.models import Upload
from people.models import Department, Employee


class OfficeNetwork(models.Model):
    """Addresses from which a punch counts as made in the office. prefix: `203.0.113.0/24`, IPv4 or IPv6."""

    name = models.CharField(max_length=40, verbose_name=pgettext_lazy("of a thing", "name"))
    prefix = models.CharField(max_length=49, unique=True, verbose_name=_("addresses"), help_text=_("For example 203.0.113.0/24."))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    class Meta:
        verbose_name = _("office network")
        verbose_name_plural = _("office networks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}"


class PunchImport(models.Model):
    """A file of a terminal. Its punches are written once somebody has looked at the preview.

    digest: of the bytes, so that the same file is not written twice. counts: new, known, of nobody, not understood.
    """

    upload = models.OneToOneField(Upload, models.PROTECT, related_name="punch_import", verbose_name=_("file"))
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(max_length=16, choices=ImportState, default=ImportState.LOOKED_AT, editable=False, verbose_name=_("state"))
    counts = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("by"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("handed in at"))
    written_at = models.DateTimeField(null=True, editable=False, verbose_name=_("written at"))

    class Meta:
        verbose_name = _("file of a terminal")
        verbose_name_plural = _("files of terminals")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="attendance_import_written_once", condition=Q(state=ImportState.WRITTEN)),
        ]

    def __str__(self) -> str:
        return str(self.upload)


class PunchNote(models.Model):
    """What belongs to a punch that was not pressed by its person: who wrote it down and why, or from which file it comes."""

    append_only = True

    punch = models.OneToOneField("attendance.Punch", models.PROTECT, primary_key=True, related_name="note", verbose_name=_("punch"))
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(max_length=300, blank=True, verbose_name=_("reason"))
    source_file = models.ForeignKey(PunchImport, models.PROTECT, null=True, related_name="notes", verbose_name=_("file of a terminal"))
    at = models.DateTimeField(verbose_name=_("written down at"))

    class Meta:
        verbose_name = _("note of a punch")
        verbose_name_plural = _("notes of punches")

    def __str__(self) -> str:
        return f"{self.punch_id}"
