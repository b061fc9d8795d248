"""Requests for the demo company, in every state, decided by those whom the routes name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from approvals import services
from approvals.models import Request, RequestKind, StepApprover
from approvals.services.deputies import set_deputy
from approvals.services.general import Typed, hand_in, start_draft
from common import clock
from people.models import Employee
from people.selectors.reporting import superiors

SMALL = 50  # up to here the company is its one operating unit, and people are known by name


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, and how it ended. outcome: approve, refuse, send_back, withdraw, or "" while it waits."""

    title: str
    text: str
    amount: str
    days_ago: int
    outcome: str
    opinion: str = ""


WISHES = (
    Wish("更换客服耳机", "现有耳机有杂音，影响通话，申请更换四副。", "396.00", 19, "approve", "先换有问题的两副，其余月底一并采购"),
    Wish("参加行业运营交流会", "本市，一天，不需住宿。会后在例会上分享。", "280.00", 16, "approve", "同意，请准备半小时分享"),
    Wish("增订图库账号", "活动海报用图增多，现有账号每月额度不够。", "1200.00", 13, "refuse", "本季度先用现有额度，下季度列入预算后再提"),
    Wish("申请使用大会议室", "客户回访座谈，上午九点到十一点半。", "", 11, "approve"),
    Wish("制作宣传折页", "新服务说明折页一千份，附三家报价。", "1860.00", 9, "send_back", "请补充折页的设计稿"),
    Wish("购买标签打印机", "客户资料归档用，每周打印约两百张。", "459.00", 8, "withdraw", "仓库有一台可以借用"),
    Wish("采购活动礼品", "老客户答谢，五十份。", "2500.00", 4, ""),
    Wish("更换办公椅", "椅子气杆损坏，已报修两次。", "520.00", 3, ""),
    Wish("申请开通数据看板权限", "需要查看客服满意度和响应时间的日报。", "", 2, ""),
    Wish("外出拜访客户用车", "下周二上午，往返约四十公里。", "", 2, ""),
)
OFFICES = {  # of the offices, whom the general manager decides for, by number
    "102": Wish("续费备份存储空间", "现有空间还能用两个月，续费一年。", "960.00", 5, "approve", "同意，走年度合同"),
    "103": Wish("印制新版员工手册", "六十册，更新请假和报销两章。", "1380.00", 3, ""),
    "104": Wish("更换发票扫描仪", "现有扫描仪卡纸，维修报价接近新机。", "1650.00", 6, "refuse", "先修，明年列入预算"),
}
AWAY = (("1001", "1002", 9, "外出参加行业会"), ("1002", "1003", 16, "休年假"), ("101", "1001", 20, "出差"))  # who, deputy, in how many days


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """A handful of requests whose applicants stand below somebody. The same generator and day give the same rows."""
    kind = RequestKind.objects.get(is_builtin=True)
    for wish, applicant in zip(WISHES, askers(employees, today), strict=False):
        day = today - timedelta(days=wish.days_ago)
        at = timezone.make_aware(datetime.combine(day, time(9, rng.randrange(60))))
        if not superiors(applicant, day):  # not in this post yet
            continue
        _asked(kind, wish, applicant, at, rng)
    if employees.filter(left_on=None).count() <= SMALL:
        _told_by_name({person.number: person for person in employees.select_related("user")}, kind, rng, today)


def _asked(kind: RequestKind, wish: Wish, applicant: Employee, at: datetime, rng: Random) -> None:
    typed = Typed(title=wish.title, text=wish.text, amount=Decimal(wish.amount) if wish.amount else None)
    draft = start_draft(kind=kind, typed=typed, key=UUID(int=rng.getrandbits(128), version=4), by=applicant, at=at)
    end(hand_in(general=draft, by=applicant, at=at), wish, at + timedelta(minutes=rng.randrange(20, 300)))


def _told_by_name(people: Mapping[str, Employee], kind: RequestKind, rng: Random, today: date) -> None:
    """What the offices ask for, and who decides while somebody is away."""
    for number, wish in OFFICES.items():
        day = today - timedelta(days=wish.days_ago)
        if number in people and superiors(people[number], day):
            _asked(kind, wish, people[number], timezone.make_aware(datetime.combine(day, time(10, 20))), rng)
    for number, deputy, days, reason in AWAY:
        first = today + timedelta(days=days)
        if number in people and deputy in people:
            set_deputy(
                owner=people[number], deputy=people[deputy], first=first, last=first + timedelta(days=2), reason=reason, at=clock.now()
            )


def askers(employees: QuerySet[Employee], today: date) -> Iterator[Employee]:
    """Four from the bottom of the reporting line and two from one step above, again and again."""
    first = employees.filter(user__isnull=False, left_on=None, joined_on__lte=today).select_related("user").order_by("pk")[:40]
    depth = {person: len(superiors(person, today)) for person in first}
    lowest = max(depth.values(), default=0)
    below = [p for p in depth if depth[p] == lowest > 0][:4] + [p for p in depth if depth[p] == lowest - 1 > 0][:2]
    while below:
        yield from below


def end(request: Request, wish: Wish, at: datetime) -> None:
    """Bring the request to the end that the wish tells of."""
    if wish.outcome == "withdraw":
        services.withdraw(request=request, by=request.applicant, at=at, opinion=wish.opinion)
    elif wish.outcome:
        approver = StepApprover.objects.filter(step__request=request, step__state="active").order_by("pk")[0].approver
        act = {"approve": services.approve, "refuse": services.refuse, "send_back": services.send_back}[wish.outcome]
        act(request=request, by=approver, at=at, opinion=wish.opinion)
