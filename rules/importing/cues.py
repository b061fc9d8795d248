"""The words by which rules documents speak of the parameters in docs/parameters.csv."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from rules.catalogue import FILE
from rules.importing.vocabulary import listed


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns that must all be found: `before` and `after` right around the place, `near` in its sentence or in the headings."""

    key: str
    type: str
    near: tuple[re.Pattern[str], ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    never: re.Pattern[str] | None

    def words(self, before: str, after: str, sentence: str, above: str) -> str | None:
        """What was found, or None when something is missing."""
        found = []
        for pattern, said in ((self.before, before), (self.after, after)):
            if pattern is not None:
                if (match := pattern.search(said)) is None:
                    return None
                found.append(match[0])
        for pattern in self.near:
            if (match := pattern.search(sentence) or pattern.search(above)) is None:
                return None
            found.insert(0, match[0])
        if self.never is not None and self.never.search(sentence):
            return None
        return "、".join(dict.fromkeys(word.strip() for word in found if word.strip()))


def _cue(key: str, type_: str, near: str, *, before: str = "", after: str = "", never: str = "") -> Cue:
    def compiled(pattern: str) -> re.Pattern[str] | None:
        return re.compile(pattern) if pattern else None

    return Cue(key, type_, tuple(re.compile(one) for one in near.split("&")), compiled(before), compiled(after), compiled(never))


MORE = "(?:超过|多于|大于|超出|满|达到?|以上)[^,，]{0,3}$"
WITHIN = "^ ?(?:个?[分小]?[钟时]?|天|日|个?工作日|元)?(?:\\(含\\))?(?:以内|之内|内|以下|及以下)"
CUES = (
    _cue("att.absence.consecutive_dismissal_days", "days", "旷工|缺勤&连续", before="连续[^,;。或及、]*$"),
    _cue("att.absence.yearly_dismissal_days", "days", "旷工|缺勤&[一全当]?年(?:度|内|累计|中)", before="(?:累计|年)[^,;。或]*$"),
    _cue(
        "att.late.monthly_dismissal_count",
        "count",
        "迟到|早退&月&辞退|解除|开除|严重违反|立案|除名|劝退",
        before="(?:累计|达到?|超过|满|迟到|早退)[^;。]*$",
    ),
    _cue("att.late.serious_count", "count", "迟到|早退&月|情节严重&警告", before="(?:累计|达到?|超过|满|迟到|早退)[^;。]*$"),
    _cue("att.late.minor_max_minutes", "minutes", "迟到|早退", after=WITHIN),
    _cue("att.late.minor_max_minutes", "minutes", "迟到|早退", before="(?:不超过|不满|不足|少于|小于)[^,]{0,3}$"),
    _cue("att.late.major_min_minutes", "minutes", "迟到|早退", before="(?<!不)" + MORE),
    _cue("att.late.major_min_minutes", "minutes", "迟到|早退", after="^ ?分钟(?:及)?以上"),
    _cue("att.late.minor_fine_cny", "money", "迟到|早退", before="(?:扣|罚|处)[^,;。]*$"),
    _cue("lev.min_notice_days", "days", "请假|休假", before="提前[^,;。]*$", never="离职|辞职|转岗"),
    _cue("lev.retroactive_deadline_days", "days", "请假|假条&补", after=WITHIN),
    _cue("work.lunch_break", "time_range", "午休|午间休息|中午休息"),
    _cue("site.open_hours", "time_range", "(?:开放|营业|对外服务)时间"),
    _cue("work.schedule", "schedule", "(?:作息|工作|上班|上下班|办公)时间"),
    _cue("work.weekdays", "weekdays", "工作日&周"),
    _cue("ot.detect_minutes", "minutes", "加班|下班后"),
    _cue("ot.swap_ratio", "decimal", "加班&调休"),
    _cue("pay.day_wage_basis", "decimal", "日工资&月"),
    _cue("mtg.early_arrival_minutes", "minutes", "会议|例会|开会|会前", before="提前[^,;。]*$"),
    _cue("mtg.weekly.time", "time", "例会|周会"),
    _cue("mtg.weekly.interval_weeks", "count", "例会&每", after="^ ?周"),
    _cue("mtg.crossdept_interval_days", "days", "跨部门&会议|协作会"),
    _cue("mtg.team_interval_days", "days", "团队&会议|沟通会"),
    _cue("res.notice_days", "days", "离职|辞职|辞退申请|解除劳动合同", before="提前[^,;。]*$"),
    _cue("res.handover_days", "days", "交接&离职|辞职|移交|离岗", after=WITHIN),
    _cue("trf.notice_days", "days", "转岗|调岗|调职|调动", before="提前[^,;。]*$"),
    _cue("apr.cycle", "choices", "考核周期|考核频率|考核频次|多久考核|[一每]次考核"),
    _cue("apr.weight.superior_pct", "percent", "评价|评分|考核|评议|权重|自评|互评", before="(?:上级|领导|主管|经理)[^,;。□]{0,8}$"),
    _cue("apr.weight.peer_pct", "percent", "评价|评分|考核|评议|权重|自评|互评", before="(?:同事|同级|平级|互评)[^,;。□]{0,8}$"),
    _cue("apr.weight.self_pct", "percent", "评价|评分|考核|评议|权重|自评|互评", before="(?:自我|自评|本人|个人自)[^,;。□]{0,8}$"),
    _cue("apr.team_weight_pct", "percent", "考核|绩效", before="团队[^,;。□]{0,8}$"),
    _cue("apr.improvement_days", "days", "改进计划|改进期|绩效改进"),
    _cue("rnp.sameday.fine_max", "money", "当[天日]&罚|扣", before="[-至到~]$"),
    _cue("rnp.decision_days", "days", "奖惩|处罚|处分&决定", after=WITHIN),
    _cue("rnp.manager_limit_cny", "money", "经理|主管&奖惩|处罚|奖励&自行|权限|决定"),
    _cue("rnp.monthly_deduct_cap_pct", "percent", "扣&月工资|当月工资|工资的"),
    _cue("apl.window_days", "days", "申诉|异议", after=WITHIN, never="裁[定决]|答复|处理结果|作出"),
    _cue("apl.ruling_days", "days", "申诉|异议&裁[定决]|答复|作出|处理结果", after=WITHIN),
    _cue("exp.submit_deadline_days", "days", "报销", after=WITHIN),
    _cue("apv.major_amount_cny", "money", "支出|费用|采购&重大|大额|审批|批准", before=MORE),
    _cue("apv.step_timeout_hours", "hours", "审批", after=WITHIN),
    _cue("bud.warn_pct", "percent", "预算&提醒|预警|达到"),
    _cue("prc.min_quotes", "count", "报价|比价|询价", after="^ ?家"),
    _cue("rec.interview_rounds", "count", "面试", after="^ ?轮"),
    _cue("trn.pass_score", "count", "培训|考试&及格|合格"),
    _cue("trn.interval_days", "days", "培训&每"),
    _cue("tsk.help_response_hours", "hours", "求助|寻求帮助&答复|回应|响应"),
    _cue("cmp.first_response_minutes", "minutes", "投诉", after=WITHIN),
    _cue("enq.first_response_minutes", "minutes", "咨询", after=WITHIN),
    _cue("cmp.resolve_days", "days", "投诉&处理|办结|解决|答复", after=WITHIN),
    _cue("cmp.followup_days", "days", "投诉&回访"),
    _cue("cmp.progress_update_hours", "hours", "投诉&进[展度]"),
    _cue("afs.response_hours", "hours", "售后&响应|回应|联系", after=WITHIN),
    _cue("afs.resolve_hours", "hours", "售后&解决|处理", after=WITHIN),
    _cue("vis.interval_days", "days", "回访&每", never="投诉"),
    _cue("sat.survey_interval_days", "days", "满意度&调查&每"),
    _cue("sat.target_score", "decimal", "满意度&目标|低于|达到"),
    _cue("con.archive_days", "days", "合同&归档", after=WITHIN),
    _cue("dlv.archive_days", "days", "交付&归档", after=WITHIN),
    _cue("qlt.rectify_days", "days", "整改", after=WITHIN),
    _cue("qlt.check_interval_days", "days", "质量&检查&每"),
    _cue("saf.check_interval_days", "days", "安全&检查&每"),
    _cue("saf.training_interval_days", "days", "安全&培训&每"),
    _cue("saf.drill_interval_days", "days", "演练&每"),
    _cue("bak.interval_hours", "hours", "备份"),
    _cue("ros.check_interval_hours", "hours", "值班&检查|巡查"),
    _cue("ros.publish_days_before", "days", "值班表|排班&提前|前"),
    _cue("sup.count_interval_days", "days", "办公用品&盘点"),
    _cue("ast.count_interval_days", "days", "资产&盘点"),
    _cue("veh.maintenance_interval_days", "days", "车辆&保养|检修"),
    _cue("eqp.maintenance_interval_days", "days", "设备&保养|维护|检修&每"),
    _cue("site.closure_notice_days", "days", "停止|暂停|关闭&开放|营业|服务", before="提前[^,;。]*$"),
    _cue("pol.ack_days", "days", "制度|规定&阅读|确认|签收", after=WITHIN),
    _cue("pol.pilot_days", "days", "试点|试运行|试行"),
    _cue("pol.review_interval_days", "days", "制度&评估|修订|复审&每"),
)


@dataclass(frozen=True, slots=True)
class Described:
    """A line of the catalogue. pairs: the pairs of neighbouring characters of its description."""

    type: str
    unit: str
    pairs: frozenset[str]


COMMON_PAIRS = listed("pairs")  # every other description has them


@cache
def described() -> dict[str, Described]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: Described(row["type"], row["unit"], _pairs(row["text_zh"])) for row in csv.DictReader(file, strict=True)}


def _pairs(text: str) -> frozenset[str]:
    runs = re.findall("[\u4e00-\u9fff]+", text)
    return frozenset(run[n : n + 2] for run in runs for n in range(len(run) - 1)) - COMMON_PAIRS
