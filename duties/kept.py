"""How often what was due in a period was done by its day."""

from collections.abc import Iterable

from django.db.models import Count, F, Q

from common import clock
from common.bindings import Kept
from common.periods import Period
from duties.models import DutyItem


def periodic(period: Period, departments: Iterable[int] | None) -> Kept:
    """Of the items due in the period that are over or done, those not done by the end of their day."""
    today = clock.today()
    items = DutyItem.objects.filter(due_on__range=(period.first, period.last))
    if departments is not None:
        items = items.filter(duty__department__in=list(departments))
    settled = items.filter(Q(due_on__lt=today) | Q(done_at__isnull=False))
    late = Q(done_at=None) | Q(done_at__date__gt=F("due_on"))
    found = settled.order_by().aggregate(times=Count("pk"), broken=Count("pk", filter=late))
    return Kept(found["times"], found["broken"])
