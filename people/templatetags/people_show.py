"""Stretches of days, as the pages of the house show them."""

from datetime import date

from django import template
from psycopg.types.range import Range

from common.templatetags.show import span
from people.domain.dates import date_bounds, first_and_last

register = template.Library()


@register.filter
def days(during: Range[date]) -> str:
    """From the first day to the last, both included."""
    return span(*first_and_last(during))


@register.filter
def is_on(during: Range[date], day: date) -> bool:
    """Whether the day lies inside."""
    return not is_after(during, day) and not is_over(during, day)


@register.filter
def is_after(during: Range[date], day: date) -> bool:
    """Whether it has not begun on the day."""
    return date_bounds(during)[0] > day


@register.filter
def is_over(during: Range[date], day: date) -> bool:
    """Whether it has ended before the day."""
    upper = date_bounds(during)[1]
    return upper is not None and upper <= day
