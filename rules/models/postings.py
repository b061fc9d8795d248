"""Where the rules hang: places, the copies there, what must be replaced, and the screens."""

import secrets
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.models import Upload
from people.access import within_scope
from people.models import Department, Employee
from rules.models.editions import Edition

if TYPE_CHECKING:
    from people.models import User


class OfUnitQuerySet[T: models.Model](QuerySet[T]):
    """Rows that belong to a unit (path: how to get there)."""

    def of(self, user: "User", permission: str, path: str = "department") -> "OfUnitQuerySet[T]":
        return self.filter(within_scope(user, permission, path))


class PostingPlace(models.Model):
    """A wall, a board, a frame. size: of the sheet that fits there (rules.sheets.sizes)."""

    name = models.CharField(max_length=80, verbose_name=_("place"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    size = models.CharField(max_length=8, default="A2", verbose_name=_("size"))
    note = models.CharField(max_length=200, blank=True, verbose_name=_("note"))
    ended_on = models.DateField(null=True, blank=True, verbose_name=_("not used since"))

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting place")
        verbose_name_plural = _("posting places")
        ordering = ["department", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="rules_place_once")]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """A copy of an edition that hangs at a place. One copy of a rulebook at a place at a time."""

    place = models.ForeignKey(PostingPlace, models.PROTECT, related_name="postings", verbose_name=_("place"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="postings", verbose_name=_("edition"))
    rulebook = models.ForeignKey("rules.Rulebook", models.PROTECT, related_name="+", editable=False, verbose_name=_("rulebook"))
    size = models.CharField(max_length=8, verbose_name=_("size"))
    posted_on = models.DateField(verbose_name=_("posted on"))
    posted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("posted by"))
    photo = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo"))
    taken_down_on = models.DateField(null=True, blank=True, verbose_name=_("taken down on"))
    taken_down_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("taken down by"))

    class Meta:
        verbose_name = _("posted copy")
        verbose_name_plural = _("posted copies")
        ordering = ["place", "-posted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "rulebook"],
                condition=Q(taken_down_on=None),
                name="rules_posting_one_copy",
                violation_error_message=_("A copy of this rulebook hangs there already. Replace that one."),
            ),
            models.CheckConstraint(
                name="rules_posting_taken_down_by_somebody",
                condition=Q(taken_down_on=None, taken_down_by=None)
                | Q(taken_down_on__gte=F("posted_on"), taken_down_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} · {self.edition}"


class ReplaceTask(models.Model):
    """A copy that must come down: its edition was replaced (POL-12) or its rulebook repealed (edition None).

    Closed by a photo of the new copy, or by a sentence that confirms it; posting: the new copy.
    """

    old = models.ForeignKey(Posting, models.PROTECT, related_name="tasks", verbose_name=_("copy"))
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("new edition"))
    opened_at = models.DateTimeField(verbose_name=_("opened at"))
    due_on = models.DateField(verbose_name=_("due on"))
    done_at = models.DateTimeField(null=True, verbose_name=_("done at"))
    done_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("done by"))
    photo = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("photo"))
    confirmation = models.CharField(max_length=300, blank=True, verbose_name=_("confirmation"))
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+", verbose_name=_("new copy"))

    class Meta:
        verbose_name = _("copy to replace")
        verbose_name_plural = _("copies to replace")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["old"], condition=Q(done_at=None), name="rules_replace_one_open"),
            models.CheckConstraint(
                name="rules_replace_closed_with_proof",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & (Q(photo__isnull=False) | ~Q(confirmation="")),
                violation_error_message=_("Add a photo, or confirm in a sentence that the copy was replaced."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.old)


def new_token() -> str:
    """The address of a screen: 192 bits, not to be guessed."""
    return secrets.token_urlsafe(24)


class Screen(models.Model):
    """A display on a wall: a public page at an address of its own, until it is switched off (POL-13).

    panels: what it shows, codes of rules.screen_panels. shows_names: the company wants persons named there.
    """

    audit_hidden = ("token",)

    name = models.CharField(max_length=80, verbose_name=_("name"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False, verbose_name=_("address"))
    seconds = models.PositiveSmallIntegerField(default=20, verbose_name=_("seconds a page"))
    panels = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("what it shows"))
    shows_names = models.BooleanField(default=False, verbose_name=_("names of persons"))
    created_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("created by"))
    created_at = models.DateTimeField(editable=False, verbose_name=_("created at"))
    revoked_at = models.DateTimeField(null=True, editable=False, verbose_name=_("switched off at"))

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        ordering = ["department", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rules_screen_seconds",
                condition=Q(seconds__gte=5, seconds__lte=300),
                violation_error_message=_("A page stays for 5 to 300 seconds."),
            ),
            models.CheckConstraint(
                name="rules_screen_shows_something",
                condition=Q(panels__len__gt=0),
                violation_error_message=_("Choose at least one thing that the screen shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
