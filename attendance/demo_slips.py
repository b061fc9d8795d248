"""Slips of the demo company, in every state, decided by those whom the routes name; and balances of the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from approvals import services as approvals
from approvals.models import Request, StepApprover
from attendance import services
from attendance.choices import SlipKind
from attendance.models import ServiceRecord, Slip
from attendance.selectors.asking import leave_types_of, time_of
from attendance.services.overtime import ask_overtime
from attendance.services.slips import Typed
from common.periods import Period
from people.models import Employee
from workdays.selectors import days


@dataclass(frozen=True, slots=True)
class Story:
    """Leave of somebody. day: so many working days before today, negative ones lie ahead. asked: so many calendar days before it.

    outcome: approve, refuse, or "" while it waits.
    """

    number: str
    type: str
    day: int
    part: str
    reason: str
    outcome: str
    asked: int = 2
    opinion: str = ""


STORIES = (
    Story("1005", "年假", 9, "afternoon", "家里搬家", "approve", opinion="同意，已和晚班说好"),
    Story("1007", "病假", 6, "day", "发烧，去社区医院", "approve", asked=0, opinion="好好休息"),
    Story("1009", "事假", 4, "morning", "孩子学校家长会", "approve"),
    Story("1012", "年假", 7, "day", "外出旅行", "refuse", asked=5, opinion="当天有活动上线，请改期"),
    Story("1010", "年假", -3, "day", "参加亲戚婚礼", "approve"),
    Story("1011", "年假", -5, "day", "回老家", "", asked=6),
    Story("1008", "事假", -2, "morning", "办理证件", "", asked=4),
)
OVERTIME = (("1006", 5, "18:30", "20:30", "活动页面上线前检查", "approve"), ("1013", -1, "18:30", "20:00", "月度数据整理", ""))


def fill(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> dict[tuple[str, date], tuple[str, str]]:
    """Balances and slips. Returns who is away when: (number, day) -> (part, kind), so that punches keep to it."""
    working = [day for day, info in days(Period(today - timedelta(days=40), today + timedelta(days=30))).items() if info.kind.is_working]
    _grant(people, today, now)
    away: dict[tuple[str, date], tuple[str, str]] = {}
    for story in STORIES:
        day, person = nth(working, today, story.day), people.get(story.number)
        if person is None or story.type not in leave_types_of(person, day) or person.on(day) is None:
            continue
        asked_at = min(_at(day - timedelta(days=story.asked), "08:40" if not story.asked else "14:20"), now)
        start, end = time_of(person, day, day, (story.part, story.part), asked_at)  # type: ignore[arg-type]
        slip = services.start_slip(
            kind=SlipKind.LEAVE, typed=Typed(start, end, story.reason, story.type), employee=person, key=_key(rng), by=person, at=asked_at
        )
        services.hand_in(slip=slip, by=person, at=asked_at)
        _end(slip, story.outcome, asked_at + timedelta(minutes=35), story.opinion)
        if story.outcome == "approve" and day < today:
            away[story.number, day] = (story.part, SlipKind.LEAVE)
    for number, before, first, last, task, outcome in OVERTIME:
        day, person = nth(working, today, before), people.get(number)
        if person is None or person.on(day) is None:
            continue
        asked_at = min(_at(day, "11:00"), now)
        slip = ask_overtime(typed=Typed(_at(day, first), _at(day, last), task), task=task, key=_key(rng), by=person, at=asked_at)
        services.hand_in(slip=slip, by=person, at=asked_at)
        _end(slip, outcome, asked_at + timedelta(minutes=20), "")
        if outcome == "approve":
            away[number, day] = (last, SlipKind.OVERTIME)
    return away


def _grant(people: Mapping[str, Employee], today: date, now: datetime) -> None:
    from attendance.services.granting import grant_year

    for place, person in enumerate(people.values()):
        worked_since = person.joined_on.replace(day=1, year=person.joined_on.year - 1 - place % 12)
        ServiceRecord.objects.create(employee=person, worked_since=worked_since)
    grant_year(year=today.year, at=now)


def _end(slip: Slip, outcome: str, at: datetime, opinion: str) -> None:
    """Everybody who is asked says the same."""
    slip.refresh_from_db()
    while outcome and slip.request_id:
        request = Request.objects.get(pk=slip.request_id)
        seat = StepApprover.objects.filter(step__request=request, step__state="active", closed_at=None).order_by("pk").first()
        if request.state != "submitted" or seat is None:
            return
        act = approvals.approve if outcome == "approve" else approvals.refuse
        act(request=request, by=seat.approver, at=at, opinion=opinion)
        at += timedelta(minutes=15)


def nth(working: list[date], today: date, before: int) -> date:
    """The working day so many before today; negative: after it."""
    at = next(index for index, day in enumerate(working) if day >= today)
    if working[at] > today and before < 0:
        before += 1
    return working[at - before]


def _at(day: date, wall: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(wall)))


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
