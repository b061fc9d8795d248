"""Slips of the demo company, in every state, decided by those whom the routes name; and balances of the year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attendance import services
from attendance.choices import SlipKind
from attendance.demo.acts import Scene, decide, instant, told_if_possible
from attendance.models import ServiceRecord, Slip
from attendance.selectors.asking import leave_types_of, time_of
from attendance.services.calls import log_call
from attendance.services.exits import ask_exit
from attendance.services.granting import grant_year
from attendance.services.journeys import JourneyFacts, ask_journey, close_trip, report_trip, sign_in, sign_out
from attendance.services.overtime import ask_overtime
from attendance.services.returning import confirm_return
from attendance.services.slips import Typed, cancel_slip
from attendance.services.swaps import SwapDays, ask_swap
from common.periods import Period
from people.models import Employee
from workdays.choices import DayKind
from workdays.selectors import days

Away = dict[tuple[str, date], tuple[str, str]]
HOME = "家属 19900000099"
EVENING = "19:30"  # somebody stays late without overtime


@dataclass(frozen=True, slots=True)
class Story:
    """Leave of somebody. day: so many working days before today, negative ones lie ahead. asked: so many calendar days before it.

    outcome: approve, refuse, send_back, withdraw, cancel (after a yes), draft, or "" while it waits. is_back: said so.
    """

    number: str
    type: str
    day: int
    part: str
    reason: str
    outcome: str
    asked: int = 2
    opinion: str = ""
    is_back: bool = True


STORIES = (
    Story("1005", "年假", 9, "afternoon", "家里搬家", "approve", opinion="同意，已和晚班说好", is_back=False),
    Story("1007", "病假", 6, "day", "发烧，去社区医院", "approve", asked=0, opinion="好好休息"),
    Story("1009", "事假", 4, "morning", "孩子学校家长会", "approve"),
    Story("1001", "年假", 12, "afternoon", "家里装修验收", "approve", opinion="同意"),
    Story("1002", "年假", 14, "morning", "办理户口迁移", "approve", opinion="同意"),
    Story("1012", "年假", 7, "day", "外出旅行", "refuse", asked=5, opinion="当天有活动上线，请改期"),
    Story("1010", "年假", -3, "day", "参加亲戚婚礼", "approve"),
    Story("1011", "年假", -5, "day", "回老家", "", asked=6),
    Story("1008", "事假", -2, "morning", "办理证件", "", asked=4),
    Story("1013", "年假", -6, "day", "陪家人体检", "send_back", asked=8, opinion="请和美工组调好班再报"),
    Story("1003", "事假", -4, "afternoon", "接待亲友", "withdraw", asked=7, opinion="改到周末，不用请假了"),
    Story("1006", "事假", -7, "afternoon", "看房", "cancel", asked=9, opinion="房东改了时间"),
    Story("1005", "年假", -8, "day", "春节前回家，日期还没定", "draft", asked=9),
)
OVERTIME = (("1006", 5, "18:30", "20:30", "活动页面上线前检查", "approve"), ("1013", -1, "18:30", "20:00", "月度数据整理", ""))


def slips(scene: Scene) -> Away:
    """Balances and slips. Returns who is away when: (number, day) -> (part, kind), so that punches keep to it."""
    _grant(scene)
    away: Away = {("1010", scene.nth(1)): (EVENING, "late_stay")}
    for story in STORIES:
        with told_if_possible():
            _leave(scene, story, away)
    for row in OVERTIME:
        with told_if_possible():
            _overtime(scene, row, away)
    for tell in (_trip_over, _trip_running, _outing, _exit_over, _exit_asked, _swap, _call):
        with told_if_possible():
            tell(scene, away)
    return away


def _grant(scene: Scene) -> None:
    """Who has worked since when, and the annual leave of this year; of the last one too while stories reach back into it."""
    employed = [person for number, person in scene.people.items() if person.left_on is None and person.user_id and number != "101"]
    ServiceRecord.objects.bulk_create(
        ServiceRecord(employee=person, worked_since=person.joined_on.replace(day=1, year=person.joined_on.year - 1 - place % 12))
        for place, person in enumerate(employed)
    )
    if scene.nth(20).year < scene.today.year:
        grant_year(year=scene.today.year - 1, at=scene.at(date(scene.today.year - 1, 12, 1), "08:00"))
    grant_year(year=scene.today.year, at=scene.now)


def _leave(scene: Scene, story: Story, away: Away) -> None:
    day, person = scene.nth(story.day), scene.people[story.number]
    if story.type not in leave_types_of(person, day) or person.on(day) is None:
        return
    asked_at = scene.at(date.fromordinal(day.toordinal() - story.asked), "14:20" if story.asked else "08:40")
    start, end = time_of(person, day, day, (story.part, story.part), asked_at)  # type: ignore[arg-type]
    typed = Typed(start, end, story.reason, story.type)
    slip = services.start_slip(kind=SlipKind.LEAVE, typed=typed, employee=person, key=scene.key(), by=person, at=asked_at)
    if story.outcome == "draft":
        return
    request = services.hand_in(slip=slip, by=person, at=asked_at)
    decide(request, "approve" if story.outcome == "cancel" else story.outcome, scene.at_most(asked_at, 35), story.opinion)
    if story.outcome == "cancel":
        cancel_slip(slip=slip, by=person, reason=story.opinion, at=scene.now)
    if story.outcome != "approve" or day >= scene.today:
        return
    away[story.number, day] = (story.part, SlipKind.LEAVE)
    if story.is_back:
        confirm_return(slip=slip, returned_at=end, by=person, at=scene.at(scene.nth(story.day - 1), "09:02"))


def _overtime(scene: Scene, row: tuple[str, int, str, str, str, str], away: Away) -> None:
    number, before, first, last, task, outcome = row
    day, person = scene.nth(before), scene.people[number]
    asked_at = scene.at(day, "11:00")
    typed = Typed(instant(day, first), instant(day, last), task)
    slip = ask_overtime(typed=typed, task=task, key=scene.key(), by=person, at=asked_at)
    decide(slip.request, outcome, scene.at_most(asked_at, 20))
    if outcome == "approve":
        away[number, day] = (last, SlipKind.OVERTIME)


# -- on the way ----------------------------------------------------------------------------------------


def _trip_over(scene: Scene, away: Away) -> None:
    """Two working days in Shanghai, reported and closed; its hotel is a paid claim."""
    first, last, person = scene.nth(18), scene.nth(17), scene.people["1006"]
    facts = JourneyFacts(destination="上海", cost_estimate=Decimal("1800.00"), emergency_contact=HOME, is_note_read=True)
    slip = _trip(scene, person, (first, last), facts, "拜访上海客户，谈续约")
    sign_out(slip=slip, by=person, at=instant(first, "08:10"))
    sign_in(slip=slip, by=person, at=instant(last, "18:20"))
    text = "拜访三家客户，两家同意续约，一家要求提供服务报告。住宿两晚，未超标准。"
    report_trip(slip=slip, text=text, by=person, at=instant(scene.nth(16), "10:30"))
    above = scene.people["1002"]
    close_trip(slip=Slip.objects.get(pk=slip.pk), by=above, at=instant(scene.nth(16), "14:00"))
    away |= {("1006", day): ("day", SlipKind.TRIP) for day in scene.working if first <= day <= last}


def _trip_running(scene: Scene, away: Away) -> None:
    """Somebody is in Suzhou today and on the next working day."""
    first, last, person = scene.nth(0), scene.nth(-1), scene.people["1009"]
    facts = JourneyFacts(destination="苏州", cost_estimate=Decimal("900.00"), emergency_contact=HOME, is_note_read=True)
    slip = _trip(scene, person, (first, last), facts, "拍摄客户案例，更新网站")
    if instant(first, "08:30") <= scene.now:
        sign_out(slip=slip, by=person, at=instant(first, "08:30"))
    away |= {("1009", day): ("day", SlipKind.TRIP) for day in (first, last)}


def _trip(scene: Scene, person: Employee, days: tuple[date, date], facts: JourneyFacts, reason: str) -> Slip:
    """Asked four days before, and approved."""
    asked_at = scene.at(date.fromordinal(days[0].toordinal() - 4), "15:10")
    typed = Typed(instant(days[0], "09:00"), instant(days[1], "18:00"), reason)
    slip = ask_journey(kind=SlipKind.TRIP, typed=typed, facts=facts, key=scene.key(), by=person, at=asked_at)
    decide(slip.request, "approve", scene.at_most(asked_at, 45), "路上注意安全")
    slip.refresh_from_db()
    return slip


def _outing(scene: Scene, away: Away) -> None:
    """Work outside on the last working afternoon, signed out and in."""
    day, person = scene.nth(1), scene.people["1003"]
    asked_at = instant(day, "10:05")
    typed = Typed(instant(day, "14:00"), instant(day, "16:30"), "去印务公司看活动海报打样")
    slip = ask_journey(
        kind=SlipKind.OUTING, typed=typed, facts=JourneyFacts("杭州青禾印务"), key=scene.key(), by=person, at=asked_at
    )  # fmt: skip
    decide(slip.request, "approve", instant(day, "10:40"))
    sign_out(slip=slip, by=person, at=instant(day, "13:55"))
    sign_in(slip=slip, by=person, at=instant(day, "16:25"))


def _exit_over(scene: Scene, away: Away) -> None:
    day, person = scene.nth(3), scene.people["1010"]
    typed = Typed(instant(day, "15:00"), instant(day, "16:00"), "去银行更换工资卡")
    slip = ask_exit(typed=typed, key=scene.key(), by=person, at=instant(day, "13:40"))
    decide(slip.request, "approve", instant(day, "14:05"))
    sign_in(slip=slip, by=person, at=instant(day, "15:50"))


def _exit_asked(scene: Scene, away: Away) -> None:
    day, person = scene.nth(-1), scene.people["1004"]
    typed = Typed(instant(day, "14:30"), instant(day, "15:30"), "到社区办理居住证")
    ask_exit(typed=typed, key=scene.key(), by=person, at=scene.now)


def _swap(scene: Scene, away: Away) -> None:
    """A rest day ahead is worked for a working day after it; the superior has not said yes yet."""
    ahead = Period(date.fromordinal(scene.today.toordinal() + 2), date.fromordinal(scene.today.toordinal() + 30))
    rest = next(day for day, info in sorted(days(ahead).items()) if info.kind == DayKind.REST_DAY)
    off = next(day for day in scene.working if day > rest)
    person = scene.people["1012"]
    typed = Typed(*time_of(person, off, off, ("day", "day"), scene.now), "周末上线活动页面，周内补休")  # type: ignore[arg-type]
    ask_swap(typed=typed, days=SwapDays(rest, off), key=scene.key(), by=person, at=scene.now)


def _call(scene: Scene, away: Away) -> None:
    """Somebody called this morning; the slip has still to follow."""
    day = scene.today
    if scene.nth(0) != day or scene.now < instant(day, "08:40"):
        return
    log_call(
        employee=scene.people["1008"], by=scene.people["1002"], channel="phone", called_at=instant(day, "08:05"),
        content="早上肠胃不适，去医院，预计请假一天", start=instant(day, "09:00"), end=instant(day, "18:00"), key=scene.key(),
        at=instant(day, "08:20"),
    )  # fmt: skip
    away["1008", day] = ("day", "call")
