"""More ways to be there than the button: the office network, places on the map, and files of terminals.

What the law wants forgotten (where somebody stood, a photo) stands beside the punch and is deleted after its period.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.choices import CoordinateSystem, ImportState
from common.models import Upload
from common.templatetags.show import moment
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


class WorkPlace(models.Model):
    """A spot on the map: a punch near enough counts as made there. How near, the wall says (`att.place.radius_m`).

    latitude, longitude: degrees, in the system in which they were told.
    """

    name = models.CharField(max_length=40, verbose_name=pgettext_lazy("of a thing", "name"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    latitude = models.DecimalField(
        max_digits=8, decimal_places=6, validators=[MinValueValidator(-90), MaxValueValidator(90)], verbose_name=_("latitude")
    )
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, validators=[MinValueValidator(-180), MaxValueValidator(180)], verbose_name=_("longitude")
    )
    system = models.CharField(max_length=8, choices=CoordinateSystem, default=CoordinateSystem.WGS84, verbose_name=_("coordinates"))
    is_active = models.BooleanField(default=True, verbose_name=_("in use"))

    class Meta:
        verbose_name = _("place of work")
        verbose_name_plural = _("places of work")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="attendance_place_on_earth", condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceConsent(models.Model):
    """Somebody agreed that their place is recorded when they punch, and may take that back (PIPL art. 13 to 15).

    text: what they agreed to, as it stood then.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="place_consents", verbose_name=_("employee"))
    text = models.TextField(verbose_name=_("text"))
    given_at = models.DateTimeField(verbose_name=_("agreed at"))
    withdrawn_at = models.DateTimeField(null=True, editable=False, verbose_name=_("taken back at"))

    class Meta:
        verbose_name = _("consent to places")
        verbose_name_plural = _("consents to places")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["employee"], name="attendance_consent_one_holds", condition=Q(withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {moment(self.given_at)}"


class PunchPlace(models.Model):
    """Where the browser said that somebody stood. Deleted after `att.place.retention_days` (PIPL art. 19).

    latitude, longitude: degrees, WGS 84. accuracy_m: radius around them in which the browser is sure. distance_m: to the nearest
    place of work, which is `place` when it is near enough.
    """

    audit_exempt = "personal details that the trail must not outlive"

    punch = models.OneToOneField("attendance.Punch", models.PROTECT, primary_key=True, related_name="where", verbose_name=_("punch"))
    latitude = models.DecimalField(max_digits=8, decimal_places=6, verbose_name=_("latitude"))
    longitude = models.DecimalField(max_digits=9, decimal_places=6, verbose_name=_("longitude"))
    accuracy_m = models.PositiveIntegerField(verbose_name=_("accuracy (m)"))
    distance_m = models.PositiveIntegerField(null=True, verbose_name=_("distance (m)"))
    place = models.ForeignKey(WorkPlace, models.PROTECT, null=True, related_name="+", verbose_name=_("place of work"))
    created_at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("place of a punch")
        verbose_name_plural = _("places of punches")
        indexes = [models.Index(fields=["created_at"], name="attendance_where_age")]  # what is old enough to be deleted

    def __str__(self) -> str:
        return str(self.punch)


class PunchPhoto(models.Model):
    """The photo of a punch outside. File and row are deleted after `att.photo.retention_days` (PIPL art. 19)."""

    audit_exempt = "personal details that the trail must not outlive"

    punch = models.OneToOneField("attendance.Punch", models.PROTECT, primary_key=True, related_name="photo", verbose_name=_("punch"))
    file = models.FileField(upload_to="punches/%Y/%m", max_length=200, verbose_name=_("photo"))
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(verbose_name=_("time"))

    class Meta:
        verbose_name = _("photo of a punch")
        verbose_name_plural = _("photos of punches")
        indexes = [models.Index(fields=["created_at"], name="attendance_photo_age")]  # what is old enough to be deleted

    def __str__(self) -> str:
        return str(self.punch)


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
        return str(self.punch)
