"""What the record of a request shows besides its lines."""

from collections.abc import Iterable

from django import template

from approvals.selectors.detail import Entry

register = template.Library()


@register.filter
def signed(entries: Iterable[Entry]) -> list[Entry]:
    """The decisions whose signature fits what was decided, as a printed sheet lists them."""
    return [entry for entry in entries if entry.signature and entry.holds]
