"""Disputes and evidence."""

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import figure, lacks, says
from rules.lint.laws import law
from rules.lint.model import Rule, Severity
from rules.lint.rules.wages import RECORDS
from rules.lint.wording import days_of

SECTION = _("Disputes and evidence")

IN_THE_SYSTEM = _("A property of the system itself: records are written once, and every change is kept with who made it.")

RULES = (
    Rule(
        id="L100",
        laws=law("LDMA 27", "T10"),
        severity=Severity.INFO,
        title=_("Claims end after a year; for wages only a year after employment has ended."),
        not_checkable=_("A reason to keep records long; the floor is checked by L101."),
    ),
    Rule(
        id="L101",
        laws=law("LSI 20"),
        severity=Severity.WARN,
        check=figure(
            rf"(?:{RECORDS}|考勤|打卡|原始记录)≈10(?:保存|保留|留存)~6<n>(?P<unit>个?月|天|日|年)",
            lambda amounts, match: days_of(amounts["n"], match["unit"]) < 730,
            unless=r"设备|网络地址|定位|照片|人脸|指纹|位置|个人信息",
        ),
        title=_("Labour inspection looks back two years: attendance records are kept at least as long."),
        remedy=_("Keep the records for the time of employment and two years after it."),
    ),
    Rule(
        id="L102",
        laws=law("LDMA 6, 39", "SPC1 42"),
        severity=Severity.INFO,
        not_checkable=IN_THE_SYSTEM,
        title=_("Evidence that the employer holds must be handed in, or counts against it."),
    ),
    Rule(
        id="L103",
        laws=law("SPC1 44"),
        severity=Severity.INFO,
        title=_("The employer proves dismissal, reduced pay and years of service."),
        not_checkable=_("Belongs to deductions and dismissals, which are not made by the system yet."),
    ),
    Rule(
        id="L104",
        laws=law("SPC1 42"),
        severity=Severity.WARN,
        check=says(
            r"(?:主管|经理|管理员|人事|部门负责人|上级)~8(?:可以?|有权|负责)~4(?:删除|清除|涂改|修改)~8(?:打卡|考勤|出勤|"
            r"加班)~4(?:记录|数据)?"
        ),
        title=_("Nobody deletes or changes punches: the worker proves overtime with them."),
        remedy=_("Correct by an approved request that stays beside the record."),
    ),
    Rule(
        id="L105",
        laws=law("SPC1 35"),
        severity=Severity.INFO,
        title=_("A settlement on leaving holds when it is lawful and free of fraud and pressure."),
        not_checkable=_("Concerns the agreement with one person, not a rulebook."),
    ),
    Rule(
        id="L106",
        laws=law("LDMA 47"),
        severity=Severity.INFO,
        title=_("Awards on small sums and on hours and leave are final."),
        not_checkable=_("Information about proceedings, without a limit of its own."),
    ),
    Rule(
        id="L107",
        laws=law("WRL 25"),
        severity=Severity.ERROR,
        check=lacks(r"性骚扰", r"投诉|举报|热线|信箱|邮箱|受理|申诉"),
        title=_("Rules against harassment name who is responsible and where one complains, and protect privacy."),
        remedy=_("Name the person, the line or box for complaints, and the procedure."),
    ),
    Rule(
        id="L108",
        laws=law("LSI 30(4)"),
        severity=Severity.WARN,
        check=says(
            r"(?:投诉|举报|申诉|申请仲裁)(?:人|者|的)?≈14(?:从严处理|处分|处罚|罚款|辞退|开除|解除劳动|调岗|降薪|扣)",
            unless=r"恶意|虚假|诬告|捏造|被投诉|被举报|查实|属实|经调查|处理结果",
        ),
        title=_("Nobody suffers for reporting or complaining."),
        remedy=_("Take the consequence for the reporter out."),
    ),
)
