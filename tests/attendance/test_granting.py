"""Leave that is granted by itself, and what expires."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from attendance import services, slip_tasks
from attendance.models import LeaveEntry, LeaveLot, ServiceRecord
from attendance.services import granting
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.slips import LEAVE_RULES, MONDAY, TYPES, granted
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW = at(MONDAY, "10:00")


@pytest.fixture
def office(db) -> Office:
    office = Office()
    types = {**TYPES, "福利假": "按天，带薪，每年3天", "外出假": "按小时，带薪，每月4小时"}
    making.published(office, LEAVE_RULES | {"lev.type_table": types}, on=SINCE, owner=office.company, number="KQ")
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def worked_since(who: Employee, day: date) -> None:
    ServiceRecord.objects.create(employee=who, worked_since=day)


def lot(who: Employee, type: str) -> LeaveLot | None:
    return LeaveLot.objects.filter(employee=who, type=type).first()


def test_annual_leave_is_granted_by_all_years_of_work_and_carried_one_year(li: Employee):
    worked_since(li, date(2014, 5, 1))
    granting.grant_year(year=2026, at=NOW)
    found = lot(li, "年假")
    assert (found.granted, found.valid_from, found.expires_on) == (10, date(2026, 1, 1), date(2027, 12, 31))
    assert [(line.kind, line.amount) for line in found.entries.all()] == [("grant", 10)]


def test_annual_leave_begins_when_twelve_months_of_work_are_complete(li: Employee):
    worked_since(li, date(2025, 7, 1))
    granting.grant_year(year=2026, at=NOW)
    assert (lot(li, "年假").granted, lot(li, "年假").valid_from) == (2, date(2026, 7, 1))


def test_nobody_without_a_record_gets_annual_leave_and_they_are_listed(office: Office, li: Employee):
    done = granting.grant_year(year=2026, at=NOW)
    assert lot(li, "年假") is None
    assert li in done.without_record
    worked_since(li, date(2014, 5, 1))
    assert li not in granting.grant_year(year=2026, at=NOW).without_record
    assert lot(li, "年假").granted == 10


def test_quota_of_a_year_ends_with_it(li: Employee):
    granting.grant_year(year=2026, at=NOW)
    assert (lot(li, "福利假").granted, lot(li, "福利假").expires_on) == (3, date(2026, 12, 31))
    assert lot(li, "病假") is None


def test_quota_of_a_month_is_granted_for_each_month(li: Employee):
    for month, now in ((11, NOW), (12, at(date(2026, 12, 1)))):
        granting.grant_month(year=2026, month=month, at=now)
    ends = LeaveLot.objects.filter(employee=li, type="外出假").order_by("expires_on").values_list("granted", "expires_on")
    assert list(ends) == [(4, date(2026, 11, 30)), (4, date(2026, 12, 31))]


def test_granting_twice_grants_once(li: Employee):
    first, second = granting.grant_year(year=2026, at=NOW).lots, granting.grant_year(year=2026, at=NOW).lots
    assert first > 0
    assert second == 0
    assert LeaveEntry.objects.filter(lot__employee=li).count() == 1


def test_granting_costs_the_same_for_one_and_for_many(office: Office, count_queries):
    def cost_of(*names: str) -> int:
        for name in names:
            worked_since(factories.holder(factories.post(office.team, name), name), date(2010, 1, 1))
        return count_queries(lambda: granting.grant_year(year=2026, at=NOW))

    granting.grant_year(year=2026, at=NOW)
    assert cost_of("甲") == cost_of("乙", "丙", "丁", "戊") <= 8


def test_who_does_not_work_here_any_more_gets_nothing(li: Employee):
    Employee.objects.filter(pk=li.pk).update(left_on=date(2026, 10, 31))
    granting.grant_year(year=2026, at=NOW)
    assert lot(li, "福利假") is None


def test_what_nobody_took_in_time_expires_once(li: Employee):
    granted(li, "年假", "5", NOW, until=date(2026, 11, 15))
    granted(li, "年假", "5", NOW, until=MONDAY, cause="still")
    assert [granting.expire_lots(at=NOW) for _run in range(2)] == [1, 0]
    old = LeaveLot.objects.get(cause="2026")
    assert (old.used, [(line.kind, line.amount) for line in old.entries.order_by("pk")]) == (5, [("grant", 5), ("expire", -5)])
    assert LeaveLot.objects.get(cause="still").used == 0


def test_correction_is_refused_when_the_balance_has_changed_since(office: Office, li: Employee):
    granted(li, "年假", "5", NOW)
    found = lot(li, "年假")
    act = {"lot": found, "amount": Decimal(-1), "seen": Decimal(5), "reason": "录错", "by": office.manager, "at": NOW}
    granting.correct(**act)
    with translation.override("en"), pytest.raises(RuleBroken, match="has changed"):
        granting.correct(**act)
    found.refresh_from_db()
    assert found.granted == 4


def test_nobody_worked_elsewhere_after_joining(li: Employee):
    with translation.override("en"), pytest.raises(RuleBroken, match="day of joining"):
        granting.record_service(employee=li, worked_since=date(2026, 2, 1))
    assert granting.record_service(employee=li, worked_since=date(2014, 5, 1)).worked_since == date(2014, 5, 1)


def test_jobs_do_the_same(li: Employee):
    granted(li, "事假", "5", NOW, until=date(2026, 11, 15))
    with clock.stopped(NOW):
        assert slip_tasks.grant_leave(0) > 0
        assert slip_tasks.expire_leave(0) == 1
        assert slip_tasks.lapse_calls(0) == 0
    assert services.lapse_calls(at=NOW) == 0
