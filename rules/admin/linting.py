"""What counsel said to findings of the legal check: to read, never to change."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import DeskModelAdmin
from rules.models import Edition, LintAnswer


@admin.register(LintAnswer)
class LintAnswerAdmin(DeskModelAdmin):
    sidebar_icon = "gavel"
    list_display = ("edition", "rule", "excerpt", "by", "at")
    list_filter = ("rule",)
    list_select_related = ("edition__rulebook", "by")
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "rule", "reason", "by__search_key")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LintAnswer]:
        return super().get_queryset(request).filter(edition__in=Edition.objects.visible_to(request.user).values("pk"))
