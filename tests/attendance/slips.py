"""An office whose wall says how leave, overtime and corrections go, and acts on slips as people would do them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from approvals import services as approvals
from approvals.models import Request
from attendance import services
from attendance.choices import SlipKind
from attendance.models import Slip
from attendance.services.slips import Typed
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.conftest import RULES
from tests.rules.making import Office

TYPES = {
    "事假": "按小时，无薪",
    "病假": "按天，付80%，满2天须证明",
    "年假": "按半天，带薪，按工龄",
    "调休": "按小时，带薪，由加班得",
    "产假": "按天，带薪，98天，按日历",
}
LEAVE_RULES: dict[str, Any] = RULES | {
    "lev.min_notice_days": "1",
    "lev.emergency_channels": ["phone", "sms"],
    "lev.retroactive_deadline_days": "2",
    "lev.type_table": TYPES,
    "ot.detect_minutes": 60,
    "ot.counted_by": "both",
    "ot.swap_ratio": "1",
    "ot.rest_day_compensation": "time_off",
    "ot.swap_valid_months": 6,
    "att.correction.monthly_count": 2,
    "att.correction.window_days": "3",
}
MONDAY, TUESDAY, WEDNESDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (16, 17, 18, 20, 21))


def with_a_head(office: Office) -> Employee:
    """The head of the team to whom the staff reports; above stand the director and the general manager."""
    return factories.holder(factories.post(office.team, "组长", 3, is_head=True, reports_to=office.director.on(FRIDAY).post), "组长")


def typed(start: datetime, end: datetime, type: str = "事假", **more: Any) -> Typed:
    return Typed(start=start, end=end, reason=more.pop("reason", "家中有事"), type=type, **more)


def filed(who: Employee, day: date, first: str, last: str, type: str = "事假", *, now: datetime, until: date | None = None) -> Slip:
    """A slip of leave that was handed in."""
    hours = typed(at(day, first), at(until or day, last), type)
    slip = services.start_slip(kind=SlipKind.LEAVE, typed=hours, employee=who, key=uuid4(), by=who, at=now)
    services.hand_in(slip=slip, by=who, at=now)
    slip.refresh_from_db()
    return slip


def approved(slip: Slip, now: datetime, by: Employee | None = None) -> Slip:
    """The slip after everybody who is asked has said yes."""
    request = Request.objects.get(pk=slip.request_id)
    while request.state == "submitted":
        seat = request.steps.filter(state="active").get().approvers.filter(closed_at=None).first()
        approvals.approve(request=request, by=by or seat.approver, at=now)
        request.refresh_from_db()
    slip.refresh_from_db()
    return slip


def granted(who: Employee, type: str, amount: str, now: datetime, *, until: date | None = date(2026, 12, 31), cause: str = "2026") -> None:
    services.grant(employee=who, type=type, cause=cause, amount=Decimal(amount), valid_from=date(2026, 1, 1), expires_on=until, at=now)
