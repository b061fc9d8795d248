"""The department's attendance in the order in which it happened: slips, then punches, what was mended, the closed month, duty."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation

from attendance.demo.acts import Scene, scene_of
from attendance.demo.closing import close_last_month, last_month
from attendance.demo.duty import rosters
from attendance.demo.mending import cases, corrections, stories
from attendance.demo.places import outside, places
from attendance.demo.punches import Away, Person, people_of, punches
from attendance.demo.shifts import late_shift
from attendance.demo.slips import slips
from attendance.models import Punch
from attendance.services import store_days
from common import clock
from common.periods import ONE_DAY, Period
from people.models import Employee

SHOWN = "1005"  # the login that one tries first
DAYS = 60
SMALL = 50  # people up to whom the stories are told by name


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """Facts of everybody but the company's leaders (a few hundred at most), and the kept results of one department.

    The same generator and day give the same rows; what would lie in the future is left out.
    """
    now = clock.now()
    people = people_of(employees, today)
    if not people:
        return
    apart = Random(rng.getrandbits(64))  # noqa: S311  so that a changed story moves nobody's punches
    colleagues = [one.employee.pk for one in people if one.department_id == _unit(people)]
    with translation.override(settings.LANGUAGE_CODE):
        if len(people) > SMALL:
            period = Period(today - timedelta(days=DAYS), today)
            _clocked(people, period, rng, today, {})
            store_days(period=Period(period.first, today - ONE_DAY), at=now, employee_ids=colleagues)
            return
        scene = scene_of({one.number: one for one in employees.select_related("user")}, apart, today, now)
        _told(scene, people, rng, colleagues)


def _told(scene: Scene, people: list[Person], rng: Random, colleagues: list[int]) -> None:
    today, month = scene.today, last_month(scene.now)
    away = stories(scene, month) | slips(scene)
    places(scene)
    period = Period(min(today - timedelta(days=DAYS), month.first), today)
    _clocked(people, period, rng, today, away)
    outside(scene)
    corrections(scene, month)
    store_days(period=Period(period.first, month.last), at=_morning(month.last + ONE_DAY), employee_ids=colleagues)
    if month.last < today - ONE_DAY:
        store_days(period=Period(month.last + ONE_DAY, today - ONE_DAY), at=scene.now, employee_ids=colleagues)
    cases(scene, month)
    rosters(scene)
    close_last_month(scene, month)
    late_shift(scene)


def _unit(people: list[Person]) -> int:
    return next((one.department_id for one in people if one.employee.number == SHOWN), people[0].department_id)


def _clocked(people: list[Person], period: Period, rng: Random, today: date, away: Away) -> None:
    now = clock.now()
    made = sorted(punches(people, period, rng, today, away), key=lambda punch: (punch.at, punch.employee_id))
    Punch.objects.bulk_create([punch for punch in made if punch.at <= now])


def _morning(day: date) -> datetime:
    """When the night has worked through the day before."""
    return timezone.make_aware(datetime.combine(day, time(5, 10)))
