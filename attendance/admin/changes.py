"""Results that changed after the fact, at the managers' desk: to read. They are accepted on their page."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attendance.admin.base import ReadOnlyAdmin
from attendance.choices import ChangeState
from attendance.models import ResultChange
from attendance.selectors.changes import in_words
from common.templatetags.show import badge
from people.admin.base import LINK

TONES = {ChangeState.OPEN: "waiting", ChangeState.ACCEPTED: "good", ChangeState.GONE: "quiet"}


@admin.register(ResultChange)
class ResultChangeAdmin(ReadOnlyAdmin):
    sidebar_icon = "published_with_changes"
    list_display = ("employee", "day", "cause", "state_word", "found_at", "accepted_by", "accepted_at")
    list_select_related = ("employee", "accepted_by", "slip")
    list_filter = ("state",)
    search_fields = ("employee__number", "employee__search_key", "cause")
    date_hierarchy = "day"
    ordering = ("-found_at", "-pk")
    fields = (
        "employee", "day", "slip", "cause", "before_words", "after_words", "state_word", "found_at", "accepted_by", "accepted_at", "page",
    )  # fmt: skip
    list_disable_select_all = True

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: ResultChange) -> SafeString:
        return badge(row.get_state_display(), TONES[ChangeState(row.state)])

    @admin.display(description=_("before"))
    def before_words(self, row: ResultChange) -> str:
        return in_words(row)[0]

    @admin.display(description=_("after"))
    def after_words(self, row: ResultChange) -> str:
        return in_words(row)[1]

    @admin.display(description=_("page"))
    def page(self, row: ResultChange) -> SafeString:
        return format_html(LINK, reverse("attendance:change-list"), _("What waits to be accepted"))
