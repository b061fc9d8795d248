"""The lists of notices as they go out to Excel."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table, in_batches
from notices.models import Notice, NoticeRecipient


def received(rows: QuerySet[NoticeRecipient]) -> Table:
    return Table(_("Notices"), [
        Column(_("subject"), lambda row: row.notice.subject),
        Column(_("kind"), lambda row: row.notice.get_kind_display()),
        Column(_("level"), lambda row: row.notice.get_level_display()),
        Column(_("sender"), lambda row: row.notice.sender.name if row.notice.sender else pgettext("sender", "the system")),
        Column(_("received at"), lambda row: row.delivered_at, "datetime"),
        Column(_("read at"), lambda row: row.read_at or _("unread"), "datetime"),
    ], in_batches(rows, list), NoticeRecipient)  # fmt: skip


def sent(rows: QuerySet[Notice]) -> Table:
    return Table(_("Sent by me"), [
        Column(_("subject"), lambda one: one.subject),
        Column(_("kind"), lambda one: one.get_kind_display()),
        Column(_("sent at"), lambda one: one.created_at, "datetime"),
        Column(pgettext("state", "read"), lambda one: one.read_count, "count"),
        Column(_("recipients"), lambda one: one.recipient_count, "count"),
    ], in_batches(rows, list), Notice)  # fmt: skip


def recipients(notice: Notice, rows: QuerySet[NoticeRecipient]) -> Table:
    return Table(_("Recipients"), [
        Column(_("recipient"), lambda row: row.recipient.name),
        Column(_("employee number"), lambda row: row.recipient.number),
        Column(_("read at"), lambda row: row.read_at or _("unread"), "datetime"),
    ], in_batches(rows, list), notice, {_("subject"): notice.subject})  # fmt: skip
