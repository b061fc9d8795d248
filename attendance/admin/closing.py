"""Closed months at the managers' desk: to read. What is done with them is done on their page."""

from datetime import date

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attendance.admin.base import ReadOnlyAdmin
from attendance.models import MonthClosing
from people.admin.base import LINK


@admin.register(MonthClosing)
class MonthClosingAdmin(ReadOnlyAdmin):
    sidebar_icon = "event_note"
    list_display = ("month_word", "version", "state", "total", "closed_by", "closed_at", "page")
    list_select_related = ("closed_by",)
    list_filter = ("state",)
    ordering = ("-month", "-version")
    fields = (
        "month_word", "version", "state", "progress", "total", "closed_by", "started_at", "closed_at", "reopened_by", "reopened_at",
        "reason", "digest", "page",
    )  # fmt: skip
    list_disable_select_all = True
    history_words = {"month": lambda month, _closing: date_format(date.fromisoformat(month), "YEAR_MONTH_FORMAT")}

    @admin.display(description=_("month"), ordering="month")
    def month_word(self, row: MonthClosing) -> str:
        return date_format(row.month, "YEAR_MONTH_FORMAT")

    @admin.display(description=_("page"))
    def page(self, row: MonthClosing) -> SafeString:
        return format_html(LINK, reverse("attendance:closing", args=[row.month]), _("Blockers, sheets, signatures"))
