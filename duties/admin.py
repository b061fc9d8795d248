"""Duties at the managers' desk: to read, with history. They are kept on their page, which opens their items with them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.admin import DeskModelAdmin
from common.templatetags.show import WEEKDAYS, badge
from duties.models import Duty, DutyItem
from duties.selectors.mine import told
from people.admin.base import LINK
from people.admin.records import DepartmentFilter
from rules.catalogue import text_of


class ReadOnlyAdmin(DeskModelAdmin):
    """Rows that only their acts change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    sidebar_icon = "event_repeat"
    list_display = ("code", "name", "department", "owner", "plan", "evidence", "starts_on", "ended_on", "page")
    list_select_related = ("department", "post", "role")
    list_filter = ("plan", DepartmentFilter)
    search_fields = ("code", "name")
    ordering = ("code", "pk")
    fields = (
        "code", "name", "clause", "department", "owner", "plan", "parameter", "every", "weekday_word", "month", "month_day", "evidence",
        "starts_on", "ended_on", "created_by", "created_at", "page",
    )  # fmt: skip
    list_disable_select_all = True
    history_words = {"weekday": lambda number, _duty: str(WEEKDAYS[number - 1]), "key": lambda key, _duty: text_of(key)}

    @admin.display(description=_("weekday"))
    def weekday_word(self, duty: Duty) -> str:
        return str(WEEKDAYS[duty.weekday - 1]) if duty.weekday else "–"

    @admin.display(description=_("parameter"))
    def parameter(self, duty: Duty) -> str:
        return text_of(duty.key) if duty.key else "–"

    @admin.display(description=_("owned by"))
    def owner(self, duty: Duty) -> str:
        return duty.owner_title

    @admin.display(description=_("page"))
    def page(self, duty: Duty) -> SafeString:
        return format_html(LINK, duty.get_absolute_url(), pgettext_lazy("button", "Open"))


@admin.register(DutyItem)
class DutyItemAdmin(ReadOnlyAdmin):
    sidebar_icon = "task_alt"
    list_display = ("duty", "due_on", "state_word", "done_by", "done_at", "escalated_to", "page")
    list_select_related = ("duty", "done_by", "escalated_to")
    search_fields = ("duty__name", "duty__code")
    date_hierarchy = "due_on"
    ordering = ("-due_on", "-pk")
    fields = (
        "duty", "due_on", "period_from", "period_to", "state_word", "demands", "opened_at", "told_at", "done_at", "done_by", "done_as",
        "note", "file", "escalated_at", "escalated_to", "page",
    )  # fmt: skip
    list_disable_select_all = True

    @admin.display(description=_("state"))
    def state_word(self, item: DutyItem) -> SafeString:
        [(_item, word, tone)] = told([item], clock.today())
        return badge(word, tone)

    @admin.display(description=_("page"))
    def page(self, item: DutyItem) -> SafeString:
        return format_html(LINK, item.get_absolute_url(), pgettext_lazy("button", "Open"))
