"""What the law wants forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from attendance.models import PunchTrace
from attendance.policy import Traces


@transaction.atomic
def forget_traces(*, at: datetime) -> int:
    """Delete devices and addresses older than the company's retention period; returns how many. Undecided: none.

    The retention is the company's, because a trace is kept for one company (PIPL art. 19). The punch keeps the digest.
    """
    today = at.astimezone(timezone.get_default_timezone()).date()
    days = Traces.on(today, None).retention_days
    if days is None:
        return 0
    gone, _by_model = PunchTrace.objects.filter(created_at__lt=at - timedelta(days=float(days))).delete()
    return gone
