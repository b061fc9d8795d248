"""Personal information in attendance."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from rules.lint.checks import Amounts, decided, every, figure, lacks, says, speaks_of
from rules.lint.laws import law
from rules.lint.model import Hit, Rule, Severity, Source, Subject
from rules.lint.wording import days_of, pattern

SECTION = _("Personal information in attendance")

KEPT_FOR = ("att.trace.retention_days", "att.place.retention_days", "att.photo.retention_days")
PUNCHES = r"打卡|考勤机|签到机|刷卡考勤|门禁考勤"
SENSITIVE = r"人脸|刷脸|面部识别|指纹|虹膜|声纹|掌纹|gps|定位打卡|(?:采集|记录|上传|获取)~6(?:位置|定位|行踪)|行踪轨迹|定位轨迹"
HALF_A_YEAR = 183

# What a notice under art. 17 says, and how a clause about punches or personal data says it.
NOTICE = (
    (_("purpose"), r"用于|目的"),
    (_("kinds of data"), r"设备|网络地址|位置|定位|照片|指纹|人脸|时间和地点|信息种类|个人信息包括|记录的(?:内容|信息)"),
    (_("how long it is kept"), r"保存|保留|留存|删除"),
)
RIGHTS = (_("rights of the person"), r"查看|查阅|查询|更正|复制|异议|删除权|撤回同意")  # may stand anywhere in the rulebook


def _notice(subject: Subject) -> Iterator[Hit]:
    if not speaks_of(subject, PUNCHES):
        return
    about = [clause.plain.text for clause in subject.clauses if pattern(rf"{PUNCHES}|{SENSITIVE}|个人信息").search(clause.plain.text)]
    missing = [name for name, words in NOTICE if not any(pattern(words).search(text) for text in about)]
    if not pattern(RIGHTS[1]).search(subject.whole.text):
        missing.append(RIGHTS[0])
    first = next(iter(says(PUNCHES)(subject)), None)
    if first is None or not missing:
        return
    words = pgettext("between words", ", ").join(map(str, missing))
    said = gettext("The notice about personal data does not say: %(missing)s.") % {"missing": words}
    severity = None if len(missing) > 1 else Severity.WARN
    yield Hit(first.clause, first.start, first.end, severity=severity, mark=f"{len(missing)} missing", sentence=said)


def _too_long(amounts: Amounts, match: re.Match[str]) -> bool:
    return days_of(amounts["n"], match["unit"]) > HALF_A_YEAR


RULES = (
    Rule(
        id="L110",
        laws=law("PIPL 13"),
        severity=Severity.WARN,
        check=lacks(PUNCHES, r"个人信息|(?:收集|采集|使用|处理)~10同意|同意~10(?:收集|采集|使用|处理)"),
        title=_(
            "Data that attendance needs may be used without consent only under lawfully made rules and a collective contract that say so."
        ),
        remedy=_("Add a clause on personal data, or ask everybody's consent."),
    ),
    Rule(
        id="L111",
        laws=law("PIPL 6"),
        severity=Severity.ERROR,
        check=says(
            r"(?:全程|实时|持续|24小时|二十四小时|全天候?|随时)~6(?:定位|轨迹|gps|追踪|跟踪位置)",
            r"(?:下班后?|非工作时间|休息时间|休假期间)~10(?:开启定位|定位|共享位置|上报位置)",
            r"(?:定时|随机|自动|实时)~4(?:截屏|截图|录屏)|屏幕(?:监控|录制|截取)",
            unless=r"车辆|货物|设备位置|资产|快递",
        ),
        title=_("Only what the purpose needs is collected: no continuous tracking, no place outside working time, no pictures of screens."),
        remedy=_("Record the place at the moment of the punch only, if at all."),
    ),
    Rule(
        id="L112",
        laws=law("PIPL 17"),
        severity=Severity.ERROR,
        check=_notice,
        title=_("Before data is collected people are told who does it, why, how, what, for how long, and how to use their rights."),
        remedy=_("Add what the notice lacks."),
    ),
    Rule(
        id="L113",
        laws=law("PIPL 28, 29, 30"),
        severity=Severity.ERROR,
        check=lacks(SENSITIVE, r"单独(?:的)?(?:书面)?同意"),
        title=_("Face, fingerprint and tracks need a special purpose and everybody's separate consent."),
        remedy=_("Say that it is used with separate consent only, and offer another way; or leave it out."),
    ),
    Rule(
        id="L114",
        laws=law("PIPL 55, 56"),
        severity=Severity.ERROR,
        check=lacks(SENSITIVE, r"影响评估|安全评估"),
        title=_("Sensitive data is assessed for its impact beforehand; the report is kept for three years."),
        remedy=_("Make the assessment and name its day; counsel records it as the reason."),
    ),
    Rule(
        id="L115",
        laws=law("PIPL 24"),
        severity=Severity.WARN,
        check=says(
            r"系统~6自动~6(?:扣款|扣除|扣发|扣减|处罚|解除|判定旷工|生成处分)",
            r"自动~4(?:扣款|扣除工资|扣发工资)",
            unless_clause=r"人工|复核|确认|异议|说明|核实",
        ),
        title=_("Against a decision that a machine alone makes, people may ask for an explanation and refuse it."),
        remedy=_("Let somebody confirm before it counts, and say how one objects."),
    ),
    Rule(
        id="L116",
        laws=law("PIPL 19, 47"),
        severity=Severity.WARN,
        keys=KEPT_FOR,
        check=every(
            decided(KEPT_FOR, lambda days: days > HALF_A_YEAR),
            figure(r"(?:照片|定位|位置|轨迹|人脸|指纹|网络地址|gps)≈12(?:保存|保留|留存)~6<n>(?P<unit>个?月|天|日|年)", _too_long),
            says(r"(?:照片|定位|位置|轨迹|人脸|指纹|个人信息)≈12(?:永久|长期|无限期)(?:保存|保留|留存)"),
        ),
        title=_("Places, photos and devices are kept no longer than the purpose needs: three to six months are usual."),
        remedy=_("Delete them after six months at the latest; the record of the punch itself stays."),
    ),
    Rule(
        id="L117",
        laws=law("PIPL 45"),
        severity=Severity.ERROR,
        check=says(
            r"(?:员工|本人|个人|职工)~6(?:不得|不能|无权|不可以|不准|不允许)~6(?:查看|查阅|查询|复制|索取)~8(?:考勤|打卡|"
            r"工资|薪|个人信息|记录)",
            deniable=False,
            unless=r"他人|别人|同事|其他人",
        ),
        title=_("Everybody may see and copy their own data in time."),
        remedy=_("Let everybody see their own punches and wages."),
    ),
    Rule(
        id="L118",
        laws=law("FACE"),
        severity=Severity.ERROR,
        source=Source.PRESS,
        since=date(2025, 6, 1),
        check=every(
            says(
                r"(?:只能|仅(?:限|能|可|以|采用|使用)?|必须|一律|唯一|统一|均(?:须|应|需))~8(?:人脸|刷脸|面部识别)",
                r"(?:人脸|刷脸|面部识别)~8(?:为)?(?:唯一|仅有)~4方式",
                unless=r"(?:其他|替代|别的)~6方式|也可|或者?(?:指纹|刷卡|密码|签到|手机)",
            ),
            says(
                r"人脸~8(?:照片|信息|数据|图像|特征)?~6(?:上传|同步|传输|存储)~4(?:至|到|于|在)?~6(?:服务器|云|平台|第三方)",
                unless=r"单独同意",
            ),
        ),
        title=_(
            "Face recognition is never the only way, stays on the device unless there is separate consent, and is not "
            "kept longer than needed."
        ),
        remedy=_("Offer another way to punch, and keep faces on the device."),
    ),
    Rule(
        id="L119",
        laws=law("PIPL 26"),
        severity=Severity.WARN,
        check=says(
            r"(?:监控|摄像头?|录像|视频)~12(?:作为|用作|核对|核实|统计|记录)~6(?:考勤|出勤|打卡|到岗|迟到)",
            r"(?:考勤|出勤|到岗)~8(?:以|按)~4(?:监控|摄像|录像)",
        ),
        title=_("Cameras in public places serve public safety, with signs; they are no record of attendance."),
        remedy=_("Use the punches instead."),
    ),
)
