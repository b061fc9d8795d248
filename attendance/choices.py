"""Words that models, services and the domain share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(TextChoices):
    """How a punch came in."""

    BUTTON = "button", pgettext_lazy("source of a punch", "web")


class CaseKind(TextChoices):
    """What somebody has to examine. Never a consequence by itself."""

    LATE_COUNT = "late_count", _("late or early too often in a month")
    ABSENCE_CONSECUTIVE = "absence_consecutive", _("absent for too many days in a row")
    ABSENCE_YEAR = "absence_year", _("absent for too many days in a year")


class CaseState(TextChoices):
    TO_EXAMINE = "to_examine", pgettext_lazy("case", "to be examined")
