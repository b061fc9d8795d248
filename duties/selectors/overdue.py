"""How many duties are overdue, asked along with other figures: as many as the page of periodic duties lists under `overdue`."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from common import asking
from duties import sources
from duties.models import Duty, DutyItem

if TYPE_CHECKING:
    from people.models import User

RECORDED = "late_duties"


def questions(user: "User", day: date) -> dict[str, asking.Question]:
    """What `total` is made of: the recorded ones, and those of each source."""
    late = Exists(DutyItem.objects.overdue(day).filter(duty=OuterRef("pk")))
    recorded = asking.counted(Duty.objects.visible_to(user).running(day).filter(late))
    return {RECORDED: recorded, **{_name(one): one.asked(day, user) for one in sources.registered()}}


def total(found: Mapping[str, Any], day: date) -> int:
    """The figure, of the answers."""
    natural = sum(one.overdue(found[_name(one)], day) for one in sources.registered() if found.get(_name(one)))  # None: none in reach
    return int(found[RECORDED]) + natural


def _name(source: sources.DutySource) -> str:
    return f"{RECORDED}.{source.code}"
