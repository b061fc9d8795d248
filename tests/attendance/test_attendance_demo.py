"""The demo company clocks in."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from attendance.models import (
    Case,
    Correction,
    DayRecord,
    EmergencyCall,
    HolidayRoster,
    LeaveLot,
    MonthClosing,
    PlaceConsent,
    Punch,
    PunchPhoto,
    PunchTrace,
    Slip,
)
from attendance.selectors.judging import judge
from attendance.selectors.slips import to_return_from
from common import clock
from common.periods import Period
from people.models import Employee
from tests.attendance.clocking import at
from tests.support.demo import NOW, TODAY, loaded

pytestmark = pytest.mark.django_db
TWO_MONTHS = Period(date(2026, 9, 21), TODAY)


def made(employees: int = 13, now=NOW) -> None:
    with clock.stopped(now):
        call_command("demo", employees=employees, verbosity=0)


def judged() -> dict[tuple[str, date], object]:
    people = dict(Employee.objects.filter(number__in=[str(number) for number in range(1001, 1014)]).values_list("pk", "number"))
    return {(people[person], day): one for (person, day), one in judge(list(people), TWO_MONTHS, NOW).items()}


def test_before_nine_today_nobody_of_that_login_has_clocked_in():
    made(now=at(TODAY, "08:30"))
    assert not Punch.objects.filter(employee__number="1005", local_on=TODAY).exists()


def test_large_company_gets_a_few_hundred_people_at_most():
    made(employees=400)
    assert Punch.objects.values("employee").distinct().count() == 200
    assert DayRecord.objects.values("employee").distinct().count() < 20


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def test_thirteen_people_have_a_little_of_everything(demo: None):
    found = Counter(str(one.result.status) for one in judged().values() if one.info.kind.is_working)
    assert found["normal"] > 0.85 * found.total()
    assert found["late"] > 5
    assert found["absent_half"] >= 2  # by lateness, and without a morning
    assert found["incomplete"] >= 1
    assert not found["no_data"]


def test_somebody_is_forty_minutes_late(demo: None):
    assert max(one.result.late_minutes for one in judged().values()) == 40


def test_the_login_one_tries_first_was_late_yesterday_and_is_in_time_today(demo: None):
    found = judged()
    yesterday, today = found["1005", date(2026, 11, 19)], found["1005", TODAY]
    assert (yesterday.result.late_minutes, [line.unit for line in yesterday.result.deductions]) == (8, ["CNY"])
    assert (today.result.status, len(today.seconds)) == ("normal", 1)


def test_no_punch_lies_in_the_future(demo: None):
    assert not Punch.objects.filter(at__gt=NOW).exists()


def test_leaders_of_the_company_have_no_data(demo: None):
    assert not Punch.objects.filter(employee__number__in=("101", "102")).exists()


def test_results_are_kept_up_to_yesterday(demo: None):
    days = DayRecord.objects.filter(employee__number="1005").order_by("day").values_list("day", flat=True)
    assert (days[0], days[len(days) - 1]) == (TWO_MONTHS.first, date(2026, 11, 19))


def test_last_month_is_closed_with_most_sheets_confirmed_one_objected_to_and_one_open(demo: None):
    closing = MonthClosing.objects.get()
    answers = Counter(str(kind) for kind in closing.sheets.values_list("answer__kind", flat=True))
    assert (closing.month, closing.state, closing.closed_by.number) == (date(2026, 10, 1), "closed", "103")
    assert (answers["objected"], answers["confirmed"] >= 10) == (1, True)
    assert closing.sheets.filter(answer=None, employee__number="1005").exists()
    assert set(closing.signatures.values_list("department__code", flat=True)) == {"OPS", "HR", "FIN"}
    assert not closing.sheets.filter(employee__number="1012", deduction_cny=None).exists()


def test_slips_stand_in_every_state_and_of_every_kind(demo: None):
    leave = set(Slip.objects.filter(kind="leave").values_list("state", flat=True))
    assert leave == {"draft", "submitted", "sent_back", "approved", "refused", "withdrawn", "cancelled", "closed"}
    assert set(Slip.objects.values_list("kind", flat=True)) == {"leave", "trip", "outing", "exit", "overtime", "swap"}
    assert EmergencyCall.objects.get().slip is None


def test_one_login_has_still_to_say_that_they_are_back(demo: None):
    assert to_return_from(Employee.objects.get(number="1005").user_id, NOW).count() == 1


def test_corrections_are_approved_and_wait_and_a_superior_wrote_one_down(demo: None):
    assert Counter(str(one) for one in Correction.objects.values_list("state", flat=True)) == {"approved": 1, "submitted": 1}
    assert Punch.objects.filter(source="supervisor").count() == 1


def test_cases_are_decided_open_and_objected_to(demo: None):
    assert {"confirmed", "to_examine", "objected"} <= set(Case.objects.values_list("state", flat=True))


def test_holiday_duty_was_credited_and_the_next_one_is_published(demo: None):
    over, coming = HolidayRoster.objects.order_by("first")
    assert (over.last < TODAY < coming.first, over.published_at is None, coming.published_at is None) == (True, False, False)
    assert not over.shifts.filter(credited_at=None).exists()
    assert LeaveLot.objects.filter(cause__startswith="duty:").count() > 10


def test_somebody_is_outside_today_with_a_photo(demo: None):
    assert [(row.punch.source, row.punch.local_on) for row in PunchPhoto.objects.select_related("punch")] == [("field", TODAY)]
    assert PlaceConsent.objects.filter(withdrawn_at=None).count() == 9


def test_no_devices_are_made_up(demo: None):
    assert not PunchTrace.objects.exclude(device="", address=None).exists()
