"""Blanks, their types, the parameters they seem to be, and figures that a parameter could carry."""

import pytest

from rules.importing import parse


def only(sentence: str):
    (document,) = parse(f"前台管理制度\n一、总则\n1. {sentence}\n二、附则\n本制度由前台解释。").documents
    return next(node for node in document.nodes if node.path == ("一", "1"))


def blanks(sentence: str) -> list[tuple[str, str, str]]:
    return [(blank.text, blank.type, blank.key) for blank in only(sentence).blanks]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("迟到[X]分钟以内的,扣[X]元。", [("[X]", "minutes", "att.late.minor_max_minutes"), ("[X]", "money", "att.late.minor_fine_cny")]),
        ("迟到超过____分钟的按旷工处理。", [("____", "minutes", "att.late.major_min_minutes")]),
        (
            "早退不超过【】分钟的,每次罚款【】元。",
            [("【】", "minutes", "att.late.minor_max_minutes"), ("【】", "money", "att.late.minor_fine_cny")],
        ),
        ("辞职须提前XX天告知。", [("XX", "table", "res.notice_days")]),
        ("转岗须提前[ ]天申请。", [("[ ]", "days", "trf.notice_days")]),
        ("请假须提前（　　）天提出。", [("（　　）", "days", "lev.min_notice_days")]),
        ("考核周期为[具体周期,如月度、年度]。", [("[具体周期,如月度、年度]", "choices", "apr.cycle")]),
        ("作息时间为【具体时间】。", [("【具体时间】", "schedule", "work.schedule")]),
        ("自评占____%,同事互评占____%。", [("____", "percent", "apr.weight.self_pct"), ("____", "percent", "apr.weight.peer_pct")]),
        ("一年内累计旷工超过[X]天的予以辞退。", [("[X]", "days", "att.absence.yearly_dismissal_days")]),
        ("连续旷工[X]天的予以辞退。", [("[X]", "days", "att.absence.consecutive_dismissal_days")]),
        ("一个月内迟到达到[X]次的予以辞退。", [("[X]", "count", "att.late.monthly_dismissal_count")]),
        ("饮水机每[X]天换一次水。", [("[X]", "days", "")]),
        ("由[部门名称]保管。", [("[部门名称]", "text", "")]),
    ],
)
def test_a_blank_is_typed_and_its_parameter_guessed(sentence, wanted):
    assert blanks(sentence) == wanted


def test_no_parameter_is_guessed_twice_in_a_sentence():
    keys = [key for _text, _type, key in blanks("上级评分占[X]%,上级评分占[X]%,其余占[X]%。") if key]
    assert keys.count("apr.weight.superior_pct") == 1


def test_a_blank_knows_its_place_in_the_node_and_in_the_source():
    text = "前台管理制度\n一、总则\n遲到[X]分鐘以內(nèi)的,扣[X]元。"
    (document,) = parse(text).documents
    for blank in document.nodes[0].blanks:
        assert text[slice(*blank.offset)] == document.nodes[0].text[slice(*blank.at)] == "[X]"


def test_a_blacked_out_word_is_no_parameter():
    found = only("不得____,不得某某。")
    assert (found.blanks, found.flags) == ((), ("redacted",))


def test_a_blank_is_not_blacked_out():
    assert only("迟到超过____分钟的按旷工处理。").flags == ()


@pytest.mark.parametrize(
    ("sentence", "key", "figure"),
    [
        ("连续旷工超过三天的予以辞退。", "att.absence.consecutive_dismissal_days", "三"),
        ("迟到10分钟以内的,口头提醒。", "att.late.minor_max_minutes", "10"),
        ("離職須提前30天提出。", "res.notice_days", "30"),
        ("工作时间为9:00-12:00,13:00-17:00。", "work.schedule", "9:00-12:00,13:00-17:00"),
    ],
)
def test_wording_of_a_parameter_is_offered_with_its_figure(sentence, key, figure):
    assert [(offer.key, offer.text) for offer in only(sentence).offers] == [(key, figure)]


def test_a_figure_of_something_else_is_not_offered():
    assert only("仓库每30天打扫一次,连续三天无人时锁门。").offers == ()
