"""Calendars at the managers' desk: to read. Days are corrected on their page, which asks for the reason."""

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.admin import DeskModelAdmin
from common.history import listed
from common.sorting import InPinyinOrder
from common.templatetags.show import WEEKDAYS
from workdays.labels import name_label
from workdays.models import COMPANY_CALENDAR, Calendar, CalendarDay


class ReadOnlyAdmin(DeskModelAdmin):
    """Nothing here is added, changed or deleted past the services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def name_in_words(name: str) -> str:
    """The name of the calendar that came with the program is said in the reader's language."""
    return gettext(name) if name == COMPANY_CALENDAR else name


def week_in_words(numbers: Iterable[int]) -> str:
    return listed(str(WEEKDAYS[number - 1]) for number in sorted(numbers))


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    sidebar_icon = "calendar_month"
    list_display = ("name_word", "week", "is_default")
    fields = ("name_word", "week", "is_default")
    history_words = {"name": lambda name, _calendar: name_in_words(name), "weekdays": lambda numbers, _calendar: week_in_words(numbers)}

    @admin.display(description=_("name"), ordering=InPinyinOrder("name"))
    def name_word(self, calendar: Calendar) -> str:
        return str(calendar)

    @admin.display(description=_("working weekdays"))
    def week(self, calendar: Calendar) -> str:
        return week_in_words(calendar.weekdays)


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    sidebar_icon = "event"
    list_display = ("day", "calendar", "kind", "words", "provisional", "corrected_by")
    list_select_related = ("calendar", "corrected_by")
    list_filter = ("kind", "provisional", ("corrected_at", admin.EmptyFieldListFilter), "calendar")
    search_fields = ("name", "reason")
    date_hierarchy = "day"
    history_words = {"name": lambda name, _day: name_label(name)}
    fields = ("calendar", "day", "kind", "words", "provisional", "corrected_by", "corrected_at", "reason")

    @admin.display(description=_("name"), ordering="name")
    def words(self, day: CalendarDay) -> str:
        return name_label(day.name)
