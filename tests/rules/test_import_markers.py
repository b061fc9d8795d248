"""In the database, too: every marker of a document is one node with its label, and a path addresses one node (POL-01)."""

import pytest

from rules.models import ClauseText
from rules.services.importing_draft import guessed, make_draft
from rules.services.starting import Facts
from tests.rules.imported import document_of, nodes
from tests.rules.importing.rendering import STYLES, WORDS, Clause, Level, Writer, plain
from tests.rules.making import NOW, Office

pytestmark = pytest.mark.django_db


def tree(depth: int, words: list[str]) -> tuple[Clause, ...]:
    """Three clauses, each with three below it down to that depth; no two say the same."""
    below = (lambda: tree(depth - 1, words)) if depth > 1 else tuple
    return tuple(
        Clause("".join(words.pop() for _word in range(2)), "".join(words.pop() for _word in range(3)), below()) for _again in "123"
    )


@pytest.fixture(params=[pytest.param(levels, id=name) for name, levels in STYLES.items()])
def written(request) -> tuple[Writer, str]:
    levels: tuple[Level, ...] = request.param
    writer = Writer(levels)
    return writer, writer.write(tree(len(levels), WORDS * 12))


def test_every_marker_is_one_node_with_its_label(written: tuple[Writer, str]):
    writer, text = written
    document = document_of(f"客服中心管理制度\n\n{text}\n")
    found = [(tuple(node.path), node.label, plain(node.heading + node.text)) for node in nodes(document) if node.kind == "clause"]
    assert found == [(one.path, one.label, one.said) for one in writer.expected]
    for expected in writer.expected:
        assert document.nodes.filter(path=list(expected.path)).count() == 1


def test_every_style_becomes_a_draft_that_shows_its_numbers(office: Office, written: tuple[Writer, str]):
    writer, text = written
    document = document_of(f"客服中心管理制度\n\n{text}\n")
    facts = Facts(number="KF-1", title="客服中心管理制度", owner=office.ours)
    edition = make_draft(document=document, by=office.director, at=NOW, numbering=guessed(document), facts=facts).edition
    said = plain("".join(f"{row.heading}{row.text}" for row in ClauseText.objects.filter(edition=edition).order_by("order")))
    assert all(plain(one.said) in said for one in writer.expected)
    assert not document.nodes.filter(clause=None).exists()
