"""Who is asked to read an edition: at its publication, and when they come into its scope or leave it."""

import time
from datetime import date, timedelta

import pytest

from notices.models import NoticeRecipient
from people.models import Assignment, Employee
from rules import services
from rules.models import Edition, ReadingTask
from rules.selectors.readers import bound_by
from rules.services.reminding import remind, tell_superiors, workday_before
from rules.services.telling import ask_to_read, follow_scope
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said
from tests.rules.reading import acknowledge, asked, minor

DAYS = {"pol.ack_days": "7"}


def told(edition: Edition) -> list[str]:
    rows = NoticeRecipient.objects.filter(notice__kind="rule_change", notice__link__endswith=f"edition={edition.number}")
    return sorted(rows.values_list("recipient__name", flat=True))


# -- publication -------------------------------------------------------------------------------


@pytest.mark.row("POL-09")
@pytest.mark.django_db
def test_publication_tells_and_asks_exactly_the_people_in_scope(office: Office):
    factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    edition = making.published(office, DAYS, departments=[office.ours])
    people = sorted(bound_by(edition.rulebook, FIRST).values_list("name", flat=True))
    assert people == ["总监", "李雯"]
    assert told(edition) == asked(edition) == people


@pytest.mark.row("POL-09")
@pytest.mark.django_db
def test_list_of_unread_shrinks_as_people_acknowledge(office: Office):
    edition = making.published(office, DAYS, departments=[office.ours])
    assert asked(edition) == ["总监", "李雯"]
    acknowledge(edition, office.staff)
    assert asked(edition) == ["总监"]
    acknowledge(edition, office.director)
    assert asked(edition) == []


@pytest.mark.django_db
def test_deadline_counts_from_publication_and_falls_on_a_workday(office: Office):
    making.published(office, {"pol.ack_days": "5"}, on=FIRST, number="ZZ")  # decides the days
    edition = making.published(office, {}, at=at_noon(date(2026, 11, 3)), on=date(2026, 11, 4), number="A")
    due = set(ReadingTask.objects.filter(edition=edition).values_list("due_on", flat=True))
    assert due == {date(2026, 11, 9)}  # 8 November is a Sunday


@pytest.mark.django_db
def test_deadline_is_open_while_the_days_are_undecided(office: Office):
    edition = making.published(office, {})
    assert set(ReadingTask.objects.filter(edition=edition).values_list("due_on", flat=True)) == {None}


@pytest.mark.django_db
def test_number_of_statements_does_not_grow_with_the_people(office: Office, count_queries):
    first = making.published(office, DAYS, number="A")
    task = ReadingTask.objects.filter(edition=first)
    seat = factories.post(office.team, "专员乙", 1)

    def statements(people: int) -> int:
        for _ in range(people):
            factories.holder(seat)
        return count_queries(lambda: ask_to_read(edition=first, first=FIRST, by=office.director, at=NOW))

    before = task.count()
    one = statements(1)
    assert statements(20) <= one
    assert task.count() == before + 21


@pytest.mark.django_db
def test_asking_twice_tells_nobody_twice(office: Office):
    edition = making.published(office, DAYS)
    before = told(edition)
    assert ask_to_read(edition=edition, first=FIRST, by=office.director, at=NOW) == 0
    assert told(edition) == before


# -- the next edition ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_large_edition_asks_everybody_again_and_withdraws_the_open_ones(office: Office):
    first = making.published(office, DAYS, departments=[office.ours])
    acknowledge(first, office.staff)
    second = making.publish(making.next_edition(first.rulebook, office, {"pol.ack_days": "9"}), office, on=LATER)
    assert asked(second) == ["总监", "李雯"]
    assert asked(first) == []
    assert ReadingTask.objects.get(edition=first, employee=office.director).withdrawn_at == NOW


@pytest.mark.django_db
def test_small_edition_counts_as_read_by_whoever_acknowledged_the_one_before(office: Office):
    first = making.published(office, DAYS, departments=[office.ours])
    mine = acknowledge(first, office.staff)
    second = minor(first, office)
    assert asked(second) == ["总监"]
    assert ReadingTask.objects.get(edition=second, employee=office.staff).carried == mine
    assert told(second) == ["总监", "李雯"]


@pytest.mark.django_db
def test_small_edition_goes_on_with_the_old_deadline(office: Office):
    making.published(office, DAYS, number="ZZ")
    first = making.published(office, {}, at=at_noon(date(2026, 11, 4)), on=date(2026, 11, 5), departments=[office.ours], number="A")
    old = ReadingTask.objects.get(edition=first, employee=office.director)
    second = minor(first, office, at=at_noon(date(2026, 11, 6)))
    new = ReadingTask.objects.get(edition=second, employee=office.director)
    old.refresh_from_db()
    assert new.due_on == old.due_on == date(2026, 11, 11)
    assert old.withdrawn_at is not None


@pytest.mark.django_db
def test_small_edition_after_a_small_one_still_counts_as_read(office: Office):
    first = making.published(office, DAYS, departments=[office.ours])
    mine = acknowledge(first, office.staff)
    second = minor(first, office)
    third = minor(second, office, on=LATER + timedelta(days=1))
    assert ReadingTask.objects.get(edition=third, employee=office.staff).carried == mine


# -- the scope changes ---------------------------------------------------------------------------------


@pytest.mark.row("POL-02")
@pytest.mark.django_db
def test_moving_somebody_into_the_scope_creates_the_item(office: Office):
    outside = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    edition = making.published(office, DAYS, departments=[office.ours])
    with on(TODAY):
        assert edition.rulebook.title not in said(as_(outside), "/rules/read/")
    Assignment.objects.filter(employee=outside).update(during=(factories.START, TODAY))
    moved = factories.post(office.team, "专员丙", 1)
    Assignment.objects.create(employee=outside, post=moved, department=office.team, is_head=False, kind="regular", during=(TODAY, None))
    with on(TODAY):
        assert f"{edition.rulebook.title}" in said(as_(outside), "/rules/read/")
    assert "外人" in told(edition)


@pytest.mark.django_db
def test_new_joiner_is_asked_on_the_first_day(office: Office):
    edition = making.published(office, DAYS, departments=[office.ours])
    seat = factories.post(office.team, "专员丙", 1)
    new = factories.holder(seat, "新人", during=(TODAY, None), joined_on=TODAY)
    follow_scope(at=at_noon(TODAY - timedelta(days=1)))
    assert "新人" not in asked(edition)
    follow_scope(at=at_noon(TODAY))
    task = ReadingTask.objects.get(edition=edition, employee=new)
    assert (task.because, task.due_on) == ("joined", TODAY + timedelta(days=7))
    assert "新人" in told(edition)


@pytest.mark.django_db
def test_first_page_shows_a_new_joiner_what_to_read(office: Office):
    making.published(office, DAYS, departments=[office.ours])
    new = factories.holder(factories.post(office.team, "专员丙", 1), "新人", during=(TODAY, None), joined_on=TODAY)
    with on(TODAY):
        text = said(as_(new), "/")
    assert "待阅读" in text
    assert "考勤管理制度" in text


@pytest.mark.django_db
def test_leaving_the_scope_withdraws_the_item_and_coming_back_asks_again(office: Office):
    edition = making.published(office, DAYS, departments=[office.ours])
    held = Assignment.objects.get(employee=office.staff)
    Assignment.objects.filter(pk=held.pk).update(during=(factories.START, TODAY))
    follow_scope(at=at_noon(TODAY))
    assert asked(edition) == ["总监"]
    Assignment.objects.filter(pk=held.pk).update(during=(factories.START, None))
    follow_scope(at=at_noon(LATER))
    assert asked(edition) == ["总监", "李雯"]
    assert ReadingTask.objects.get(edition=edition, employee=office.staff).because == "joined"


@pytest.mark.django_db
def test_following_the_scope_twice_changes_nothing(office: Office):
    edition = making.published(office, DAYS, departments=[office.ours])
    making.publish(making.next_edition(edition.rulebook, office, {"pol.ack_days": "9"}), office, on=LATER)
    assert follow_scope(at=at_noon(TODAY)) == 0
    assert follow_scope(at=at_noon(LATER)) == 0


@pytest.mark.django_db
def test_whoever_joins_before_the_next_edition_is_asked_to_read_both(office: Office):
    first = making.published(office, DAYS, departments=[office.ours])
    second = making.publish(making.next_edition(first.rulebook, office, {"pol.ack_days": "9"}), office, on=LATER)
    factories.holder(factories.post(office.team, "专员丙", 1), "新人", during=(TODAY, None), joined_on=TODAY)
    follow_scope(at=at_noon(TODAY))
    assert asked(first) == ["新人"]
    assert "新人" in asked(second)
    follow_scope(at=at_noon(LATER))  # the first one holds no more
    assert asked(first) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(office: Office, race):
    edition = making.published(office, DAYS, departments=[office.ours])
    factories.holder(factories.post(office.team, "专员丙", 1), "新人", during=(TODAY, None), joined_on=TODAY)
    results = race(*[lambda: follow_scope(at=at_noon(TODAY))] * 2)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert ReadingTask.objects.filter(edition=edition, employee__name="新人").count() == 1
    assert told(edition).count("新人") == 1


@pytest.mark.django_db
def test_thousands_leave_the_scope_at_once_within_seconds(office: Office):
    people = Employee.objects.bulk_create([Employee(number=f"X{number}", name="王五", joined_on=factories.START) for number in range(3000)])
    edition = making.published(office, {}, departments=[office.ours])
    rows = [ReadingTask(edition=edition, employee=who, because="published", asked_at=NOW) for who in people]
    ReadingTask.objects.bulk_create(rows)
    before = time.monotonic()
    assert follow_scope(at=at_noon(TODAY)) == 3000
    assert time.monotonic() - before < 20  # with its lines in the trail; row against row it took minutes


# -- reminders ---------------------------------------------------------------------------------------------


@pytest.fixture
def due(office: Office) -> Edition:
    """Due on Monday, 9 November 2026."""
    making.published(office, {"pol.ack_days": "5"}, on=FIRST, number="ZZ", title="制度管理", posts=[office.counsel.assignments.get().post])
    ReadingTask.objects.all().delete()
    return making.published(office, {}, at=at_noon(date(2026, 11, 3)), on=date(2026, 11, 4), departments=[office.ours], number="A")


def reminders(name: str) -> int:
    return NoticeRecipient.objects.filter(notice__kind="reminder", recipient__name=name).count()


FRIDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 11, day) for day in (6, 8, 9, 10))


@pytest.mark.django_db
def test_reminders_come_on_the_workday_before_and_on_the_day(office: Office, due: Edition):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    assert workday_before(MONDAY) == FRIDAY
    days = [date(2026, 11, 5), FRIDAY, SUNDAY, MONDAY, TUESDAY]
    assert [remind(at=at_noon(day)) for day in days] == [0, 2, 0, 2, 0]
    assert reminders("李雯") == 2


@pytest.mark.django_db
def test_missed_night_is_made_up_for_once(office: Office, due: Edition):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    assert [remind(at=at_noon(TUESDAY)), remind(at=at_noon(TUESDAY))] == [2, 0]
    assert reminders("李雯") == 1


@pytest.mark.django_db
def test_whoever_acknowledged_is_not_reminded(office: Office, due: Edition):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    acknowledge(due, office.staff, at=at_noon(FRIDAY))
    assert remind(at=at_noon(MONDAY)) == 1
    assert reminders("李雯") == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(office: Office, due: Edition, race):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    results = race(*[lambda: remind(at=at_noon(MONDAY))] * 2)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert (reminders("李雯"), reminders("总监")) == (1, 1)


@pytest.mark.django_db
def test_superior_is_told_once_how_many_are_late(office: Office, due: Edition):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    seat = factories.post(office.team, "专员丙", 1)
    for name in ("甲", "乙"):
        who = factories.holder(seat, name)
        ReadingTask.objects.create(edition=due, employee=who, because="joined", asked_at=NOW, due_on=MONDAY)
    assert tell_superiors(at=at_noon(MONDAY)) == 0
    assert tell_superiors(at=at_noon(TUESDAY)) == 2  # the director of three, the manager of the director
    assert tell_superiors(at=at_noon(TUESDAY)) == 0
    row = NoticeRecipient.objects.select_related("notice").get(recipient=office.director, notice__kind="reminder")
    assert "3" in row.notice.subject
    assert ReadingTask.objects.get(edition=due, employee=office.staff).escalated_to == office.director


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_a_superior_once(office: Office, due: Edition, race):
    ReadingTask.objects.filter(edition=due).update(due_on=MONDAY)
    race(*[lambda: tell_superiors(at=at_noon(TUESDAY))] * 2)
    assert reminders("总监") == 1


@pytest.mark.django_db
def test_publisher_reads_what_they_publish_too(office: Office):
    edition = services.publish(edition=making.approve(making.rulebook(office, DAYS), office), by=office.director, at=NOW)
    assert "总监" in asked(edition)


# -- a new schedule (ATT-12) ------------------------------------------------------------------------------------


@pytest.mark.row("ATT-12")
@pytest.mark.django_db
def test_new_schedule_creates_items_for_the_unit(office: Office):
    schedule = {"work.schedule": [["09:00", "12:00"], ["13:00", "18:00"]], "pol.ack_days": "7"}
    first = making.published(office, schedule, departments=[office.ours])
    for who in (office.staff, office.director):
        acknowledge(first, who)
    second = making.publish(
        making.next_edition(first.rulebook, office, {"work.schedule": [["08:30", "12:00"], ["13:00", "17:30"]]}), office, on=LATER
    )
    assert asked(second) == ["总监", "李雯"]
    acknowledge(second, office.staff)
    assert asked(second) == ["总监"]
