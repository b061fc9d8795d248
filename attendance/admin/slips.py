"""Slips, balances and emergency calls at the managers' desk: to read."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from attendance import labels
from attendance.admin.base import ReadOnlyAdmin
from attendance.choices import SlipState
from attendance.models import EmergencyCall, LeaveEntry, LeaveLot, Slip
from attendance.selectors.ledgers import kinds_of
from attendance.selectors.slips import STATE_TONES, amount_words
from attendance.slip_forms import CHANNELS
from common import clock
from common.templatetags.show import badge, span
from people.admin.base import LINK

PEOPLE = ("employee__number", "employee__search_key")


class StateFilter(admin.SimpleListFilter):
    """The states that a slip of the list can have."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in SlipState if state != SlipState.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Slip]) -> QuerySet[Slip]:
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Slip)
class SlipAdmin(ReadOnlyAdmin):
    sidebar_icon = "event_note"
    list_display = ("employee", "kind", "type", "time", "days", "state_word", "is_short_notice", "page")
    list_select_related = ("employee",)
    list_filter = (StateFilter, "kind", "is_short_notice", "is_arranged")
    search_fields = PEOPLE
    date_hierarchy = "created_at"
    ordering = ("-changed_at", "-pk")
    fields = (
        "employee", "filed_by", "kind", "type", "time", "planned_time", "days", "minutes", "reason", "is_short_notice", "is_arranged",
        "state_word", "returned_at", "created_at", "changed_at", "page",
    )  # fmt: skip
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Slip]:
        """Without drafts: they are nobody's but their writer's."""
        return super().get_queryset(request).exclude(state=SlipState.DRAFT)

    @admin.display(description=pgettext_lazy("of a slip", "time"), ordering="during")
    def time(self, row: Slip) -> str:
        return span(row.during.lower, row.during.upper)

    @admin.display(description=_("as it was asked for"))
    def planned_time(self, row: Slip) -> str:
        return span(row.planned.lower, row.planned.upper)

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Slip) -> SafeString:
        return badge(row.get_state_display(), STATE_TONES[row.state])

    @admin.display(description=_("page"))
    def page(self, row: Slip) -> SafeString:
        return format_html(LINK, reverse("attendance:slip", args=[row.pk]), pgettext("link", "Open"))


class InUnits(ReadOnlyAdmin):
    """Rows with figures of a balance, in the unit that the wall has for the leave type: asked once for a page."""

    def lot_of(self, row: Any) -> LeaveLot:
        raise NotImplementedError

    def with_marks(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        kinds = kinds_of([self.lot_of(row) for row in rows], clock.today())
        for row in rows:
            row.leave_kind = kinds[self.lot_of(row).pk]
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        return row and self.with_marks(request, [row])[0]

    def in_words(self, amount: Decimal, row: Any) -> str:
        return amount_words(amount, row.leave_kind)


@admin.register(LeaveLot)
class LeaveLotAdmin(InUnits):
    sidebar_icon = "savings"
    list_display = ("employee", "type", "cause_word", "granted_word", "used_word", "left_word", "valid_from", "expires_on", "page")
    list_select_related = ("employee",)
    list_filter = ("type", "expires_on")
    search_fields = PEOPLE
    ordering = ("employee", "type", "pk")
    fields = ("employee", "type", "cause_word", "granted_word", "used_word", "left_word", "valid_from", "expires_on", "page")
    list_disable_select_all = True
    history_words = {"cause": lambda cause, lot: labels.granted_for(cause, date.fromisoformat(lot["valid_from"]))}

    def lot_of(self, row: LeaveLot) -> LeaveLot:
        return row

    @admin.display(description=pgettext_lazy("balance", "granted"), ordering="granted")
    def granted_word(self, row: LeaveLot) -> str:
        return self.in_words(row.granted, row)

    @admin.display(description=pgettext_lazy("balance", "used"), ordering="used")
    def used_word(self, row: LeaveLot) -> str:
        return self.in_words(row.used, row)

    @admin.display(description=pgettext_lazy("balance", "left"), ordering=F("granted") - F("used"))
    def left_word(self, row: LeaveLot) -> str:
        return self.in_words(row.granted - row.used, row)

    @admin.display(description=_("cause"), ordering="cause")
    def cause_word(self, row: LeaveLot) -> str:
        return row.cause_words

    @admin.display(description=_("page"))
    def page(self, row: LeaveLot) -> SafeString:
        return format_html(LINK, reverse("attendance:balances-of", args=[row.employee.number]), pgettext("link", "Open"))


@admin.register(LeaveEntry)
class LeaveEntryAdmin(InUnits):
    sidebar_icon = "receipt_long"
    list_display = ("who", "leave_type", "kind", "amount_word", "by", "reason", "at")
    list_select_related = ("lot__employee", "by")
    list_filter = ("kind", "lot__type")
    search_fields = ("lot__employee__number", "lot__employee__search_key")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("who", "leave_type", "kind", "amount_word", "slip", "by", "reason", "at")
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeaveEntry]:
        """The lines of the lots that the reader may see."""
        return super().get_queryset(request).filter(lot__in=LeaveLot.objects.visible_to(request.user))

    def lot_of(self, row: LeaveEntry) -> LeaveLot:
        return row.lot

    @admin.display(description=_("employee"), ordering="lot__employee__name_key")
    def who(self, row: LeaveEntry) -> str:
        return str(row.lot.employee)

    @admin.display(description=pgettext_lazy("balance", "amount"), ordering="amount")
    def amount_word(self, row: LeaveEntry) -> str:
        return self.in_words(row.amount, row)

    @admin.display(description=_("leave type"), ordering="lot__type")
    def leave_type(self, row: LeaveEntry) -> str:
        return row.lot.type


class ChannelFilter(admin.SimpleListFilter):
    """How somebody called."""

    title, parameter_name = _("channel"), "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(CHANNELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[EmergencyCall]) -> QuerySet[EmergencyCall]:
        return queryset.filter(channel=self.value()) if self.value() else queryset


@admin.register(EmergencyCall)
class EmergencyCallAdmin(ReadOnlyAdmin):
    sidebar_icon = "call"
    list_display = ("employee", "time", "channel_word", "called_at", "logged_by", "due_on", "slip", "lapsed_at")
    list_select_related = ("employee", "logged_by", "slip__employee")
    list_filter = (ChannelFilter, "due_on")
    search_fields = PEOPLE
    date_hierarchy = "called_at"
    ordering = ("-called_at", "-pk")
    fields = ("employee", "time", "channel_word", "called_at", "content", "logged_by", "logged_at", "due_on", "slip", "lapsed_at")
    list_disable_select_all = True
    history_words = {"channel": lambda channel, _call: str(CHANNELS[channel])}

    @admin.display(description=_("channel"), ordering="channel")
    def channel_word(self, row: EmergencyCall) -> str:
        return str(CHANNELS.get(row.channel, row.channel))

    @admin.display(description=_("away"), ordering="during")
    def time(self, row: EmergencyCall) -> str:
        return span(row.during.lower, row.during.upper)
