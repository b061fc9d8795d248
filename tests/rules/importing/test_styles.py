"""Any tree, written in any style, comes back as the same tree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.importing import parse
from rules.importing.results import CLAUSE, Document
from tests.rules.importing.rendering import RUNNING_ON, STYLES, Expected, Level, Writer, plain, trees

TITLE = "客服中心管理制度"
FEW = settings(max_examples=25, deadline=None)


def clauses(document: Document) -> list[Expected]:
    return [Expected(node.path, node.label, plain(node.heading + node.text)) for node in document.nodes if node.kind == CLAUSE]


@pytest.mark.row("POL-01")
@pytest.mark.parametrize("levels", [pytest.param(levels, id=name) for name, levels in STYLES.items()])
@FEW
@given(data=st.data())
def test_any_tree_comes_back_from_each_style(levels: tuple[Level, ...], data: st.DataObject):
    writer = Writer(levels)
    text = writer.write(data.draw(trees(len(levels))))

    (document,) = parse(f"{TITLE}\n\n{text}\n").documents

    assert clauses(document) == writer.expected


@FEW
@given(data=st.data())
def test_articles_that_run_on_keep_their_chapter(data: st.DataObject):
    writer = Writer(RUNNING_ON["N7 articles run on"], runs_on=True)
    text = writer.write(data.draw(trees(3, most=4)))

    (document,) = parse(f"{TITLE}\n\n{text}\n").documents

    assert clauses(document) == writer.expected


@FEW
@given(data=st.data())
def test_documents_of_mixed_styles_in_one_file_stay_apart(data: st.DataObject):
    chosen = data.draw(st.lists(st.sampled_from(sorted(STYLES)), min_size=2, max_size=5))
    writers = [Writer(STYLES[name]) for name in chosen]
    texts = [writer.write(data.draw(trees(len(writer.levels), most=3))) for writer in writers]
    titles = [f"第{number}营业厅管理制度".replace("第", "东西南北中"[number]) for number in range(len(texts))]

    found = parse("\n".join(f"{title}\n\n{title}{text}" for title, text in zip(titles, texts, strict=True)) + "\n")

    assert [document.title for document in found.documents] == titles
    assert [clauses(document) for document in found.documents] == [writer.expected for writer in writers]
