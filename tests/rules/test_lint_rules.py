"""Every rule of the legal check: one text, value or making that breaks it, and one that keeps it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.lint.model import Subject
from rules.lint.rules import BY_ID, RULES
from tests.rules.lint_subjects import DONE, found, subject

LONG_DAY = {"work.schedule": [["08:00", "18:00"]], "work.lunch_break": ["12:00", "13:00"]}
WEEK_OF_SIX = {"work.weekdays": [1, 2, 3, 4, 5, 6], "work.schedule": [["09:00", "18:00"]], "work.lunch_break": ["12:00", "13:00"]}
USUAL_DAY = {"work.schedule": [["09:00", "18:00"]], "work.lunch_break": ["12:00", "13:00"], "work.weekdays": [1, 2, 3, 4, 5]}
CAP = "rnp.monthly_deduct_cap_pct"
UNSETTLED = replace(DONE, settled_on=None)
FINED = "迟到一次罚款50元"
PUBLISHED = replace(DONE, published_on=date(2026, 11, 1), readers=13)


def says(text: str, **facts: Any) -> Subject:
    return subject(text, **facts)


def has(**values: Any) -> Subject:
    return subject(values={key.replace("__", "."): raw for key, raw in values.items()})


# Rule and article: what breaks it, what keeps it.
CASES: list[tuple[str, str, Subject, Subject]] = [
    ("L01", "art-4-discussion", says("迟到的扣减工资", making=replace(DONE, discussed_on=None, asked_on=None)), says("迟到的扣减工资")),
    ("L01", "art-4-settled", says("请假办法", making=UNSETTLED), says("文件编号办法", making=UNSETTLED)),
    ("L01", "art-4-small-edition", says("考勤", making=UNSETTLED), says("考勤", making=replace(UNSETTLED, is_minor=True))),
    ("L02", "art-4-posted", says("考勤", making=PUBLISHED), says("考勤", making=replace(PUBLISHED, postings=1))),
    ("L02", "art-4-everybody", says("考勤", making=replace(PUBLISHED, read=3)), says("考勤", making=replace(PUBLISHED, read=13))),
    ("L05", "art-4-objections", says("迟到的记入考勤"), says("对考勤有异议的，可以提出")),
    ("L07", "art-35-post", says("公司有权随时调整员工的工作岗位"), says("经双方协商一致，可以调整工作岗位")),
    ("L07", "art-35-obey", says("员工必须服从公司调岗"), says("员工应服从公司的工作安排")),
    ("L10", "art-8-marriage", says("应聘人员须如实填写婚育情况"), says("招聘时不得询问婚育情况")),
    ("L10", "art-43-test", says("入职体检项目包括妊娠检测"), says("入职体检不得设妊娠检测")),
    ("L10", "art-43-no-child", says("女员工入职两年内不得怀孕"), says("公司不得因员工怀孕降低待遇")),
    ("L11", "art-9-deposit", says("新员工须缴纳工牌押金100元"), says("公司不得收取押金")),
    ("L11", "art-9-papers", says("入职时公司扣押身份证原件"), says("严禁扣押证件")),
    ("L11", "art-9-clothes", says("离职时扣除工装费200元"), says("投标保证金由财务部支付")),
    ("L12", "art-10-after-probation", says("试用期满后签订劳动合同"), says("入职后30天内签订劳动合同")),
    ("L12", "art-10-term", says("入职后三个月内签订劳动合同"), says("入职后一个月内签订劳动合同")),
    ("L13", "art-19-year", says("试用期为一年"), says("试用期为三个月")),
    ("L13", "art-19-table", says("劳动合同期限为1年的，试用期为3个月"), says("劳动合同期限为3年的，试用期为6个月")),
    ("L13", "art-19-once", says("考核不合格的，公司可以延长试用期"), says("公司不得延长试用期")),
    ("L13", "art-20-pay", says("试用期工资按转正工资的70%发放"), says("试用期工资按转正工资的80%发放")),
    ("L14", "art-25-penalty", says("员工提前离职的，应支付违约金5000元"), says("员工违反服务期约定的，按约定支付违约金")),
    ("L14", "art-25-month", says("未提前30天申请离职的，扣发一个月工资"), says("未提前30天申请离职的，按规定办理交接")),
    ("L20", "art-37-value", has(res__notice_days="试用期7天、正式30天"), has(res__notice_days="试用期3天、正式30天")),
    ("L20", "art-37-days", says("员工辞职须提前45天书面通知"), says("员工辞职须提前30天书面通知，试用期内提前3天")),
    ("L20", "art-37-probation", says("试用期员工辞职须提前7天通知"), says("试用期员工辞职须提前3天通知")),
    ("L20", "art-37-approval", says("员工辞职须经部门负责人批准方可离职"), says("员工辞职应书面通知公司")),
    ("L21", "art-38-lost-pay", says("不辞而别的，不予发放当月工资"), says("不辞而别的，按旷工处理，工资按出勤结算")),
    ("L22", "art-39-last", says("实行末位淘汰"), says("公司不实行末位淘汰")),
    ("L22", "art-39-careless", says("顶撞上级的，予以辞退"), says("严重违反制度、经核查属实的，解除劳动合同")),
    ("L23", "art-39-late-days", has(att__late__monthly_dismissal_count=1), has(att__late__monthly_dismissal_count=5)),
    ("L23", "art-39-in-a-row", has(att__absence__consecutive_dismissal_days="2"), has(att__absence__consecutive_dismissal_days="3")),
    ("L23", "art-39-in-a-year", has(att__absence__yearly_dismissal_days="4"), has(att__absence__yearly_dismissal_days="5")),
    ("L23", "art-39-one-day", says("连续旷工1天的，予以辞退"), says("连续旷工超过三天的，予以辞退")),
    ("L23", "art-39-washroom", says("每次如厕不得超过5分钟"), says("会议每次不超过五十分钟")),
    ("L24", "art-42-pregnant", says("员工在哺乳期内，公司可以解除劳动合同"), says("员工在哺乳期内，公司不得解除劳动合同")),
    ("L25", "art-43-union", says("公司可以辞退员工", has_union=True), says("辞退员工前，先将理由通知工会", has_union=True)),
    ("L25", "art-43-no-union", says("公司可以辞退员工"), says("公司可以辞退员工", has_union=False)),
    ("L26", "art-47-base", says("经济补偿按基本工资计算"), says("经济补偿按前十二个月的平均工资计算")),
    ("L28", "art-50-certificate", says("未办理交接的，不予出具离职证明"), says("离职当天出具离职证明")),
    ("L28", "art-50-15-days", says("社会保险关系在30天内办理转移"), says("社会保险关系在15天内办理转移")),
    ("L29", "art-24-judgement", says("离职证明应写明离职原因和工作表现"), says("离职证明写明合同期限、岗位和工作年限")),
    ("L30", "art-9-at-once", says("离职员工的工资于次月发薪日统一发放"), says("离职当天结清工资")),
    ("L40", "art-3-day", subject(values=LONG_DAY), subject(values=USUAL_DAY)),
    ("L40", "art-3-week", subject(values=WEEK_OF_SIX), subject(values=USUAL_DAY)),
    ("L40", "art-3-words", says("每天工作10小时"), says("每天工作8小时")),
    ("L40", "art-3-week-words", says("每周工作48小时"), says("每周工作四十小时")),
    ("L41", "art-38-week", has(work__weekdays=[1, 2, 3, 4, 5, 6, 7]), has(work__weekdays=[1, 2, 3, 4, 5])),
    ("L41", "art-38-month", says("每月休息两天"), says("每月休息八天")),
    ("L42", "art-41-month", says("每月加班不超过48小时"), says("每月加班不超过36小时")),
    ("L42", "art-41-day", says("每天加班时间不超过4小时"), says("每天加班时间不超过3小时")),
    ("L43", "art-44-rest-day", says("休息日加班按150%支付工资"), says("休息日加班按200%支付工资")),
    ("L43", "art-44-holiday", says("法定节假日加班按两倍支付"), says("法定节假日加班按三倍支付")),
    ("L43", "art-44-time-off", says("法定节假日加班的安排调休"), says("休息日加班的安排调休")),
    ("L43", "art-44-ratio", has(ot__swap_ratio="0.5"), has(ot__swap_ratio="1")),
    ("L44", "art-31-refused", says("拒绝加班的，按旷工处理"), says("员工可以拒绝加班")),
    ("L44", "t10-996", says("上班时间为9:00至21:00，每周六天"), says("上班时间为9:00至12:00、13:00至18:00")),
    ("L45", "t10-meal", says("下班2小时后才算加班"), says("下班30分钟后算加班")),
    ("L46", "t10-approval", says("未经审批的，一律不算加班"), says("未经审批的，不算加班，公司安排的除外")),
    ("L47", "t10-waiver", says("员工自愿放弃加班费"), says("不得约定放弃加班费")),
    ("L47", "t10-all-in", says("月薪已包含加班费"), says("加班费另行计算")),
    ("L48", "art-39-permit", says("销售岗位实行不定时工作制"), says("经人社部门批准，司机岗位实行不定时工作制，批准文号另附")),
    ("L49", "2025-2-divisor", has(pay__day_wage_basis="30"), has(pay__day_wage_basis="21.75")),
    ("L49", "2025-2-words", says("日工资按月工资除以26天计算"), says("日工资按月工资除以21.75天计算")),
    ("L50", "2025-2-old", says("月平均工作日为20.83天"), says("月平均工作日为20.67天")),
    ("H01", "art-2-days", says("法定节假日共11天"), says("法定节假日共13天")),
    ("H02", "art-6-make-up", says("调休上班日按休息日处理"), says("调休上班日照常上班")),
    ("L60", "art-50-monthly", says("工资按季度发放"), says("工资每月15日发放")),
    ("L60", "art-50-in-kind", says("工资可以用购物卡抵付，即购物卡抵工资"), says("工资以货币发放")),
    ("L61", "art-15-board", says("从工资中扣除伙食费"), says("从工资中扣除个人所得税")),
    ("L62", "art-16-cap", has(rnp__monthly_deduct_cap_pct=30), has(rnp__monthly_deduct_cap_pct=20)),
    ("L62", "art-16-words", says("造成损失的，每月从工资中扣除50%"), says("造成损失的，每月从工资中扣除不超过20%")),
    ("L62", "art-16-all", says("造成损失的，从工资中扣完为止"), says("造成损失的，依法赔偿")),
    ("L63", "order-516-value", has(att__late__minor_fine_cny="20"), has(att__late__minor_fine_cny="0")),
    ("L63", "order-516-range", has(rnp__sameday__fine_min="10"), has(rnp__growth__reward_min="10")),
    ("L63", "order-516-words", says("迟到一次罚款50元"), says("公司不对员工罚款")),
    ("L63", "order-516-each", says("未打卡的，扣 50 元/次"), says("未打卡的，办理补卡")),
    ("L63", "order-516-gift", says("迟到者在群里发红包"), says("春节给员工发红包")),
    ("L65", "art-16-cap", subject(values={CAP: 40}, region="shenzhen"), subject(values={CAP: 30}, region="shenzhen")),
    ("L65", "art-16-no-cap", says(FINED, region="shenzhen"), says(FINED + "，当月合计不超过工资的30%", region="shenzhen")),
    ("L66", "art-15-notice", says("造成损失的，从工资中扣除"), says("造成损失的，从工资中扣除，事先书面告知")),
    ("L67", "art-50-day", has(att__absence__fullday_deduct_days="3"), has(att__absence__fullday_deduct_days="1")),
    ("L67", "art-50-half", has(att__absence__halfday_deduct_days="1"), has(att__absence__halfday_deduct_days="0.5")),
    ("L67", "art-50-late", has(att__late__major_deduct_days="0.5"), has(att__late__major_deduct_days="0")),
    ("L67", "art-50-words", says("旷工一天扣三天工资"), says("旷工三天扣三天工资")),
    ("L70", "art-6-two-years", says("工资表保存一年"), says("工资表保存三年")),
    ("L71", "art-15-three-years", says("工资表保存两年"), says("工资表保存三年")),
    ("L72", "art-17-monthly", says("每个工作日打卡两次"), says("每个工作日打卡两次，每月由本人签字确认")),
    ("L80", "art-3-table", says("满10年不满20年的，年休假为7天"), says("年休假：满1年不满10年的5天，满10年不满20年的10天，满20年的15天")),
    ("L80", "art-3-here", says("在本公司工作满一年的，享受年休假"), says("累计工作满一年的，享受年休假")),
    ("L80", "art-3-flat", says("年假为3天"), says("年假为5天")),
    ("L81", "art-4-personal", says("事假累计10天的，不享受年休假"), says("事假累计20天的，不享受年休假")),
    ("L82", "art-12-clawback", says("离职时多休的年休假，从工资中扣回"), says("离职时多休的年休假不再扣回")),
    ("L83", "art-5-expiry", says("年假当年未休的，年底清零"), says("年假当年未休，本人书面放弃的，视为放弃")),
    ("L83", "art-5-carry", says("年休假可以结转3年"), says("年休假可以结转1年")),
    ("L84", "art-7-days", says("产假为90天"), says("产假为98天")),
    ("L84", "art-7-region", says("产假为98天", region="guangdong"), says("产假为178天", region="guangdong")),
    ("L85", "local-father", says("陪产假为7天", region="shanghai"), says("陪产假为10天", region="shanghai")),
    ("L85", "local-father-missing", says("婚假、丧假办法", region="zhejiang"), says("婚假、丧假、陪产假办法", region="zhejiang")),
    ("L86", "local-childcare", says("婚假、育儿假为每年3天", region="shanghai"), says("婚假、育儿假为每年5天", region="shanghai")),
    ("L87", "local-elders", says("婚假、产假办法", region="guangdong"), says("婚假、产假、独生子女护理父母的假", region="guangdong")),
    ("L88", "1980-marriage", says("婚假为2天"), says("婚假为3天")),
    ("L89", "art-51-paid", says("丧假期间不发工资"), says("丧假期间照发工资")),
    ("L90", "art-59-unpaid", says("请病假不发工资"), says("病假工资不低于最低工资的80%")),
    ("L90", "art-59-rate", says("病假工资为最低工资的60%"), says("病假工资为最低工资的百分之八十")),
    ("L90", "art-59-hospital", says("病假须有三甲医院证明"), says("病假须有医院证明")),
    ("L90", "art-23-shenzhen", says("病假工资按工资的50%发放", region="shenzhen"), says("病假工资按工资的60%发放", region="shenzhen")),
    ("L91", "art-42-sick", says("病假超过一个月的予以辞退"), says("医疗期满后不能工作的，依法解除劳动合同")),
    ("L92", "art-33-injury", says("工伤期间按病假工资发放"), says("工伤期间照发原工资")),
    ("L93", "art-6-night", says("哺乳期员工应参加夜班"), says("哺乳期员工不得安排夜班")),
    ("L93", "art-6-checks", says("产检按事假处理"), says("产检视为出勤")),
    ("L94", "art-15-age", says("应聘者须年满15周岁"), says("应聘者须年满18周岁")),
    ("L95", "art-10-vote", says("参加选举投票的按事假处理"), says("参加选举投票的视为出勤")),
    ("L101", "art-20-two-years", says("考勤记录保存6个月"), says("考勤记录保存3年")),
    ("L104", "spc-42-delete", says("部门经理可以修改考勤记录"), says("部门经理不得修改考勤记录")),
    ("L107", "art-25-channel", says("禁止性骚扰，公司预防并制止性骚扰"), says("公司防治性骚扰，设举报信箱")),
    ("L108", "art-30-retaliation", says("越级举报的，给予处分"), says("不得对举报人处分")),
    ("L110", "art-13-clause", says("上下班打卡"), says("打卡产生的个人信息只用于考勤")),
    ("L111", "art-6-track", says("外勤人员全程定位"), says("不得实时定位")),
    ("L112", "art-17-notice", says("上下班打卡"), says("打卡记下设备，只用于核对，保存180天，本人可以查阅")),
    ("L112", "art-17-elsewhere", subject("上下班打卡", "合同用于归档，保存十年，可以查阅"), says("合同归档")),
    ("L113", "art-29-consent", says("采用人脸打卡"), says("经本人单独同意，可以采用人脸打卡")),
    ("L114", "art-55-assessed", says("采用指纹打卡"), says("采用指纹打卡，事先做个人信息保护影响评估")),
    ("L115", "art-24-machine", says("系统自动扣款"), says("系统自动扣款前由人工复核")),
    ("L116", "art-19-value", has(att__trace__retention_days="365"), has(att__trace__retention_days="180")),
    ("L116", "art-19-words", says("定位照片保存2年"), says("定位照片保存3个月")),
    ("L117", "art-45-own", says("员工不得查询自己的考勤记录"), says("员工不得查询他人的考勤记录")),
    ("L118", "face-only", says("上下班一律人脸打卡"), says("上下班一律人脸打卡或其他方式打卡")),
    ("L118", "face-server", says("人脸照片上传至云平台"), says("经单独同意，人脸照片上传至云平台")),
    ("L119", "art-26-camera", says("以监控录像核对考勤"), says("监控录像只用于公共安全")),
    ("E02", "art-3-agreed", says("系统发布通知后视为送达"), says("员工同意采用电子方式，系统发布通知后视为送达")),
    ("E03", "art-13-own-account", says("由主管代签确认"), says("由本人签字确认")),
]  # fmt: skip
IDS = [f"{rule}-{article}" for rule, article, _breaks, _keeps in CASES]


@pytest.mark.parametrize(("rule", "breaks"), [(rule, breaks) for rule, _article, breaks, _keeps in CASES], ids=IDS)
def test_rule_fires_on_what_breaks_it(rule: str, breaks: Subject):
    assert found(breaks, rule)


@pytest.mark.parametrize(("rule", "keeps"), [(rule, keeps) for rule, _article, _breaks, keeps in CASES], ids=IDS)
def test_rule_is_silent_on_what_keeps_it(rule: str, keeps: Subject):
    assert [one.excerpt for one in found(keeps, rule)] == []


def test_every_rule_that_checks_has_its_cases():
    assert {rule.id for rule in RULES if rule.check} == {rule for rule, _article, _breaks, _keeps in CASES}


def test_rule_either_checks_or_says_why_not():
    assert [rule.id for rule in RULES if bool(rule.check) == bool(rule.not_checkable)] == []


def test_every_row_of_the_reference_is_here_once():
    rows = [
        *range(1, 8),
        *range(10, 15),
        *range(20, 31),
        *range(40, 51),
        *range(60, 73),
        *range(80, 96),
        *range(100, 109),
        *range(110, 120),
    ]
    assert [rule.id for rule in RULES if rule.id[0] == "L"] == [f"L{row:02}" for row in rows]
    assert len(BY_ID) == len(RULES)


def test_rule_that_checks_says_what_to_do():
    assert [rule.id for rule in RULES if rule.check and not str(rule.remedy)] == []
