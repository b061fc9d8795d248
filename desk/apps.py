from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("desk")

    def ready(self) -> None:
        from common import menu
        from desk import boards

        menu.register(menu.MenuItem(label=_("Home"), url_name="desk:home", icon="home", order=0))
        for order, name, label, icon, permission in (
            (25, "team", _("My team today"), "people", boards.TEAM),
            (26, "company", _("The company this month"), "desk", boards.COMPANY),
        ):
            menu.register(menu.MenuItem(label=label, url_name=f"desk:{name}", icon=icon, order=order, permission=permission, place="more"))
