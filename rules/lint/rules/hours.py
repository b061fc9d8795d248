"""Working hours and overtime."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from rules.domain.figures import figures
from rules.lint.checks import Amounts, decided, every, figure, over, says, valued
from rules.lint.laws import law
from rules.lint.model import Decided, Hit, Rule, Severity, Source, Subject
from rules.lint.wording import number_of

SECTION = _("Hours and overtime")

SCHEDULE, WEEKDAYS, LUNCH = "work.schedule", "work.weekdays", "work.lunch_break"
DAY_WAGE, SWAP = "pay.day_wage_basis", "ot.swap_ratio"
LONGEST_DAY, LONGEST_WEEK, POSTED_DAY = 480, 2400, 660  # minutes; the last: 8 hours and the 3 of overtime
OTHER_HOURS = r"加班|综合计算|不定时|标准工时以外|特殊工时"


def net_minutes(values: dict[str, Decided]) -> int | None:
    """Minutes of work in a day of the schedule, without the break; None while it is undecided."""
    schedule = values.get(SCHEDULE)
    if schedule is None or schedule.value is None:
        return None
    lunch = values.get(LUNCH)
    total = sum(segment.end - segment.start for segment in schedule.value)
    if lunch is None or lunch.value is None:
        return total
    start, end = (moment.hour * 60 + moment.minute for moment in lunch.value)
    return total - sum(max(0, min(end, segment.end) - max(start, segment.start)) for segment in schedule.value)


def _own(subject: Subject, *found: Decided | None) -> Decided | None:
    """The first of the values that stands in this edition."""
    return next((one for one in found if one is not None and one.clause is not None), None)


def _too_long(subject: Subject) -> Iterator[Hit]:
    for _unit, values in subject.settings():
        minutes = net_minutes(values)
        days = values.get(WEEKDAYS)
        count = len(days.value) if days is not None and days.value is not None else 5
        if minutes is not None and (minutes > LONGEST_DAY or minutes * count > LONGEST_WEEK):
            at = _own(subject, values.get(SCHEDULE), days, values.get(LUNCH))
            if at is not None:
                yield valued(at)


def _posted_minutes(text: str) -> int:
    """Minutes between the times of the longest timetable in a text."""
    spans = [sum(_minutes(pair) for pair in one.spans) for one in figures(text) if one.spans]
    return max(spans, default=0)


def _minutes(pair: tuple[str, str]) -> int:
    start, end = (int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in pair)
    return end - start if end > start else end + 24 * 60 - start


def _posted(subject: Subject) -> Iterator[Hit]:
    """A timetable in plain words that no lawful overtime could fill."""
    for clause in subject.clauses:
        text = clause.plain.text
        for match in re.finditer(r"(?:上班|工作|作息|班次|考勤)[^。;\n]{0,20}?\d{1,2}:\d{2}[^。;\n]*", text):
            if _posted_minutes(match[0]) > POSTED_DAY and not re.search(r"营业|开放|对外|倒班|轮班|两班|三班|值班|服务时间", match[0]):
                yield Hit(clause, *match.span())


def _rest_days(amounts: Amounts, match: re.Match[str]) -> bool:
    return amounts["n"] < 4


def _pay_below(percent: int) -> Any:
    """A rate in percent, or as a multiple."""

    def bad(amounts: Amounts, match: re.Match[str]) -> bool:
        rate = amounts["n"] if match["n"][-1:] == "%" or match["n"].startswith("百分之") else amounts["n"] * 100
        return rate < percent

    return bad


def _divisor(amounts: Amounts, match: re.Match[str]) -> bool:
    return amounts["n"] != Decimal("21.75")


def _late_start(limit: int) -> Any:
    def bad(amounts: Amounts, match: re.Match[str]) -> bool:
        minutes = amounts["n"] * (60 if "时" in match["unit"] else 1)
        return minutes > limit and (limit >= 120 or minutes <= 120)

    return bad


def _old_average(subject: Subject) -> Iterator[Hit]:
    yield from says(r"(?<![\d.])20\.83(?!\d)")(subject)
    for one in subject.values:
        if number_of(str(one.value)) == Decimal("20.83"):
            yield valued(one)


RULES = (
    Rule(
        id="L40",
        laws=law("WH 3", "LL 36"),
        severity=Severity.ERROR,
        keys=(SCHEDULE, WEEKDAYS, LUNCH),
        check=every(
            _too_long,
            figure(r"每(?:天|日|个?工作日)~6工作~4<n>个?小时", over("8"), unless=OTHER_HOURS),
            figure(r"每(?:周|星期)~6工作~6<n>个?小时", over("40"), unless=OTHER_HOURS),
            says(r"大小周|单双休", unless=OTHER_HOURS, severity=Severity.WARN),
        ),
        title=_("A normal day has at most 8 hours of work, a week at most 40."),
        remedy=_("Shorten the schedule, or name what lies beyond as overtime with its pay."),
    ),
    Rule(
        id="L41",
        laws=law("LL 38"),
        severity=Severity.ERROR,
        keys=(WEEKDAYS,),
        check=every(
            decided((WEEKDAYS,), lambda days: len(days) == 7),
            figure(r"每月(?:仅|只|可)?(?:休息?|公休|调休|轮休)~2<n>(?:天|日)", _rest_days),
            figure(r"月休<n>(?:天|日)", _rest_days),
            figure(r"连续(?:工作|上班|出勤)<n>(?:天|日)", lambda amounts, match: amounts["n"] >= 7),
            says(r"(?:每周|一周|七天)~4(?:工作|上班)(?:七|7)天", r"(?:全月|全年)无休(?!的?(?:服务|客服|热线|营业))"),
        ),
        title=_("Everybody has at least one day of rest in seven."),
        remedy=_("Leave one day of each week free."),
    ),
    Rule(
        id="L42",
        laws=law("LL 41, 42, 43, 90", "LSI 25"),
        severity=Severity.ERROR,
        check=every(
            figure(r"加班≈16每(?:天|日)≈10<n>个?小时", over("3")),
            figure(r"每(?:天|日)≈14加班≈10<n>个?小时", over("3")),
            figure(r"加班≈16(?:每月|当月|月累计|一个月)≈10<n>个?小时", over("36")),
            figure(r"(?:每月|当月|月)≈10加班≈12<n>个?小时", over("36")),
        ),
        title=_("Overtime is agreed with union and worker: as a rule 1 hour a day, 3 at most, 36 in a month."),
        remedy=_("Bring the limits down to 3 hours a day and 36 a month."),
    ),
    Rule(
        id="L43",
        laws=law("LL 44", "WPP 13"),
        severity=Severity.ERROR,
        keys=(SWAP,),
        check=every(
            figure(
                r"(?:工作日|平日|平时|延长工作时间)~6(?:加班|的)?~12<n>(?=倍|的|支付|计|发|[,。;)]|$)",
                _pay_below(150),
                unless=r"小时|分钟|缺勤|旷工|提前",
            ),
            figure(r"休息日~6加班~14<n>(?=倍|的|支付|计|发|[,。;)]|$)", _pay_below(200), unless=r"小时|分钟|提前"),
            figure(
                r"(?:法定(?:节)?假日|法定休假日|节假日)~6加班~14<n>(?=倍|的|支付|计|发|[,。;)]|$)",
                _pay_below(300),
                unless=r"小时|分钟|提前",
            ),
            says(
                r"(?:法定(?:节)?假日|法定休假日)~6(?:加班|工作|值班)~14(?:调休|补休|倒休)",
                r"(?:工作日|平时|平日)~6(?:加班|延长工作)~14(?:只|仅|一律|统一)~4(?:调休|补休)",
                r"(?:加班)~6(?:只|仅|一律|统一)~4(?:调休|补休)",
                unless=r"300%|三倍|百分之三百",
            ),
            decided((SWAP,), lambda ratio: ratio < 1, severity=Severity.WARN),
        ),
        title=_(
            "Overtime pay is 150% on workdays, 200% on rest days without time off, 300% on statutory holidays; time off "
            "replaces it on rest days only."
        ),
        remedy=_("Use these rates; offer time off for rest days only."),
    ),
    Rule(
        id="L44",
        laws=law("LCL 31", "T10"),
        severity=Severity.ERROR,
        check=every(
            says(
                r"(?:不服从|拒绝|拒不|不接受|不参加|不配合)~8加班≈18(?:旷工|处罚|罚|扣|辞退|开除|解除|违纪|处分|警告)",
                r"(?:必须|无条件|应当?无条件)~4(?:服从|接受|参加)~6加班",
                deniable=False,
            ),
            says(r"(?<!\d)996(?!\d)|九九六", r"(?:每周|一周)~4(?:工作|上班)(?:六|6)天≈16(?:21:00|晚上?9点|晚九)"),
            _posted,
        ),
        title=_("Nobody is forced to work overtime; a timetable such as nine to nine on six days is void."),
        remedy=_("Take the duty out, and post a timetable of eight hours."),
    ),
    Rule(
        id="L45",
        laws=law("T10"),
        severity=Severity.WARN,
        check=every(
            figure(r"下班~4<n>(?P<unit>个?小时|分钟)(?:后|以后|之后|以上)~6(?:才|方|开始|起)?~6(?:算|计|为|按)~6加班", _late_start(60)),
            figure(
                r"下班~4<n>(?P<unit>个?小时|分钟)(?:后|以后|之后|以上)~6(?:才|方|开始|起)?~6(?:算|计|为|按)~6加班",
                _late_start(120),
                severity=Severity.ERROR,
            ),
        ),
        title=_(
            "Overtime begins when the shift ends, after an hour's meal at most; a start three hours later was set aside as unreasonable."
        ),
        remedy=_("Let overtime begin after a meal break of half an hour to an hour."),
    ),
    Rule(
        id="L46",
        laws=law("T10"),
        severity=Severity.WARN,
        check=says(
            r"(?:未经|没有|未)~8(?:审批|批准|申请|同意)≈12(?:不算|不计|不视为|不作为|不认定|不属于|不予认定|不予计算|"
            r"不予承认|不计算)~6加班",
            r"加班~10未经~6(?:审批|批准)~6(?:不算|不计|不予|无效|不认)",
            unless=r"公司安排|单位安排|用人单位安排|主管安排|上级安排|安排的除外",
            deniable=False,
        ),
        title=_("Approval of overtime may be asked for, but does not decide where the employer arranged the work."),
        remedy=_("Add that work arranged by the company counts without approval."),
    ),
    Rule(
        id="L47",
        laws=law("T10"),
        severity=Severity.ERROR,
        check=every(
            says(
                r"放弃~6加班(?:费|工资|报酬)",
                r"加班~4(?:不支付|不发|没有|无)~2(?:加班费|加班工资|报酬)",
                r"不支付加班(?:费|工资)",
                unless=r"无效|不影响",
            ),
            says(r"(?:工资|薪酬|薪资|月薪)~8(?:已|均|都)?(?:含|包含|包括)~6加班(?:费|工资|报酬)", severity=Severity.WARN),
        ),
        title=_("A waiver of overtime pay, or pay that includes it, does not end the duty to pay it."),
        remedy=_("Take the waiver out; name overtime pay apart from the normal wage."),
    ),
    Rule(
        id="L48",
        laws=law("LL 39", "WPP 13"),
        severity=Severity.ERROR,
        check=says(
            r"(?:不定时|综合计算)(?:工时|工作时间|工作制|工时工作制)",
            unless_clause=r"许可|批复|批准文号|经~14(?:人社|劳动|行政)~8(?:批准|同意|审批)|决定书",
        ),
        title=_("Averaged or irregular hours need the permit of the labour bureau."),
        remedy=_("Name the permit with its number and last day, or use standard hours."),
    ),
    Rule(
        id="L49",
        laws=law("2025-2"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        keys=(DAY_WAGE,),
        check=every(
            decided((DAY_WAGE,), lambda days: days != Decimal("21.75")),
            figure(r"(?:月(?:工资|薪|基本工资)~6)(?:除以|÷|/)~4<n>(?=天|日|[,。;)]|$)", _divisor),
            figure(r"(?:日工资|日薪)≈14(?:除以|÷|/)~4<n>(?=天|日|[,。;)]|$)", _divisor),
            figure(r"(?:每月|一个月|月)~2(?:按|以)<n>天~4(?:折算|计算|计)~6(?:日工资|日薪)?", _divisor, unless=r"缺勤|假"),
            says(r"加班~12基数~8最低工资", severity=Severity.WARN),
        ),
        title=_("A day's pay is a month's pay divided by 21.75, an hour's an eighth of that."),
        remedy=_("Divide by 21.75; the base is the contract's pay for normal hours."),
    ),
    Rule(
        id="L50",
        laws=law("2025-2"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        check=_old_average,
        since=date(2025, 1, 1),
        title=_("Since 2025 a month has 20.67 days of work on average; 20.83 is out of date, and 21.75 paid days stay."),
        remedy=_("Write 20.67, and 21.75 where pay is divided."),
    ),
)
