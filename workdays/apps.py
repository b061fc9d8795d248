from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "workdays"
    verbose_name = _("Work calendar")

    def ready(self) -> None:
        from people.builtin import give
        from workdays.services import ensure_calendars

        give("hr", "workdays.change_calendarday", "workdays.change_calendar")
        give("auditor", "workdays.view_calendarday", "workdays.view_calendar")
        post_migrate.connect(ensure_calendars, sender=self, dispatch_uid="workdays.calendars")
