from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "workdays"
    verbose_name = _("Work calendar")

    def ready(self) -> None:
        from common import menu
        from people.builtin import give
        from workdays.services import ensure_calendars

        give("hr", "workdays.change_calendarday", "workdays.change_calendar")
        give("auditor", "workdays.view_calendarday", "workdays.view_calendar")
        menu.register(menu.MenuItem(label=_("Work calendar"), url_name="workdays:month", icon="calendar", order=60, place="more"))
        post_migrate.connect(ensure_calendars, sender=self, dispatch_uid="workdays.calendars")
