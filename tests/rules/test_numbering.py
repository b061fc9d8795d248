"""How clauses are numbered and cited."""

import pytest

from rules.choices import Numbering
from rules.domain.numbering import Place, number, numeral


def marks(style: str, *depths: int) -> list[tuple[str, str]]:
    """Marker and label of each node; a negative depth is a node without a number."""
    return [(mark.marker, mark.label) for mark in number((Place(abs(depth), depth > 0) for depth in depths), style)]


@pytest.mark.parametrize(
    ("figure", "chinese"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (230, "二百三十"),
        (999, "九百九十九"),
    ],
)
def test_numeral_is_written_as_in_documents(figure, chinese):
    assert numeral(figure) == chinese


OUTLINE = [
    pytest.param((1, 1), [("一、", "一"), ("二、", "二")], id="top"),
    pytest.param((1, 2, 3, 4, 5), [("一、", "一"), ("（一）", "一（一）"), ("1.", "一（一）1"), ("（1）", "一（一）1（1）"),
                                   ("①", "一（一）1（1）①")], id="every-depth"),
    pytest.param((1, 2, 2, 1, 2), [("一、", "一"), ("（一）", "一（一）"), ("（二）", "一（二）"), ("二、", "二"), ("（一）", "二（一）")],
                 id="counted-anew-below-each"),
    pytest.param((-1, 1), [("", ""), ("一、", "一")], id="introduction-carries-no-number"),
    pytest.param((1, -2, 2), [("一、", "一"), ("", "一"), ("（一）", "一（一）")], id="introduction-of-a-chapter-is-cited-as-it"),
    pytest.param((1, 3), [("一、", "一"), ("1.", "一1")], id="a-level-left-out"),
]  # fmt: skip


@pytest.mark.parametrize(("depths", "expected"), OUTLINE)
def test_outline_numbers_as_official_documents_do(depths, expected):
    assert marks(Numbering.OUTLINE, *depths) == expected


ARTICLES = [
    pytest.param((1, 2, 2, 1, 2), [("第一章", "第一章"), ("第一条", "第一条"), ("第二条", "第二条"), ("第二章", "第二章"),
                                   ("第三条", "第三条")], id="articles-run-on-through-chapters"),
    pytest.param((1, 2, 3, 4), [("第一章", "第一章"), ("第一条", "第一条"), ("（一）", "第一条（一）"), ("1.", "第一条（一）1")],
                 id="below-an-article"),
    pytest.param((1, 2, 3, 2, 3), [("第一章", "第一章"), ("第一条", "第一条"), ("（一）", "第一条（一）"), ("第二条", "第二条"),
                                   ("（一）", "第二条（一）")], id="items-begin-anew-in-each-article"),
    pytest.param((1, 2, -2), [("第一章", "第一章"), ("第一条", "第一条"), ("", "")], id="closing-words-carry-no-number"),
]  # fmt: skip


@pytest.mark.parametrize(("depths", "expected"), ARTICLES)
def test_articles_number_as_statutes_do(depths, expected):
    assert marks(Numbering.ARTICLES, *depths) == expected


def test_twenty_first_circled_item_still_has_a_sign():
    assert marks(Numbering.OUTLINE, 1, 2, 3, 4, *[5] * 21)[-1] == ("21)", "一（一）1（1）21)")


@pytest.mark.parametrize("style", Numbering.values)
def test_labels_of_numbered_clauses_are_all_different(style):
    depths = (1, 2, 3, 3, 2, 3, 4, 5, 5, 4, 1, 2, 2, 3)
    labels = [label for _marker, label in marks(style, *depths)]
    assert len(set(labels)) == len(labels)
