"""Lists of people that came as a file: looked at first, taken over once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.models import Upload


class PeopleImport(models.Model):
    """An Excel file of people. Taking it over reads the stored file again, which must still be the one looked at.

    own_passwords: each person got a password of their own; the list of them leaves once.
    """

    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+", verbose_name=_("file"))
    uploaded_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False, verbose_name=_("uploaded at"))
    applied_at = models.DateTimeField(null=True, editable=False, verbose_name=_("taken over at"))
    applied_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("taken over by")
    )
    people_count = models.PositiveIntegerField(default=0, editable=False, verbose_name=_("people"))
    own_passwords = models.BooleanField(default=False, editable=False)
    passwords_taken_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="people_import_applied_has_stamps",
                condition=Q(applied_at=None, applied_by=None) | Q(applied_at__isnull=False, applied_by__isnull=False),
            ),
            models.CheckConstraint(
                name="people_import_passwords_after_applying",
                condition=Q(passwords_taken_at=None) | Q(applied_at__isnull=False, own_passwords=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.upload)
