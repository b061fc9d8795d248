"""How the demo company's rules came about: what staff were asked and said, and what is prepared for the next edition."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from people.models import Employee
from rules import services
from rules.choices import MeetingKind, RemarkKind
from rules.models import Consultation, ConsultationMeeting, Edition, Remark, RemarkAnswer
from rules.selectors.content import content_digest
from rules.services.planning import Line

ASKED = "部门今天成立，制度草案已经发给每个人。请在今天下班前逐条看一遍，特别是和本人工资、工时有关的条款。"


class Said(NamedTuple):
    """An opinion of the first day with its answer. number: of its author."""

    number: str
    hour: time
    text: str
    is_accepted: bool
    answer: str


SAID = (
    Said(
        "1003", time(9, 40), "早高峰地铁晚点不在本人，建议迟到十分钟以内从轻处理。", True, "采纳。十分钟以内按轻微迟到处理，扣款金额单列。"
    ),
    Said("1005", time(11, 5), "迟到次数多了怎么处理，草案没有写清楚。", True, "采纳。每月次数写进条款，达到后先谈话核实，不自动处理。"),
    Said("1008", time(14, 30), "建议取消扣款，改为口头提醒。", False, "没有采纳。扣款前书面告知，当月扣款不超过工资的百分之二十。"),
)
OUTCOME = "收到意见三条，采纳两条，未采纳的已当面说明理由。草案按采纳的意见修改后送审。"
NOTHING_SAID = "当天没有收到书面意见；会上口头问题已当场答复。按草案送审。"
MINUTES = (
    (MeetingKind.ALL_STAFF, "部门全体员工", "总监逐条说明草案，员工对迟到、次数和扣款提出意见，会上答复。"),
    (MeetingKind.REPRESENTATIVES, "员工代表三人、总监、法务", "就扣款上限和告知方式平等协商，代表同意按修改后的草案公布。"),
)
STUDY = {
    "current_state": "上月迟到十分钟以内的，八成集中在早高峰地铁晚点的四天；当事人平均晚到七分钟，处理时争议多。",
    "benchmark": "走访同园区三家公司：两家以十五分钟为限，一家弹性半小时。都要求如实打卡、当日补足工时。",
    "proposal": "把轻微迟到的上限从十分钟放宽到十五分钟，其余不变，执行一个季度后评估。",
}
ASKED_AGAIN = "草案把轻微迟到的上限放宽到十五分钟，其他规定不变。请看四（二），有不同意见的请写明理由。"
SAID_AGAIN = (
    Said("1004", time(10, 15), "赞成。建议同时说明十五分钟从几点算起。", True, "采纳。以作息时间规定的上班时间起算，条款已写明。"),
    Said("1006", time(13, 50), "放宽以后会不会有人天天晚到？", False, "暂不另加规定。每月累计次数的规定不变，仍由上级提醒。"),
)
GOALS = "全体员工在新版生效以前知道轻微迟到的上限改为十五分钟；新版生效当天，打卡、制度牌和系统的数字一致。"


def consulted(edition: Edition, *, by: Employee, day: date, said: Sequence[Said]) -> None:
    """Staff were asked on the first day, before the rules were published: nobody is told of it now, so the rows are written at once."""
    asked = Consultation.objects.create(
        edition=edition, statement=ASKED, digest=content_digest(edition), opened_by=by, opened_at=at_hour(day, time(9)), closes_on=day,
        summary=OUTCOME if said else NOTHING_SAID, closed_by=by, closed_at=at_hour(day, time(16)),
    )  # fmt: skip
    staff = {person.number: person for person in Employee.objects.filter(number__in=[one.number for one in said])}
    for one in said:
        if one.number not in staff:
            continue
        key = key_of(edition, one.number)
        remark = Remark.objects.create(
            rulebook=edition.rulebook, edition=edition, consultation=asked, kind=RemarkKind.OPINION, text=one.text, key=key,
            by=staff[one.number], at=at_hour(day, one.hour),
        )  # fmt: skip
        RemarkAnswer.objects.create(
            remark=remark, is_accepted=one.is_accepted, text=one.answer, draft=edition if one.is_accepted else None, by=by,
            at=at_hour(day, time(15, 30)),
        )  # fmt: skip
    for kind, present, minutes in MINUTES:
        ConsultationMeeting.objects.create(
            edition=edition, kind=kind, held_on=day, present=present, minutes=minutes, recorded_by=by, at=at_hour(day, time(15, 45))
        )


def prepared(draft: Edition, *, by: Employee, today: date) -> None:
    """What the director has done for the next edition: a study, opinions of staff with answers, a plan for its first weeks."""
    begun, asked = today - timedelta(days=2), today - timedelta(days=1)
    services.record_study(rulebook=draft.rulebook, by=by, at=at_hour(begun, time(15, 40)), **STUDY)
    opened = services.open_consultation(
        edition=draft, by=by, at=at_hour(begun, time(16)), closes_on=asked, statement=ASKED_AGAIN
    )  # fmt: skip
    staff = {person.number: person for person in Employee.objects.filter(number__in=[one.number for one in SAID_AGAIN])}
    clause = draft.values.get(key="att.late.minor_max_minutes", department=None).clause
    for one in SAID_AGAIN:
        remark = services.give_opinion(
            consultation=opened, by=staff[one.number], at=at_hour(asked, one.hour), text=one.text, clause=clause,
            key=key_of(draft, one.number),
        )  # fmt: skip
        services.answer_remark(
            remark=remark, by=by, at=at_hour(asked, time(15)), is_accepted=one.is_accepted, text=one.answer,
            draft=draft if one.is_accepted else None,
        )  # fmt: skip
    services.record_meeting(
        edition=draft, kind=MeetingKind.ALL_STAFF, held_on=asked, present="部门全体员工", by=by, at=at_hour(asked, time(17)),
        minutes="晨会上逐条说明草案，没有其他意见。下周与员工代表协商后送审。",
    )  # fmt: skip
    services.close_consultation(consultation=opened, by=by, at=at_hour(asked, time(17, 30)), summary="收到意见两条，采纳一条。")
    first = today + timedelta(days=14)
    services.plan_implementation(
        edition=draft, goals=GOALS, owner=by, starts_on=first, completes_on=first + timedelta(days=13), resources="晨会一次，制度牌两张",
        lines=[
            Line(what="晨会说明新版", responsible=by, due_on=first + timedelta(days=1)),
            Line(what="更换上墙制度牌并拍照", responsible=staff["1004"], due_on=first + timedelta(days=5)),
        ],
        by=by, at=at_hour(asked, time(17, 45)),
    )  # fmt: skip


def key_of(edition: Edition, number: str) -> UUID:
    """The same company gives the same rows."""
    return uuid5(NAMESPACE_URL, f"{edition.rulebook.number}/{edition.number}/{number}")


def at_hour(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())
