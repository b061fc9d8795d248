from django.apps import AppConfig


class OpsdeptConfig(AppConfig):
    name = "opsdept"

    def ready(self) -> None:
        from opsdept import checks  # noqa: F401  registers the system checks
