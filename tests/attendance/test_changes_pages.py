"""The list of changed results: who sees what, what is ticked, and what is said."""

from datetime import date

import pytest

from attendance.models import DayRecord, MonthClosing, ResultChange
from attendance.services.changes import find_for_days
from tests import factories
from tests.attendance.changing import DAY, NOON, TYPHOON, changed, company, corrected, judged
from tests.attendance.closing import browser, get, hr, post
from tests.rules.making import Office

PAGE, ACCEPT = "/changed-results/", "/changed-results/accept/"
SEEN = NOON.isoformat()

pytestmark = pytest.mark.usefixtures("wall")


@pytest.fixture
def desk(office: Office) -> Office:
    office.hr = hr(office)
    office.colleague = factories.holder(factories.post(office.team, "客服", 1), "赵婷")
    factories.grant(office.director, "supervisor", office.ours)
    judged(office.staff, office.colleague, office.hr)
    changed(office)
    return office


def of(who) -> ResultChange:
    return ResultChange.objects.get(employee=who)


def states() -> dict[str, str]:
    return dict(ResultChange.objects.values_list("employee__name", "state"))


def test_list_says_who_which_day_what_and_why(desk: Office):
    page = get(desk.hr, PAGE, now=NOON).text
    assert TYPHOON in page
    assert desk.staff.name in page
    assert f'href="/attendance/{desk.staff.number}/2026-11-20/"' in page
    assert "late, 8 min late" in page
    assert "expected deduction 20.00 yuan" in page
    assert "<strong>rest day, off" in page


def test_ticked_results_are_accepted_and_the_rest_stays(desk: Office):
    answer = post(desk.hr, ACCEPT, now=NOON, seen=SEEN, change=[of(desk.staff).pk])
    assert answer.url == PAGE
    assert states() == {"李雯": "accepted", "赵婷": "open", "人事甲": "open"}
    assert DayRecord.objects.get(employee=desk.staff).status == "rest"


def test_all_of_a_cause_are_accepted_but_ones_own(desk: Office):
    post(desk.hr, ACCEPT, now=NOON, seen=SEEN, cause=TYPHOON, all="1")
    assert states() == {"李雯": "accepted", "赵婷": "accepted", "人事甲": "open"}


def test_button_counts_what_it_accepts(desk: Office):
    assert "Accept all 2 of this cause" in get(desk.hr, PAGE, now=NOON).text


def test_own_change_has_no_box(desk: Office):
    page = get(desk.hr, PAGE, now=NOON).text
    assert f'value="{of(desk.staff).pk}"' in page
    assert f'value="{of(desk.hr).pk}"' not in page


def test_supervisor_sees_people_below_only(desk: Office):
    page = get(desk.director, PAGE, now=NOON).text
    assert desk.staff.name in page
    assert desk.hr.name not in page


def test_executive_reads_without_accepting(desk: Office):
    page = get(desk.manager, PAGE, now=NOON).text
    assert desk.staff.name in page
    assert 'type="checkbox"' not in page
    post(desk.manager, ACCEPT, now=NOON, status=403, seen=SEEN, change=[of(desk.staff).pk])


def test_staff_have_no_list(desk: Office):
    get(desk.staff, PAGE, status=403, now=NOON)
    post(desk.staff, ACCEPT, status=403, now=NOON, seen=SEEN, change=[of(desk.staff).pk])


def test_change_of_a_closed_month_is_marked_and_has_no_box(desk: Office):
    MonthClosing.objects.create(month=date(2026, 11, 1), state="closed", started_at=NOON, closed_at=NOON)
    page = get(desk.hr, PAGE, now=NOON).text
    assert "The month is closed" in page
    assert 'type="checkbox"' not in page
    post(desk.hr, ACCEPT, now=NOON, seen=SEEN, change=[of(desk.staff).pk])
    assert states()["李雯"] == "open"


@pytest.mark.parametrize(
    "typed",
    [{}, {"seen": SEEN}, {"seen": "gestern", "change": ["1"]}, {"seen": SEEN, "change": ["x", "-1", "²"]}, {"seen": SEEN, "all": "1"}],
)
def test_what_cannot_be_meant_accepts_nothing_and_says_so(desk: Office, typed):
    client = browser(desk.hr)
    page = client.post(ACCEPT, typed, follow=True)
    assert page.status_code == 200
    assert "Tick at least one" in page.text or "Look at the list again" in page.text
    assert set(states().values()) == {"open"}


def test_empty_list_says_what_will_stand_there(office: Office):
    assert "No result has changed" in get(hr(office), PAGE).text


def test_first_page_leads_whoever_may_accept_to_the_list(desk: Office):
    assert 'href="/changed-results/"' in panel(get(desk.hr, "/", now=NOON).text)
    assert "changed-results" not in panel(get(desk.staff, "/", now=NOON).text)


def panel(page: str) -> str:
    return page[page.find('aria-labelledby="changed-results"') :][:600] if 'aria-labelledby="changed-results"' in page else ""


def test_causes_are_groups_of_their_own(desk: Office):
    corrected(desk, "statutory_holiday")
    find_for_days(calendar_id=company().pk, causes={DAY: "国务院通知"}, at=NOON)
    page = get(desk.hr, PAGE, now=NOON).text
    assert "国务院通知</h2>" in page
    assert f"{TYPHOON}</h2>" not in page


def test_list_costs_the_same_for_few_and_for_many(desk: Office, assert_queries_constant):
    client = browser(desk.hr)

    def more() -> None:
        desk_post = factories.post(desk.team, "坐席", 1)
        first = of(desk.staff)
        ResultChange.objects.bulk_create(
            ResultChange(
                employee=factories.holder(desk_post, f"员工{n}"), day=DAY, cause=TYPHOON, before=first.before, after=first.after,
                found_at=NOON,
            )
            for n in range(20)
        )  # fmt: skip

    assert_queries_constant(lambda: client.get(PAGE), more, at_most=30)


def test_desk_of_managers_shows_changes_in_words(desk: Office):
    first = of(desk.staff)
    page = get(desk.hr, f"/admin/attendance/resultchange/{first.pk}/change/", now=NOON)
    assert TYPHOON in page.text
