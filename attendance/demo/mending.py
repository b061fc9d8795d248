"""What is mended and looked into: corrections, what a superior wrote down, and cases that somebody examines."""

from datetime import date, time

from attendance.choices import CaseKind
from attendance.demo.acts import Scene, decide, instant, told_if_possible
from attendance.models import Case
from attendance.services.cases import examine_case, object_to_case
from attendance.services.corrections import Forgotten, ask_correction
from attendance.services.exits import report_exit
from attendance.services.ways import write_down_punch
from common.periods import Period

# (number, working days ago): which punch is missing. Read by the punches, mended here.
MISSING = {("1006", 2): "no_end", ("1013", 1): "no_end", ("1007", 2): "no_start", ("1011", 3): "no_end"}
LATE_OFTEN, LATE_MINUTES = "1012", (7, 4, 9, 6, 8)  # in the closed month, on every third working day


def stories(scene: Scene, month: Period) -> dict[tuple[str, date], tuple[str, str]]:
    """Who forgot or came late by a story: (number, day) -> (minutes or "", kind)."""
    found = {(number, scene.nth(before)): ("", kind) for (number, before), kind in MISSING.items()}
    inside = [day for day in scene.working if day in month][1::3]
    return found | {(LATE_OFTEN, day): (str(minutes), "late") for day, minutes in zip(inside, LATE_MINUTES, strict=False)}


def corrections(scene: Scene, month: Period) -> None:
    """One approved, one that waits, one that a superior wrote down."""
    with told_if_possible():
        forgotten = Forgotten(scene.nth(2), time(18, 5), "下班走得急，忘了打卡，监控可查")
        asked = scene.at(scene.nth(1), "09:20")
        decide(ask_correction(forgotten=forgotten, employee=scene.people["1006"], key=scene.key(), at=asked), "approve",
               scene.at_most(asked, 80), "属实")  # fmt: skip
    with told_if_possible():
        if scene.nth(1) not in month:  # what waits would keep the month from being closed
            forgotten = Forgotten(scene.nth(1), time(18, 10), "和后台对数据到下班，忘记打卡")
            ask_correction(forgotten=forgotten, employee=scene.people["1013"], key=scene.key(), at=scene.now)
    with told_if_possible():
        write_down_punch(
            employee=scene.people["1007"], day=scene.nth(2), wall=time(8, 55), reason="早上一起到客户现场，直接开工，没有回办公室打卡",
            key=scene.key(), by=scene.people["1002"], at=scene.at(scene.nth(1), "11:00"),
        )  # fmt: skip


def cases(scene: Scene, month: Period) -> None:
    """One examined and confirmed, one that waits, one objected to."""
    director, manager = scene.people["1001"], scene.people["1002"]
    with told_if_possible():
        late = Case.objects.filter(employee=scene.people[LATE_OFTEN], kind=CaseKind.LATE_COUNT, day__range=(month.first, month.last))
        for case in late:
            opinion = "逐日核对属实，已谈话：先提醒，下月改善后不再处理"
            examine_case(case=case, is_confirmed=True, opinion=opinion, by=director, at=scene.at(scene.nth(1), "16:20"))
    with told_if_possible():
        day = scene.nth(4)
        text = "下午三点十分不在座位，电话未接，四点前没有回来"
        report_exit(employee=scene.people["1007"], left_at=instant(day, "15:10"), text=text, by=manager, at=instant(day, "16:00"))
    with told_if_possible():
        day, who = scene.nth(5), scene.people["1005"]
        text = "两点二十客户来电无人接听，座位没有人"
        reported = report_exit(employee=who, left_at=instant(day, "14:20"), text=text, by=manager, at=instant(day, "14:50"))
        if reported is not None:
            said = "当时在三楼仓库为客户查样品，已在交接本登记，可以核对"
            object_to_case(case=reported, text=said, by=who, at=scene.at(scene.nth(4), "10:15"))
