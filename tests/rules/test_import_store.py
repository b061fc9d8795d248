"""A foreign file is kept as it was read, with its documents apart."""

import pytest
from django.db import transaction
from django.db.utils import Error

from rules.importing.results import Document, Imported, Node, Source
from rules.models import ImportedNode, ImportedSource, NodeFlag
from rules.services.importing import store_import
from tests.rules.imported import THREE, document_of, found_online, nodes, take_in
from tests.rules.making import NOW, Office

pytestmark = pytest.mark.django_db


def test_three_documents_of_one_title_stay_three():
    source = take_in(THREE)
    documents = list(source.documents.order_by("first_line"))
    assert [document.title for document in documents] == ["运营管理制度"] * 3
    assert len({document.first_line for document in documents}) == 3
    said = ["".join(node.text for node in nodes(document)) for document in documents]
    assert ["规范经营" in said[0], "提高效率" in said[1], "保证安全" in said[2]] == [True] * 3


def test_file_is_kept_as_it_was_read():
    text = found_online()
    assert take_in(text).text == text


def test_words_of_a_node_stand_at_its_offsets():
    document = document_of(found_online())
    for node in nodes(document):
        raw = document.source.text[node.start : node.end]
        assert raw.startswith(node.label)
        assert (node.heading or node.text)[-1] in raw


def test_same_file_again_is_told_and_not_doubled(office: Office):
    first = take_in(THREE, office.director)
    source = Source(text=THREE, encoding="gb18030", container="txt", name="另一个名字.txt")
    row, is_new = store_import(source=source, imported=Imported((), ()), by=office.staff, at=NOW)
    assert (row, is_new) == (first, False)
    assert ImportedSource.objects.count() == 1


def test_remarks_of_the_importer_wait_for_confirmation():
    document = document_of(found_online())
    flags = NodeFlag.objects.filter(node__document=document)
    assert set(flags.values_list("flag", flat=True)) == {"repaired", "truncated"}
    assert not flags.exclude(confirmed_at=None).exists()


def test_raw_text_cannot_be_changed():
    source = take_in(THREE)
    with pytest.raises(Error), transaction.atomic():
        ImportedSource.objects.filter(pk=source.pk).update(text="")


def test_long_heading_and_unwritable_signs_are_kept_in_the_text():
    node = Node(("1",), 1, "1.", "长" * 301, "后\x00文\ud800", "clause", (), (0, 5))
    found = Document("题" * 300, 1, False, "", "hans", (node,), {})
    source = Source(text="a\x00b", encoding="utf-8", container="txt", name="n" * 300)
    row, _is_new = store_import(source=source, imported=Imported((found,), ()), by=None, at=NOW)
    stored = ImportedNode.objects.get(document__source=row)
    assert (stored.heading, stored.text) == ("", "长" * 301 + "\n后�文�")
    assert len(row.text) == 3


def test_two_documents_never_share_a_line():
    found = Document("制度", 4, False, "", "hans", (), {})
    source = Source(text="x", encoding="", container="txt", name="x")
    row, _is_new = store_import(source=source, imported=Imported((found, found), ()), by=None, at=NOW)
    assert sorted(row.documents.values_list("first_line", flat=True)) == [4, 5]
