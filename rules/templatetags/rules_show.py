"""Days of force, as the pages of the wall write them: without weekdays, because they stand in running text."""

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from common.templatetags.show import bare_day, date_of
from people.domain.dates import first_and_last

register = template.Library()


@register.filter
def plain_day(value: date | datetime) -> str:
    """`12月1日`; another year is named."""
    return bare_day(date_of(value))


@register.filter
def days_in_force(during: Range[date]) -> str:
    """`11月3日起`, or `11月3日至11月30日`: the last day is the one before it ends."""
    first, last = first_and_last(during)
    if last is None:
        return _("since %(first)s") % {"first": bare_day(first)}
    return _("%(first)s to %(last)s") % {"first": bare_day(first), "last": bare_day(last)}
