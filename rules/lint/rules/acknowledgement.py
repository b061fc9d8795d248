"""Electronic acknowledgement. The reference gives these no number: E01 to E03."""

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import says
from rules.lint.laws import law
from rules.lint.model import Rule, Severity

SECTION = _("Electronic acknowledgement")

RULES = (
    Rule(
        id="E01",
        laws=law("ESL 5, 13"),
        severity=Severity.ERROR,
        title=_("An acknowledgement belongs to a text that cannot change, by its digest."),
        not_checkable=_("A property of the system itself: an acknowledgement holds the digest of the text that was shown."),
    ),
    Rule(
        id="E02",
        laws=law("ESL 3"),
        severity=Severity.WARN,
        check=says(
            r"(?:系统|电子|线上|邮件|邮箱|微信|钉钉|短信|办公软件|飞书)≈14(?:送达|签收|确认|通知|发布|公告)≈14(?:视为|"
            r"即为|等同)~6(?:送达|知晓|签收|同意|已读|告知)",
            unless_anywhere=r"(?:同意|约定)~10电子|电子~8(?:同意|约定)",
        ),
        title=_("Electronic notice and signature hold where people have agreed to them."),
        remedy=_("Add that everybody agrees to electronic notice once, and offer paper."),
    ),
    Rule(
        id="E03",
        laws=law("ESL 13"),
        severity=Severity.ERROR,
        check=says(
            r"(?:代为|代替~6|由~8代|他人代|统一代)(?:签收|签字|签名|确认|阅读确认)",
            r"(?:代签|代点|代确认)",
            r"(?:共用|公用|统一)(?:账号|账户|帐号)~10(?:确认|签收|阅读)",
            unless=r"书面委托|授权委托|近亲属|监护人|快递|包裹",
        ),
        title=_("Everybody acknowledges with their own account; nobody does it for another."),
        remedy=_("Let everybody acknowledge themselves, or sign on paper."),
    ),
)
