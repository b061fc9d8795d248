"""Duties of the demo company: a handful of its one operating unit, with half a year behind them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import override

from common import clock
from common.periods import ONE_DAY
from duties import services
from duties.choices import Plan
from duties.models import Duty, DutyItem
from duties.selectors.holders import holders_of, with_holders
from people.models import Department, Employee, Post
from rules.models import Clause, ClauseText, Force
from workdays.selectors import add_workdays

OPEN, LATE = "open", "late"  # what became of the last item that fell due


@dataclass(frozen=True, slots=True)
class Sample:
    """A duty and what its owners wrote. last: how the one that fell due within these last days ended. clause: its heading on the wall."""

    name: str
    post: str
    plan: str
    notes: tuple[str, ...]
    every: int | None = None
    weekday: int | None = None
    month: int | None = None
    month_day: int | None = None
    key: str = ""
    last: str = ""
    within: int = 0
    clause: str = ""


SAMPLES = (
    Sample("备份网站和运营数据", "网站编辑", Plan.WEEKLY, ("已备份，抽查三个文件能打开", "已备份，校验一致"), weekday=5),
    Sample("检查办公区安全和用电", "后台管理经理", Plan.MONTHLY, ("插座、灭火器、通道均正常", "更换一处老化插线板"), month_day=10,
           last=LATE, within=28),
    Sample("分析当月投诉并提出改进", "客服经理", Plan.MONTHLY, ("共4件，主要是发货延误，已与仓库约定", "共2件，均已办结"), month_day=5),
    Sample("盘点办公用品", "后台管理经理", Plan.QUARTERLY, ("账实相符", "少签字笔一盒，已补记"), month=3, month_day=20),
    Sample("编制年度费用预算", "运营总监", Plan.YEARLY, ("已编制，报总经理批准",), month=12, month_day=15, clause="编制"),
    Sample("按类别分析成本", "运营总监", Plan.PARAMETER, ("推广费偏高，已压缩物料",), key="fin.cost_analysis_interval_days",
           clause="成本分析"),
    Sample("检查客服话术", "客服经理", Plan.WORKDAYS, ("更新退换货答复两处", "无需修改"), every=10, last=OPEN, within=14),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Company:
    """Whose duties they are, who entered them, over which days, and the chances of the seed."""

    unit: Department
    director: Employee
    founded: date
    today: date
    rng: Random


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """Each duty since the founding day, done mostly in time; one late, one overdue. The same company gives the same rows."""
    unit = Department.objects.filter(code="OPS").first()
    founded = employees.aggregate(first=Min("joined_on"))["first"]
    director = employees.filter(number="1001").first()
    if unit is None or founded is None or director is None:
        return
    company = _Company(unit, director, founded, today, rng)
    with override("zh-hans"):
        for sample in SAMPLES:
            _enter(sample, company)
        services.open_items(at=_at(today, 0))
        services.bring_up_overdue(at=min(clock.now(), _at(today, 7)))


def _enter(sample: Sample, company: _Company) -> None:
    """The duty since the founding day, with all that was recorded of it."""
    today = company.today
    facts = services.DutyFacts(
        name=sample.name, department=company.unit, post=Post.objects.on(today).get(department=company.unit, title=sample.post),
        plan=sample.plan, every=sample.every, weekday=sample.weekday, month=sample.month, month_day=sample.month_day, key=sample.key,
        clause=_clause(sample.clause, today),
    )  # fmt: skip
    duty = services.add_duty(facts=facts, starts_on=company.founded, by=company.director, at=_at(company.founded, 9))
    while item := duty.items.undone().filter(due_on__lt=today).first():
        last = sample.last if item.due_on >= today - timedelta(days=sample.within) else ""
        if last == OPEN:
            break
        day = min(add_workdays(item.due_on, 2, company.unit), today - ONE_DAY) if last == LATE else item.due_on
        _record(item, sample, day, company.rng)


def _clause(heading: str, today: date) -> Clause | None:
    """The clause in force with that heading."""
    in_force = Force.objects.on(today).values("edition")
    row = ClauseText.objects.filter(heading=heading, edition__in=in_force).order_by("pk").first() if heading else None
    return row.clause if row else None


def _record(item: DutyItem, sample: Sample, day: date, rng: Random) -> None:
    """Done on that day by one of the owners."""
    holders = holders_of(with_holders(Duty.objects.filter(pk=item.duty_id), day).get())
    who = Employee.objects.get(pk=rng.choice(holders).id) if holders else item.duty.created_by
    at = _at(day, rng.randint(10, 16)) + timedelta(minutes=rng.randint(0, 59))
    services.complete_item(item=item, by=who, at=at, note=rng.choice(sample.notes))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
