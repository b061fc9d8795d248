"""What proves that an edition came about as the law asks, and the sheets that hang."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from rules.choices import Verdict
from rules.models.editions import Edition


class LegalityReview(models.Model):
    """Somebody other than the author read an edition against the law (POL-04). It counts for its round and its digest."""

    append_only = True
    audit_verb = "verdict"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reviews", verbose_name=_("edition"))
    round = models.PositiveSmallIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False, verbose_name=_("digest"))
    reviewer = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    prepared_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", editable=False, verbose_name=_("prepared by"))
    reviewed_on = models.DateField(verbose_name=_("reviewed on"))
    law_cited = models.TextField(max_length=1000, verbose_name=_("law and norms cited"))
    opinion = models.TextField(max_length=4000, verbose_name=_("opinion"))
    verdict = models.CharField(max_length=8, choices=Verdict, verbose_name=_("verdict"))
    at = models.DateTimeField(editable=False, verbose_name=_("time"))

    class Meta:
        verbose_name = _("legality review")
        verbose_name_plural = _("legality reviews")
        ordering = ["edition", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "round"],
                name="rules_review_once_a_round",
                violation_error_message=_("This edition has been reviewed already."),
            ),
            models.CheckConstraint(
                name="rules_review_not_by_author",
                condition=~Q(reviewer=F("prepared_by")),
                violation_error_message=_("Nobody reviews their own draft. Ask somebody else."),
            ),
            models.CheckConstraint(name="rules_review_says_on_what", condition=~Q(law_cited="") & ~Q(opinion="")),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_verdict_display()}"


class StoredSheet(models.Model):
    """The PDF of a published edition as it is sent to the printer, kept in the database so that nobody exchanges it."""

    append_only = True
    audit_hidden = ("pdf",)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sheets", verbose_name=_("edition"))
    size = models.CharField(max_length=8, verbose_name=_("size"))
    orientation = models.CharField(max_length=16, verbose_name=_("orientation"))
    design = models.CharField(max_length=16, default="band", verbose_name=_("design"))
    script = models.CharField(max_length=8, blank=True, verbose_name=_("script"))
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, verbose_name=_("digest"))
    points = models.DecimalField(max_digits=5, decimal_places=1, verbose_name=_("type size"))
    pages = models.PositiveSmallIntegerField(verbose_name=_("pages"))
    made_at = models.DateTimeField(editable=False, verbose_name=_("made at"))

    class Meta:
        verbose_name = _("stored wall sheet")
        verbose_name_plural = _("stored wall sheets")
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "size", "orientation", "design", "script"], name="rules_sheet_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.size}"
