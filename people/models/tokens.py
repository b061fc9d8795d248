"""Keys that read without a login: a person's calendar feed, and the read API."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TokenKind(models.TextChoices):
    """What a key opens."""

    FEED = "feed", _("calendar feed")
    API = "api", _("read API")


NAME_IN_USE = _("There is a key of that name already. Take it back first, or give this one another name.")


class AccessToken(models.Model):
    """A key that only reads. Its secret is shown once; the row keeps the digest.

    A feed shows what its user may see of their own; a person has one at a time. A key of the API reads its scopes (names of
    resources) in one department and those below it, everywhere when it has none.
    """

    kind = models.CharField(max_length=8, choices=TokenKind, verbose_name=_("kind"))
    user = models.ForeignKey(
        "people.User", models.CASCADE, null=True, blank=True, related_name="access_tokens", verbose_name=_("whose calendar")
    )
    name = models.CharField(max_length=80, blank=True, default="", verbose_name=_("what it is for"))
    scopes = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("may read"))
    department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    tail = models.CharField(max_length=4, editable=False, verbose_name=_("ends with"))
    created_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("made by"))
    created_at = models.DateTimeField(db_default=Now(), editable=False, verbose_name=_("made at"))
    expires_on = models.DateField(null=True, blank=True, verbose_name=_("last day"))
    revoked_at = models.DateTimeField(null=True, editable=False, verbose_name=_("taken back at"))
    last_used_on = models.DateField(null=True, editable=False, verbose_name=_("last used on"))

    audit_hidden = ("digest",)

    class Meta:
        verbose_name = _("access key")
        verbose_name_plural = _("access keys")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="people_token_fits_its_kind",
                condition=Q(kind=TokenKind.FEED, user__isnull=False, department=None, scopes=[])
                | (Q(kind=TokenKind.API, user=None, scopes__len__gt=0) & ~Q(name="")),
            ),
            models.UniqueConstraint(name="people_token_one_feed_each", fields=["user"], condition=Q(kind=TokenKind.FEED, revoked_at=None)),
            models.UniqueConstraint(  # also the second half of a double tap, whose secret nobody would see
                name="people_token_one_name",
                fields=["name", "department"],
                nulls_distinct=False,
                condition=Q(kind=TokenKind.API, revoked_at=None),
                violation_error_message=NAME_IN_USE,
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"…{self.tail}"
