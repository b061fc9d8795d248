"""Lines of websites, and rules that use the same words."""

import pytest

from rules.importing import parse
from rules.importing.flat import flat
from rules.importing.noise import reason_of


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("前台手册_第3頁", "page_list"),
        ("第 3 页 共 12 页", "page_list"),
        ("已阅读3页,还剩9页未读", "page_list"),
        ("- 7 -", "page_list"),
        ("PAGE", "page_list"),
        ("下載本文檔", "site"),
        ("版权说明:本文档由用户上传,如有问题请举报", "site"),
        ("© 2019 文档之家 All Rights Reserved", "site"),
        ("浏览:2381", "site"),
        ("0/150", "page_list"),
        ("來源:網友投稿", "site"),
        ("以下是小编整理的内容", "site"),
        ("服务热线:400-123-4567 在线客服 9:00-18:30", "site"),
        ("溫馨提示", "tips"),
        ("最新文档", "links"),
        ("相关推荐", "links"),
        ("手机,数码,家电,汽车,房产,旅游", "keywords"),
        ("添加 标题", "placeholder"),
        ("单击此处添加文字", "placeholder"),
    ],
)
def test_a_line_of_a_site_is_known(line, reason):
    assert reason_of(flat(line)) == reason


@pytest.mark.parametrize(
    "line",
    [
        "员工不得下载与工作无关的软件。",
        "未经批准不得复制公司文件,公司对其拥有版权。",
        "客服人员应在九点前登录系统。",
        "网站编辑负责更新平台上的资讯。",
        "1.微笑、热情、周到、高效",
        "微笑,热情,周到,高效。",
        "客服热线由两名员工值守。",
        "会员积分每年清零,由客服说明。",
    ],
)
def test_a_rule_with_words_of_a_site_stays(line):
    assert reason_of(flat(line)) == ""


def test_tips_are_dropped_with_all_their_items():
    tips = "温馨提示\n1. 本站资源需要安装阅读器。\n2. 请勿把内容挪作他用。\n3. 下载文件如有侵权请联系我们。\n"
    found = parse(f"前台管理制度\n一、接待\n前台接待来访。\n二、登记\n来访须登记。\n{tips}")
    assert [document.markers for document in found.documents] == [{"一、": 2}]
    assert [(one.first_line, one.last_line) for one in found.noise] == [(6, 9)]


def test_titles_of_other_pages_are_no_documents():
    found = parse("前台管理制度\n一、接待\n前台接待来访。\n最新文档\n仓库管理制度\n食堂管理办法\n车间安全守则\n")
    assert [document.title for document in found.documents] == ["前台管理制度"]


def test_a_page_of_a_site_alone_gives_no_document():
    found = parse(
        "温馨提示\n1. 本站资源需要安装阅读器。\n2. 下载文件如有侵权请联系我们。\n最新文档\n- 仓库管理制度\n- 食堂管理办法\n评论\n0/150\n"
    )
    assert found.documents == ()


def test_a_counter_inside_a_document_does_not_end_it():
    (document,) = parse("前台管理制度\n阅读:123\n一、接待\n前台接待来访。\n下载本文档\n二、登记\n来访须登记。\n").documents
    assert document.markers == {"一、": 2}
