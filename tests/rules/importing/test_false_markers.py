"""What looks like a marker and is none."""

import pytest

from rules.importing import parse


def markers(body: str) -> dict[str, int]:
    (document,) = parse(f"前台管理制度\n一、总则\n{body}\n二、附则\n本制度由前台解释。").documents
    counts = dict(document.markers)
    counts["一、"] -= 2
    return {key: count for key, count in counts.items() if count}


@pytest.mark.parametrize(
    "sentence",
    [
        "每周一至周五上班,周六、周日休息。",
        "前台安全第一,服务至上。",
        "对来访者一视同仁。",
        "工作时间为9:0012:00,13:0017:00。",
        "工作时间为上午8:00至下午5:00。",
        "每天一次,由一名同事用一天时间完成。",
        "共收入(4篇)稿件。",
        "按照第三条的规定处理,违反第五条者除外。",
        "依据本制度第二章第一条办理。",
        "见上述(一)项和(二)项。",
        "一、二线城市的同事另行规定。",
        "周一、周二轮流值班。",
        "满意度应达到4.5 分以上。",
        "迟到1.5小时的按缺勤处理。",
        "每人2.5元,每次10.00元。",
        "附件1、附件2一并交回。",
        "第1、2项由主管办理。",
        "A1、B2区域归前台管理。",
        "值班为12月1日-12月31日。",
        "罚款10-100元。",
        "电话010-12345678转前台。",
        "十一、五一等节假日照常开放。",
        "发展新同事3.15前报到。",
        "会议室在2、3楼。",
        "文件版本为V2.0。",
        "在岗时间合计\n1.5 小时以上的计一次。",
        "每次补助\n2.5 元。",
        "前台与后台 - 以下合称两台 - 均须值守。",
    ],
)
def test_a_sentence_holds_no_marker(sentence):
    assert markers(sentence) == {}


def test_a_figure_right_behind_a_colon_is_a_marker():
    assert markers("前台的职责:1. 接待来访;2. 收发信件。") == {"1.": 2}


def test_a_time_between_items_is_no_item():
    assert markers("1. 上午8:30到岗;2. 下午5:30离岗。") == {"1.": 2}


def test_a_reference_at_the_start_of_a_line_is_no_article():
    (document,) = parse("前台管理制度\n第一条前台负责接待。\n第二条违反\n第一条的规定者给予警告。\n第三条本制度由前台解释。").documents
    assert document.markers == {"条": 3}
