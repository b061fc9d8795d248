from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from common import asking, menu
        from notices.models import NoticeRecipient
        from notices.selectors import unread_count
        from people.builtin import give

        give("supervisor", "notices.send")
        give("hr", "notices.send")
        give("auditor", *(f"notices.view_{model}" for model in ("notice", "noticerecipient", "channel", "delivery")))

        def unread(request: HttpRequest) -> int:
            known: int | None = getattr(request, "_unread", None)
            return unread_count(request.user) if known is None else known  # type: ignore[arg-type]  # the shell shows badges to nobody else

        def keep_unread(request: HttpRequest, count: int) -> None:
            request._unread = count  # type: ignore[attr-defined]

        def unread_question(request: HttpRequest) -> asking.Question:
            return asking.counted(NoticeRecipient.objects.of(request.user).unread())  # type: ignore[arg-type]

        asking.register("notices.unread", unread_question, keep=keep_unread)

        menu.register(
            menu.MenuItem(
                label=_("Notices"), url_name="notices:notice-list", icon="bell", order=10, place="bell",
                badge=unread, badge_label=_("unread"),
            )
        )  # fmt: skip
        menu.register(
            menu.MenuItem(
                label=_("Send a notice"), url_name="notices:notice-send", icon="send", order=60, permission="notices.send", place="quick"
            )
        )
        menu.register(menu.MenuItem(label=_("Channels"), url_name="notices:channel-list", icon="phone", order=40, place="account"))
