"""Duty on holidays: the last one with its log and what it credited, the next one as it is planned."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from attendance.demo.acts import Scene, instant, told_if_possible
from attendance.domain.duty import Holiday
from attendance.models import DutyShift, HolidayRoster
from attendance.selectors.duty import coming_holidays
from attendance.services.duty import Hours, Typed, change_shift, note_check, note_matter, publish_roster, start_roster
from attendance.services.duty_clock import credit_duties, usual_hours
from people.models import Department

LOOK_BACK = 110  # days: between the National Day and the New Year lie about ninety
LEADS, MEMBERS = ("1001", "1002", "1003", "1004"), ("1005", "1006", "1010", "1011", "1012", "1013")
CHECKS = (("10:00", "办公区门窗、电源、消防通道"), ("13:30", "客服在线渠道和网站首页"), ("17:00", "办公区门窗、电源、消防通道"))
PLACE = "运营部办公室"


def rosters(scene: Scene) -> None:
    """Both of the department. A holiday that runs today counts as the next."""
    unit = Department.objects.get(code="OPS")
    past = [one for one in coming_holidays(unit.pk, scene.today - timedelta(days=LOOK_BACK), LOOK_BACK) if one.last < scene.today]
    founded = scene.people["1001"].joined_on
    for holiday in past[-1:]:
        if holiday.first - timedelta(days=10) >= founded:
            with told_if_possible():
                _over(scene, unit, holiday)
    for holiday in coming_holidays(unit.pk, scene.today)[:1]:
        with told_if_possible():
            _planned(scene, unit, holiday, min(scene.now, instant(holiday.first - timedelta(days=9), "11:00")))


def _planned(scene: Scene, unit: Department, holiday: Holiday, at: datetime) -> HolidayRoster:
    """Everybody leads or joins in turn; published in time."""
    director, hours = scene.people["1001"], usual_hours(unit, holiday.first)
    lead = scene.people[LEADS[0]]
    roster = start_roster(department=unit, holiday=holiday, hours=hours, at=at, phone=lead.mobile, place=PLACE)
    for place, shift in enumerate(roster.shifts.order_by("during", "pk")):
        change_shift(shift=shift, typed=_staffed(scene, place, hours), by=director, at=at)
    return publish_roster(roster=roster, by=director, at=at)


def _staffed(scene: Scene, place: int, hours: Hours) -> Typed:
    lead = scene.people[LEADS[place % len(LEADS)]]
    members = [scene.people[MEMBERS[(2 * place + step) % len(MEMBERS)]] for step in range(2)]
    return Typed(hours, lead, members, lead.mobile, PLACE)


def _over(scene: Scene, unit: Department, holiday: Holiday) -> None:
    roster = _planned(scene, unit, holiday, instant(holiday.first - timedelta(days=9), "11:00"))
    shifts = list(roster.shifts.order_by("during", "pk").select_related("lead", "roster"))
    for shift in shifts:
        _log(scene, shift)
    _matters(scene, shifts)
    credit_duties(at=min(instant(holiday.last + timedelta(days=1), "05:20"), scene.now))


def _log(scene: Scene, shift: DutyShift) -> None:
    day: date = shift.day
    for wall, item in CHECKS:
        is_good = not (day == shift.roster.first and wall == "13:30")
        action = "" if is_good else "网站首页图片打不开，联系网站编辑重新上传，14:10 恢复"
        note_check(
            shift=shift, item=item, is_good=is_good, action=action, key=scene.key(), by=shift.lead, at=instant(day, wall)  # type: ignore[arg-type]
        )  # fmt: skip


def _matters(scene: Scene, shifts: Sequence[DutyShift]) -> None:
    first, last = shifts[0], shifts[-1]
    note_matter(
        shift=first, with_whom="仓储部值班", matter="客户催发货，订单节前已付款", outcome="仓储部当天补发，已回复客户", is_solved=True,
        key=scene.key(), by=first.lead, at=instant(first.day, "15:20"),  # type: ignore[arg-type]
    )  # fmt: skip
    note_matter(
        shift=last, with_whom="物业", matter="三楼空调漏水，节后维修", outcome="", is_solved=False, key=scene.key(),
        by=last.lead, at=instant(last.day, "16:10"),  # type: ignore[arg-type]
    )  # fmt: skip
