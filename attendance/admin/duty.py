"""Rosters of holiday duty: to read, with the way to their page."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attendance.admin.base import ReadOnlyAdmin
from attendance.models import HolidayRoster
from attendance.selectors.duty import rosters_visible_to
from common import clock
from people.admin.base import LINK
from people.admin.records import DepartmentFilter


@admin.register(HolidayRoster)
class HolidayRosterAdmin(ReadOnlyAdmin):
    """Planned and published on the page of the roster."""

    sidebar_icon = "shield_person"
    list_display = ("name", "department", "first", "last", "published_at", "published_by", "page")
    list_select_related = ("department", "published_by")
    list_filter = (DepartmentFilter,)
    search_fields = ("name", "department__name")
    ordering = ("-first", "department", "pk")
    fields = ("name", "department", "first", "last", "published_at", "published_by", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return rosters_visible_to(request.user, clock.today())

    @admin.display(description=_("page of the roster"))
    def page(self, row: HolidayRoster) -> SafeString:
        return format_html(LINK, reverse("attendance:duty-roster", args=[row.pk]), row.name)
