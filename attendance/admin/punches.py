"""Punches, to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from attendance.admin.base import ReadOnlyAdmin
from attendance.models import Punch


@admin.register(Punch)
class PunchAdmin(ReadOnlyAdmin):
    sidebar_icon = "touch_app"
    list_display = ("employee", "local_on", "wall_time", "source")
    list_select_related = ("employee",)
    search_fields = ("employee__number", "employee__search_key")
    date_hierarchy = "local_on"
    ordering = ("-pk",)
    fields = ("employee", "local_on", "wall_time", "at", "zone", "offset", "source")
    list_disable_select_all = True

    @admin.display(description=_("time on the wall"), ordering="at")
    def wall_time(self, row: Punch) -> str:
        return f"{row.local_time:%H:%M:%S}"

    @admin.display(description=_("offset"))
    def offset(self, row: Punch) -> str:
        return f"UTC{row.offset_minutes / 60:+g}"
