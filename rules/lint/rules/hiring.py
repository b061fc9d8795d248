"""Hiring, what may be asked, deposits, probation, liquidated damages."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import Amounts, every, figure, says
from rules.lint.laws import law
from rules.lint.model import Rule, Severity

SECTION = _("Hiring, information, deposits")

BUSINESS = r"投标|履约|质量保证|质保|租房|租赁|酒店|住宿|客户|供应商|场地|设备|施工|采购|甲方|乙方|对方单位|平台"
FOR_CONTRACTS = r"服务期|专项培训|竞业|保密|客户|供应商|甲方|乙方|采购|合同相对方|合作方"


def _months(number: Decimal, unit: str) -> Decimal:
    return number * 12 if unit == "年" else number / 30 if unit in ("天", "日") else number


def _probation_too_long(amounts: Amounts, match: re.Match[str]) -> bool:
    return _months(amounts["n"], match["unit"]) > 6


def _probation_above_table(amounts: Amounts, match: re.Match[str]) -> bool:
    """Art. 19: below three months none, below a year one month, below three years two, else six."""
    term, probation = _months(amounts["m"], match["term"]), _months(amounts["n"], match["unit"])
    longest = 0 if term < 3 else 1 if term < 12 else 2 if term < 36 else 6
    return probation > longest


RULES = (
    Rule(
        id="L10",
        laws=law("LCL 8", "WRL 43"),
        severity=Severity.ERROR,
        check=every(
            says(
                r"(?:询问|了解|填写|登记|如实告知|如实填报|承诺|提供|说明)~10(?:婚育|婚姻|生育|怀孕|孕情|恋爱)",
                r"入职~10(?:孕检|妊娠)",
                unless=r"产假|生育津贴|生育保险|婚假|产检|补贴",
            ),
            says(r"(?:孕检|妊娠(?:检测|测试|试验|检查))", unless=r"产检|产前|产假|假期|不计"),
            says(
                r"(?:不得|不准|不能|禁止|不允许)(?!因|以|将|限制|约定|询问|要求|歧视|规定|对|在|作为|拒|辞|解|降)~6(?:结婚|怀孕|生育|恋爱)",
                deniable=False,
                unless=r"限制|约定|为由|歧视|询问",
            ),
        ),
        title=_("An employer asks only what relates directly to the contract: not marriage, pregnancy or plans for children."),
        remedy=_("Take the question or the condition out."),
    ),
    Rule(
        id="L11",
        laws=law("LCL 9, 84"),
        severity=Severity.ERROR,
        check=every(
            says(r"押金|保证金|风险金|抵押金|担保金", unless=BUSINESS),
            says(
                r"扣押~8(?:证|证书|档案)",
                r"(?:扣留|收存|代为保管|统一保管)~6(?:身份证|毕业证|学历证|资格证|证件原件)",
                r"(?:身份证|毕业证|学历证|资格证)原件~8(?:交|由)~6(?:保管|保存|收存)",
            ),
            says(
                r"(?:员工|职工|入职|离职|新人|本人)~10(?:收取|缴纳|交纳|预扣|承担|支付|退还|扣除)~8(?:工装|工服|服装|工具|"
                r"工牌|培训)(?:费|款|成本)",
                unless=BUSINESS + r"|服务期|专项",
            ),
        ),
        title=_("No deposit, guarantee or ID paper is taken from a worker; taking one costs 500 to 2000 yuan each."),
        remedy=_("Take it out. Things lent to a worker are handed back; loss is settled by L62."),
    ),
    Rule(
        id="L12",
        laws=law("LCL 10"),
        severity=Severity.WARN,
        check=every(
            says(r"(?:试用期满|转正|试用期结束|试用合格|考核合格)~8(?:后|再|才|方可?)~8(?:签订|签署|订立)~6(?:劳动合同|合同)"),
            figure(
                r"(?:入职|用工|上岗|到岗)~6<n>(?P<unit>个月|天|日|个工作日)~4内?~6(?:签订|签署|订立)~6合同",
                lambda amounts, match: amounts["n"] > (1 if match["unit"] == "个月" else 30),
            ),
        ),
        title=_("The written contract is made within one month of the first day of work."),
        remedy=_("Have the contract signed within thirty days of the first day, probation included."),
    ),
    Rule(
        id="L13",
        laws=law("LCL 19, 20"),
        severity=Severity.ERROR,
        check=every(
            figure(r"试用期(?:为|是|一般|通常|限|最长|延长|共|:|统一)*~4<n>(?P<unit>个月|年)", _probation_too_long),
            figure(
                r"(?:劳动合同|合同)(?:期限?)?(?:为|满)?<m>(?P<term>年|个月)(?:期)?的?≈14试用期~6<n>(?P<unit>个月|年|天|日)",
                _probation_above_table,
            ),
            says(r"延长~4试用期|试用期~8(?:可以?|予以|应)延长|(?:再次|重新|二次)~4试用期"),
            figure(
                r"试用期≈14(?:工资|薪酬|薪资|报酬)≈12<n>(?=[,。;)]|的|发|计|支|执|$)",
                lambda amounts, match: match["n"][-1:] == "%" and amounts["n"] < 80,
            ),
            figure(r"试用期≈14(?:工资|薪酬|薪资|报酬)≈12(?P<n>百分之[一二三四五六七八九十]+)", lambda amounts, match: amounts["n"] < 80),
        ),
        title=_(
            "Probation: none below three months of contract, one month below a year, two below three years, six at most; "
            "once only, at 80% of pay or more."
        ),
        remedy=_("Bring length and pay of probation within articles 19 and 20."),
    ),
    Rule(
        id="L14",
        laws=law("LCL 22, 23, 25"),
        severity=Severity.ERROR,
        check=every(
            says(r"违约金", needs_clause=r"员工|职工|离职|辞职|劳动者|本人|劳动合同", unless=FOR_CONTRACTS),
            says(r"未提前≈14(?:离职|辞职|通知)?≈10(?:扣除?|扣发|赔偿|支付)~8(?:工资|薪)", unless=r"实际损失"),
        ),
        title=_("A worker owes liquidated damages only for a training service period and for secrecy or non-competition."),
        remedy=_("Take the penalty out; a proven loss can be claimed."),
    ),
)
