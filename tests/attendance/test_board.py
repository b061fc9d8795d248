"""Who is here, who is away, who has not come: now, by the hours of each, and only of the people one looks after."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from attendance.models import Correction, ShiftGroup, ShiftMember
from attendance.selectors.board import Presence, Who, people_in, presence
from people.models import Assignment, Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.slips import LEAVE_RULES, SATURDAY, approved, filed, with_a_head
from tests.rules import making
from tests.rules.making import Office

FRIDAY = date(2026, 11, 20)
TEN = at(FRIDAY, "10:00")


@pytest.fixture
def shop(office: Office) -> Office:
    """The wall says nine o'clock. The director looks after 运营部 and the team below it: three people, the director among them."""
    making.published(office, LEAVE_RULES, on=date(2026, 11, 3), owner=office.company, number="KQ")
    office.head = with_a_head(office)  # type: ignore[attr-defined]
    return office


def seen(who: Employee, now: Any = TEN) -> Presence:
    return presence(who.user, now.astimezone(TEN.tzinfo).date(), now)


def names(people: Any) -> list[str]:
    return [one.name for one in people.people]


def test_whoever_clocked_in_is_here(shop):
    clocked(shop.staff, FRIDAY, "08:55")
    assert names(seen(shop.director).here) == ["李雯"]


def test_who_has_not_come_is_missing_only_once_work_has_begun(shop):
    before, after = seen(shop.director, at(FRIDAY, "08:59")), seen(shop.director, at(FRIDAY, "09:00"))
    assert (before.missing.count, before.coming.count) == (0, 3)
    assert (after.missing.count, after.coming.count) == (3, 0)


def test_a_later_shift_is_not_missed_before_it_begins(shop):
    group = ShiftGroup.objects.create(
        name="晚班",
        segments=[["13:00", "21:00"]],
        weekdays=[1, 2, 3, 4, 5],
        clause=making.Rulebook.objects.get(number="KQ").clauses.first(),
    )
    ShiftMember.objects.create(employee=shop.staff, group=group, during=(factories.START, None))
    assert "李雯" in names(seen(shop.director).coming)
    assert "李雯" in names(seen(shop.director, at(FRIDAY, "13:00")).missing)


def test_who_came_late_by_the_rules_is_late(shop):
    clocked(shop.staff, FRIDAY, "09:08")
    clocked(shop.head, FRIDAY, "09:00:59")
    assert names(seen(shop.director).late) == ["李雯"]


def test_leave_in_the_morning_makes_nobody_late(shop):
    approved(filed(shop.staff, FRIDAY, "09:00", "10:00", now=at(date(2026, 11, 16))), at(date(2026, 11, 17)))
    clocked(shop.staff, FRIDAY, "09:59")
    found = seen(shop.director, at(FRIDAY, "10:30"))
    assert (names(found.here), found.late.count) == (["李雯"], 0)


def test_approved_leave_is_away_and_not_missing(shop):
    approved(filed(shop.staff, FRIDAY, "09:00", "18:00", now=at(date(2026, 11, 16))), at(date(2026, 11, 17)))
    found = seen(shop.director)
    assert names(found.away) == ["李雯"]
    assert "李雯" not in names(found.missing)


def test_leave_of_the_whole_day_is_away_before_work_begins(shop):
    approved(filed(shop.staff, FRIDAY, "09:00", "18:00", now=at(date(2026, 11, 16))), at(date(2026, 11, 17)))
    assert names(seen(shop.director, at(FRIDAY, "07:30")).away) == ["李雯"]


def test_leave_that_nobody_approved_does_not_count(shop):
    filed(shop.staff, FRIDAY, "09:00", "18:00", now=at(date(2026, 11, 16)))
    assert "李雯" in names(seen(shop.director).missing)


def test_nobody_is_expected_on_a_day_off(shop):
    found = seen(shop.director, at(SATURDAY, "10:00"))
    assert (found.off.count, found.expected) == (3, 0)


def test_who_works_on_a_day_off_is_here_and_never_late(shop):
    clocked(shop.staff, SATURDAY, "10:30")
    found = seen(shop.director, at(SATURDAY, "11:00"))
    assert (names(found.here), found.late.count) == (["李雯"], 0)


def test_a_punch_after_midnight_belongs_to_the_evening_before(shop):
    clocked(shop.staff, FRIDAY, "02:30")
    assert "李雯" in names(seen(shop.director).missing)


def test_only_the_people_one_looks_after_are_counted(shop):
    clocked(shop.counsel, FRIDAY, "08:50")
    assert seen(shop.director).all == 3
    assert seen(shop.manager).all == 5
    assert seen(shop.staff).all == 0


def test_second_posts_count_nobody_twice(shop):
    post = factories.post(shop.ours, "兼任", 1)
    Assignment.objects.create(
        employee=shop.staff, post=post, department=shop.ours, is_head=False, kind="concurrent", during=(factories.START, None)
    )
    assert seen(shop.director).all == 3


def test_the_kind_of_leave_is_told_only_to_whoever_may_read_slips(shop):
    approved(filed(shop.staff, FRIDAY, "09:00", "18:00", "病假", now=at(date(2026, 11, 16))), at(date(2026, 11, 17)))
    role = factories.Role.objects.create(code="watcher", name="看考勤", permissions=["attendance.view_dayrecord"])
    factories.RoleGrant.objects.create(employee=shop.counsel, role=role, department=shop.ours, during=(factories.START, None))
    assert [one.reason for one in seen(shop.director).away.people] == ["病假"]
    assert [one.reason for one in seen(shop.counsel).away.people] == [""]


def crowd(office: Office, many: int) -> list[Employee]:
    """So many more on the same post."""
    post = factories.post(office.team, "客服", 1)
    rows = [Employee(number=f"K{number:04}", name=f"客服{number:04}", joined_on=factories.START) for number in range(many)]
    for row in rows:
        row.set_keys()
    made = Employee.objects.bulk_create(rows)
    Assignment.objects.bulk_create(
        Assignment(employee=one, post=post, department=office.team, is_head=False, kind="regular", during=(factories.START, None))
        for one in made
    )
    return made


def test_first_few_are_named_and_the_others_counted(shop):
    crowd(shop, 20)
    found = seen(shop.director).missing
    assert (found.count, len(found.people), found.more) == (23, 5, 18)


def test_list_behind_a_figure_has_everybody_page_by_page(shop):
    crowd(shop, 20)
    first, count = people_in(shop.director.user, "missing", FRIDAY, TEN, page=1, per_page=15)
    second, _count = people_in(shop.director.user, "missing", FRIDAY, TEN, page=2, per_page=15)
    assert (count, len(first), len(second)) == (23, 15, 8)
    assert len({one.pk for one in first + second}) == 23


def test_list_of_the_late_is_as_long_as_its_figure(shop):
    for one in crowd(shop, 7):
        clocked(one, FRIDAY, "09:20")
    found, count = people_in(shop.director.user, "late", FRIDAY, TEN, page=1, per_page=50)
    assert len(found) == count == seen(shop.director).late.count == 7
    assert all(isinstance(one, Who) for one in found)


def test_queries_do_not_grow_with_people(shop, assert_queries_constant):
    clocked(shop.staff, FRIDAY, "09:08")

    def grow() -> None:
        for number, one in enumerate(crowd(shop, 400)):
            if number < 5:
                clocked(one, FRIDAY, "09:20")

    assert assert_queries_constant(lambda: seen(shop.director), grow, at_most=3) == 3


def test_punch_that_was_made_up_counts_as_come(shop):
    Correction.objects.create(
        employee=shop.staff, day=FRIDAY, at=at(FRIDAY, "09:00"), reason="忘记打卡", state="approved", key=uuid4(),
        created_at=TEN,
    )  # fmt: skip
    assert names(seen(shop.director).here) == ["李雯"]
