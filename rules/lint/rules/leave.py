"""Leave."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rules.lint.checks import Amounts, every, figure, mentions, over, says, under
from rules.lint.laws import law
from rules.lint.model import Check, Hit, Rule, Severity, Source, Subject
from rules.lint.wording import days_of, number_of, pattern

SECTION = pgettext_lazy("legal check", "Leave")

ANNUAL = r"(?:年休假|年假|带薪年假)"
# Days by region, as the local regulations of 2021 give them; for Beijing as is generally told.
MATERNITY = {"": 98, "shanghai": 158, "guangdong": 178, "shenzhen": 178, "zhejiang": 158, "henan": 188}
PATERNITY = {"shanghai": 10, "beijing": 15, "guangdong": 15, "shenzhen": 15, "zhejiang": 15, "henan": 30}
CHILDCARE = {"shanghai": 5, "guangdong": 10, "shenzhen": 10, "zhejiang": 10, "beijing": 5}
ELDERS = {"guangdong": 5, "shenzhen": 5, "zhejiang": 5, "henan": 20}
MARRIAGE = {"": 3, "beijing": 10, "shanghai": 10, "henan": 21}
OTHERWISE = r"流产|难产|多胞胎|增加|陪产|另加|前可以?休"


def _annual_days(subject: Subject) -> Iterator[Hit]:
    """满1年不满10年的，休5天: 5, 10 and 15 days from 1, 10 and 20 years on."""
    for clause in subject.clauses:
        text = clause.plain.text
        for match in pattern(rf"{ANNUAL}").finditer(text):
            start, end = clause.plain.sentence(*match.span())
            for band in pattern(r"满<y>年(?:以上|及以上)?(?:(?:不满|未满|不足)<z>年)?的?≈10<n>(?:天|日)").finditer(text, start, end):
                years, days = number_of(band["y"]), number_of(band["n"])
                if years is not None and days is not None and days < _annual(years):
                    yield Hit(clause, *band.span())


def _annual(years: Decimal) -> int:
    return 0 if years < 1 else 5 if years < 10 else 10 if years < 20 else 15


def _below_region(words: str, table: dict[str, int], unless: str = "") -> Check:
    """A number of days that is below what the region gives."""
    found = pattern(rf"{words}(?:为|共|享受|可休|可以休|休|给予|计|合计|的|有|:|天数|、|期)*~6<n>(?P<unit>天|日|个月)")

    def check(subject: Subject) -> Iterator[Hit]:
        least = table.get(subject.company.region, table.get("", 0))
        for clause in subject.clauses:
            for match in found.finditer(clause.plain.text):
                number = number_of(match["n"])
                excused = unless and pattern(unless).search(clause.plain.text, max(0, match.start() - 8), match.end() + 4)
                if number is not None and days_of(number, match["unit"]) < least and not excused:
                    yield Hit(clause, *match.span())

    return check


def _missing(words: str, table: dict[str, int]) -> Check:
    """A rulebook about kinds of leave that does not name one that the region gives."""

    def check(subject: Subject) -> Iterator[Hit]:
        if subject.company.region in table and mentions(subject, r"婚假|产假|丧假") and not mentions(subject, words):
            yield Hit(mark=subject.company.region)

    return check


def _sick_pay(subject: Subject) -> Iterator[Hit]:
    """Below 80% of the minimum wage anywhere; in Shenzhen below 60% of normal pay."""
    yield from figure(r"病假~14最低工资~8(?P<n>\d+%|百分之[一二三四五六七八九十]+)", under("80"))(subject)
    if subject.company.region == "shenzhen":
        yield from figure(r"病假~14工资~8(?P<n>\d+%|百分之[一二三四五六七八九十]+)", under("60"), unless=r"最低工资")(subject)


def _excluded_too_soon(amounts: Amounts, match: re.Match[str]) -> bool:
    days = days_of(amounts["n"], match["unit"])
    return days < (20 if match["kind"] == "事假" else 60)


RULES = (
    Rule(
        id="L80",
        laws=law("ALR 2, 3", "ALI 3, 4"),
        severity=Severity.ERROR,
        check=every(
            _annual_days,
            says(
                rf"(?:在本公司|在本单位|本公司工龄|本单位工龄|司龄)~10满≈24{ANNUAL}",
                rf"{ANNUAL}≈24(?:在本公司|在本单位|本公司工龄|本单位工龄|司龄)~8满",
                unless=r"累计工作|连续工作满?(?:12|十二)个月|累计工龄",
            ),
            figure(rf"{ANNUAL}(?:每年|一律|统一|均|为|共|是|有|:)*<n>(?:天|日)", under("5"), unless=r"提前|申请|折算|不足"),
        ),
        title=_(
            "After twelve months of work everybody has 5 days of annual leave, 10 from ten years on, 15 from twenty, "
            "counted with every employer."
        ),
        remedy=_("Use the table of the law, and count work with other employers."),
    ),
    Rule(
        id="L81",
        laws=law("ALR 4", "ALI 8"),
        severity=Severity.ERROR,
        check=figure(
            rf"(?P<kind>事假|病假)(?:累计|超过|满|达到?|合计)*<n>(?P<unit>天|日|个月)≈14(?:不享受|不再享受|取消|不予|没有|扣减)~8{ANNUAL}",
            _excluded_too_soon,
            deniable=False,
        ),
        title=_("Annual leave falls away only after 20 days of paid personal leave, or 2, 3 or 4 months of sick leave."),
        remedy=_("Use the limits of article 4."),
    ),
    Rule(
        id="L82",
        laws=law("ALI 5, 12"),
        severity=Severity.ERROR,
        check=says(
            rf"(?:多休|超休|超出|透支|预支)~10{ANNUAL}≈16(?:扣回|扣除|返还|退还|扣款|扣工资|补扣)",
            rf"{ANNUAL}~10(?:多休|超休|超出|透支|预支)≈16(?:扣回|扣除|返还|退还|扣款|扣工资|补扣)",
        ),
        title=_("Annual leave that a leaver took beyond their share is not claimed back."),
        remedy=_("Take the clawback out."),
    ),
    Rule(
        id="L83",
        laws=law("ALR 5", "ALI 9, 10, 11"),
        severity=Severity.ERROR,
        check=every(
            says(
                rf"{ANNUAL}≈24(?:过期作废|逾期作废|作废|清零|视为放弃|自动放弃|视作放弃|不予补偿|不补偿|不予结转并作废|失效)",
                rf"(?:过期作废|清零|视为放弃)~8{ANNUAL}",
                unless=r"书面",
                deniable=False,
            ),
            figure(rf"{ANNUAL}≈14(?:结转|顺延|累积|累计|保留)~8<n>(?:个年度|年)", over("1")),
            figure(rf"未休~8{ANNUAL}≈16(?P<n>\d+%|百分之[一二三四五六七八九十百]+)", under("200")),
        ),
        title=_(
            "Annual leave not taken is paid with 300% of a day's wage, unless the worker declined it in writing; it is "
            "carried over for one year at most, by agreement."
        ),
        remedy=_("Pay it, or keep the written waiver; carry over for one year at most."),
    ),
    Rule(
        id="L84",
        laws=law("FEM 7", "REGIONAL"),
        severity=Severity.ERROR,
        check=_below_region("(?<!陪)产假", MATERNITY, OTHERWISE),
        title=_("Maternity leave has 98 days and what the region adds."),
        remedy=_("Name 98 days and the region's days on top."),
    ),
    Rule(
        id="L85",
        laws=law("REGIONAL"),
        severity=Severity.WARN,
        check=every(_below_region("(?:陪产假|陪护假|护理假|男方护理假|陪产)", PATERNITY), _missing(r"陪产|陪护假|护理假", PATERNITY)),
        title=_(
            "Fathers have the leave that the region gives: 15 days in Beijing, Guangdong and Zhejiang, 10 in Shanghai, a month in Henan."
        ),
        remedy=_("Name the region's days."),
    ),
    Rule(
        id="L86",
        laws=law("REGIONAL"),
        severity=Severity.WARN,
        check=every(_below_region("育儿假(?:每年|每人每年|父母各|各)*", CHILDCARE), _missing(r"育儿假", CHILDCARE)),
        title=_(
            "Parents of children below three have the childcare leave of the region: 5 days a year in Shanghai, 10 in "
            "Guangdong and Zhejiang."
        ),
        remedy=_("Name the region's days."),
    ),
    Rule(
        id="L87",
        laws=law("REGIONAL"),
        severity=Severity.WARN,
        check=_missing(r"独生子女|照料假|陪护父母|老人护理|护理父母|父母~6护理", ELDERS),
        title=_("Children who care for old parents have the leave of the region."),
        remedy=_("Name the region's days for the care of parents."),
    ),
    Rule(
        id="L88",
        laws=law("LEAVE-1980", "REGIONAL"),
        severity=Severity.WARN,
        source=Source.GENERAL,
        check=_below_region("婚假", MARRIAGE),
        title=_("Marriage leave has three days, and more where the region gives it."),
        remedy=_("Name the days of the region; many have raised them since 2024."),
    ),
    Rule(
        id="L89",
        laws=law("LL 51", "WPP 11"),
        severity=Severity.ERROR,
        check=says(
            r"(?:婚假|丧假|婚丧假)~12(?:不发工资|无薪|不计薪|不带薪|扣工资|扣发工资|扣除工资|按事假|不支付工资)",
            deniable=False,
            unless=r"不得|不扣|超出|超过",
        ),
        title=_("Marriage and bereavement leave are paid."),
        remedy=_("Pay these days."),
    ),
    Rule(
        id="L90",
        laws=law("SICK 59"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        check=every(
            says(r"病假~10(?:不发工资|无薪|无工资|不计薪|不支付工资|不带薪|扣发全部|扣除全部|扣全部|按事假)", deniable=False),
            says(
                r"(?:病假|病历|诊断证明|病休)≈20(?:三甲|三级甲等)",
                r"(?:三甲|三级甲等)≈16(?:病假|诊断证明|病休)",
                severity=Severity.WARN,
                unless=r"二级|社区|或",
            ),
            _sick_pay,
        ),
        title=_(
            "Sick leave within the treatment period is paid with 80% of the minimum wage at least; in Shenzhen 60% of "
            "one's own pay. Any proper certificate counts."
        ),
        remedy=_("Name the rate of the region, and accept certificates of every licensed hospital."),
    ),
    Rule(
        id="L91",
        laws=law("LCL 42", "MED"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        check=says(
            r"(?:病假|患病|医疗期内|生病|住院)≈16(?:解除劳动|辞退|开除|劝退|除名|视为自动离职|按自动离职|淘汰)",
            unless=r"医疗期满|期满后|虚假|伪造|欺骗",
        ),
        title=_("Nobody is dismissed for illness within the treatment period of 3 to 24 months."),
        remedy=_("Wait for the end of the treatment period, and follow article 40."),
    ),
    Rule(
        id="L92",
        laws=law("INJ 33"),
        severity=Severity.WARN,
        source=Source.GENERAL,
        check=says(
            r"(?:工伤|停工留薪)≈16(?:病假工资|不发工资|最低工资|按病假|按事假|无薪|停发工资|扣发工资)", deniable=False, unless=r"不得|不按"
        ),
        title=_("After a work injury the pay goes on for up to twelve months, and twelve more where that is granted."),
        remedy=_("Pay the former wage for that time."),
    ),
    Rule(
        id="L93",
        laws=law("FEM 5, 6, 9", "LL 61, 63", "WRL 48"),
        severity=Severity.ERROR,
        check=every(
            says(
                r"(?:孕期|怀孕~8|哺乳期)~14(?:安排|参加|服从|须|应)~8(?:加班|夜班|延长工作时间)",
                r"(?:加班|夜班)~10包括~8(?:孕期|怀孕|哺乳期)",
            ),
            says(
                r"(?:哺乳时间|哺乳假)~12(?:迟到|早退|旷工|扣|事假)",
                r"(?:产检|产前检查|孕检)~12(?:事假|病假|旷工|扣工资|扣发|无薪|不计工时)",
                unless=r"视为出勤|不得|不扣|不按",
            ),
            says(r"(?:怀孕|孕期|产假|哺乳期)~12(?:降低?工资|降薪|调低|减薪)"),
        ),
        title=_(
            "Checks before birth are working time; from the seventh month and until the child is one there is no "
            "overtime and no night work, and an hour a day for nursing."
        ),
        remedy=_("Count this time as worked, and take overtime and night work out."),
    ),
    Rule(
        id="L94",
        laws=law("LL 15, 64, 65", "CHILD 2, 6"),
        severity=Severity.ERROR,
        check=every(
            figure(r"(?:招聘|招用|录用|聘用|应聘|入职)≈14(?:年满|满|年龄~4)<n>周?岁", under("16")),
            figure(r"(?:年满|满|年龄~4)<n>周?岁~10(?:可以?|方可|即可|均可)~6(?:应聘|入职|录用|招用)", under("16")),
            says(r"(?:招用|使用|录用)童工"),
        ),
        title=_("Nobody below 16 is employed; from 16 to 18 heavy, toxic and mining work is barred."),
        remedy=_("Ask for 16 years at least."),
    ),
    Rule(
        id="L95",
        laws=law("WPP 10"),
        severity=Severity.ERROR,
        check=says(
            r"(?:选举|投票|出庭作证|作证|人大代表|政协委员|工会活动|劳模)≈16(?:事假|旷工|扣工资|扣发|无薪|不发工资|缺勤)",
            unless=r"视为出勤|不得|不扣|不按|不算|不作",
        ),
        title=_("Voting, testifying, and duties in congresses and unions are paid as work."),
        remedy=_("Count this time as worked."),
    ),
)
