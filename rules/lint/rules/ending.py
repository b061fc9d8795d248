"""Ending employment."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import Amounts, decided, every, figure, says, speaks_of, valued
from rules.lint.laws import law
from rules.lint.model import Hit, Rule, Severity, Subject
from rules.lint.wording import days_of, number_of, pattern

SECTION = _("Ending employment")

DISMISS = r"(?:解除劳动合同|解除合同|解除劳动关系|辞退|开除|除名|解聘|解雇|劝退)"
NOTICE, MONTHLY = "res.notice_days", "att.late.monthly_dismissal_count"
IN_A_ROW, IN_A_YEAR = "att.absence.consecutive_dismissal_days", "att.absence.yearly_dismissal_days"
WITH_CARE = r"严重|核查|调查|核实|听取|申辩|陈述|证据|取证|法定程序"


def _notice(subject: Subject) -> Iterator[Hit]:
    """res.notice_days: a table by staff status, or the words that stand for one."""
    for one in subject.values:
        if one.key == NOTICE and any(days > (3 if "试用" in status else 30) for status, days in _by_status(one.value)):
            yield valued(one)


def _by_status(value: Any) -> Iterator[tuple[str, Decimal]]:
    if isinstance(value, Mapping):
        rows = [(str(status), str(cell)) for status, cell in value.items()]
    else:
        rows = [(match["who"], match["n"]) for match in pattern(r"(?P<who>[^,。;、\d]*?)<n>").finditer(str(value or ""))]
    for status, text in rows:
        days = number_of(text.removesuffix("天").removesuffix("日"))
        if days is not None:
            yield status, days


def _notice_in_words(amounts: Amounts, match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 12) : match.end()]
    return days_of(amounts["n"], match["unit"]) > (3 if "试用" in before else 30)


def _no_union_told(subject: Subject) -> Iterator[Hit]:
    if subject.company.has_union is False or "工会" in subject.whole.text:
        return
    for hit in says(DISMISS)(subject):
        yield Hit(hit.clause, hit.start, hit.end, severity=None if subject.company.has_union else Severity.WARN)
        return


def _transfer_too_late(amounts: Amounts, match: re.Match[str]) -> bool:
    return days_of(amounts["n"], match["unit"]) > 15


def _too_few(limit: int) -> Any:
    """A bound that the days must exceed, counted in half days."""
    return lambda value: value + Decimal("0.5") < limit


def _too_few_in_words(limit: int) -> Any:
    def bad(amounts: Amounts, match: re.Match[str]) -> bool:
        return amounts["n"] + (Decimal(1) if match["more"] in ("超过", "多于") else 0) < limit

    return bad


def _mentions_dismissal_carelessly(subject: Subject) -> Iterator[Hit]:
    if speaks_of(subject, DISMISS):
        yield from says(DISMISS, unless_clause=WITH_CARE, severity=Severity.WARN, unless=r"办理|手续|证明|离职交接|协商")(subject)


RULES = (
    Rule(
        id="L20",
        laws=law("LCL 37"),
        severity=Severity.ERROR,
        keys=(NOTICE,),
        check=every(
            _notice,
            figure(r"(?:辞职|离职|辞任)(?!手续|交接)~10提前~4<n>(?P<unit>个工作日|天|日|个月)", _notice_in_words),
            figure(r"提前~4<n>(?P<unit>个工作日|天|日|个月)~12(?:辞职|离职)", _notice_in_words),
            says(
                r"(?:批准|同意|审批)~6(?:方可|方能|后方|后才|才可|才能)~6(?:离职|辞职)",
                r"未经~8(?:批准|同意|审批)~6(?:不得|不能|不可)~4(?:离职|辞职)",
                r"(?:离职|辞职)~6(?:须|需|应|必须)~6(?:批准|同意)~4(?:方可|后方|后生效)",
                deniable=False,
            ),
        ),
        title=_("A worker resigns with 30 days' written notice, 3 in probation; no approval is needed."),
        remedy=_("Ask for notice of 30 days (3 in probation) and for nothing more."),
    ),
    Rule(
        id="L21",
        laws=law("LCL 38"),
        severity=Severity.ERROR,
        check=says(
            r"(?:不辞而别|未提前~8(?:通知|申请|告知)|擅自离职|自动离职|自离|急辞)≈20(?:不发|不予发放|不予支付|不予结算|"
            r"扣发|扣除|没收|放弃|不结算|停发)~8(?:工资|薪|报酬)",
            deniable=False,
        ),
        title=_(
            "A worker may leave at once when pay is late, insurance is unpaid or rules are unlawful; wages earned are paid in any case."
        ),
        remedy=_("Pay what was earned, however somebody leaves."),
    ),
    Rule(
        id="L22",
        laws=law("LCL 39"),
        severity=Severity.ERROR,
        check=every(
            says(r"末位淘汰", rf"(?:末位|排名最后|排名末|最后一名|倒数第一)≈14(?:淘汰|{DISMISS})"),
            _mentions_dismissal_carelessly,
        ),
        title=_(
            "Dismissal without notice has six grounds; for rules it is a serious breach, defined, proven and "
            "proportionate. Ranking last is none."
        ),
        remedy=_("Name what is serious, and let the case be examined and the person be heard first."),
    ),
    Rule(
        id="L23",
        laws=law("LCL 39(2)"),
        severity=Severity.WARN,
        keys=(MONTHLY, IN_A_ROW, IN_A_YEAR),
        check=every(
            decided((MONTHLY,), lambda value: value < 3),
            decided((IN_A_ROW,), _too_few(3)),
            decided((IN_A_YEAR,), _too_few(5)),
            figure(rf"(?:迟到|早退)~8<n>(?:次|分钟)≈18{DISMISS}", lambda amounts, match: amounts["n"] < 3),
            figure(rf"连续~2旷工(?P<more>超过|多于|满|达到?)?<n>(?:天|日|个工作日)≈18{DISMISS}", _too_few_in_words(3)),
            figure(rf"(?:累计旷工|旷工累计)(?P<more>超过|多于|满|达到?)?<n>(?:天|日|个工作日)≈18{DISMISS}", _too_few_in_words(5)),
            figure(rf"(?<!连续)(?<!累计)旷工(?P<more>超过|多于|满|达到?)?<n>(?:天|日|个工作日)~12{DISMISS}", _too_few_in_words(3)),
            figure(r"(?:如厕|上厕所|卫生间|洗手间)~12<n>(?:分钟|次)", lambda amounts, match: True, deniable=False),
        ),
        title=_(
            "A threshold for dismissal is proportionate: one late arrival, minutes in the washroom, or fewer than 3 days "
            "of absence in a row or 5 in a year are not."
        ),
        remedy=_("Raise the threshold, or remind and warn in writing first."),
    ),
    Rule(
        id="L24",
        laws=law("LCL 40, 42"),
        severity=Severity.ERROR,
        check=says(
            rf"(?:孕期|怀孕|产期|产假期|哺乳期|疑似职业病|职业病|工伤期|停工留薪期)≈18(?:可以?|予以|将|给予|直接|立即|应当?)~4{DISMISS}",
            rf"(?:怀孕|孕期|哺乳期)的?~6{DISMISS}",
        ),
        title=_(
            "Nobody is dismissed under article 40 or 41 in pregnancy, maternity or nursing, with an occupational "
            "disease, or in medical treatment."
        ),
        remedy=_("Take these groups out, and say that they are protected."),
    ),
    Rule(
        id="L25",
        laws=law("LCL 43", "SPC1 47"),
        severity=Severity.ERROR,
        check=_no_union_told,
        title=_("Where there is a union it is told the reason before the employer dismisses somebody."),
        remedy=_("Add that the union is told the reason beforehand. Decide org.has_union where there is none."),
    ),
    Rule(
        id="L26",
        laws=law("LCL 47", "IR 27"),
        severity=Severity.ERROR,
        check=says(r"经济补偿~16(?:按|以)~4(?:基本工资|底薪|最低工资)", r"满(?:一|1)年~8(?:支付|补偿|发给|给予)~6半个月~6(?:工资|补偿)?"),
        title=_(
            "Compensation is a month of pay for each year, half a month below six months, from the average of all pay "
            "due in the last twelve months."
        ),
        remedy=_("Use the formula of article 47."),
    ),
    Rule(
        id="L27",
        laws=law("LCL 87", "IR 25"),
        severity=Severity.ERROR,
        title=_("Unlawful dismissal costs twice the compensation."),
        not_checkable=_("States what follows from a breach, and has no limit of its own."),
    ),
    Rule(
        id="L28",
        laws=law("LCL 50"),
        severity=Severity.ERROR,
        check=every(
            says(
                r"(?:交接|欠款|借款|赔偿|资产|物品)≈20(?:不予|不得|不|拒绝|暂缓|暂不|停止)(?:出具|开具|办理|提供|"
                r"转移)~8(?:离职证明|解除~8证明|终止~8证明|证明|社保|社会保险|档案)",
                deniable=False,
            ),
            figure(r"(?:档案|社会保险|社保)≈12<n>(?P<unit>个工作日|天|日|个月)内≈8(?:转移|转出|转接|办理|办结)", _transfer_too_late),
            figure(r"(?<![收发])<n>(?P<unit>个工作日|天|日|个月)内~8(?:转移|转出|办理)~4(?:档案|社会保险|社保)", _transfer_too_late),
        ),
        title=_(
            "At the end the certificate is given at once, file and insurance are transferred within 15 days; neither "
            "waits for handover or debts."
        ),
        remedy=_("Give the certificate at once; settle handover and debts apart from it."),
    ),
    Rule(
        id="L29",
        laws=law("IR 24"),
        severity=Severity.WARN,
        check=says(r"(?:离职证明|解除~8证明)~14(?:写明|载明|注明|列明|记载)~14(?:原因|表现|评价|违纪|评语)"),
        title=_("The certificate states term, last day, post and years of service, and no judgement."),
        remedy=_("Leave reasons and judgements out of the certificate."),
    ),
    Rule(
        id="L30",
        laws=law("WPP 9"),
        severity=Severity.WARN,
        check=says(
            r"离职≈16工资≈10(?:次月|下月|下个月|发薪日|统一发放)",
            r"(?:未办理?|未完成|未办妥|不办理?|没有)~8交接≈12(?:不发|不予发放|暂不|停发|扣发|缓发|扣留)~6(?:工资|薪)",
            r"离职~8(?:工资|薪资)~6(?:次月|下月|发薪日)",
            deniable=False,
        ),
        title=_("All wages are paid at once when employment ends; some regions give days for it."),
        remedy=_("Pay on the last day, or within the days that the region gives; counsel names them."),
    ),
)
