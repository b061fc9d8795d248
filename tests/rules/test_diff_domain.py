"""Two wordings beside each other, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.domain.comparing import Kind, Mark, Run, ValueChange, Wording, compare, marked, runs, turned, value_changes


def clause(id: int, text: str = "文字", depth: int = 1, **others) -> Wording:
    return Wording(clause=id, depth=depth, label=others.pop("label", ""), heading=others.pop("heading", ""), text=text, **others)


def kinds(old, new) -> dict[int, set[str]]:
    return {one.clause: set(one.kinds) for one in compare(old, new)}


def drawn(side) -> str:
    """`迟到[-10-]分钟`."""
    frames = {Mark.SAME: ("", ""), Mark.DEL: ("[-", "-]"), Mark.INS: ("{+", "+}")}
    return "".join(frames[run.mark][0] + run.text + frames[run.mark][1] for run in side)


def words(old: str, new: str) -> tuple[str, str]:
    return tuple(map(drawn, runs(clause(1, old), clause(1, new))))


# -- clauses ----------------------------------------------------------------------------------


def test_clause_that_stays_is_not_changed():
    assert kinds([clause(1)], [clause(1)]) == {1: set()}


def test_clause_is_new_or_removed_by_its_identity():
    assert kinds([clause(1), clause(2, "旧")], [clause(1), clause(3, "旧")]) == {1: set(), 2: {"removed"}, 3: {"new"}}


def test_removed_clause_stands_behind_what_it_stood_behind():
    old = [clause(1), clause(2, depth=2), clause(3, depth=2), clause(4)]
    new = [clause(1), clause(2, depth=2), clause(5, depth=2), clause(4)]
    assert [one.clause for one in compare(old, new)] == [1, 2, 3, 5, 4]


def test_removed_first_clause_stands_first():
    assert [one.clause for one in compare([clause(1), clause(2)], [clause(2)])] == [1, 2]


def test_clause_behind_a_new_one_is_renumbered_not_moved():
    old = [clause(1, label="一"), clause(2, label="二")]
    new = [clause(1, label="一"), clause(3, label="二"), clause(2, label="三")]
    assert kinds(old, new) == {1: set(), 3: {"new"}, 2: {"renumbered"}}


def test_only_the_clause_that_changed_its_place_is_moved():
    old = [clause(n, label=str(n)) for n in (1, 2, 3, 4)]
    new = [clause(4, label="1"), clause(1, label="2"), clause(2, label="3"), clause(3, label="4")]
    assert kinds(old, new) == {4: {"moved"}, 1: {"renumbered"}, 2: {"renumbered"}, 3: {"renumbered"}}


def test_clause_below_another_heading_is_moved():
    old = [clause(1), clause(2, depth=2), clause(3)]
    new = [clause(1), clause(3), clause(2, depth=2)]
    assert kinds(old, new)[2] == {"moved"}
    assert kinds(old, new)[3] == set()


def test_rewording_values_bindings_and_tag_are_told_apart():
    before = clause(1, "满{a.b}天", values={("a.b", ""): "3"}, codes=frozenset({"x"}))
    assert compare([before], [replace(before, text="达到{a.b}天")])[0].kinds == {Kind.REWORDED}
    assert compare([before], [replace(before, values={("a.b", ""): "5"})])[0].kinds == {Kind.VALUES}
    assert compare([before], [replace(before, codes=frozenset())])[0].kinds == {Kind.BINDINGS}
    assert compare([before], [replace(before, tag="principle")])[0].kinds == {Kind.TAG}


def test_values_are_compared_for_everybody_and_for_units():
    before = clause(1, values={("a.b", ""): "10", ("a.b", "客服组"): "3", ("a.c", ""): ""})
    after = clause(1, values={("a.b", ""): "15", ("a.b", "推广组"): "5", ("a.c", ""): ""})
    assert value_changes(before, after) == [
        ValueChange("a.b", "", "10", "15"),
        ValueChange("a.b", "客服组", "3", None),
        ValueChange("a.b", "推广组", None, "5"),
    ]


# -- texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        pytest.param("迟到按次扣款。", "迟到按分钟扣款。", "迟到按[-次-]扣款。", "迟到按{+分钟+}扣款。", id="word"),
        pytest.param("每月10次", "每月100次", "每月[-10-]次", "每月{+100+}次", id="figures are one"),
        pytest.param("自9:00起", "自9:30起", "自[-9:00-]起", "自{+9:30+}起", id="times are one"),
        pytest.param("员工应打卡。", "员工每天应打卡。", "员工应打卡。", "员工{+每天+}应打卡。", id="inserted"),
        pytest.param("员工每天应打卡。", "员工应打卡。", "员工[-每天-]应打卡。", "员工应打卡。", id="taken out"),
        pytest.param("甲乙的丙丁", "戊己的庚辛", "[-甲乙的丙丁-]", "{+戊己的庚辛+}", id="one sign in common is a change"),
    ],
)
def test_runs_mark_what_differs(old, new, before, after):
    assert words(old, new) == (before, after)


def test_short_agreement_between_changes_joins_them():
    assert words("请提前到场等候", "请准时到岗等候") == ("请[-提前到场-]等候", "请{+准时到岗+}等候")


def test_value_stands_in_the_text_and_is_marked_where_it_differs():
    before = clause(1, "{a.b}分钟以内", words={"a.b": "10"})
    after = clause(1, "{a.b}分钟以内", words={"a.b": ""})
    assert tuple(map(drawn, runs(before, after))) == ("[-10-]分钟以内", "{+____+}分钟以内")


def test_new_clause_is_wholly_new():
    assert tuple(map(drawn, runs(None, clause(1, "新的")))) == ("", "{+新的+}")


@given(st.text("甲乙丙丁1 ", max_size=40), st.text("甲乙丙丁1 ", max_size=40))
def test_runs_lose_nothing(old, new):
    sides = runs(clause(1, old), clause(1, new))
    assert tuple("".join(run.text for run in side) for side in sides) == (old, new)
    same = ["".join(run.text for run in side if run.mark == Mark.SAME) for side in sides]
    assert same[0] == same[1]


def test_long_texts_are_compared_quickly():
    old = list("甲乙丙丁戊己庚辛" * 500)
    assert marked(old, [*old[:2000], "新", *old[2000:]])[1][1] == Run("新", Mark.INS)


def test_turned_runs_keep_their_places():
    assert turned([Run("头"), Run("发长", Mark.INS)], lambda text: text.replace("头发", "頭髮")) == [Run("頭"), Run("髮长", Mark.INS)]
