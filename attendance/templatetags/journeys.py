"""What a slip of overtime, a swap, a trip, work outside or an exit shows on its page, and what its reader can do there."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from attendance.journey_state import JOURNEYS
from attendance.models import Slip
from attendance.selectors.journeys import acts_on
from attendance.services.journeys import may_close
from common import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def journey_acts(context: Any, slip: Slip) -> SafeString:
    """Details and acts of the slip for whoever reads the page."""
    request = context.request
    reader = getattr(request.user, "employee", None)
    is_above = reader is not None and slip.kind in JOURNEYS and may_close(slip, reader, clock.today())
    acts = acts_on(slip, reader, clock.now(), is_above=is_above)
    return render_to_string("attendance/journey_details.html", {"acts": acts}, request=request)
