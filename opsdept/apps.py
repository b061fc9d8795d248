from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsdeptConfig(AppConfig):
    name = "opsdept"

    def ready(self) -> None:
        from notices.kinds import NoticeKind, register
        from opsdept import checks  # noqa: F401  registers the system checks

        register(NoticeKind("backup", _("backup"), "warning"))
