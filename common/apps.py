from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common import triggers

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="opsdept.triggers")
