"""What a number and a phone number look like, for forms and for lists."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MOBILE = RegexValidator(r"^\+?[0-9][0-9 -]{4,18}$", _("Enter a phone number: digits, blanks and hyphens."))
NUMBER = RegexValidator(r"^[0-9A-Za-z._-]+$", _("Letters, digits, point, hyphen and underscore only."))
