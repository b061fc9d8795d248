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
from finance.models import Advance, BillingEntity, BudgetVersion, Claim, ExpenseCategory
from finance.services import advances, archive, budgets, payees, payments
from finance.services.claims import Typed, TypedLine, change_claim, start_claim, submit_claim
from finance.services.receipts import take_receipts
from people.models import Department, Employee

SMALL = 50  # up to here the company is its one operating unit, and people are known by name
FINANCE, MANAGER, HEAD = "104", "101", "1001"
OFFICES = ("101", "102", "103", "104")
HOTEL, HOTEL_CODE = "上海云栖酒店管理有限公司", "91310115MA1ABCD2XD"
FOOD, FOOD_CODE = "深圳小满餐饮有限公司", "92440300MA5XYTH339"
BUDGET = {  # CNY a year by code of the category; of the promotion nearly all is used
    "training": "24000", "office": "12000", "telecom": "15600", "courier": "3600", "travel": "48000", "transport": "12000",
    "lodging": "36000", "entertaining": "6000", "promotion": "12000",
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
    form: int | None = None  # of the papers: 0 XML, 1 OFD, 2 PDF; None: in turn


PARCEL = ("courier", "*收派服务*快递费", "杭州顺达快运有限公司", "91330103MA2CQ5L00J")
STAY = ("lodging", "*住宿服务*住宿费", HOTEL, HOTEL_CODE)
MEAL = ("entertaining", "*餐饮服务*餐费", FOOD, FOOD_CODE)
PRINT = ("promotion", "*印刷品*活动海报", "杭州青禾印务有限公司", "91330108MA2K4T704C")
COURSE = ("training", "*非学历教育服务*培训费", "杭州知行培训有限公司", "91330105MA28W3H09G")
TAXI = ("transport", "*运输服务*客运服务费", "杭州顺行出租汽车有限公司", "91330109MA2B1R608E")
LENT = (("1003", "1500.00", "推广活动现场零星支出", -6), ("1005", "800.00", "客户回访礼品", 18))  # who, CNY, for what, days to settle
STORIES = (
    Story("1006", "拜访上海客户", "客户续约项目", 24, ((*STAY, "1040.00"),), "paid", "已核对行程", "上海", 2),
    Story("1010", "新员工欢迎活动物料", "九月招聘活动", 20, ((*PRINT, "860.00"),), "approved", "活动属实"),
    Story("1009", "客户来访接待", "客户年度回访", 9, ((*MEAL, "468.00"),), "finance", "陪同两位客户"),
    Story("1007", "参加行业交流会", "行业交流会", 6, ((*STAY, "780.00"), (*MEAL, "236.00")), "submitted", city="上海", quantity=2),
    Story("1012", "部门聚餐", "季度总结会", 12, ((*MEAL, "920.00"),), "refused", "聚餐不在报销范围，请走团建福利",
          over="十二人，人均不到八十元"),
    Story("1008", "快递样品给客户", "样品寄送", 8, ((*PARCEL, "126.50"),), "sent_back", "请写明寄给哪位客户", form=1),
    Story("1011", "双十一推广海报", "双十一活动", 11, ((*PRINT, "6800.00"),), "submitted"),
    Story("1005", "拜访苏州客户", "客户拜访", 3, ((*STAY, "398.00"),), "draft", city="苏州"),
    Story("1004", "客服技能培训", "年度培训计划", 16, ((*COURSE, "5200.00"),), "approved", "列入年度培训", form=0),
    Story("1001", "公司年会场地踏勘", "年会筹备", 2, ((*TAXI, "86.40"),), "submitted", form=0),
    Story("1002", "回访客户打车", "客户年度回访", 5, ((*TAXI, "52.00"),), "submitted", form=0),
    Story("102", "机房巡检打车", "季度机房巡检", 4, ((*TAXI, "64.00"),), "submitted", form=0),
)  # fmt: skip
LAST_MONTH = (  # spent, paid and archived in the month before
    Story("1011", "秋季推广物料", "秋季活动", 0, ((*PRINT, "3860.00"),), "paid", "活动属实", form=0),
    Story("1005", "寄送客户样品", "样品寄送", 0, ((*PARCEL, "86.00"),), "paid", "属实", form=0),
    Story("103", "劳动合同快递", "合同续签", 0, ((*PARCEL, "48.00"),), "paid", "属实", form=0),
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
        for year in sorted({_spent_last(today).year, today.year}):
            _budget(people, year, now)
        for story in STORIES:
            _claim(story, people, rng, today - timedelta(days=story.days), now)
        _advance(people, rng, today, now)
        _pay(people, rng, STORIES, _at(today - timedelta(days=15), "15:00"), now)
        _last_month(people, rng, today, now)
        _lent(people, rng, today, now)


def _spent_last(today: date) -> date:
    """The eighth of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=8)


def _accounts(people: Mapping[str, Employee], now: datetime) -> None:
    """Where everybody is paid, but for the newest of the department."""
    staff = sorted(number for number in people if number.startswith("10") and len(number) == 4)[:-1]
    for place, number in enumerate([*staff, *(number for number in OFFICES if number in people)]):
        person, by = people[number], people[FINANCE if number != FINANCE else MANAGER]
        payees.set_account(employee=person, holder=person.name, bank="招商银行杭州分行", number=f"62258800{place:04d}5678", by=by, at=now)


def _budget(people: Mapping[str, Employee], year: int, now: datetime) -> None:
    """Proposed in the first days of the year or of the department, and approved."""
    if people[HEAD].joined_on.year > year:
        return
    unit = Department.objects.get(code="OPS")
    lines = [
        budgets.Asked(category=category.pk, amount=Decimal(BUDGET[category.code]))
        for category in ExpenseCategory.objects.filter(code__in=BUDGET)
    ]
    at = min(_at(max(date(year, 1, 8), people[HEAD].joined_on), "10:00"), now - timedelta(hours=3))
    version: BudgetVersion = budgets.propose_budget(year=year, department=unit, lines=lines, by=people[HEAD], at=at)
    _agree(budgets.submit_proposal(version=version, by=people[HEAD], at=at), at + timedelta(hours=2), "按计划执行")


def _claim(story: Story, people: Mapping[str, Employee], rng: Random, spent: date, now: datetime) -> None:
    person = people[story.number]
    if person.on(spent) is None:  # not here yet
        return
    at = min(_at(spent + timedelta(days=1), "17:20"), now)
    claim = start_claim(key=_key(rng), by=person, at=at)
    makers: Sequence[Callable[[Paper], SimpleUploadedFile]] = (as_xml, as_ofd, as_pdf)
    files = []
    for place, (_code, item, seller, seller_code, amount) in enumerate(story.lines):
        number = f"{spent.year % 100}332{rng.randrange(10**15):015d}"
        paper = Paper(number, spent, seller, seller_code, item, Decimal(amount))
        files.append(makers[(STORIES.index(story) + place) % 3 if story.form is None else story.form](paper))
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


def _pay(people: Mapping[str, Employee], rng: Random, stories: Sequence[Story], at: datetime, now: datetime) -> None:
    """What was to be paid is paid, in one batch."""
    titles = [one.title for one in stories if one.outcome == "paid"]
    paid = list(Claim.objects.filter(title__in=titles, state=ClaimState.APPROVED).order_by("pk"))
    if paid:
        _paid(people, rng, min(at, now), claims=paid)


def _paid(people: Mapping[str, Employee], rng: Random, at: datetime, *, claims: list[Claim], lent: Sequence[Advance] = ()) -> None:
    day = timezone.localtime(at).date()
    batch = payments.make_batch(key=_key(rng), claims=claims, advances=lent, pay_on=day, by=people[FINANCE], at=at).batch
    if batch is None:
        return
    payments.export_batch(batch=batch, by=people[FINANCE], at=at)
    payments.mark_paid(batch=batch, by=people[FINANCE], at=at + timedelta(minutes=1), reference="")


def _last_month(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> None:
    """Claims of the month before: paid on its twentieth, its vouchers archived at the beginning of this one."""
    spent = _spent_last(today)
    if people[HEAD].joined_on > spent:
        return
    for story in LAST_MONTH:
        _claim(story, people, rng, spent, now)
    _pay(people, rng, LAST_MONTH, _at(spent.replace(day=20), "15:00"), now)
    archive.archive_month(month=spent, by=people[FINANCE], at=min(_at(today.replace(day=1), "16:00"), now))


def _lent(people: Mapping[str, Employee], rng: Random, today: date, now: datetime) -> None:
    """Two advances are paid out: one runs, one should have been settled some days ago."""
    asked = today - timedelta(days=40)
    if people[HEAD].joined_on > asked:
        return
    made = [
        advances.ask_advance(
            key=_key(rng), employee=people[number], amount=Decimal(amount), purpose=purpose, trip=None,
            settle_by=today + timedelta(days=until), at=_at(asked, "11:10"),
        )
        for number, amount, purpose, until in LENT
    ]  # fmt: skip
    for one in made:
        one.refresh_from_db()
        if one.request is not None:
            _agree(one.request, _at(asked, "14:00"), "同意，按期核销")
    _paid(
        people, rng, _at(asked + timedelta(days=2), "15:30"), claims=[], lent=list(Advance.objects.filter(pk__in=[one.pk for one in made]))
    )


def _at(day: date, wall: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(wall)))


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
