"""What the demo company spends: a company for its fapiao, budgets, claims in every state, an advance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone, translation

from approvals import services as approvals
from approvals.models import Request, StepApprover
from common import clock
from finance.choices import ClaimState
from finance.demo.papers import BUYER, BUYER_CODE, Paper, as_ofd, as_pdf, as_xml
from finance.models import BillingEntity, BudgetVersion, Claim, ExpenseCategory
from finance.services import advances, budgets, payees, payments
from finance.services.claims import Typed, TypedLine, change_claim, start_claim, submit_claim
from finance.services.receipts import take_receipts
from people.models import Department, Employee

SMALL = 50  # up to here the company is its one operating unit, and people are known by name
FINANCE, MANAGER, HEAD = "104", "101", "1001"
HOTEL, HOTEL_CODE = "上海云栖酒店管理有限公司", "91310115MA1ABCD2XD"
FOOD, FOOD_CODE = "深圳小满餐饮有限公司", "92440300MA5XYTH339"
BUDGET = {  # CNY a year by code of the category
    "training": "24000", "office": "12000", "telecom": "15600", "courier": "3600", "travel": "48000", "transport": "12000",
    "lodging": "36000", "entertaining": "6000", "promotion": "120000",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """A claim of somebody. days: how many days ago it was spent. lines: category, item on the fapiao, seller, its code, amount.

    outcome: how far it came: draft, submitted, finance (the head agreed), approved, refused, sent_back, paid.
    """

    number: str
    title: str
    work: str
    days: int
    lines: tuple[tuple[str, str, str, str, str], ...]
    outcome: str
    opinion: str = ""
    city: str = ""
    quantity: int = 1
    over: str = ""  # why above the limit


PARCEL = ("courier", "*收派服务*快递费", "杭州顺达快运有限公司", BUYER_CODE)
STAY = ("lodging", "*住宿服务*住宿费", HOTEL, HOTEL_CODE)
MEAL = ("entertaining", "*餐饮服务*餐费", FOOD, FOOD_CODE)
PRINT = ("promotion", "*印刷品*活动海报", "杭州青禾印务有限公司", "91330106MA2H00006X")
STORIES = (
    Story("1006", "拜访上海客户", "客户续约项目", 24, ((*STAY, "1040.00"),), "paid", "已核对行程", "上海", 2),
    Story("1010", "新员工欢迎活动物料", "九月招聘活动", 20, ((*PRINT, "860.00"),), "approved", "活动属实"),
    Story("1009", "客户来访接待", "客户年度回访", 9, ((*MEAL, "468.00"),), "finance", "陪同两位客户"),
    Story("1007", "参加行业交流会", "行业交流会", 6, ((*STAY, "780.00"), (*MEAL, "236.00")), "submitted", city="上海", quantity=2),
    Story("1012", "部门聚餐", "季度总结会", 12, ((*MEAL, "920.00"),), "refused", "聚餐不在报销范围，请走团建福利",
          over="十二人，人均不到八十元"),
    Story("1008", "快递样品给客户", "样品寄送", 8, ((*PARCEL, "126.50"),), "sent_back", "请写明寄给哪位客户"),
    Story("1011", "双十一推广海报", "双十一活动", 11, ((*PRINT, "6800.00"),), "submitted"),
    Story("1005", "拜访苏州客户", "客户拜访", 3, ((*STAY, "398.00"),), "draft", city="苏州"),
)  # fmt: skip


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """Facts of the small company, told by name; a large one gets the company for its fapiao only. The same day gives the same rows."""
    people = {person.number: person for person in employees.select_related("user")}
    if not {FINANCE, MANAGER, HEAD} <= people.keys():
        return
    BillingEntity.objects.get_or_create(credit_code=BUYER_CODE, defaults={"name": BUYER})
    if employees.filter(left_on=None).count() > SMALL:
        return
    with translation.override(settings.LANGUAGE_CODE):
        now = clock.now()
        _accounts(people, now)
        _budget(people, today)
        for story in STORIES:
            _claim(story, people, rng, today, now)
        _advance(people, rng, today, now)
        _pay(people, rng, today, now)


def _accounts(people: Mapping[str, Employee], now: datetime) -> None:
    """Where everybody of the department is paid, but for the newest."""
    for place, number in enumerate(sorted(number for number in people if number.startswith("10") and len(number) == 4)[:-1]):
        person = people[number]
        payees.set_account(
            employee=person, holder=person.name, bank="招商银行杭州分行", number=f"62258800{place:04d}5678", by=people[FINANCE], at=now
        )


def _budget(people: Mapping[str, Employee], today: date) -> None:
    unit = Department.objects.get(code="OPS")
    lines = [
        budgets.Asked(category=category.pk, amount=Decimal(BUDGET[category.code]))
        for category in ExpenseCategory.objects.filter(code__in=BUDGET)
    ]
    at = _at(max(date(today.year, 1, 8), people[HEAD].joined_on), "10:00")
    version: BudgetVersion = budgets.propose_budget(year=today.year, department=unit, lines=lines, by=people[HEAD], at=at)
    _agree(budgets.submit_proposal(version=version, by=people[HEAD], at=at), at + timedelta(hours=2), "按计划执行")


def _claim(story: Story, people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> None:
    person, spent = people[story.number], today - timedelta(days=story.days)
    at = min(_at(spent + timedelta(days=1), "17:20"), now)
    claim = start_claim(key=_key(rng), by=person, at=at)
    makers: Sequence[Callable[[Paper], SimpleUploadedFile]] = (as_xml, as_ofd, as_pdf)
    files = []
    for place, (_code, item, seller, seller_code, amount) in enumerate(story.lines):
        number = f"{today.year % 100}332{rng.randrange(10**15):015d}"
        paper = Paper(number, spent, seller, seller_code, item, Decimal(amount))
        files.append(makers[(STORIES.index(story) + place) % 3](paper))
    take_receipts(claim=claim, files=files, by=person, at=at)
    categories = {category.code: category for category in ExpenseCategory.objects.all()}
    lines = [
        TypedLine(
            line=row.pk, category=categories[code], cost_on=spent, city=story.city, quantity=Decimal(story.quantity),
            description=f"{story.title}{item.rpartition('*')[2]}", amount=Decimal(amount), tax=row.tax,
            over_reason=story.over,
        )
        for row, (code, item, _seller, _seller_code, amount) in zip(claim.lines.order_by("order"), story.lines, strict=True)
    ]  # fmt: skip
    claim = change_claim(claim=claim, typed=Typed(title=story.title, work_link=story.work, lines=lines), by=person, at=at)
    if story.outcome != "draft":
        _decide(submit_claim(claim=claim, by=person, at=at), story, at + timedelta(minutes=50))


def _decide(request: Request, story: Story, at: datetime) -> None:
    if story.outcome in ("approved", "paid"):
        _agree(request, at, story.opinion)
        return
    acts = {"finance": approvals.approve, "refused": approvals.refuse, "sent_back": approvals.send_back}
    if story.outcome in acts:
        seat = _seat(request)
        acts[story.outcome](request=request, by=seat.approver, at=at, opinion=story.opinion)


def _agree(request: Request, at: datetime, opinion: str) -> None:
    """Everybody who is asked says yes."""
    while Request.objects.get(pk=request.pk).state == "submitted":
        approvals.approve(request=request, by=_seat(request).approver, at=at, opinion=opinion)
        at += timedelta(minutes=25)


def _seat(request: Request) -> StepApprover:
    active = StepApprover.objects.filter(step__request=request, step__state="active", closed_at=None)
    return active.select_related("approver").order_by("pk")[0]


def _advance(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> None:
    """Somebody has asked for money for a fair."""
    advances.ask_advance(
        key=_key(rng), employee=people["1013"], amount=Decimal("2000.00"), purpose="展会现场零星支出", trip=None,
        settle_by=today + timedelta(days=20), at=min(_at(today - timedelta(days=1), "11:10"), now),
    )  # fmt: skip


def _pay(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> None:
    """What was to be paid is paid, in one batch."""
    story = next(one for one in STORIES if one.outcome == "paid")
    paid = list(Claim.objects.filter(title=story.title, state=ClaimState.APPROVED))
    if not paid:
        return
    at = min(_at(today - timedelta(days=15), "15:00"), now)
    batch = payments.make_batch(key=_key(rng), claims=paid, advances=[], pay_on=at.date(), by=people[FINANCE], at=at).batch
    if batch is None:
        return
    payments.export_batch(batch=batch, by=people[FINANCE], at=at)
    payments.mark_paid(batch=batch, by=people[FINANCE], at=at + timedelta(hours=1), reference="")


def _at(day: date, wall: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(wall)))


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
