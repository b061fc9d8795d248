"""Two connections at the same moment: accepted by two, found by two jobs, and a night's work beside the search."""

from datetime import date, timedelta

import pytest

from attendance import services
from attendance.models import DayRecord, LeaveEntry, ResultChange
from attendance.services.accepting import Accepted, accept_changes
from common.periods import Period
from notices.models import NoticeRecipient
from tests import factories
from tests.attendance.changing import DAY, MORNING, NOON, TYPHOON, changed, corrected, found, judged
from tests.attendance.clocking import at
from tests.attendance.closing import hr
from tests.attendance.slips import LEAVE_RULES, approved, filed, granted, with_a_head
from tests.rules import making
from tests.rules.making import Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    with_a_head(office)
    office.hr = hr(office)
    factories.grant(office.director, "supervisor", office.ours)
    return office


def accept(desk: Office, *, by: str) -> Accepted:
    return accept_changes(changes=list(ResultChange.objects.values_list("pk", flat=True)), by=getattr(desk, by), at=NOON)


def test_result_accepted_by_two_at_once_is_written_once(desk: Office, race):
    judged(desk.staff)
    changed(desk)
    outcomes = race(lambda: accept(desk, by="hr"), lambda: accept(desk, by="director"))
    assert sorted((one.count, one.refused) for one in outcomes) == [(0, []), (1, [])]
    assert NoticeRecipient.objects.filter(recipient=desk.staff, notice__body=TYPHOON).count() == 1


def test_leave_accepted_by_two_at_once_is_given_back_once(desk: Office, race):
    granted(desk.staff, "年假", "5", MORNING)
    now = at(DAY - timedelta(days=3))
    slip = approved(filed(desk.staff, DAY - timedelta(days=1), "09:00", "18:00", "年假", now=now, until=DAY), now)
    changed(desk)
    outcomes = race(lambda: accept(desk, by="hr"), lambda: accept(desk, by="director"))
    assert sorted(one.count for one in outcomes) == [0, 1]
    assert LeaveEntry.objects.filter(slip=slip, kind="cancel").count() == 1


def test_two_searches_at_once_open_one_change(desk: Office, race):
    judged(desk.staff)
    corrected(desk)
    assert sorted(race(found, found)) == [0, 1]
    assert ResultChange.objects.count() == 1


def test_night_beside_the_search_never_loses_what_is_to_be_accepted(desk: Office, race):
    judged(desk.staff)
    changed(desk)

    def night() -> int:
        return services.store_days(period=Period(DAY, DAY), at=NOON)

    race(night, lambda: accept(desk, by="hr"))
    [one] = ResultChange.objects.filter(employee=desk.staff)
    kept = DayRecord.objects.get(employee=desk.staff).status
    assert (one.state, kept) == ("accepted", "rest")
