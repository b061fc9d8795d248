"""Wages, deductions and fines."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from rules.catalogue import catalogue
from rules.lint.checks import Amounts, Bad, decided, every, figure, lacks, mentions, over, says, valued
from rules.lint.laws import law
from rules.lint.model import Hit, Rule, Severity, Source, Subject
from rules.lint.wording import days_of

SECTION = _("Wages, deductions, fines")

CAP = "rnp.monthly_deduct_cap_pct"
FINES = tuple(key for key in catalogue() if re.search(r"(?:^|[._])fine(?:$|[._])", key))
HALF_DAY, WHOLE_DAY, MAJOR_LATE = "att.absence.halfday_deduct_days", "att.absence.fullday_deduct_days", "att.late.major_deduct_days"
WORKED = {HALF_DAY: Decimal("0.5"), WHOLE_DAY: Decimal(1), MAJOR_LATE: Decimal(0)}  # days not worked, at least
RECORDS = r"(?:工资表|工资记录|工资支付|工资台账|工资条|薪酬记录|考勤记录|考勤表|考勤数据|打卡记录|考勤资料|加班记录)"
NOT_OURS = r"(?:交通|行政|税务|违章|工商|机关|政府|被处以?|滞纳金|客户|供应商)~8罚款|罚款~8(?:滞纳金|不予报销|不得报销|票据|收据|由驾驶人)"
LAWFUL = r"个税|个人所得税|社会保险|社保|公积金|税费|餐费|报销"


def _kept_below(days: int) -> Bad:
    def bad(amounts: Amounts, match: re.Match[str]) -> bool:
        return days_of(amounts["n"], match["unit"]) < days

    return bad


def _multiple(amounts: Amounts, match: re.Match[str]) -> bool:
    """More days' pay than days not worked."""
    return amounts["n"] > amounts.get("m", Decimal(1))


def _more_than_missed(subject: Subject) -> Iterator[Hit]:
    for one in subject.values:
        if one.key in WORKED and one.value is not None and one.value > WORKED[one.key]:
            yield valued(one)


def _sum_without_cap(subject: Subject) -> Iterator[Hit]:
    """Shenzhen: fines are allowed up to a part of the wage; without a limit on record nobody can say whether they keep it."""
    capped = any(one.key == CAP and one.value is not None for one in [*subject.values, *subject.inherited.values()])
    if capped or mentions(
        subject, r"(?:不超过|不高于|以内|上限)~14(?:30%|20%|百分之三十|百分之二十)|(?:30%|20%|百分之三十|百分之二十)~6(?:为限|以内|封顶)"
    ):
        return
    for hit in FINE_CHECK(subject):
        yield Hit(
            hit.clause,
            hit.start,
            hit.end,
            hit.value,
            Severity.WARN,
            _("Sanctions without a limit of 30% a month. Guangdong's own regulation forbids fines (art. 51): let counsel weigh both."),
        )
        return


FINE_CHECK = every(
    decided(FINES, lambda amount: amount > 0),
    says(r"罚款|罚金|乐捐|罚(?=\d|[一二两三四五六七八九十百]+元)", unless=NOT_OURS),
    says(r"(?:处罚|处以|扣罚|扣款|扣除|扣发|扣减|扣)~4(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)元", unless=LAWFUL + "|" + NOT_OURS),
    says(r"(?:迟到|早退|违纪|违规|未完成)~14(?:发红包|请吃饭|请客|请喝)"),
)

RULES = (
    Rule(
        id="L60",
        laws=law("LL 50, 91", "WPP 5", "LCL 85"),
        severity=Severity.ERROR,
        check=says(
            r"(?:工资|薪资|薪酬|月薪)~14(?:隔月|按季度?|每季度|每两个?月|下下月|次次月|第三个月)~8(?:发放|支付|发)",
            r"(?:工资|薪资|报酬)~10(?:以|用|折)~8(?:实物|代金券|购物卡|产品|有价证券|积分)~8(?:发放|支付|抵|冲抵)",
            r"(?:实物|代金券|购物卡)~6(?:抵|冲抵|代替)~4(?:工资|薪)",
        ),
        title=_("Wages are paid in money, every month, to the worker, in full."),
        remedy=_("Pay in money by the end of the following month."),
    ),
    Rule(
        id="L61",
        laws=law("WPP 15"),
        severity=Severity.ERROR,
        check=says(
            r"(?:从~4工资~4|代?)扣除?~8(?:伙食费|餐费|住宿费|水电费|工装费|工服费|服装费|培训费|管理费|招聘费|体检费|工牌费|手续费)",
            r"(?:伙食费|住宿费|水电费|工装费|工服费|培训费|管理费|招聘费|体检费)~8(?:从|在)~6工资~4扣",
            unless=r"书面(?:同意|授权|委托)|自愿书面|服务期",
        ),
        title=_("Withheld from wages are only tax, one's own insurance part, support ordered by a court, and what a law names."),
        remedy=_("Take the deduction out, or pay the whole wage and ask for the sum apart from it."),
    ),
    Rule(
        id="L62",
        laws=law("WPP 16"),
        severity=Severity.ERROR,
        keys=(CAP,),
        check=every(
            decided((CAP,), lambda percent: percent > 20),
            figure(
                r"(?:赔偿|损失|扣款|扣除|扣发|扣减)≈24(?:工资|薪)≈12(?P<n>\d+(?:\.\d+)?%|百分之[一二三四五六七八九十]+)",
                over("20"),
                unless=r"绩效|全勤奖|奖金|病假|试用|加班",
            ),
            says(r"(?:赔偿|损失|欠款)≈16(?:从|在)~6工资~6(?:全额|一次性|直接)~4扣", r"扣完为止|扣清为止|扣足为止"),
        ),
        title=_(
            "Loss is made good from wages only where the contract says so: 20% of the month's wage at most, and the minimum wage stays."
        ),
        remedy=_("Limit what is deducted in a month to 20% of the wage."),
    ),
    Rule(
        id="L63",
        laws=law("REPEAL", "GD-LSI 51"),
        severity=Severity.WARN,
        regions={"guangdong": Severity.ERROR},
        source=Source.PRESS,
        since=date(2008, 1, 15),
        keys=FINES,
        check=FINE_CHECK,
        title=_("No national law lets an enterprise fine its workers. In Guangdong a rule with fines is ordered to be corrected (L64)."),
        remedy=_("Count the minutes as unpaid, remind, then warn in writing; reward full attendance instead (L68)."),
    ),
    Rule(
        id="L64",
        laws=law("GD-LSI 51"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        only=frozenset({"guangdong"}),
        title=_(
            "Guangdong: a rule with fines, or with pay cuts without a legal basis, is corrected, and costs 2000 to 5000 "
            "yuan for each person once applied."
        ),
        not_checkable=_("Checked together with L63, which is an error in Guangdong."),
    ),
    Rule(
        id="L65",
        laws=law("SZ-HARMONY 16", "SZ-WAGE 34"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        only=frozenset({"shenzhen"}),
        keys=(CAP, *FINES),
        check=every(
            decided((CAP,), lambda percent: percent > 30),
            says(r"(?:罚款|扣款|扣罚)~10(?:并处|同时|另|再)~8(?:扣|罚|降薪)"),
            _sum_without_cap,
        ),
        title=_("Shenzhen: sanctions in money stay within 30% of the month's wage, once for one act, and the minimum wage stays."),
        remedy=_("Limit them to 30% of the month's wage, one for each act; counsel weighs this against Guangdong's rule (L64)."),
    ),
    Rule(
        id="L66",
        laws=law("GD-WAGE 15"),
        severity=Severity.WARN,
        regions={"guangdong": Severity.ERROR},
        source=Source.PRESS,
        check=lacks(
            r"(?:赔偿|损失)≈20(?:从~6工资|扣除|扣款|扣发|扣减)",
            r"书面~4(?:告知|通知)|(?:告知|通知)~14(?:理由|金额|原因|事由)",
        ),
        title=_("Before loss is deducted the worker is told reason and amount in writing."),
        remedy=_("Add that reason and amount are told in writing before anything is deducted."),
    ),
    Rule(
        id="L67",
        laws=law("LL 50, 91", "JS-WAGE 26"),
        severity=Severity.WARN,
        regions={"jiangsu": Severity.ERROR},
        source=Source.PRESS,
        keys=tuple(WORKED),
        check=every(
            _more_than_missed,
            figure(r"旷工<m>(?:天|日|个工作日)~8扣~6<n>(?:天|日|倍)", _multiple),
            figure(r"旷工半(?:天|日)~8扣~6<n>(?:天|日)", lambda amounts, match: amounts["n"] > Decimal("0.5")),
            says(r"(?:旷工|缺勤|事假)~12(?:双倍|两倍|三倍|3倍|2倍)~6(?:扣|工资)?", r"(?:旷工|缺勤|事假)~12扣~6(?:双倍|两倍|三倍|2倍|3倍)"),
        ),
        title=_("No pay is due for time not worked; deducting more than that time is withholding wages."),
        remedy=_("Deduct the time that was not worked, minute by minute, and nothing beyond it."),
    ),
    Rule(
        id="L68",
        laws=law("LL 50"),
        severity=Severity.INFO,
        source=Source.GENERAL,
        title=_("Safe: record facts, leave missing time unpaid, reward full attendance, remind and warn without money."),
        not_checkable=_("Advice, given as the remedy of L63 and L67."),
    ),
    Rule(
        id="L69",
        laws=law("LL 48"),
        severity=Severity.WARN,
        title=_("Normal hours are paid with the local minimum wage at least; its table is not older than a year."),
        not_checkable=_("Needs wages and a table of minimum wages, which the system does not hold."),
    ),
    Rule(
        id="L70",
        laws=law("WPP 6"),
        severity=Severity.ERROR,
        check=every(
            figure(rf"{RECORDS}≈10(?:保存|保留|留存)~6<n>(?P<unit>个?月|天|日|年)", _kept_below(730)),
            says(r"(?:不提供|不发放?|不出具)~4工资(?:条|单|清单)", deniable=False),
        ),
        title=_("Wage records with amount, date and signature are kept for two years at least, and every payment comes with a payslip."),
        remedy=_("Keep the records for two years at least; three is safer (L71)."),
    ),
    Rule(
        id="L71",
        laws=law("WAGE-RURAL 15", "SZ-WAGE"),
        severity=Severity.WARN,
        check=figure(
            rf"{RECORDS}≈10(?:保存|保留|留存)~6<n>(?P<unit>个?月|天|日|年)",
            lambda amounts, match: 730 <= days_of(amounts["n"], match["unit"]) < 1095,
        ),
        title=_("For migrant workers, and in Shenzhen, wage records are kept for three years."),
        remedy=_("Keep the records for three years or more."),
    ),
    Rule(
        id="L72",
        laws=law("JS-WAGE 17"),
        severity=Severity.WARN,
        regions={"jiangsu": Severity.ERROR},
        source=Source.PRESS,
        check=lacks(
            r"考勤(?:记录|机|系统|打卡)|打卡",
            r"(?:每月|月度|当月|按月|次月|月末|月底)~20(?:确认|签字|签名|核对|签认)|(?:确认|签字|核对)~10(?:月度|当月)考勤",
        ),
        title=_("Jiangsu: the attendance record is checked with every worker and signed each month, and kept for two years."),
        remedy=_("Add that everybody confirms their attendance each month."),
    ),
)
