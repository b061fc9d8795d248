from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Audit and files")

    def ready(self) -> None:
        from common import sealing_panel, triggers

        sealing_panel.register()
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="opsdept.triggers")
