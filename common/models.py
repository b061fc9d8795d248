"""Rows that belong to no house: the audit trail, running numbers, uploaded files, the seals of facts."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common.audit import SYSTEM
from common.templatetags.show import bare_day


class Verb(models.TextChoices):
    """What a line of the trail says was done. Decisions bring their verdict as further verbs."""

    CREATE = "create", _("created")
    CHANGE = "change", _("changed")
    DELETE = "delete", _("deleted")
    APPROVE = "approve", _("approved")
    REFUSE = "refuse", _("refused")
    SEND_BACK = "send_back", _("sent back")
    VIEW = "view", _("viewed")
    EXPORT = "export", _("exported")
    ATTEMPT = "attempt", _("attempted without the right")


_verdicts: dict[str, Any] = {}  # further verbs, in words


def know_verdicts(words: dict[str, Any]) -> None:
    """An app that writes verdicts as verbs says what they are called."""
    _verdicts.update(words)


def verbs() -> dict[str, Any]:
    """Every verb of the trail, in words."""
    return {**_verdicts, **dict(Verb.choices)}


class AuditEntry(models.Model):
    """One line of the audit trail. The actor is kept by id and name, so that it outlives the account."""

    append_only = True
    audit_exempt = "the trail does not log itself"

    at = models.DateTimeField(db_default=Now(), editable=False, verbose_name=_("time"))
    actor_id = models.BigIntegerField(null=True, editable=False)
    actor_label = models.TextField(editable=False, verbose_name=_("who"))
    request_id = models.CharField(max_length=32, blank=True, editable=False, verbose_name=_("request"))
    verb = models.CharField(max_length=24, editable=False, verbose_name=_("act"))
    table_name = models.CharField(max_length=63, editable=False, verbose_name=_("table"))
    row_id = models.CharField(max_length=64, blank=True, editable=False, verbose_name=_("row"))
    before = models.JSONField(null=True, editable=False, verbose_name=_("before"))
    after = models.JSONField(null=True, editable=False, verbose_name=_("after"))
    note = models.TextField(blank=True, editable=False, verbose_name=_("note"))

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["table_name", "row_id", "-id"], name="common_audit_row"),  # history of one row
            models.Index(fields=["actor_id", "-id"], name="common_audit_actor"),  # what one person did
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.get_verb_display()}"

    @property
    def who(self) -> str:
        """The name as it was; what nobody did was done by the system."""
        return pgettext("sender", "the system") if self.actor_label == SYSTEM.label else self.actor_label

    def get_verb_display(self) -> str:
        """The verb in words."""
        return str(verbs().get(self.verb, self.verb))


class Counter(models.Model):
    """The last number given out in a series."""

    audit_exempt = "the numbered rows carry the numbers"

    series = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="common_counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Level(models.TextChoices):
    """Who may see a record (SEC-09)."""

    PUBLIC = "public", _("public")
    DEPARTMENT = "department", _("department")
    RESTRICTED = "restricted", _("restricted")
    SECRET = "secret", _("secret")


CONFIDENTIAL = (Level.RESTRICTED, Level.SECRET)


class Upload(models.Model):
    """A file that somebody handed in: stored privately, named by a random id, served only by `common:file`.

    purpose names the door that decides who may read it (common/uploads.py).
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=48)
    name = models.CharField(max_length=200, verbose_name=_("file name"))
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)
    level = models.CharField(max_length=16, choices=Level, default=Level.DEPARTMENT, verbose_name=_("level"))
    file = models.FileField(upload_to="uploads/%Y/%m", max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name


class SealedDay(models.Model):
    """One night's link of the chain over every append-only fact (common/sealing.py). head covers the link before it."""

    append_only = True
    audit_exempt = "a link of a chain that proves itself"

    day = models.DateField(unique=True, editable=False, verbose_name=_("day"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))
    rows = models.PositiveBigIntegerField(editable=False, verbose_name=_("rows sealed"))
    head = models.CharField(max_length=64, editable=False, verbose_name=_("digest of the chain"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals of facts")

    def __str__(self) -> str:
        return f"{bare_day(self.day)} · {self.head[:16]}"


class FactSeal(models.Model):
    """What a night's link says of one table, or of a part of it: these rows, with this digest.

    columns: what the table had then, so that a column added later changes no old digest.
    after, upto: the keys between which the rows lie (after itself excluded); empty where keys are not given out in order.
    digest: SHA-256 over key and SHA-256 of each row. row_digests: of each row its key and the first eight bytes of its SHA-256,
    by which the first row that differs can be named.
    """

    append_only = True
    audit_exempt = "a link of a chain that proves itself"

    sealed_day = models.ForeignKey(SealedDay, models.PROTECT, related_name="seals", editable=False)
    table = models.CharField(max_length=63, editable=False)
    columns = models.JSONField(editable=False)
    after = models.BigIntegerField(null=True, editable=False)
    upto = models.BigIntegerField(null=True, editable=False)
    rows = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    row_digests = models.BinaryField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["table", "id"], name="common_factseal_table")]  # how far a table is sealed

    def __str__(self) -> str:
        return f"{self.table}: {self.rows}"
