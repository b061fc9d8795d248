"""What has happened to the demo company's rules since the first day: copies on walls, an edition that replaced another, remarks,
a ruling, reviews, and a document that is being imported."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from people.models import Employee
from rules import services
from rules.choices import EffectiveRule, FindingKind, RemarkKind, ReviewDecision, State
from rules.demo_making import at_hour, consulted, key_of
from rules.demo_pictures import wall_photo
from rules.importing import parse, read_file
from rules.models import Edition, ReplaceTask, Rulebook, Value
from rules.services.importing import store_import
from rules.services.postings import add_place, close_replacement, post_copy
from rules.services.quizzes import add_question
from rules.services.remarks import add_remark
from rules.services.rulings import add_ruling
from rules.services.screens import add_screen
from rules.services.upkeep import Found, hold_review

if TYPE_CHECKING:
    from rules.demo import Company

ToTheWall = Callable[[Edition, "Company", str], Edition]
REPLACED, REVIEWED = 20, 17  # days ago
PLACES = (("前台走廊", "A2"), ("客服区白板", "A3"), ("会议室", "A3"), ("休息区", "A4"))
QUESTIONS = (
    ("试行制度的期限现在是多少天？", ("三十天", "六十天", "九十天"), 1),
    ("新版公布后，多少天内完成阅读确认？", ("三天", "七天", "三十天"), 1),
)
CHANGED = "YY-ZD-002"


class Remarked(NamedTuple):
    """What somebody said of their own accord. key: of the parameter whose clause it is about. days: ago."""

    number: str
    key: str
    kind: str
    days: int
    text: str
    answer: str


REMARKS = (
    Remarked("1005", "att.late.minor_max_minutes", RemarkKind.PROPOSAL, 4, "建议把打卡机旁的时钟每月校一次，避免差一两分钟的争议。", ""),
    Remarked("1008", "lev.min_notice_days", RemarkKind.COMMENT, 9, "半天假也要提前一天吗？", "是。突发情况先打电话，事后补条。"),
    Remarked("1002", "ros.publish_days_before", RemarkKind.PROPOSAL, 6, "值班表建议提前十天公布，便于客服调班。", ""),
    Remarked("103", "exp.submit_deadline_days", RemarkKind.COMMENT, 13, "跨年的票据请在条款里写明截止日。", "已有规定，见凭证一章。"),
)
RULING = "以打卡机或系统记录的时间为准；当日公共交通停运有公告的，凭公告不计迟到。"
REVIEW = "半年内执行正常，员工咨询集中在时限和凭证，条款无须修改。"
FOUND = "轻微迟到的上限没有考虑早高峰施工，争议集中。"
IMPORTED = """客户资料管理办法（草稿）
一、总则
为规范客户资料的收集、保管和使用，制定本办法。
二、收集
1．只收集办理业务所需的资料，收集前告知用途。
2．电话记录保存____个月，到期删除。
三、保管
1．纸质资料锁入资料柜，钥匙由后台管理经理保管。
2．电子资料不得存入个人设备。
四、使用
1．查阅他人负责的客户资料，须经客服经理同意。
3．对外提供客户资料，须经运营总监批准并登记。
五、附则
本办法自公布之日起执行，解释权归运营部。
"""


def lived(company: "Company", today: date, to_the_wall: ToTheWall) -> None:
    """All of it, each at its time. A company founded a few days ago has not come that far."""
    replaced = today - timedelta(days=REPLACED)
    if replaced <= company.at.date() + timedelta(days=3):
        return
    _hung(company, at_hour(company.at.date() + timedelta(days=1), time(10, 20)))
    _next_edition(company, replaced, to_the_wall)
    outdated = ReplaceTask.objects.filter(done_at=None).order_by("pk")
    for task in outdated[:1]:  # the other copy still hangs
        close_replacement(task=task, by=company.director, at=at_hour(replaced + timedelta(days=1), time(9, 40)), photo=wall_photo())
    for edition in Edition.objects.filter(state=State.PUBLISHED).select_related("rulebook").order_by("pk"):
        reviewed(edition, company.director, today - timedelta(days=REVIEWED))
    _said(company, today)
    source = read_file(IMPORTED.encode(), "客户资料管理办法.txt")
    imported = parse(source.text, source.name)
    store_import(source=source, imported=imported, by=company.director, at=at_hour(today - timedelta(days=5), time(14, 5)))


def _hung(company: "Company", at: datetime) -> None:
    """The first two rulebooks at two places each, and a screen."""
    editions = list(Edition.objects.filter(state=State.PUBLISHED).select_related("rulebook").order_by("rulebook__number")[:2])
    places = [add_place(name=name, department=company.unit, size=size) for name, size in PLACES]
    for edition in editions:
        for place in places[:2]:
            post_copy(place=place, edition=edition, by=company.director, at=at, photo=wall_photo())
    add_screen(name="办公区大屏", department=company.unit, seconds=20, by=company.director, at=at)


def _next_edition(company: "Company", day: date, to_the_wall: ToTheWall) -> None:
    """The second edition of the organisation's rules, with a short quiz; everybody reads it anew."""
    book = Rulebook.objects.get(number=CHANGED)
    at, director = at_hour(day, time(9)), company.director
    reason = "两次试行都没有满一个完整的结算周期，试行期延长到六十天"
    draft = services.draft_edition(rulebook=book, by=director, at=at, reason=reason)
    services.change_edition(
        edition=draft, reason=reason, numbering=draft.numbering, effective_rule=EffectiveRule.ON_PUBLICATION, effective_on=None
    )
    services.decide_value(edition=draft, key="pol.pilot_days", raw="60", by=director, at=at, reason=reason)
    for question, options, right in QUESTIONS:
        add_question(edition=draft, question=question, options=options, right=right)
    consulted(draft, by=director, day=day, said=())
    to_the_wall(draft, replace(company, at=at), "只延长试行期，不影响员工权利，可以提交审批。")


def reviewed(edition: Edition, director: Employee, day: date) -> None:
    """Somebody looked whether it still serves; what was found in the attendance rules joins the draft of the next edition."""
    found = [Found(FindingKind.DEFECT, FOUND)] if edition.rulebook.number == "YY-ZD-001" else []
    hold_review(
        edition=edition, held_on=day, summary=REVIEW, decision=ReviewDecision.REVISE if found else ReviewDecision.KEEP, findings=found,
        by=director, at=at_hour(day, time(16, 10)),
    )  # fmt: skip


def _said(company: "Company", today: date) -> None:
    """Remarks of staff, most of them answered; a ruling on lateness."""
    staff = {person.number: person for person in Employee.objects.filter(number__in=[one.number for one in REMARKS])}
    for one in REMARKS:
        value = Value.objects.filter(key=one.key, edition__number=1).select_related("edition__rulebook", "clause").order_by("pk")[0]
        day = today - timedelta(days=one.days)
        remark = add_remark(
            edition=value.edition, clause=value.clause, kind=one.kind, text=one.text, key=key_of(value.edition, f"{one.number}/{one.key}"),
            by=staff[one.number], at=at_hour(day, time(11, 15)),
        )  # fmt: skip
        if one.answer:
            at = at_hour(day + timedelta(days=1), time(15))
            services.answer_remark(remark=remark, by=company.director, at=at, is_accepted=False, text=one.answer, draft=None)
    late = Value.objects.filter(key="att.late.minor_max_minutes", edition__number=1).select_related("edition", "clause")[0]
    day = today - timedelta(days=REPLACED - 6)
    add_ruling(edition=late.edition, clause=late.clause, text=RULING, by=company.director, at=at_hour(day, time(10)))
