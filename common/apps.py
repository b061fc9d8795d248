from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Audit and files")

    def ready(self) -> None:
        from common import columns, sealing_panel, triggers

        columns.name_nameless(model for model in apps.get_models() if triggers.is_ours(model._meta.app_config))
        sealing_panel.register()
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="opsdept.triggers")
