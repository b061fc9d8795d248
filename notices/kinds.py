"""The kinds of notice. A house adds its own in `AppConfig.ready()`; `notify` refuses a kind that nobody registered."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """code: as stored. label: in words. icon: of static/icons.svg. by_hand: a person may send it from the page."""

    code: str
    label: str | Promise
    icon: str = "bell"
    by_hand: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make a kind known. Raises ValueError when its code is taken by another."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"notice kind {kind.code} is registered twice")
    _kinds[kind.code] = kind


def registered() -> dict[str, NoticeKind]:
    """Every kind by its code, in order of registration."""
    return dict(_kinds)


def kind_of(code: str) -> NoticeKind:
    """The kind with that code; one that is no longer registered shows its code."""
    return _kinds.get(code) or NoticeKind(code, code)


for built_in in (
    NoticeKind("announcement", pgettext_lazy("notice kind", "announcement"), by_hand=True),
    NoticeKind("rule_change", _("rule change"), "rules", by_hand=True),
    NoticeKind("meeting_change", _("meeting change"), "people", by_hand=True),
    NoticeKind("closure", pgettext_lazy("notice kind", "closure"), "warning", by_hand=True),
    NoticeKind("penalty", _("penalty"), "warning", by_hand=True),
    NoticeKind("reminder", pgettext_lazy("notice kind", "reminder"), "clock", by_hand=True),
    NoticeKind("approval", pgettext_lazy("notice kind", "approval"), "stamp"),
    NoticeKind("calendar_change", _("calendar change"), "calendar"),
    NoticeKind("channel_test", _("channel test"), "phone"),
):
    register(built_in)
