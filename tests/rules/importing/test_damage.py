"""Damage of a text and its repair."""

import pytest

from rules.importing import parse
from rules.importing.damage import repaired


def mended(text: str) -> tuple[str, int]:
    found = repaired(text)
    return found.text.text, len(found.places)


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("業(yè)務(wù)規(guī)則", "業務規則"),
        ("業（yè）務規則", "業務規則"),
        ("重(zhong)要", "重要"),
        ("安裝軟件(cad)和(app)", "安裝軟件(cad)和(app)"),
        ("（一）目的(二)范围", "（一）目的(二)范围"),
        ("客户(VIP)服务", "客户(VIP)服务"),
    ],
)
def test_a_gloss_goes_and_other_brackets_stay(damaged, sound):
    assert mended(damaged) == (sound, 0)


def test_a_half_eaten_gloss_goes_and_is_counted():
    assert mended("業務內?róng)部門") == ("業務內部門", 1)


def shifted(text: str) -> str:
    """As a page in GBK that lost each A3 BF, decoded anyway."""
    return text.encode("gb18030").replace(b"\xa3\xbf", b"?").decode("gb18030", errors="replace").replace("\ufffd", "?")


@pytest.mark.parametrize(
    "sound",
    [
        "我們必須確保客戶滿意,其他部門配合。",
        "設定指標。考核指標由主管公布,每月一次。",
        "為了確保考勤準確,每天打卡。",
        "服務水平取決于態度。客服人員應熱情,不得推諉。",
    ],
)
def test_shifted_bytes_are_read_again(sound):
    damaged = shifted(sound)

    assert damaged != sound
    assert mended(damaged) == (sound, 1)


def test_an_ordinary_question_mark_is_left_alone():
    assert mended("是否同意??由主管决定。能否加班?须先申请。") == ("是否同意??由主管决定。能否加班?须先申请。", 0)


def test_a_lost_dash_between_times_is_put_back():
    assert mended("上午9:0012:00,下午13:0017:00") == ("上午9:00-12:00,下午13:00-17:00", 2)


def test_a_repaired_node_is_flagged_and_its_neighbour_is_not():
    (document,) = parse("前台管理制度\n一、时间\n9:0012:00在岗。\n二、業(yè)务\n照常办理。").documents
    assert [node.flags for node in document.nodes] == [("repaired",), ()]


def test_offsets_point_into_the_damaged_source():
    text = "前臺管理制度?一、業(yè)務(wù)前臺負(fù)責接待。二、時間9:0012:00在崗。"
    (document,) = parse(text).documents
    assert [text[slice(*node.offset)] for node in document.nodes] == ["一、業(yè)務(wù)前臺負(fù)責接待。", "二、時間9:0012:00在崗。"]
    assert [node.text for node in document.nodes] == ["前臺負責接待。", "9:00-12:00在崗。"] or document.nodes[0].heading == ""


@pytest.mark.parametrize(
    ("text", "script"), [("前台管理制度\n一、職責\n接待來訪者。", "hant"), ("前台管理制度\n一、职责\n接待来访者。", "hans")]
)
def test_the_script_is_told_and_kept(text, script):
    (document,) = parse(text).documents
    assert document.script == script
    assert document.nodes[0].heading in text
