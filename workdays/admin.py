"""Calendars at the managers' desk: to read. Days are corrected on their page, which asks for the reason."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin import DeskModelAdmin
from common.templatetags.show import WEEKDAYS
from workdays.labels import name_label
from workdays.models import Calendar, CalendarDay


class ReadOnlyAdmin(DeskModelAdmin):
    """Nothing here is added, changed or deleted past the services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    sidebar_icon = "calendar_month"
    list_display = ("__str__", "week", "is_default")
    fields = ("name", "week", "is_default")

    @admin.display(description=_("working weekdays"))
    def week(self, calendar: Calendar) -> str:
        return "、".join(str(WEEKDAYS[n - 1]) for n in sorted(calendar.weekdays))


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    sidebar_icon = "event"
    list_display = ("day", "calendar", "kind", "words", "provisional", "corrected_by")
    list_select_related = ("calendar", "corrected_by")
    list_filter = ("kind", "provisional", ("corrected_at", admin.EmptyFieldListFilter), "calendar")
    search_fields = ("name", "reason")
    date_hierarchy = "day"
    fields = ("calendar", "day", "kind", "words", "provisional", "corrected_by", "corrected_at", "reason")

    @admin.display(description=_("name"), ordering="name")
    def words(self, day: CalendarDay) -> str:
        return name_label(day.name)
