"""Leave that is granted by itself, and what expires."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from attendance import services, slip_tasks
from attendance.models import LeaveEntry, LeaveLot, ServiceRecord
from attendance.selectors.ledgers import without_record
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
        granting.record_service(employee=li, worked_since=date(2026, 2, 1), by=li, at=NOW)
    assert granting.record_service(employee=li, worked_since=date(2014, 5, 1), by=li, at=NOW).worked_since == date(2014, 5, 1)


def test_jobs_do_the_same(li: Employee):
    granted(li, "事假", "5", NOW, until=date(2026, 11, 15))
    with clock.stopped(NOW):
        assert slip_tasks.grant_leave(0) > 0
        assert slip_tasks.expire_leave(0) == 1
        assert slip_tasks.lapse_calls(0) == 0
    assert services.lapse_calls(at=NOW) == 0


# -- a record of years of work that changes -------------------------------------------------------------------


def recorded(office: Office, who: Employee, since: date) -> LeaveLot | None:
    granting.record_service(employee=who, worked_since=since, by=office.counsel, at=NOW)
    return lot(who, "年假")


def lines(who: Employee) -> list[tuple[str, Decimal]]:
    return [(line.kind, line.amount) for line in LeaveEntry.objects.filter(lot__employee=who, lot__type="年假").order_by("pk")]


def test_changed_years_of_work_change_the_annual_leave_of_this_year_by_a_line_with_a_reason(office: Office, li: Employee):
    recorded(office, li, date(2014, 5, 1))
    granting.grant_year(year=2026, at=NOW)
    found = recorded(office, li, date(2019, 5, 1))
    assert (found.granted, lines(li)) == (5, [("grant", 10), ("adjust", -5)])
    line = found.entries.get(kind="adjust")
    assert (line.by, line.reason, line.at) == (office.counsel, granting.SERVICE_CHANGED, NOW)
    assert recorded(office, li, date(2014, 5, 1)).granted == 10


def test_the_annual_leave_begins_anew_when_twelve_months_of_work_end_later(office: Office, li: Employee):
    recorded(office, li, date(2014, 5, 1))
    granting.grant_year(year=2026, at=NOW)
    assert recorded(office, li, date(2025, 7, 1)).valid_from == date(2026, 7, 1)


def test_what_was_taken_already_stays_taken(office: Office, li: Employee):
    recorded(office, li, date(2014, 5, 1))
    granting.grant_year(year=2026, at=NOW)
    LeaveLot.objects.filter(employee=li, type="年假").update(used=8)
    assert recorded(office, li, date(2019, 5, 1)).granted == 8
    assert recorded(office, li, date(2014, 5, 1)).granted == 10


def test_what_was_corrected_by_hand_stays_beside_it(office: Office, li: Employee):
    recorded(office, li, date(2014, 5, 1))
    granting.grant_year(year=2026, at=NOW)
    services.adjust(lot=lot(li, "年假"), amount=Decimal(2), reason="奖励", by=office.counsel, at=NOW)
    assert recorded(office, li, date(2019, 5, 1)).granted == 7


def test_the_same_record_again_and_a_first_record_write_no_line(office: Office, li: Employee):
    assert recorded(office, li, date(2014, 5, 1)) is None
    granting.grant_year(year=2026, at=NOW)
    recorded(office, li, date(2014, 5, 1))
    assert lines(li) == [("grant", 10)]


def test_lots_of_other_years_and_other_types_stay_as_they_are(office: Office, li: Employee):
    recorded(office, li, date(2014, 5, 1))
    granting.grant_year(year=2025, at=NOW)
    granting.grant_year(year=2026, at=NOW)
    recorded(office, li, date(2019, 5, 1))
    kept = LeaveLot.objects.filter(employee=li).exclude(type="年假", cause="year 2026")
    assert not LeaveEntry.objects.filter(lot__in=kept, kind="adjust").exists()


# -- whose record is missing --------------------------------------------------------------------------------


def test_who_lacks_a_record_is_found_by_as_many_queries_for_many_as_for_one(office: Office, li: Employee, assert_queries_constant):
    factories.grant(office.counsel, "hr")
    user = office.counsel.user

    def more() -> None:
        for name in ("甲", "乙", "丙", "丁", "戊"):
            factories.holder(factories.post(office.team, name), name)

    with clock.stopped(NOW):
        assert li in without_record(user, "attendance.change_servicerecord", MONDAY, 20)[0]
        assert_queries_constant(lambda: without_record(user, "attendance.change_servicerecord", MONDAY, 20), more, at_most=3)
        shown, count = without_record(user, "attendance.change_servicerecord", MONDAY, 3)
        assert (len(shown), count) == (3, 4 + 5), "the office and five more"
        worked_since(li, date(2014, 5, 1))
        assert without_record(user, "attendance.change_servicerecord", MONDAY, 3)[1] == count - 1
