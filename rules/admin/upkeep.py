"""What was said of rules and what came of it: rulings, remarks with their answers, periodic reviews. To read; the pages write."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common.admin import DeskModelAdmin
from people.access import within_scope
from people.admin.base import LINK
from rules.admin.editions import ReadOnlyInline
from rules.models import ClauseText, PeriodicReview, Remark, ReviewFinding, Rulebook, Ruling
from rules.selectors.reading import url_of


class OfRulebookAdmin(DeskModelAdmin):
    """Rows of rulebooks in whose unit the reader has the permission."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        permission = f"rules.view_{self.opts.model_name}"
        return super().get_queryset(request).filter(within_scope(request.user, permission, "rulebook__owner"))


class AtClause:
    """A clause as its place was called in the edition that was read."""

    history_words = {"clause_id": lambda clause, row: _called(clause, row.get("edition_id"))}

    @admin.display(description=_("clause"))
    def at_clause(self, row: Ruling | Remark) -> str:
        return _called(row.clause_id, row.edition_id)


def _called(clause: int | None, edition: int | None) -> str:
    return str(ClauseText.objects.filter(edition=edition, clause=clause).first() or "–")


@admin.register(Ruling)
class RulingAdmin(AtClause, OfRulebookAdmin):
    sidebar_icon = "gavel"
    list_display = ("rulebook", "number", "short", "by", "at", "page")
    list_select_related = ("rulebook", "edition__rulebook", "by")
    search_fields = ("rulebook__number", "rulebook__title", "text", "by__search_key")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("rulebook", "number", "edition", "at_clause", "text", "by", "at", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ruling]:
        """Whoever may open a rulebook reads its rulings."""
        rows = DeskModelAdmin.get_queryset(self, request)
        return rows.filter(rulebook__in=Rulebook.objects.visible_to(request.user).values("pk"))

    @admin.display(description=_("ruling"))
    def short(self, row: Ruling) -> str:
        return row.text[:60]

    @admin.display(description=_("page"))
    def page(self, row: Ruling) -> SafeString:
        return format_html(LINK, url_of(row.edition, f"c{row.clause_id}"), _("Read it in the rulebook"))


@admin.register(Remark)
class RemarkAdmin(AtClause, OfRulebookAdmin):
    sidebar_icon = "rate_review"
    list_display = ("rulebook", "kind", "short", "by", "at", "answered", "page")
    list_filter = ("kind",)
    list_select_related = ("rulebook", "by", "answer")
    search_fields = ("rulebook__number", "rulebook__title", "text", "by__search_key")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("rulebook", "edition", "at_clause", "kind", "text", "by", "at", "answered", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Remark]:
        """Opinions asked for in a consultation stand with it."""
        return super().get_queryset(request).filter(consultation=None)

    @admin.display(description=_("text"))
    def short(self, row: Remark) -> str:
        return row.text[:60]

    @admin.display(description=_("accepted"), boolean=True)
    def answered(self, row: Remark) -> bool | None:
        answer = getattr(row, "answer", None)
        return answer.is_accepted if answer else None

    @admin.display(description=_("page"))
    def page(self, row: Remark) -> SafeString:
        return format_html(LINK, reverse("rules:remark", args=[row.pk]), pgettext("button", "Open"))


class FindingInline(ReadOnlyInline):
    model = ReviewFinding
    fields = readonly_fields = ("kind", "text", "draft")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewFinding]:
        return super().get_queryset(request).select_related("draft__rulebook")


@admin.register(PeriodicReview)
class PeriodicReviewAdmin(OfRulebookAdmin):
    sidebar_icon = "event_repeat"
    list_display = ("rulebook", "held_on", "due_on", "decision", "by", "page")
    list_filter = ("decision",)
    list_select_related = ("rulebook", "by")
    search_fields = ("rulebook__number", "rulebook__title", "summary", "by__search_key")
    date_hierarchy = "held_on"
    ordering = ("-held_on", "-pk")
    inlines: Any = (FindingInline,)

    @admin.display(description=_("page"))
    def page(self, row: PeriodicReview) -> SafeString:
        return format_html(LINK, reverse("rules:reviews-of", args=[row.rulebook.number]), pgettext("button", "Open"))
