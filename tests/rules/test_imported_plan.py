"""Any imported tree becomes a valid draft, and a faithful one keeps its numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.choices import ClauseKind, NodeKind, Numbering
from rules.domain.imported import (
    NOTHING,
    Blank,
    Found,
    guessed_numbering,
    is_renumbered,
    leading_marker,
    own_number,
    parts,
    plan,
    shows_origin,
)
from rules.domain.numbering import DEEPEST
from rules.domain.punctuation import chinese_marks
from rules.domain.spans import place_in_source, shifted
from rules.domain.text import PLACEHOLDER

LABELS = st.sampled_from(["", "一、", "(二)", "3.", "4、", "第五条", "第一章", "1.2", "-", "（七）", "①", "第二部分"])
WORDS = st.text(st.sampled_from("门店员工应当{}。；,:()\n "), max_size=60) | st.integers(0, 9000).map(lambda count: "长。文" * (count // 3))
KEYS = ["att.late.minor_max_minutes", "apl.window_days", "work.schedule"]


@st.composite
def found_nodes(draw: st.DrawFn) -> list[Found]:
    nodes = []
    for key in range(draw(st.integers(1, 12))):
        text = draw(WORDS)
        ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
        blanks = tuple(Blank(start, end, draw(st.sampled_from(KEYS))) for start, end in zip(ends[::2], ends[1::2], strict=False))
        nodes.append(
            Found(
                key=key, depth=draw(st.integers(1, 9)), kind=draw(st.sampled_from(list(NodeKind))), label=draw(LABELS),
                heading=draw(WORDS)[:300], text=text, blanks=blanks, is_glued=draw(st.booleans()),
            )
        )  # fmt: skip
    return nodes


@settings(max_examples=300, deadline=None)
@given(nodes=found_nodes(), style=st.sampled_from(list(Numbering)))
def test_any_tree_becomes_clauses_that_a_draft_can_hold(nodes: list[Found], style: str):
    made = plan(nodes, style, chinese_marks)
    for clause in made.clauses:
        assert 1 <= clause.depth <= DEEPEST
        assert len(clause.heading) <= 80
        assert len(clause.text) <= 4000
        assert clause.heading or clause.text
        assert clause.kind in ClauseKind.values
    for above, below in zip(made.clauses, made.clauses[1:], strict=False):
        assert below.depth <= above.depth + 1
    keys = [key for clause in made.clauses for key in PLACEHOLDER.findall(clause.text)]
    assert len(keys) == len(set(keys))


@settings(max_examples=300, deadline=None)
@given(nodes=found_nodes(), style=st.sampled_from(list(Numbering)))
def test_no_word_is_lost_and_every_node_is_in_one_clause(nodes: list[Found], style: str):
    bare = [Found(key=one.key, depth=one.depth, kind=one.kind, label=one.label, heading=one.heading, text=one.text) for one in nodes]
    made = plan(bare, style)
    said = "".join(clause.heading + clause.text for clause in made.clauses).replace(NOTHING, "")
    letters = [sign for sign in said if sign in "门店员工应当长文"]
    wanted = [sign for one in bare for sign in one.heading + one.text if sign in "门店员工应当长文"]
    assert letters == wanted
    origins = [origin for clause in made.clauses for origin in clause.origins]
    assert sorted(origins) == [one.key for one in nodes]


def node(key: int, depth: int, label: str = "", heading: str = "", text: str = "", **more: object) -> Found:
    return Found(key=key, depth=depth, label=label, heading=heading, text=text, **more)


OUTLINE = [
    node(1, 1, "一、", "总则"),
    node(2, 2, "(一)", "目的", "为了有序。"),
    node(3, 2, "(二)", "范围", "全体员工。"),
    node(4, 1, "二、", "收货"),
    node(5, 2, "(一)", "流程"),
    node(6, 3, "1.", "登记", "核对。"),
    node(7, 3, "2、", "清点", "数量。"),
]


def test_faithful_outline_has_no_other_number():
    assert plan(OUTLINE, "outline").renumbered("outline") == []
    assert guessed_numbering(OUTLINE) == Numbering.OUTLINE


def test_missing_number_renumbers_what_comes_behind():
    nodes = [node(1, 1, "四、", "例会"), node(2, 1, "六、", "值班")]
    assert [one.label for one in plan(nodes, "outline").renumbered("outline")] == ["四、", "六、"]


def test_articles_without_chapters_keep_their_numbers():
    nodes = [node(1, 1, "第一条", "目的"), node(2, 1, "第二条", "范围"), node(3, 2, "1.", "", "店员。")]
    assert guessed_numbering(nodes) == Numbering.ARTICLES
    made = plan(nodes, "articles")
    assert [clause.depth for clause in made.clauses] == [2, 2, 3]
    assert made.renumbered("articles") == []


def test_articles_that_start_again_in_each_chapter_are_renumbered():
    nodes = [node(1, 1, "第一章"), node(2, 2, "第一条", "甲"), node(3, 1, "第二章"), node(4, 2, "第一条", "乙")]
    assert [one.origins for one in plan(nodes, "articles").renumbered("articles")] == [[4]]


def test_named_items_go_on_in_the_text_of_their_clause():
    nodes = [
        node(1, 1, "1.", "培训计划", "每年制定。"),
        node(2, 2, heading="内部培训", text="请专家授课。", kind="sentence", is_glued=True),
        node(3, 2, text="外出学习。", kind="sentence", is_glued=True),
    ]
    (clause,) = plan(nodes, "outline").clauses
    assert clause.text == "每年制定。\n内部培训：请专家授课。外出学习。"
    assert clause.origins == [1, 2, 3]


def test_sentence_behind_clauses_keeps_its_place_without_a_number():
    nodes = [node(1, 1, "一、", "总则"), node(2, 2, "(一)", "目的", "有序。"), node(3, 2, text="以上各条均须遵守。", kind="sentence")]
    made = plan(nodes, "outline")
    assert [(one.kind, one.text) for one in made.clauses][-1] == ("closing", "以上各条均须遵守。")


def test_words_before_the_first_clause_are_an_introduction():
    made = plan([node(1, 1, text="为了规范。", kind="sentence"), node(2, 1, "一、", "总则")], "outline")
    assert made.clauses[0].kind == "intro"


def test_what_lies_too_deep_goes_on_above_with_its_number():
    nodes = [node(depth, depth, f"{depth}.", f"层{depth}") for depth in range(1, 8)]
    made = plan(nodes, "outline")
    assert made.clauses[-1].text == "6.层6\n7.层7"
    assert [change.reason for change in made.changes] == ["deep", "deep"]


def test_long_heading_goes_into_the_text():
    made = plan([node(1, 1, "一、", "题" * 81, "正文。")], "outline")
    assert (made.clauses[0].heading, made.clauses[0].text) == ("", "题" * 81 + "\n正文。")


def test_long_text_is_cut_behind_a_sentence_and_goes_on_unnumbered():
    made = plan([node(1, 1, "一、", "总则", "一句话。" * 1500), node(2, 1, "二、", "其他")], "outline")
    assert [(one.depth, one.kind) for one in made.clauses] == [(1, "clause"), (2, "intro"), (1, "clause")]
    assert made.clauses[0].text.endswith("。")
    assert made.renumbered("outline") == []


def test_cut_never_divides_a_parameter():
    text = "字" * 3990 + "{att.late.minor_max_minutes}" + "字" * 20
    assert all(part.count("{") == part.count("}") for part in parts(text))


def test_node_without_words_says_so():
    made = plan([node(1, 1, "一、")], "outline")
    assert made.clauses[0].text == NOTHING
    assert made.changes[0].reason == "empty"


def test_chosen_blank_becomes_a_parameter_and_braces_of_the_text_do_not():
    nodes = [node(1, 1, "1.", "", "迟到[X]分钟,{work.schedule}", blanks=(Blank(2, 5, "att.late.minor_max_minutes"),))]
    assert plan(nodes, "outline").clauses[0].text == "迟到{att.late.minor_max_minutes}分钟,｛work.schedule｝"


@pytest.mark.parametrize(
    ("label", "number"),
    [("第十三条", 13), ("（二）", 2), ("1.4", 4), ("10、", 10), ("一百零五、", 105), ("③", 3), ("-", None), ("", None), ("（１２）", 12)],
)
def test_own_number_of_a_marker(label: str, number: int | None):
    assert own_number(label) == number


@pytest.mark.parametrize(
    ("label", "marker", "other", "shown"),
    [
        ("(一)", "（一）", False, False), ("1、", "1.", False, False), ("第六条", "六、", False, True), ("(2)", "（二）", False, True),
        ("六、", "五、", True, True), ("-", "（一）", False, False), ("", "一、", False, False), ("3.", "", True, True),
    ],
)  # fmt: skip
def test_other_number_is_remarked_and_another_look_is_shown(label: str, marker: str, other: bool, shown: bool):
    assert (is_renumbered(label, marker), shows_origin(label, marker)) == (other, shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("（四）摆放", ("（四）", "摆放")), ("2.检查", ("2.", "检查")), ("第三条 范围", ("第三条", "范围")), ("2.5米以上", ("", "2.5米以上")),
     ("一视同仁", ("", "一视同仁")), ("3、盘点", ("3、", "盘点"))],
)  # fmt: skip
def test_marker_at_the_beginning_of_a_text(text: str, expected: tuple[str, str]):
    assert leading_marker(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("目的:为了(一)好,", "目的：为了（一）好，"), ("9:00至12:30", "9:00至12:30"), ("见ISO(9001)标准", "见ISO（9001）标准"),
        ("a,b (x)", "a,b (x)"), ("好?行;", "好？行；"), ("每次扣[X]元,共1,000元", "每次扣[X]元，共1,000元"),
    ],
)  # fmt: skip
def test_chinese_marks_stand_beside_chinese_words_only(text: str, expected: str):
    assert chinese_marks(text) == expected
    assert len(chinese_marks(text)) == len(text)


@given(old=st.text("甲乙丙[X]", max_size=20), new=st.text("甲乙丙[X]", max_size=20), data=st.data())
def test_moved_stretch_has_the_same_words(old: str, new: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    (found,) = shifted(old, new, [(start, end)])
    if found is not None:
        assert new[found[0] : found[1]] == old[start:end]


def test_place_in_the_source_is_found_behind_a_gloss():
    raw = "業(yè)務員應檢查數量。發現短缺的,寫在單上。"
    text = "業務員應檢查數量。發現短缺的,寫在單上。"
    assert raw[place_in_source(raw, text, text.index("發現")) :].startswith("發現")
