"""What came from an import, on the pages of the edition that was made of it."""

from django import template

from rules.selectors.origins import printed_number, remarks_of

register = template.Library()
register.filter("printed_number", printed_number)
register.filter("open_remarks", remarks_of)
