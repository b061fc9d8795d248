"""How often, with what proof, and by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.TextChoices):
    PARAMETER = "parameter", _("every so many days, as the rules decide")
    WORKDAYS = "workdays", _("every so many working days")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    YEARLY = "yearly", _("every year")


class Evidence(models.TextChoices):
    NONE = "none", _("none needed")
    NOTE = "note", _("a few words")
    PHOTO = "photo", _("a photo")
    FILE = "file", _("a file")


class DoneAs(models.TextChoices):
    HOLDER = "holder", _("as the owner")
    DEPUTY = "deputy", _("as deputy of the owner")
    SUPERIOR = "superior", _("as superior of the owner")
