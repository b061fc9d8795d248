"""What every story of the demo needs: days to tell it on, instants, keys that are the same each time, and decisions."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from approvals import services as approvals
from approvals.models import Request, StepApprover
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from workdays.selectors import days

logger = logging.getLogger(__name__)

BACK, AHEAD = 45, 60  # days of the calendar around today


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is there by number, and when: `working` are the working days around today, in order."""

    people: Mapping[str, Employee]
    rng: Random
    today: date
    now: datetime
    working: tuple[date, ...]

    def nth(self, before: int) -> date:
        """The working day so many before today; negative: after it. 0: today, or the next one when today is off."""
        at = next(index for index, day in enumerate(self.working) if day >= self.today)
        if self.working[at] > self.today and before < 0:
            before += 1
        return self.working[at - before]

    def at(self, day: date, wall: str) -> datetime:
        """That time of the day, or now when it is still to come."""
        return min(instant(day, wall), self.now)

    def at_most(self, at: datetime, minutes: int) -> datetime:
        """So many minutes later, or now."""
        return min(at + timedelta(minutes=minutes), self.now)

    def key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def scene_of(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> Scene:
    period = Period(today - timedelta(days=BACK), today + timedelta(days=AHEAD))
    return Scene(people, rng, today, now, tuple(day for day, info in days(period).items() if info.kind.is_working))


def instant(day: date, wall: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(wall)))


@contextmanager
def told_if_possible() -> Iterator[None]:
    """A story that the calendar or the rules of just these days refuse is left out whole: the company is there on any day."""
    try:
        with transaction.atomic():
            yield
    except (RuleBroken, KeyError) as refusal:  # KeyError: somebody of the story does not work here
        logger.debug("a story of the demo is left out: %r", refusal)


def decide(request: Request | None, outcome: str, at: datetime, opinion: str = "") -> None:
    """Everybody who is asked says the same: approve, refuse or send_back; withdraw is the applicant's. "": it waits."""
    if request is not None and outcome == "withdraw":
        approvals.withdraw(request=request, by=request.applicant, at=at, opinion=opinion)
        return
    act = {"approve": approvals.approve, "refuse": approvals.refuse, "send_back": approvals.send_back}.get(outcome)
    while request is not None and act is not None:
        request = Request.objects.get(pk=request.pk)
        seat = StepApprover.objects.filter(step__request=request, step__state="active", closed_at=None).order_by("pk").first()
        if request.state != "submitted" or seat is None:
            return
        act(request=request, by=seat.approver, at=at, opinion=opinion)
        at += timedelta(minutes=15)
