"""The demo company's rules: four rulebooks in force from its first day, and a change that the director has begun."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import override

from approvals import services as approvals
from approvals.models import StepApprover
from common.models import Level
from notices.models import NoticeRecipient
from people.models import Department, Employee
from rules import services
from rules.catalogue import catalogue, parameter_of
from rules.choices import EffectiveRule, Verdict
from rules.demo_living import lived
from rules.demo_making import SAID, at_hour, consulted, prepared
from rules.models import Edition
from rules.services.starting import Facts
from rules.shipped import shipped

SMALL = 50  # up to here the company is its one operating unit

ATTENDANCE: dict[str, Any] = {
    "work.weekdays": [1, 2, 3, 4, 5],
    "work.schedule": [["09:00", "18:00"]],
    "work.lunch_break": ["12:00", "13:00"],
    "work.day_starts": "05:00",
    "att.late.minor_max_minutes": 10,
    "att.late.minor_fine_cny": "20.00",
    "att.late.major_min_minutes": 30,
    "att.late.gap_rule": "minor",
    "att.late.monthly_dismissal_count": 5,
    "att.absence.yearly_dismissal_days": "5",
}
ORGANISATION: dict[str, Any] = {
    "apv.step_timeout_hours": 16,
    "pol.ack_days": "7",
    "pol.review_interval_days": "365",
    "pol.pilot_days": "30",
}
LEAVE: dict[str, Any] = {
    "lev.min_notice_days": "1",
    "lev.emergency_channels": ["phone", "message"],
    "lev.retroactive_deadline_days": "2",
    "lev.type_table": {
        "年假": "按半天，带薪，按工龄",
        "调休": "按小时，带薪，由加班得",
        "病假": "按半天，付80%，满2天须证明",
        "事假": "按小时，无薪",
        "婚假": "按天，带薪，3天，按日历",
        "产假": "按天，带薪，98天，按日历",
        "丧假": "按天，带薪，3天",
    },
    "ot.detect_minutes": 60,
    "ot.counted_by": "both",
    "ot.minimum_minutes": 30,
    "ot.day_max_minutes": 180,
    "ot.month_max_hours": 36,
    "ot.workday_compensation": "pay",
    "ot.rest_day_compensation": "time_off",
    "ot.holiday_compensation": "pay",
    "ot.swap_ratio": "1",
    "ot.swap_valid_months": 6,
    "att.correction.monthly_count": 2,
    "att.correction.window_days": "3",
    "att.place.radius_m": 300,
    "att.field.needs": "note",
    "att.place.retention_days": "30",
    "att.photo.retention_days": "30",
    "pay.full_attendance.bonus_cny": "200.00",
    "pay.full_attendance.lates_allowed": 0,
    "ros.check_interval_hours": 4,
    "ros.publish_days_before": "7",
    "ros.swap_ratio": "1",
}
EXPENSES: dict[str, Any] = {
    "exp.standard_table": {
        "住宿费": "每晚，400元；北京、上海、广州、深圳600元；级别运营总监700元",
        "业务招待费": "每次，500元",
        "通讯费": "每月，100元",
        "市内交通费": "每次，150元",
    },
    "exp.submit_deadline_days": "30",
    "exp.fapiao.max_age_days": "180",
    "exp.fapiao.prior_year_until": "3月31日",
    "exp.fapiao.verify_from_cny": "5000.00",
    "apv.major_amount_cny": {"每单": "满5000元", "业务招待费": "超过2000元"},
    "bud.overrun_policy": "escalate",
    "bud.warn_pct": 80,
    "bud.review_interval_days": "30",
}  # comparing offers and the analysis of costs are still to be decided
FIT = {
    "company_size": "十三人，一个部门",
    "company_nature": "有限责任公司",
    "business_range": "网站运营、客户服务和推广",
    "posts_and_duties": "运营总监负责全面工作；客服、后台、推广各设经理；专员、设计、编辑按分工办事。",
}
ADVICE = "法务意见：当地没有禁止罚款的规定时可以保留，扣款前书面告知，当月扣款不超过工资的百分之二十。"
LAW = "劳动合同法第四条\n劳动法第五十条\n工资支付暂行规定第十五条、第十六条"
OPINION = "内容和制定程序符合规定。涉及扣款的条款须提前书面告知，听取本人意见；迟到未定的次数在决定以前不执行。"
OPINION_ON_ORGANISATION = "编制、审批时限和制度管理的规定不违反法律法规，可以提交审批。"
OPINION_ON_LEAVE = "假期不低于法定标准，加班上限和补偿符合劳动法第四十一条、第四十四条，可以提交审批。"
OPINION_ON_EXPENSES = "费用、凭证和预算的规定不违反法律法规，可以提交审批。标准和限额未定，在决定以前不执行。"


@dataclass(frozen=True, slots=True)
class Company:
    """Whose rules they are, whom they bind, who acts, and when it began."""

    unit: Department
    where: list[Department]
    director: Employee
    counsel: Employee
    manager: Employee
    at: datetime


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """The rulebooks, decided, reviewed, approved and published on the founding day. The same company gives the same rows."""
    people = {person.number: person for person in employees.filter(number__in=("101", "103", "1001"))}
    founded = employees.aggregate(first=Min("joined_on"))["first"]
    if len(people) < 3 or founded is None:
        return
    unit = Department.objects.get(code="OPS")
    where = [unit] if employees.filter(left_on=None).count() <= SMALL else []
    company = Company(unit, where, people["1001"], people["103"], people["101"], at_hour(founded, time(8)))
    with override("zh-hans"):
        attendance = _published(company, "attendance", Level.PUBLIC, ATTENDANCE, OPINION)
        quota = {"org.headcount_quota": catalogue()["org.headcount_quota"].default}
        _published(company, "organisation", Level.DEPARTMENT, quota | ORGANISATION, OPINION_ON_ORGANISATION)
        _published(company, "leave", Level.DEPARTMENT, LEAVE, OPINION_ON_LEAVE)
        _published(company, "expenses", Level.DEPARTMENT, EXPENSES, OPINION_ON_EXPENSES)
        draft = _begun(attendance, company.director, at=max(company.at, at_hour(today - timedelta(days=2), time(15, 20))))
        if company.where:
            prepared(draft, by=company.director, today=today)
            lived(company, today, to_the_wall)


def _published(company: Company, name: str, level: str, values: dict[str, Any], opinion: str) -> Edition:
    """A shipped rulebook with these values, in force from the founding day."""
    template, director, at = shipped(name), company.director, company.at
    facts = Facts(
        number=template.number, title=template.title, purpose=template.purpose, owner=company.unit, departments=company.where, level=level,
        regimes=template.regimes,
    )  # fmt: skip
    edition = services.start_rulebook(facts=facts, by=director, at=at, template=template)
    services.change_edition(
        edition=edition, reason="部门成立，首次公布", numbering=template.numbering, effective_rule=EffectiveRule.ON_PUBLICATION,
        effective_on=None,
    )  # fmt: skip
    services.describe_fit(edition=edition, **FIT)
    for key, raw in values.items():
        reason = ADVICE if parameter_of(key).law else ""
        services.decide_value(edition=edition, key=key, raw=raw, by=director, at=at, reason=reason)
    consulted(edition, by=director, day=at.date(), said=SAID if name == "attendance" else ())
    return to_the_wall(edition, company, opinion)


def to_the_wall(edition: Edition, company: Company, opinion: str) -> Edition:
    """Reviewed, approved and published in the afternoon of that day, within an hour."""
    director, counsel, manager, at = company.director, company.counsel, company.manager, at_hour(company.at.date(), time(16, 30))
    services.ask_review(edition=edition, reviewer=counsel, at=at)
    services.review(edition=edition, by=counsel, at=at, reviewed_on=at.date(), law_cited=LAW, opinion=opinion, verdict=Verdict.PASS)
    request = services.submit_for_approval(edition=Edition.objects.get(pk=edition.pk), by=director, at=at)
    seat = StepApprover.objects.filter(step__request=request, approver=manager).order_by("pk")[0]
    approvals.approve(request=request, by=manager, at=at + timedelta(minutes=10), opinion="同意公布", step=seat.step_id)
    edition = services.publish(edition=Edition.objects.get(pk=edition.pk), by=director, at=at + timedelta(minutes=20))
    _read_long_ago(edition)
    return edition


def _read_long_ago(edition: Edition) -> None:
    """What was told on the first day has been read since."""
    told = NoticeRecipient.objects.filter(notice__created_at__lte=edition.published_at, read_at=None)
    told.filter(notice__kind__in=("rule_change", "rule_step")).update(read_at=edition.published_at)


def _begun(of: Edition, director: Employee, at: datetime) -> Edition:
    """The next edition, as far as the director has come."""
    reason = "早高峰道路施工，放宽轻微迟到的上限"
    draft = services.draft_edition(rulebook=of.rulebook, by=director, at=at, reason=reason)
    services.decide_value(edition=draft, key="att.late.minor_max_minutes", raw=15, by=director, at=at, reason=reason)
    return draft
