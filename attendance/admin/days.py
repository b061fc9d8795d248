"""Kept results of days, and cases to be examined: to read, with the way to the reasons."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attendance import labels
from attendance.admin.base import ReadOnlyAdmin
from attendance.choices import CaseState
from attendance.models import Case, CaseObjection, DayRecord
from attendance.selectors.cases import TONES
from common.templatetags.show import badge, day
from people.admin.base import LINK
from people.admin.records import DepartmentFilter


class StatusFilter(admin.SimpleListFilter):
    """What a day came to."""

    title, parameter_name = _("status"), "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(status.value, word) for status, (word, _tone) in labels.STATUSES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(status=self.value()) if self.value() else queryset


def reasons(number: str, iso_day: str, words: str) -> SafeString:
    """The way to the page behind the figure."""
    return format_html(LINK, reverse("attendance:day", args=[number, iso_day]), words)


@admin.register(DayRecord)
class DayRecordAdmin(ReadOnlyAdmin):
    sidebar_icon = "event_available"
    list_display = ("employee", "department", "day", "status_word", "late_minutes", "early_minutes", "absent_days", "why")
    list_select_related = ("employee", "department")
    list_filter = (StatusFilter, DepartmentFilter)
    search_fields = ("employee__number", "employee__search_key")
    date_hierarchy = "day"
    ordering = ("-day", "employee", "pk")
    fields = (
        "employee", "department", "day", "status_word", "late_minutes", "early_minutes", "late_count", "absent_days", "worked_minutes",
        "leave_minutes", "overtime_minutes", "why", "computed_at",
    )  # fmt: skip
    list_disable_select_all = True

    @admin.display(description=_("status"), ordering="status")
    def status_word(self, row: DayRecord) -> SafeString:
        return badge(labels.status_word(row.status), labels.status_tone(row.status))

    @admin.display(description=_("reasons"))
    def why(self, row: DayRecord) -> SafeString:
        return reasons(row.employee.number, row.day.isoformat(), str(_("Why")))


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    sidebar_icon = "troubleshoot"
    list_display = ("employee", "kind", "day", "clause", "state_word", "opened_at", "examined_by", "examined_at")
    list_select_related = ("employee", "examined_by")
    list_filter = ("kind", "state")
    search_fields = ("employee__number", "employee__search_key")
    ordering = ("-opened_at", "-pk")
    fields = (
        "employee", "kind", "day", "clause", "state_word", "days_behind", "opened_at", "opened_by", "examined_by", "examined_at", "opinion",
        "objection_words",
    )  # fmt: skip
    list_disable_select_all = True
    history_words = {"cause": lambda cause, _case: labels.case_cause(cause)}

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Case) -> SafeString:
        return badge(row.get_state_display(), TONES[CaseState(row.state)])

    @admin.display(description=_("days behind it"))
    def days_behind(self, row: Case) -> SafeString:
        """Each day with the way to its reasons."""
        behind = [(one["day"], labels.status_word(one["status"])) for one in row.facts.get("behind", ())]
        lines = ((reasons(row.employee.number, iso, day(date.fromisoformat(iso))), word) for iso, word in behind)
        return format_html_join("", "<p>{} {}</p>", lines)

    @admin.display(description=_("objection"))
    def objection_words(self, row: Case) -> SafeString | str:
        """What the person said against it, and the answer."""
        said = CaseObjection.objects.filter(case=row).select_related("answered_by").first()
        if said is None:
            return "–"
        answered = format_html("<p>{}: {}</p>", said.answered_by.name, said.answer) if said.answered_by else ""
        return format_html("<p>{}: {}</p>{}", row.employee.name, said.text, answered)
