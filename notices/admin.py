"""Notices at the managers' desk: to read. They are sent from the page, channels are kept by their owners."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common.admin import DeskModelAdmin
from common.history import listed
from notices.channels import NAMES
from notices.kinds import kind_of
from notices.models import Channel, Delivery, Notice, NoticeRecipient
from people.admin.base import LINK


class ReadOnlyAdmin(DeskModelAdmin):
    """Nothing here is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    sidebar_icon = "notifications"
    list_display = ("subject", "kind_word", "level", "sender_word", "created_at")
    list_filter = ("level", "kind")
    list_select_related = ("sender",)
    search_fields = ("subject", "sender__search_key", "sender__number")
    date_hierarchy = "created_at"
    fields = ("kind_word", "level", "sender_word", "subject", "body", "page", "created_at")
    history_words = {"kind": lambda code, _notice: str(kind_of(code).label)}

    @admin.display(description=_("kind"), ordering="kind")
    def kind_word(self, notice: Notice) -> str:
        return notice.get_kind_display()

    @admin.display(description=_("sender"), ordering="sender")
    def sender_word(self, notice: Notice) -> str:
        return str(notice.sender or pgettext("sender", "the system"))

    @admin.display(description=_("page"))
    def page(self, notice: Notice) -> SafeString | str:
        return format_html(LINK, notice.link, pgettext("link", "Open")) if notice.link else "–"


@admin.register(NoticeRecipient)
class NoticeRecipientAdmin(ReadOnlyAdmin):
    sidebar_icon = "mark_email_read"
    list_display = ("notice", "recipient", "delivered_at", "read_at")
    list_select_related = ("notice", "recipient")
    search_fields = ("recipient__search_key", "recipient__number", "notice__subject")
    list_filter = (("read_at", admin.EmptyFieldListFilter),)
    fields = ("notice", "recipient", "delivered_at", "read_at")


@admin.register(Channel)
class ChannelAdmin(ReadOnlyAdmin):
    """Without the address: it holds a secret."""

    sidebar_icon = "send_to_mobile"
    list_display = ("label", "owner", "service_word", "is_enabled", "removed_at")
    list_select_related = ("owner",)
    search_fields = ("label", "owner__search_key", "owner__number")
    list_filter = ("is_enabled", "service")
    fields = ("label", "owner", "service_word", "is_enabled", "quiet_from", "quiet_until", "created_at", "removed_at")
    history_words = {
        "service": lambda code, _channel: str(NAMES.get(code, code)),
        "kinds": lambda codes, _channel: listed(str(kind_of(code).label) for code in codes),
    }

    @admin.display(description=_("service"), ordering="service")
    def service_word(self, channel: Channel) -> str:
        return str(NAMES.get(channel.service, channel.service))


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What went out, and what became of it: `unsure` among it."""

    sidebar_icon = "outgoing_mail"
    list_display = ("subject", "channel", "state", "attempts", "due_at", "finished_at", "error")
    list_select_related = ("recipient__notice", "channel")
    list_filter = ("state",)
    search_fields = ("recipient__recipient__search_key", "recipient__recipient__number", "recipient__notice__subject")
    fields = ("subject", "person", "channel", "state", "attempts", "due_at", "claimed_at", "finished_at", "error")

    @admin.display(description=_("notice"))
    def subject(self, delivery: Delivery) -> str:
        return delivery.recipient.notice.subject

    @admin.display(description=_("recipient"))
    def person(self, delivery: Delivery) -> str:
        return str(delivery.recipient.recipient)
