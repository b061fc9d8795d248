"""The four kinds of day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    WORKDAY = "workday", _("workday")
    MAKEUP_WORKDAY = "makeup_workday", _("make-up workday")
    REST_DAY = "rest_day", _("rest day")
    STATUTORY_HOLIDAY = "statutory_holiday", _("statutory holiday")

    @property
    def is_working(self) -> bool:
        """Work is done on it at the ordinary rate."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)
