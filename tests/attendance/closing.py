"""A November that can be closed: what the wall decides, who came, who closes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.test import Client

from attendance.models import MonthClosing, MonthSheet, Salary
from attendance.services.closing import close_month
from common import clock
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import LEAVE_RULES
from tests.rules import making
from tests.rules.making import Office

NOVEMBER = date(2026, 11, 1)
WALL: dict[str, Any] = LEAVE_RULES | {"pay.day_wage_basis": "21.75"}
LATER: datetime = at(date(2026, 12, 2), "14:00")
IN_TIME, SERIOUS, ABSENT = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
TO_THE_END = [day for day in range(19, 31) if date(2026, 11, day).isoweekday() < 6]


def worked(office: Office, *people: Employee) -> Office:
    """From the 16th: in time, 45 minutes late, absent, 8 minutes late, then in time to the end."""
    making.published(office, WALL, on=date(2026, 11, 3), owner=office.company, number="KQ")
    for who in people or (office.staff,):
        clocked(who, IN_TIME, "08:55", "18:05")
        clocked(who, SERIOUS, "09:45", "18:05")
        for day in TO_THE_END:
            clocked(who, date(2026, 11, day), "09:08" if day == 19 else "08:58", "18:01")
    return office


def paid(who: Employee, monthly: str = "4350.00", since: date = date(2026, 1, 1), until: date | None = None) -> Salary:
    return Salary.objects.create(employee=who, monthly=Decimal(monthly), during=(since, until))


def closed(by: Employee | None = None, now: datetime = LATER) -> MonthClosing:
    return close_month(month=NOVEMBER, by=by, at=now, accepts_no_data=True)


def sheet_of(who: Employee, closing: MonthClosing) -> MonthSheet:
    return MonthSheet.objects.get(closing=closing, employee=who)


def hr(office: Office) -> Employee:
    """Somebody of human resources, who closes months."""
    who = factories.holder(factories.post(office.company, "人事", 2), "人事甲")
    factories.grant(who, "hr")
    return who


def browser(who: Employee) -> Client:
    """Signed in, and reading English: the pages' words are told apart from their translation."""
    client = Client()
    who.user.language = "en"
    who.user.save(update_fields=["language"])
    client.force_login(who.user)
    return client


def get(who: Employee, path: str, status: int = 200, now: datetime = LATER) -> Any:
    with clock.stopped(now):
        answer = browser(who).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer


def post(who: Employee, path: str, status: int = 302, now: datetime = LATER, **typed: Any) -> Any:
    with clock.stopped(now):
        answer = browser(who).post(path, typed)
    assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
    return answer
