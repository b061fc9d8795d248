"""What the tests of old sorrows share: the button pressed at a moment of the server, and a day as it is judged."""

from datetime import date, datetime
from uuid import uuid4

from approvals import services as approvals
from approvals.models import Request
from attendance.selectors.judging import Judged, judge_one
from common import clock
from people.models import Employee
from tests.attendance.clocking import at
from tests.attendance.closing import browser
from tests.attendance.slips import LEAVE_RULES, with_a_head
from tests.rules import making
from tests.rules.making import Office

LATE = at(date(2026, 11, 24), "12:00")


def office_with_a_head(**values: object) -> Office:
    """Its wall says how attendance and leave go since 1 September."""
    office, before = Office(), making.at_noon(date(2026, 8, 31))
    office.wall = making.published(office, LEAVE_RULES | values, on=date(2026, 9, 1), at=before, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    return office


def press(who: Employee, moment: datetime, meta: dict[str, str] | None = None, **sent: str) -> None:
    with clock.stopped(moment):
        answer = browser(who).post("/clock/punch/", {"key": uuid4(), **sent}, **(meta or {}))
    assert answer.status_code in (200, 302), answer.status_code


def pressed(who: Employee, day: date, *walls: str) -> None:
    for wall in walls:
        press(who, at(day, wall))


def approve(request: Request, moment: datetime) -> None:
    """By whoever is asked."""
    approvals.approve(request=request, by=request.steps.get(state="active").approvers.get().approver, at=moment)


def judged(who: Employee, day: date, now: datetime = LATE) -> Judged:
    found = judge_one(who.pk, day, now)
    assert found is not None
    return found


def status(who: Employee, day: date, now: datetime = LATE) -> str:
    return str(judged(who, day, now).result.status)
