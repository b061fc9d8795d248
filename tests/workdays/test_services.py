"""Loading years, correcting days, keeping sites."""

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from common import clock
from common.errors import RuleBroken
from common.models import AuditEntry
from tests.factories import EmployeeFactory, department
from workdays import changes, official, selectors, services
from workdays.choices import DayKind
from workdays.models import Calendar, CalendarDay, CalendarUse

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def company():
    return Calendar.objects.get(is_default=True)


@pytest.fixture
def hr(db):
    return EmployeeFactory(name="周敏")


@pytest.fixture
def told():
    """What the listeners of this house hear."""
    heard = []
    listener = heard.extend
    changes.register(listener)
    yield heard
    changes.unregister(listener)


@pytest.fixture
def moves():
    """Which departments go by another calendar, as the listeners of this house hear it."""
    heard = []
    listener = heard.extend
    changes.register_moves(listener)
    yield heard
    changes.unregister_moves(listener)


def correct(calendar, by, day=DAY, kind=DayKind.REST_DAY, reason="台风停工 2026-18号"):
    return services.correct_day(calendar=calendar, day=day, kind=kind, reason=reason, by=by, at=NOON)


@pytest.mark.django_db
class TestEnsureYear:
    def test_makes_every_day_of_the_year_once(self, company):
        services.ensure_year(2030)
        services.ensure_year(2030)
        assert company.days.filter(day__year=2030).count() == 365

    def test_marks_a_year_without_notice_as_provisional(self, company):
        services.ensure_year(2027)
        assert not company.days.filter(day__year=2027, provisional=False).exists()
        assert not company.days.filter(day__year=2026, provisional=True).exists()

    def test_stored_days_are_those_of_the_list(self, company):
        stored = {row.day: (row.kind, row.name) for row in company.days.filter(day__year=2026)}
        assert stored == {s.day: (s.kind, s.name) for s in official.standard_year(2026, company.weekdays)}

    def test_keeps_what_a_person_corrected(self, company, hr):
        correct(company, hr)
        services.ensure_year(2026)
        assert company.days.get(day=DAY).kind == DayKind.REST_DAY

    def test_takes_over_a_new_notice_and_tells(self, company, told, monkeypatch):
        services.ensure_year(2027)
        published = official.OfficialYear(
            {date(2027, 2, 11): "休息日（由 2027-02-20 调休）"}, {date(2027, 2, 20): official.makes_up(date(2027, 2, 11))}, True
        )
        monkeypatch.setattr(official, "official_year", lambda year: published)
        told.clear()
        services.ensure_year(2027)
        assert company.days.get(day=date(2027, 2, 20)).kind == DayKind.MAKEUP_WORKDAY
        assert not company.days.filter(day__year=2027, provisional=True).exists()
        moved = {c.day: (c.before, c.after) for c in told}
        assert moved[date(2027, 2, 11)] == (DayKind.WORKDAY, DayKind.REST_DAY)

    def test_a_repeated_load_writes_nothing(self, company):
        before = AuditEntry.objects.count()
        services.ensure_year(2026)
        assert AuditEntry.objects.count() == before

    def test_refuses_a_year_beyond_the_lunar_calendar(self):
        with pytest.raises(RuleBroken, match="1950"):
            services.ensure_year(2101)

    def test_year_that_a_house_refuses_just_now_is_left_for_the_next_day(self, company, monkeypatch):
        published = official.OfficialYear({date(2026, 11, 19): "休息日（由 2026-11-21 调休）"}, {}, True)

        def refuse(changes):
            raise RuleBroken("The month is being closed.")

        changes.register(refuse)
        try:
            with clock.stopped(NOON):
                monkeypatch.setattr(official, "official_year", lambda year: published)
                services.ensure_calendars()
        finally:
            changes.unregister(refuse)
        assert company.days.get(day=date(2026, 11, 19)).kind == DayKind.WORKDAY

    def test_migrate_makes_the_years_around_today(self, company):
        with clock.stopped(datetime(2031, 1, 1, tzinfo=UTC)):
            services.ensure_calendars()
        years = {day.year for day in company.days.dates("day", "year")}
        assert {2030, 2031, 2032} <= years
        assert Calendar.objects.filter(is_default=True).count() == 1


@pytest.mark.django_db
class TestCorrectDay:
    def test_changes_the_kind_and_signs_it(self, company, hr):
        row = correct(company, hr)
        assert (row.kind, row.corrected_by, row.corrected_at, row.reason) == (DayKind.REST_DAY, hr, NOON, "台风停工 2026-18号")

    def test_makes_the_row_of_a_year_that_was_not_loaded(self, company, hr):
        correct(company, hr, day=date(2035, 5, 8))
        assert selectors.kind_of(date(2035, 5, 8)) == DayKind.REST_DAY

    def test_confirms_a_provisional_day(self, company, hr):
        day = date(2027, 3, 2)
        row = correct(company, hr, day=day, kind=DayKind.WORKDAY, reason="公司通知")
        assert not row.provisional

    def test_refuses_without_a_reason(self, company, hr):
        with pytest.raises(RuleBroken, match="Say why"):
            correct(company, hr, reason="  ")

    def test_refuses_what_would_change_nothing(self, company, hr):
        with pytest.raises(RuleBroken, match="already a workday"):
            correct(company, hr, kind=DayKind.WORKDAY)

    def test_writes_history(self, company, hr):
        row = correct(company, hr)
        line = AuditEntry.objects.filter(table_name="workdays_calendarday", row_id=str(row.pk)).latest("pk")
        assert (line.before["kind"], line.after["kind"]) == ("workday", "rest_day")

    def test_tells_who_asked(self, company, hr, told):
        correct(company, hr)
        assert told == [changes.DayChange(company.pk, DAY, DayKind.WORKDAY, DayKind.REST_DAY, "台风停工 2026-18号")]

    def test_a_listener_that_refuses_undoes_the_change(self, company, hr):
        def refuse(changes):
            raise RuleBroken("The month is closed.")

        changes.register(refuse)
        try:
            with pytest.raises(RuleBroken, match="closed"):
                correct(company, hr)
        finally:
            changes.unregister(refuse)
        assert company.days.get(day=DAY).kind == DayKind.WORKDAY


@pytest.mark.django_db
class TestSaveCalendar:
    def test_makes_the_days_of_a_new_site(self):
        shop = services.save_calendar(calendar=Calendar(name="门店日历", weekdays=[1, 2, 3, 4, 5, 6, 7]), departments=[department()])
        assert shop.days.filter(day__year=2026).count() == 365
        assert shop.days.get(day=date(2026, 11, 21)).kind == DayKind.WORKDAY

    def test_new_weekdays_change_the_days_and_tell(self, company, hr, told):
        correct(company, hr, day=date(2026, 11, 28), kind=DayKind.STATUTORY_HOLIDAY)
        told.clear()
        company.weekdays = [1, 2, 3, 4, 5, 6]
        services.save_calendar(calendar=company, departments=[])
        assert company.days.get(day=date(2026, 11, 21)).kind == DayKind.WORKDAY
        assert company.days.get(day=date(2026, 11, 28)).kind == DayKind.STATUTORY_HOLIDAY
        assert date(2026, 11, 21) in {change.day for change in told}

    def test_takes_departments_out_and_in(self):
        top = department("公司")
        one, two = department("一店", parent=top), department("二店", parent=top)
        shop = services.save_calendar(calendar=Calendar(name="门店日历"), departments=[one])
        services.save_calendar(calendar=shop, departments=[two])
        assert [use.department for use in shop.uses.all()] == [two]

    def test_departments_that_go_by_another_calendar_are_told(self, company, moves):
        top = department("公司")
        one, two = department("一店", parent=top), department("二店", parent=top)
        shop = services.save_calendar(calendar=Calendar(name="门店日历"), departments=[one])
        assert moves == [changes.Move(one.pk, company.pk, shop.pk)]
        moves.clear()
        services.save_calendar(calendar=shop, departments=[two])
        assert set(moves) == {changes.Move(one.pk, shop.pk, company.pk), changes.Move(two.pk, company.pk, shop.pk)}

    def test_department_that_falls_back_to_the_same_calendar_above_is_not_told(self, moves):
        top = department("公司")
        one = department("一店", parent=top)
        shop = services.save_calendar(calendar=Calendar(name="门店日历"), departments=[top, one])
        moves.clear()
        services.save_calendar(calendar=shop, departments=[top])
        assert moves == []

    def test_calendar_that_is_kept_as_it_was_moves_nobody(self, moves):
        shop = services.save_calendar(calendar=Calendar(name="门店日历"), departments=[department()])
        moves.clear()
        services.save_calendar(calendar=shop, departments=[use.department for use in shop.uses.all()])
        assert moves == []

    def test_refuses_a_department_that_goes_by_another(self):
        unit = department()
        services.save_calendar(calendar=Calendar(name="一号日历"), departments=[unit])
        with pytest.raises(RuleBroken, match="already goes by “一号日历”"):
            services.save_calendar(calendar=Calendar(name="二号日历"), departments=[unit])

    def test_refuses_a_name_that_is_taken(self):
        services.save_calendar(calendar=Calendar(name="一号日历"), departments=[])
        with pytest.raises(RuleBroken, match="already a calendar"):
            services.save_calendar(calendar=Calendar(name="一号日历"), departments=[])


@pytest.mark.django_db
class TestConstraints:
    def refused(self, name):
        return pytest.raises(IntegrityError, match=name)

    def test_one_default_calendar(self):
        with self.refused("workdays_calendar_one_default"), transaction.atomic():
            Calendar.objects.create(name="另一个", is_default=True)

    @pytest.mark.parametrize("weekdays", [[], [0], [8]])
    def test_weekdays_are_known(self, weekdays):
        with self.refused("workdays_calendar_weekdays_known"), transaction.atomic():
            Calendar.objects.create(name="另一个", weekdays=weekdays)

    def test_a_day_has_one_row(self, company):
        with self.refused("workdays_day_once"), transaction.atomic():
            CalendarDay.objects.create(calendar=company, day=DAY, kind=DayKind.REST_DAY)

    def test_the_kind_is_one_of_four(self, company):
        with self.refused("workdays_day_kind_known"), transaction.atomic():
            CalendarDay.objects.filter(calendar=company, day=DAY).update(kind="half_day")

    @pytest.mark.parametrize("stamps", [{"reason": "只有原因"}, {"corrected_at": NOON}])
    def test_a_correction_is_signed(self, company, stamps):
        with self.refused("workdays_day_correction_signed"), transaction.atomic():
            CalendarDay.objects.filter(calendar=company, day=DAY).update(**stamps)

    def test_a_department_goes_by_one_calendar(self, company):
        unit = department()
        CalendarUse.objects.create(calendar=company, department=unit)
        with self.refused("department_id"), transaction.atomic():
            CalendarUse.objects.create(calendar=company, department=unit)


@pytest.mark.django_db(transaction=True)
def test_a_reload_at_the_same_time_does_not_undo_a_correction():
    company, hr = Calendar.objects.get(is_default=True), EmployeeFactory(name="周敏")

    def reload():
        try:
            services.ensure_year(2026)
        finally:
            connection.close()

    with transaction.atomic():
        correct(company, hr)
        other = Thread(target=reload)
        other.start()
        other.join(0.3)
        assert other.is_alive()  # it waits for the row
    other.join(10)
    assert company.days.get(day=DAY).kind == DayKind.REST_DAY
