from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("desk")

    def ready(self) -> None:
        from common import menu

        menu.register(menu.MenuItem(label=_("Home"), url_name="desk:home", icon="home", order=0))
