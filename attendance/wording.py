"""Minutes and numbers in words, as every sentence about a day says them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = 24 * 60


def clock(minute: int) -> str:
    """A minute of the day in words: 09:12, 01:30 on the next day, 23:55 on the day before."""
    if minute == DAY:
        return "24:00"
    text = f"{minute % DAY // 60:02}:{minute % 60:02}"
    if minute > DAY:
        return _("%(time)s on the next day") % {"time": text}
    return text if minute >= 0 else _("%(time)s on the day before") % {"time": text}


def number(amount: Decimal) -> str:
    """0.5, 1, 3: without needless zeros."""
    return format(amount.normalize(), "f")


def day_wages(count: Decimal) -> str:
    """`1 day's pay`, `0.5 days' pay`."""
    words = _("%(value)s day's pay") if count == 1 else _("%(value)s days' pay")
    return words % {"value": number(count)}


def some_days(count: Decimal) -> str:
    """`1 day`, `0.5 days`."""
    return ngettext("%(amount)s day", "%(amount)s days", 1 if count == 1 else 2) % {"amount": number(count)}
