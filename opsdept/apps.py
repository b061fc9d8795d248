from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsdeptConfig(AppConfig):
    name = "opsdept"

    def ready(self) -> None:
        from notices.kinds import NoticeKind, register
        from opsdept import checks, first_steps  # noqa: F401  checks registers the system checks

        first_steps.register()

        register(NoticeKind("backup", _("backup"), "warning"))
