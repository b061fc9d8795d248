"""The tree of an edition outlives whatever is done to it."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.domain import tree
from rules.domain.numbering import DEEPEST
from rules.domain.tree import Impossible, Node

WAYS = ("up", "down", "in", "out")


def nodes(*depths: int) -> list[Node]:
    """A tree with keys 1, 2, 3… from top to bottom."""
    return [Node(key, depth) for key, depth in enumerate(depths, start=1)]


def told(found: Sequence[Node]) -> str:
    return " ".join(f"{node.key}:{node.depth}" for node in found)


def is_sound(found: Sequence[Node]) -> bool:
    """It begins at the top, and no node lies more than one deeper than the one before."""
    depths = [0, *(node.depth for node in found)]
    return all(1 <= after <= min(before + 1, DEEPEST) for before, after in pairwise(depths))


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    depths: list[int] = []
    for _each in range(draw(st.integers(1, 14))):
        depths.append(draw(st.integers(1, min(DEEPEST, depths[-1] + 1 if depths else 1))))
    return nodes(*depths)


acts = st.lists(st.tuples(st.sampled_from((*WAYS, "after", "below", "remove")), st.integers(0, 30)), max_size=25)


def done(found: list[Node], act: str, at: int, new: int) -> list[Node]:
    """The tree after the act on some node of it; the same tree when it is impossible."""
    if not found:
        return tree.inserted(found, new, after=None)
    key = found[at % len(found)].key
    try:
        if act == "remove":
            return tree.removed(found, key)[0]
        if act in ("after", "below"):
            return tree.inserted(found, new, after=key, below=act == "below")
        return tree.moved(found, key, act)
    except Impossible:
        return found


@given(trees(), acts)
def test_tree_stays_sound_through_any_sequence_of_acts(found, acts):
    for number, (act, at) in enumerate(acts, start=100):
        found = done(found, act, at, number)
        assert is_sound(found), told(found)


@given(trees(), st.data())
def test_a_move_loses_no_node(found, data):
    key, way = data.draw(st.sampled_from([node.key for node in found])), data.draw(st.sampled_from(WAYS))
    assume(way in tree.open_ways(found, key))
    assert sorted(node.key for node in tree.moved(found, key, way)) == [node.key for node in found]


@given(trees(), st.data())
def test_a_move_carries_along_what_stands_below(found, data):
    key, way = data.draw(st.sampled_from([node.key for node in found])), data.draw(st.sampled_from(WAYS))
    assume(way in tree.open_ways(found, key))
    at = tree.index_of(found, key)
    branch = found[at : tree.span(found, at)]
    after = tree.moved(found, key, way)
    there = tree.index_of(after, key)
    step = after[there].depth - branch[0].depth
    assert after[there : there + len(branch)] == [Node(node.key, node.depth + step) for node in branch]


@pytest.mark.parametrize(("way", "back"), [("up", "down"), ("down", "up"), ("in", "out")])
@given(found=trees(), data=st.data())
def test_the_way_back_leads_home(way, back, found, data):
    key = data.draw(st.sampled_from([node.key for node in found]))
    assume(way in tree.open_ways(found, key))
    assert tree.moved(tree.moved(found, key, way), key, back) == found


@given(found=trees(), data=st.data())
def test_out_then_in_comes_home_for_a_last_child(found, data):
    key = data.draw(st.sampled_from([node.key for node in found]))
    ways = tree.open_ways(found, key)
    assume("out" in ways and "down" not in ways)
    assert tree.moved(tree.moved(found, key, "out"), key, "in") == found


@given(found=trees(), data=st.data())
def test_open_ways_are_those_that_can_be_gone(found, data):
    key = data.draw(st.sampled_from([node.key for node in found]))

    def can(way: str) -> bool:
        try:
            tree.moved(found, key, way)
        except Impossible:
            return False
        return True

    assert tree.open_ways(found, key) == {way for way in WAYS if can(way)}


@pytest.mark.parametrize(
    ("key", "way", "after"),
    [
        pytest.param(4, "up", "1:1 4:2 2:2 3:3 5:1", id="past-the-sibling-and-what-is-below-it"),
        pytest.param(1, "down", "5:1 1:1 2:2 3:3 4:2", id="with-all-below"),
        pytest.param(4, "in", "1:1 2:2 3:3 4:3 5:1", id="under-the-sibling-before"),
        pytest.param(2, "out", "1:1 4:2 2:1 3:2 5:1", id="behind-its-parent"),
        pytest.param(3, "out", "1:1 2:2 3:2 4:2 5:1", id="one-level"),
    ],
)
def test_move_goes_where_a_reader_expects(key, way, after):
    assert told(tree.moved(nodes(1, 2, 3, 2, 1), key, way)) == after


@pytest.mark.parametrize(
    ("depths", "key", "way"),
    [
        ((1, 2), 1, "up"),
        ((1, 2), 2, "up"),
        ((1, 2, 1), 2, "down"),
        ((1, 1), 1, "out"),
        ((1, 2), 1, "in"),
        ((1, 1, 2, 3, 4, 5), 2, "in"),
        ((1,), 9, "up"),
        ((1, 1), 1, "sideways"),
    ],
)
def test_impossible_move_is_refused(depths, key, way):
    with pytest.raises(Impossible):
        tree.moved(nodes(*depths), key, way)


def test_new_node_comes_behind_all_that_is_below_the_other():
    assert told(tree.inserted(nodes(1, 2, 3, 1), 9, after=2)) == "1:1 2:2 3:3 9:2 4:1"


def test_new_node_below_becomes_the_last_child():
    assert told(tree.inserted(nodes(1, 2, 3, 1), 9, after=1, below=True)) == "1:1 2:2 3:3 9:2 4:1"


def test_nothing_is_put_below_the_deepest():
    with pytest.raises(Impossible):
        tree.inserted(nodes(1, 2, 3, 4, 5), 9, after=5, below=True)


def test_removing_names_everything_that_went():
    assert tree.removed(nodes(1, 2, 3, 1), 1) == ([Node(4, 1)], [1, 2, 3])
