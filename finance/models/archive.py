"""The voucher archive: what was paid in a month, with its originals, in one file that never changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import Upload
from people.models import Employee


class ArchiveVolume(models.Model):
    """A volume of vouchers of one month (财会〔2020〕6号): a zip of originals, printed claims and an index with digests.

    month: its first day. digest: SHA-256 of the file. A later claim of the same month makes a further volume.
    """

    append_only = True

    number = models.CharField(max_length=32, unique=True, editable=False, verbose_name=_("number"))
    month = models.DateField(verbose_name=_("month"))
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="archive_volume", editable=False, verbose_name=_("file"))
    claims = models.PositiveIntegerField(editable=False, verbose_name=_("claims"))
    files = models.PositiveIntegerField(editable=False, verbose_name=_("files"))
    digest = models.CharField(max_length=64, editable=False, verbose_name=_("digest"))
    made_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("archived by"))
    made_at = models.DateTimeField(editable=False, verbose_name=_("archived at"))

    class Meta:
        verbose_name = _("archive volume")
        verbose_name_plural = _("archive volumes")
        ordering = ["-month", "-pk"]
        constraints = [models.CheckConstraint(name="finance_volume_month", condition=Q(month__day=1))]

    def __str__(self) -> str:
        return self.number
