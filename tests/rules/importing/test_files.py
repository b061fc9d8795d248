"""Several documents in one file, with the words of a website around them."""

from pathlib import Path

import pytest

from rules.importing import import_file, parse
from rules.importing.results import Document, Imported

FILES = Path(__file__).parent / "files"
NINE = [
    ("客服部门的工作制度", 2, False, {"条": 7, "1.": 15}),
    ("客服人员工作守则", 15, True, {"一、": 4, "1.": 5}),
    ("热线组管理制度", 34, True, {"一、": 3, "1、": 5}),
    ("热线组工作要求", 44, False, {"1、": 6}),
    ("网站资料室管理制度", 61, False, {"1.": 4, "-": 9}),
    ("客服科管理办法", 74, True, {"章": 3, "条": 8, "1.": 8}),
    ("客服科岗位职责和流程规定", 88, False, {"章": 5, "条": 14}),
    ("客服中心员工管理制度", 104, False, {"一、": 7, "1.": 12}),
    ("客服部人员管理规定", 122, False, {"一、": 6, "1.": 3, "1、": 10}),
]
NINETEEN = [
    ("营业站管理制度", 1, False, {"一、": 5, "1.": 8, "(1)": 7}),
    ("站点运营管理制度", 43, False, {"一、": 3, "1.": 6}),
    ("营业厅管理制度", 65, False, {"一、": 3, "1.": 6}),
    ("业务运营管理制度", 91, True, {"一、": 3, "-": 9, "1.": 4}),
    ("服务大厅管理制度", 113, False, {"一、": 3, "1.": 6}),
    ("运营中心管理制度", 135, False, {"章": 4, "条": 7}),
    ("街区运营管理制度", 151, False, {"一、": 4, "1.": 5, "(1)": 4}),
    ("运营管理制度", 179, True, {"一、": 3, "1.": 3}),
    ("运营管理制度", 193, False, {"章": 3, "条": 6}),
    ("运营管理制度", 207, False, {"一、": 2, "1.": 5, "(1)": 11}),
    ("客户服务部管理制度", 211, False, {"一、": 4, "1.": 2}),
    ("服务科管理制度", 225, False, {"章": 3, "条": 6}),
    ("管理人员工作制度", 239, False, {"条": 5, "1.": 5}),
    ("服务管理制度与流程", 257, False, {}),
    ("服务部管理制度", 271, True, {"一、": 4, "1.": 4, "-": 7}),
    ("服务站管理制度", 303, False, {"1.": 4, "1.1": 8}),
    ("车辆服务管理制度", 321, False, {"章": 3, "条": 6}),
    ("服务站管理制度", 335, False, {"1、": 5}),
    ("综合运营管理制度", 355, False, {"章": 4, "条": 7}),
]


def imported(name: str) -> Imported:
    return import_file((FILES / name).read_bytes(), name)


def outline(document: Document) -> tuple[str, int, bool, dict[str, int]]:
    return document.title, document.first_line, document.truncated, document.markers


def node(document: Document, *path: str):
    (found,) = [node for node in document.nodes if node.path == path]
    return found


@pytest.mark.row("SYS-04")
@pytest.mark.parametrize(("name", "wanted"), [("nine.txt", NINE), ("nineteen.txt", NINETEEN)])
def test_a_file_gives_its_documents_and_no_other(name, wanted):
    assert [outline(document) for document in imported(name).documents] == wanted


@pytest.mark.row("SYS-06")
def test_three_documents_of_one_title_stay_three():
    same = [document for document in imported("nineteen.txt").documents if document.title == "运营管理制度"]

    assert len({document.first_line for document in same}) == 3
    assert {document.source for document in same} == {"nineteen.txt"}


@pytest.mark.parametrize("name", ["nine.txt", "nineteen.txt"])
def test_shifted_lines_and_empty_lines_change_nothing(name):
    text = (FILES / name).read_text(encoding="utf-8")
    plain = parse(text).documents
    shifted = parse("\n\n\n" + text.replace("\n", "\r\n")).documents

    assert [(one.title, one.first_line + 3, one.markers) for one in plain] == [(one.title, one.first_line, one.markers) for one in shifted]
    assert [one.path for document in plain for one in document.nodes] == [one.path for document in shifted for one in document.nodes]


@pytest.mark.parametrize("name", ["nine.txt", "nineteen.txt"])
def test_every_marker_is_one_node_and_every_path_addresses_one(name):
    for document in imported(name).documents:
        paths = [node.path for node in document.nodes]
        labelled = [node for node in document.nodes if node.label]
        assert len(paths) == len(set(paths))
        assert len(labelled) == sum(document.markers.values())


@pytest.mark.parametrize("name", ["nine.txt", "nineteen.txt"])
def test_nodes_follow_each_other_in_the_source_without_overlap(name):
    text = (FILES / name).read_text(encoding="utf-8")
    for document in imported(name).documents:
        end = 0
        for one in document.nodes:
            assert end <= one.offset[0] <= one.offset[1]
            end = one.offset[1]
            assert text[one.offset[0] :].startswith(one.label)
            assert (one.text[-8:] if "\n" not in one.text[-8:] else "") in text[slice(*one.offset)].replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("name", ["nine.txt", "nineteen.txt"])
def test_every_line_is_in_a_document_or_listed_as_noise(name):
    found, lines = imported(name), (FILES / name).read_text(encoding="utf-8").split("\n")
    noise = {number for stretch in found.noise for number in range(stretch.first_line, stretch.last_line + 1)}
    text = "\n".join(lines)
    inside = {text.count("\n", 0, place) + 1 for document in found.documents for one in document.nodes for place in range(*one.offset)}
    titles = {document.title for document in found.documents}
    left = [line for number, line in enumerate(lines, 1) if line.strip() and number not in noise | inside]

    assert all(any(title in line for title in titles) for line in left)


def test_site_tips_between_documents_are_listed():
    assert [(one.first_line, one.last_line, one.reason) for one in imported("nine.txt").noise] == [(1, 1, "title"), (119, 121, "site")]


def test_everything_behind_the_last_document_is_listed():
    noise = imported("nineteen.txt").noise

    assert {one.reason for one in noise if one.first_line > 370} >= {"site", "prose"}
    assert max(one.last_line for one in noise) == 397


def test_a_gap_is_flagged_and_not_renumbered():
    found = node(imported("nine.txt").documents[8], "六")
    assert (found.heading, found.flags) == ("值班制度", ("gap",))


def test_a_second_part_holds_the_numbers_that_start_again():
    last = imported("nine.txt").documents[8]

    assert node(last, "部门奖惩条例").label == "二、"
    assert node(last, "部门奖惩条例", "1").text.startswith("当日事当日毕")


def test_articles_that_restart_and_articles_that_run_on_have_their_chapter():
    documents = imported("nine.txt").documents

    assert node(documents[6], "二章", "1").text.startswith("客服经理")
    assert node(documents[5], "二章", "5", "2").label == "2."


def test_a_closing_paragraph_is_no_clause():
    first = imported("nine.txt").documents[0].nodes[-1]
    assert (first.kind, first.label, first.path) == ("closing", "", ("结语",))


def test_words_broken_by_spaces_are_put_together():
    slides = imported("nineteen.txt").documents[13]

    assert [one.heading for one in slides.nodes] == ["服务流程设计", "服务流程优化", "服务流程监控", "设施维护", "设施更新"]
    assert slides.nodes[0].text.endswith("指定责任人等")


@pytest.mark.parametrize(
    ("file", "place", "path", "flag"),
    [
        ("nine.txt", 2, ("二",), "suspect_typo"),
        ("nine.txt", 8, ("三", "1"), "suspect_typo"),
        ("nine.txt", 8, ("三", "2"), "suspect_typo"),
        ("nineteen.txt", 17, ("3",), "suspect_typo"),
        ("nineteen.txt", 17, ("4",), "suspect_typo"),
        ("nineteen.txt", 17, ("5",), "redacted"),
        ("nineteen.txt", 3, ("三", "2", "-1"), "truncated"),
    ],
)
def test_what_looks_wrong_is_flagged(file, place, path, flag):
    assert flag in node(imported(file).documents[place], *path).flags


def test_sound_sentences_carry_no_flag():
    sound = [
        node for name in ("nine.txt", "nineteen.txt") for document in imported(name).documents for node in document.nodes if node.flags
    ]
    assert len(sound) == 14


def test_an_appendix_is_a_part_of_its_document():
    (document,) = parse(
        "前台管理制度\n一、接待\n前台接待来访。\n二、登记\n来访须登记。\n附件:钥匙领用办法\n一、领用\n填写领用单。\n"
    ).documents
    assert node(document, "附件:钥匙领用办法", "一").heading == "领用"


def test_an_unnumbered_heading_over_numbers_that_start_again_is_a_part():
    (document,) = parse(
        "前台管理制度\n一、接待\n前台接待来访。\n二、登记\n来访须登记。\n值班说明\n一、早班\n七点到岗。\n二、晚班\n十点离岗。\n"
    ).documents
    assert [one.path for one in document.nodes] == [("一",), ("二",), ("值班说明",), ("值班说明", "一"), ("值班说明", "二")]


def test_documents_numbered_by_a_site_are_parted():
    body = "一、接待\n前台接待来访。\n二、登记\n来访须登记。\n"
    found = parse("".join(f"前台管理制度 篇{number}\n\n{body}\n" for number in (1, 2, 3)))
    assert [document.first_line for document in found.documents] == [1, 8, 15]
