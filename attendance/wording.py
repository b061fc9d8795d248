"""Minutes and numbers in words, as every sentence about a day says them."""

from decimal import Decimal

from django.utils.translation import gettext as _

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
