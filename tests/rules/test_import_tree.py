"""A person mends the tree of an imported document."""

import pytest

from common.errors import RuleBroken
from rules.models import ImportedDocument, ImportedNode, NodeFlag
from rules.services import importing_tree as trees
from rules.services.importing import discard_document, take_again
from rules.services.importing_draft import make_draft
from rules.services.starting import Facts
from tests.rules.imported import document_of, found_online, nodes, outline
from tests.rules.making import NOW, Office

pytestmark = pytest.mark.django_db

TEXT = (
    "门店管理制度\n\n一、总则\n(一)目的\n规范门店。\n(二)范围\n全体店员。\n"
    "二、营业\n(一)开门\n1.清扫店面。\n2.检查设备,迟到[X]分钟以内扣[X]元。\n(二)关门\n1.清点现金。\n"
)


@pytest.fixture
def document() -> ImportedDocument:
    return document_of(TEXT)


def node(document: ImportedDocument, name: str) -> ImportedNode:
    return next(one for one in nodes(document) if name in f"{one.heading}{one.text}")


def seen(document: ImportedDocument) -> str:
    return trees.token(document.nodes.order_by("order"))


def on(document: ImportedDocument, name: str) -> dict:
    """The arguments of an act on that node."""
    return {"document": document, "node": node(document, name).pk, "seen": seen(document)}


def test_node_moves_with_what_stands_below_it(document: ImportedDocument):
    trees.move_node(**on(document, "关门"), way="up")
    assert [name for _depth, name in outline(document)][4:7] == ["(二)关门", "1.清点现金。", "(一)开门"]


def test_node_moves_a_level_down(document: ImportedDocument):
    trees.move_node(**on(document, "关门"), way="in")
    assert (3, "(二)关门") in outline(document)
    assert (4, "1.清点现金。") in outline(document)


def test_first_node_cannot_move_up(document: ImportedDocument):
    with pytest.raises(RuleBroken, match="不能移到那里"):
        trees.move_node(**on(document, "总则"), way="up")


def test_second_person_is_told_and_nothing_is_changed(document: ImportedDocument):
    mine, theirs = on(document, "开门"), on(document, "关门")
    trees.move_node(**theirs, way="up")
    before = outline(document)
    with pytest.raises(RuleBroken, match="其他人刚刚修改了这份文档"):
        trees.move_node(**mine, way="in")
    assert outline(document) == before


def test_merged_node_keeps_every_word_and_its_number(document: ImportedDocument):
    trees.merge_node(**on(document, "检查设备"))
    merged = node(document, "清扫店面")
    assert merged.text == "清扫店面。\n2.检查设备,迟到[X]分钟以内扣[X]元。"
    assert [merged.text[one["at"][0] : one["at"][1]] for one in merged.blanks] == ["[X]", "[X]"]


def test_what_stood_below_a_merged_node_stands_below_the_one_before(document: ImportedDocument):
    trees.merge_node(**on(document, "关门"))
    assert outline(document)[-2:] == [(3, "2.检查设备,迟到[X]分钟以内扣[X]元。\n(二)关门"), (4, "1.清点现金。")]


def test_remark_of_a_merged_node_goes_along(document: ImportedDocument):
    NodeFlag.objects.create(node=node(document, "检查设备"), flag="repaired")
    trees.merge_node(**on(document, "检查设备"))
    assert list(node(document, "清扫店面").flags.values_list("flag", "confirmed_at")) == [("repaired", None)]


def test_first_node_has_nothing_to_merge_with(document: ImportedDocument):
    with pytest.raises(RuleBroken, match="前面没有可以并入"):
        trees.merge_node(**on(document, "总则"))


def test_split_node_gets_the_number_it_begins_with(document: ImportedDocument):
    text = "清扫店面。（三）摆放货品。"
    new = trees.split_node(**on(document, "清扫店面"), heading="", text=text, at=5)
    assert (new.label, new.text) == ("（三）", "摆放货品。")
    assert [name for _depth, name in outline(document)][5:7] == ["1.清扫店面。", "（三）摆放货品。"]


def test_split_divides_the_source_and_the_blanks(document: ImportedDocument):
    row = node(document, "检查设备")
    new = trees.split_node(**on(document, "检查设备"), heading="", text=row.text, at=row.text.index("扣"))
    row.refresh_from_db()
    raw = document.source.text
    assert raw[row.start : row.end].endswith("以内")
    assert raw[new.start : new.end].startswith("扣[X]元")
    assert [len(row.blanks), len(new.blanks)] == [1, 1]
    assert new.text[new.blanks[0]["at"][0] :].startswith("[X]元")


def test_addresses_stay_apart_after_a_split(document: ImportedDocument):
    for _again in range(2):
        row = node(document, "检查设备")
        trees.split_node(**on(document, "检查设备"), heading="", text=row.text, at=4)
        trees.change_node(**on(document, "检查设备"), heading="", text="检查设备,迟到。", kind="clause")
    paths = [tuple(one.path) for one in nodes(document)]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("at", [0, 400])
def test_split_without_words_on_both_sides_is_refused(document: ImportedDocument, at: int):
    with pytest.raises(RuleBroken, match="请把光标放在"):
        trees.split_node(**on(document, "清扫店面"), heading="", text="清扫店面。", at=at)


def test_blanks_move_along_when_the_text_is_reworded(document: ImportedDocument):
    text = "每天检查设备,迟到[X]分钟以内每次扣[X]元。"
    row = trees.change_node(**on(document, "检查设备"), heading="设备", text=text, kind="clause")
    assert [text[one["at"][0] : one["at"][1]] for one in row.blanks] == ["[X]", "[X]"]
    assert (row.heading, row.text) == ("设备", text)


def test_blank_goes_with_its_words(document: ImportedDocument):
    row = trees.change_node(**on(document, "检查设备"), heading="", text="检查设备,迟到[X]分钟以内扣二十元。", kind="clause")
    assert [one["key"] for one in row.blanks] == ["att.late.minor_max_minutes"]


def test_blank_that_somebody_types_is_found(document: ImportedDocument):
    row = trees.change_node(**on(document, "清点现金"), heading="", text="清点现金,差错超过[X]元的当天上报。", kind="clause")
    assert [row.text[one["at"][0] : one["at"][1]] for one in row.blanks] == ["[X]"]


def test_node_that_says_nothing_is_refused(document: ImportedDocument):
    with pytest.raises(RuleBroken, match="至少要有标题或正文"):
        trees.change_node(**on(document, "清扫店面"), heading=" ", text="\r\n", kind="clause")


def test_kind_changes_one_after_the_other(document: ImportedDocument):
    for expected in ("intro", "closing", "sentence", "clause"):
        assert trees.change_kind(**on(document, "清扫店面")).kind == expected


def test_taken_out_node_comes_back_where_it_stood(document: ImportedDocument):
    before = outline(document)
    row = node(document, "开门")
    assert trees.take_out_node(**on(document, "开门")) == 3
    assert len(outline(document)) == len(before) - 3
    assert trees.put_back_node(document=document, node=row.pk, seen=seen(document)) == 3
    assert outline(document) == before


def test_taken_out_node_stays_behind_its_neighbour_when_that_moves(document: ImportedDocument):
    trees.take_out_node(**on(document, "范围"))
    trees.move_node(**on(document, "营业"), way="up")
    taken = document.nodes.get(depth=0)
    assert document.nodes.get(order=taken.order - 1).heading == "目的"


def test_last_node_is_not_taken_out(document: ImportedDocument):
    trees.take_out_node(**on(document, "总则"))
    with pytest.raises(RuleBroken, match="最后一个条目"):
        trees.take_out_node(**on(document, "营业"))


def test_importers_tree_can_be_taken_again():
    document = document_of(found_online())
    before = outline(document)
    trees.merge_node(**on(document, "到貨登記"))
    trees.take_out_node(**on(document, "退貨流程"))
    take_again(document=document)
    assert outline(document) == before


def test_document_set_aside_is_taken_up_again(document: ImportedDocument):
    before = outline(document)
    discard_document(document=document)
    assert outline(document) == []
    take_again(document=document)
    assert outline(document) == before


def test_nodes_rest_once_a_draft_is_made(office: Office, document: ImportedDocument):
    make_draft(
        document=document, by=office.director, at=NOW, numbering="outline", facts=Facts(number="M-1", title="门店", owner=office.ours)
    )
    with pytest.raises(RuleBroken, match="请在草稿中修改"):
        trees.move_node(**on(document, "关门"), way="up")
    with pytest.raises(RuleBroken, match="请在草稿中修改"):
        take_again(document=document)
