"""The legal check as a whole: how grave, where, since when, what is denied, and what stays the same."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from common.scripts import to_traditional
from rules.lint.engine import lint
from rules.lint.laws import law
from rules.lint.model import Clause, Company, Severity, Source, Subject
from rules.lint.rules import BY_ID, RULES
from rules.lint.wording import number_of
from rules.policy import REGIONS
from tests.rules.lint_subjects import DAY, decided, found, subject

FINE = "迟到一次罚款50元。"


def severities(what: Subject, rule: str) -> set[str]:
    return {one.severity for one in found(what, rule)}


# -- where and when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "region", "severity"),
    [
        pytest.param("L63", FINE, "", "warn", id="order-516-nowhere"),
        pytest.param("L63", FINE, "national", "warn", id="order-516-elsewhere"),
        pytest.param("L63", FINE, "guangdong", "error", id="art-51-guangdong"),
        pytest.param("L63", FINE, "shenzhen", "warn", id="art-16-shenzhen"),
        pytest.param("L66", "造成损失的，从工资中扣除", "guangdong", "error", id="art-15-guangdong"),
        pytest.param("L66", "造成损失的，从工资中扣除", "hebei", "warn", id="art-15-elsewhere"),
        pytest.param("L67", "旷工一天扣三天工资", "jiangsu", "error", id="art-26-jiangsu"),
        pytest.param("L67", "旷工一天扣三天工资", "beijing", "warn", id="art-26-elsewhere"),
        pytest.param("L72", "每个工作日打卡两次", "jiangsu", "error", id="art-17-jiangsu"),
        pytest.param("L72", "每个工作日打卡两次", "", "warn", id="art-17-elsewhere"),
    ],
)
def test_region_decides_how_grave_it_is(rule: str, text: str, region: str, severity: str):
    assert severities(subject(text, region=region), rule) == {severity}


def test_rule_of_one_region_is_silent_elsewhere():
    text = FINE + "每月扣款不超过工资的40%"
    assert found(subject(text, region="guangdong"), "L65") == []
    assert found(subject(text, region="shenzhen"), "L65")


def test_regions_of_the_rules_are_those_that_a_company_can_choose():
    assert {region for rule in RULES for region in [*rule.regions, *rule.only]} <= set(REGIONS)


@pytest.mark.parametrize(
    ("rule", "text", "before", "since"),
    [
        pytest.param("L118", "上下班一律人脸打卡", date(2025, 5, 31), date(2025, 6, 1), id="face-2025-06-01"),
        pytest.param("L50", "月平均工作日为20.83天", date(2024, 12, 31), date(2025, 1, 1), id="hours-2025-01-01"),
        pytest.param("L63", FINE, date(2008, 1, 14), date(2008, 1, 15), id="order-516-2008-01-15"),
        pytest.param("L113", "采用人脸打卡", date(2021, 10, 31), date(2021, 11, 1), id="pipl-2021-11-01"),
    ],
)
def test_rule_counts_from_its_day(rule: str, text: str, before: date, since: date):
    assert found(subject(text), rule, before) == []
    assert found(subject(text), rule, since)


def test_hit_may_be_graver_than_its_rule():
    assert severities(subject("下班1.5小时后才算加班"), "L45") == {"warn"}
    assert severities(subject("下班3小时后才算加班"), "L45") == {"error"}


def test_general_knowledge_is_a_warning_that_asks_for_counsel():
    for rule, text in (("L88", "婚假为2天"), ("L92", "工伤期间按病假工资发放"), ("H02", "调休上班日按休息日处理")):
        (finding,) = found(subject(text), rule)
        assert finding.severity == Severity.WARN
        assert "法务" in finding.sentence or "counsel" in finding.sentence


def test_general_knowledge_is_never_an_error_in_any_region():
    unsure = [rule for rule in RULES if rule.basis == "G"]
    assert {rule.source for rule in unsure} == {Source.GENERAL}
    assert [rule.id for rule in unsure if Severity.ERROR in (rule.severity, *rule.regions.values())] == []


def test_unsure_rule_that_calls_itself_an_error_is_a_warning_all_the_same():
    rule = replace(BY_ID["L88"], severity=Severity.ERROR)
    assert [one.severity for one in lint(subject("婚假为2天"), DAY, [rule])] == [Severity.WARN]


def test_law_is_cited_with_article_and_paragraph():
    with override("en"):
        assert [str(one) for one in law("LCL 4(2), 9", "FACE")] == [
            "Labour Contract Law art. 4 para. 2, art. 9", "Security Measures for the Application of Face Recognition",
        ]  # fmt: skip


# -- what the text forbids -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "公司不得收取押金",
        "严禁以任何名义收取押金",
        "禁止扣押证件、收取押金或者风险金",
        "押金一律不收",
        "本公司不收押金",
        "不准以工装为由收押金",
        "公司不得有下列行为：（1）扣押证件；（2）收取押金。",
        "严禁：收取押金",
        "公司不應收取押金",
        "公司不得扣押证件，收取押金",
        "任何部门不得扣押证件，也不得担保，或者收取押金",
    ],
)
def test_forbidding_it_is_no_breach(text: str):
    assert found(subject(text), "L11") == []


def test_list_below_a_ban_is_no_breach():
    assert found(subject("收取押金", leads=("公司不得有下列行为：",)), "L11") == []
    assert found(subject("收取押金", leads=("入职手续",)), "L11")


@pytest.mark.parametrize(
    "text",
    [
        "员工不得迟到，违者罚款50元",
        "违反不得吸烟规定的罚款50元",
        "不服从管理的罚款50元",
        "不可抗力以外的缺勤罚款50元",
        "罚款不得低于50元",
        "不得不迟到的也罚款50元",
        "员工不得迟到，罚款50元",
    ],
)
def test_ban_on_something_else_excuses_nothing(text: str):
    assert found(subject(text), "L63")


@pytest.mark.parametrize(
    "text", ["交通罚款由驾驶人承担", "行政罚款不予报销", "罚款、滞纳金不予报销", "扣除个人所得税200元", "废止罚款的做法", "以提醒代替罚款"]
)
def test_other_fines_are_none_of_a_worker(text: str):
    assert found(subject(text), "L63") == []


# -- how it is written -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["新员工须缴纳工牌押金100元", "未提前30天申请离职的，扣发一个月工资", "丧假期间不发工资", "上下班一律人脸打卡"]
)
def test_traditional_script_is_read_alike(text: str):
    traditional = to_traditional(text)
    assert traditional != text
    assert [one.rule.id for one in lint(subject(traditional), DAY)] == [one.rule.id for one in lint(subject(text), DAY)]


def test_excerpt_stands_as_it_was_written():
    (finding,) = found(subject("新員工須繳納 工牌押金１００元，另行退還。"), "L11")
    assert finding.excerpt == "新員工須繳納 工牌押金１００元"


def test_heading_is_read_too():
    assert found(subject("工牌押金\n入职时交100元"), "L11")


@pytest.mark.parametrize(
    ("text", "number"), [("20", 20), ("三十", 30), ("百分之八十", 80), ("20%", 20), ("半", 0.5), ("十半", None), ("1.5", 1.5)]
)
def test_numbers_are_read_as_people_write_them(text: str, number: float | None):
    found_number = number_of(text)
    assert (None if found_number is None else float(found_number)) == number


@given(st.text(max_size=300))
def test_any_text_ends_in_findings(text: str):
    for region in ("", "shenzhen", "guangdong"):
        lint(subject(text, region=region), DAY)


WORDS = [
    "工资",
    "扣",
    "不得",
    "押金",
    "罚款",
    "加班",
    "旷工",
    "年休假",
    "满",
    "天",
    "元",
    "，",
    "。",
    "；",
    "：",
    "3",
    "百分之",
    "试用期",
    "人脸",
    "\n",
    "的",
    "%",
]


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_words_of_the_law_end_in_findings(words: list[str]):
    for finding in lint(subject("".join(words), region="shenzhen"), DAY):
        assert finding.sentence
        assert len(finding.fingerprint) == 64


# -- values ------------------------------------------------------------------------------------------


def test_value_in_its_sentence_is_one_finding():
    """迟到每次扣{att.late.minor_fine_cny}元: the words and the value are the same breach."""
    text = "迟到每次扣20元。"
    clause = Clause(7, "四（二）", text, spans=((5, 7, "att.late.minor_fine_cny"),))
    one = decided("att.late.minor_fine_cny", "20", clause)
    assert [finding.key for finding in found(Subject("考勤", (clause,), (one,)), "L63")] == ["att.late.minor_fine_cny"]
    assert [finding.key for finding in found(Subject("考勤", (clause,)), "L63")] == []


def test_value_of_another_rulebook_is_not_held_against_this_one():
    assert found(subject(inherited={"work.schedule": [["08:00", "20:00"]]}), "L40") == []


def test_inherited_break_shortens_the_day():
    values = {"work.schedule": [["09:00", "18:00"]]}
    assert found(subject(values=values), "L40")
    assert found(subject(values=values, inherited={"work.lunch_break": ["12:00", "13:00"]}), "L40") == []


def test_unit_with_longer_hours_is_named():
    clause = Clause(1, "二（二）", "上班时间")
    rows = (decided("work.schedule", [["09:00", "17:00"]], clause), decided("work.schedule", [["08:00", "20:00"]], clause, "客服组"))
    (finding,) = found(Subject("考勤", (clause,), rows), "L40")
    assert "客服组" in finding.sentence


def test_undecided_value_is_nothing_to_judge():
    clause = Clause(1, "一", "每次扣____元")
    undecided = decided("att.late.minor_fine_cny", "20", clause)
    assert found(Subject("考勤", (clause,), (type(undecided)(undecided.key, None, clause=clause),)), "L63") == []


# -- fingerprints -----------------------------------------------------------------------------------


def fingerprint(text: str, number: int = 1) -> str:
    (finding,) = found(Subject("", (Clause(number, "一", text),)), "L63")
    return finding.fingerprint


def test_fingerprint_stays_while_the_words_stay():
    assert (
        fingerprint("迟到罚款50元。") == fingerprint("员工应当按时到岗。迟到罚款５０元。") == fingerprint(to_traditional("迟到罚款50元。"))
    )


def test_fingerprint_changes_with_the_words_and_the_clause():
    assert len({fingerprint("迟到罚款50元。"), fingerprint("迟到罚款60元。"), fingerprint("迟到罚款50元。", 2)}) == 3


def test_fingerprint_of_a_value_changes_with_the_value():
    marks = {found(subject(values={"att.late.minor_fine_cny": amount}), "L63")[0].fingerprint for amount in ("20", "20.00", "30")}
    assert len(marks) == 2


def test_fingerprint_is_the_same_in_every_process():
    (finding,) = found(subject(values={"work.weekdays": [1, 2, 3, 4, 5, 6, 7]}), "L41")
    assert finding.fingerprint == "ed8f694fe595c10821f3d189c1065aea45209f850b87ba58ca950375f384e698"


def test_gravest_come_first_then_from_top_to_bottom():
    shown = lint(subject("婚假为2天。", "新员工交押金。", "实行末位淘汰。"), DAY)
    assert [(one.severity.value, one.clause_id) for one in shown] == [("error", 2), ("error", 3), ("warn", 1)]


def test_same_words_twice_are_one_finding():
    assert len(found(subject("迟到罚款50元。早退同上。迟到罚款50元。"), "L63")) == 1


def test_company_without_region_is_checked_by_national_law():
    assert Company().region == ""
    assert {rule.id for rule in RULES if rule.counts(DAY, "")} == set(BY_ID) - {"L64", "L65"}
