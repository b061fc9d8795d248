"""What the managers' desk shows of the seals: that they have stopped."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, QuerySet
from django.http import HttpRequest

from common import clock, panels
from common.models import SealedDay
from common.panels import Panel

LATE_AFTER = timedelta(days=2)


def late(request: HttpRequest) -> QuerySet[Any]:
    """Whether there are seals, but none of the last days."""
    return SealedDay.objects.exclude(Exists(SealedDay.objects.filter(at__gte=clock.now() - LATE_AFTER)))


def since(request: HttpRequest) -> dict[str, Any]:
    return {"last": SealedDay.objects.latest("pk").at}


def register() -> None:
    """Warn those who may read the seals."""
    panels.register(
        Panel(
            name="common.sealing", template="admin/sealing_panel.html", context=since, asks=late, order=5, place="admin",
            permission="common.view_sealedday",
        )
    )  # fmt: skip
