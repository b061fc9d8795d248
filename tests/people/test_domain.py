"""Names, the tree and the reporting line on plain values: no database."""

from datetime import date

import pytest

from people.domain.names import initial, pinyin_key, search_key, searched, simplified
from people.domain.reporting import PostHeld, superiors
from people.domain.tree import Cycle, Link, Path, paths

JAN, JUL = date(2026, 1, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("李雯", "li3 wen2 李雯", id="plain"),
        pytest.param("曾乐", "zeng1 le4 曾乐", id="surname-read-as-surname"),
        pytest.param("單良", "shan4 liang2 單良", id="traditional"),
        pytest.param("尉迟恭", "yu4 chi2 gong1 尉迟恭", id="surname-of-two"),
        pytest.param("Wang Li", "wang li Wang Li", id="latin"),
    ],
)
def test_sorting_key(name, key):
    assert pinyin_key(name) == key


def test_search_key_holds_name_pinyin_and_initials():
    assert search_key("歐陽文") == "欧阳文 ouyangwen oyw"


@pytest.mark.parametrize(("typed", "sought"), [(" Li Wen ", "liwen"), ("xi'an", "xian"), ("歐陽", "欧阳"), ("", "")])
def test_what_is_typed_is_sought_in_the_form_of_the_key(typed, sought):
    assert searched(typed) == sought


@pytest.mark.parametrize(("key", "letter"), [("li3 wen2", "L"), ("9", "#"), ("", "#")])
def test_initial(key, letter):
    assert initial(key) == letter


def test_simplified_leaves_latin_alone():
    assert simplified("A-1") == "A-1"


def test_paths_name_every_ancestor_over_the_days_it_holds():
    found = paths([Link(1, None, JAN, None), Link(2, 1, JAN, None), Link(3, 2, JAN, JUL), Link(3, 1, JUL, None)])
    assert Path(1, 3, 2, JAN, JUL) in found
    assert Path(1, 3, 1, JUL, None) in found
    assert Path(2, 3, 1, JAN, JUL) in found
    assert not [path for path in found if path.ancestor == 2 and path.descendant == 3 and path.end is None]


def test_paths_refuse_a_circle():
    with pytest.raises(Cycle):
        paths([Link(1, 2, JAN, None), Link(2, 1, JAN, None)])


def test_a_circle_that_holds_on_no_common_day_is_none():
    assert paths([Link(1, 2, JAN, JUL), Link(2, 1, JUL, None)])


def held(id: int, rank: int, *people: int, dept: int = 1, head: bool = False, to: int | None = None) -> PostHeld:
    return PostHeld(id, dept, rank, head, to, people)


@pytest.mark.parametrize(
    ("posts", "chain"),
    [
        pytest.param([held(1, 10, 100), held(2, 20, 200), held(3, 30, 300, head=True)], [200, 300], id="by-rank"),
        pytest.param([held(1, 10, 100), held(2, 20), held(3, 30, 300, head=True)], [300], id="past-a-vacant-post"),
        pytest.param([held(1, 10, 100), held(2, 20, 200, 201), held(3, 30, 300, head=True)], [300], id="past-a-rank-of-several"),
        pytest.param([held(1, 10, 100, to=3), held(2, 20, 200), held(3, 30, 300, head=True)], [300], id="by-name-before-rank"),
        pytest.param([held(1, 10, 100), held(3, 30, 100, head=True), held(4, 50, 400, dept=2, head=True)], [400], id="never-oneself"),
        pytest.param([held(1, 10, 100), held(3, 30, 300, 301, head=True)], [300], id="acting-head-first"),
    ],
)
def test_reporting_line(posts, chain):
    assert superiors(100, posts[0], [1, 2], posts) == chain
