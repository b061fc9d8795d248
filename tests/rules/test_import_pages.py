"""The pages on which documents come in: files, the tree beside its source, remarks, the draft."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rules.models import Edition, ImportedDocument, ImportedNode, ImportedSource, NodeFlag
from rules.services import importing_tree as trees
from rules.services.importing_choices import take_guesses
from rules.services.importing_draft import make_draft
from rules.services.starting import Facts
from tests import factories
from tests.rules import making
from tests.rules.imported import THREE, document_of, found_online, nodes, outline, take_in
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, said

pytestmark = pytest.mark.django_db

UPLOAD = "/rules/imports/"


@pytest.fixture
def director(office: Office) -> Client:
    return as_(office.director)


@pytest.fixture
def document(office: Office) -> ImportedDocument:
    return document_of(found_online(), office.director)


def url(name: str, document: ImportedDocument) -> str:
    return reverse(f"rules:import{name}", args=[document.pk])


def page_of(document: ImportedDocument) -> str:
    return url("-document", document)


def row_with(document: ImportedDocument, words: str) -> ImportedNode:
    return next(row for row in nodes(document) if words in row.heading + row.text)


def act(client: Client, document: ImportedDocument, words: str, name: str, **more: object) -> HttpResponse:
    seen = more.pop("seen", trees.token(document.nodes.order_by("order")))
    return client.post(url("-act", document), {"node": row_with(document, words).pk, "act": name, "seen": seen, **more}, follow=True)


def messages(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def file(content: bytes, name: str = "制度.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# -- files -----------------------------------------------------------------------------------------------


def test_uploaded_file_opens_beside_its_source(director: Client):
    response = director.post(UPLOAD, {"upload": [file(found_online().encode("gb18030", errors="replace"))]}, follow=True)
    assert response.redirect_chain[-1][0] == page_of(ImportedDocument.objects.get())
    assert messages(response) == ["制度.txt：识别出1份文档。"]


def test_several_files_come_in_at_once(director: Client):
    director.post(UPLOAD, {"upload": [file(THREE.encode(), "三份.txt"), file(found_online().encode(), "仓库.txt")]})
    assert ImportedSource.objects.count() == 2
    assert ImportedDocument.objects.count() == 4


def test_pasted_text_is_a_document(director: Client):
    director.post(UPLOAD, {"text": "门店守则\n\n一、目的\n规范门店。\n二、范围\n全体店员。\n"})
    assert outline(ImportedDocument.objects.get()) == [(1, "一、目的"), (1, "二、范围")]


def test_unreadable_file_is_refused_with_its_sentence_and_nothing_typed_is_lost(director: Client):
    response = director.post(UPLOAD, {"upload": [file(b"%PDF-1.7 x", "扫描.pdf")], "text": "没有编号的一句话"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "扫描.pdf：PDF无法导入" in unescape(page)
    assert "没有编号的一句话</textarea>" in page


def test_good_file_beside_a_bad_one_is_taken_in(director: Client):
    response = director.post(UPLOAD, {"upload": [file(b"%PDF-1.7 x", "扫描.pdf"), file(THREE.encode(), "三份.txt")]})
    assert response.status_code == 422
    assert ImportedDocument.objects.count() == 3


def test_nothing_chosen_is_said(director: Client):
    assert "请选择文件，或者在下方粘贴文字" in director.post(UPLOAD, {}).content.decode()


def test_text_without_rules_is_said(director: Client):
    response = director.post(UPLOAD, {"text": "今天天气很好。"})
    assert (response.status_code, ImportedSource.objects.count()) == (422, 0)


def test_same_file_again_is_told(director: Client, document: ImportedDocument):
    response = director.post(UPLOAD, {"upload": [file(found_online().encode(), "另存.txt")]}, follow=True)
    assert "已经导入过" in messages(response)[0]
    assert ImportedDocument.objects.count() == 1


def test_file_that_another_unit_imported_is_taken_in_and_not_told(office: Office, document: ImportedDocument):
    theirs = factories.department("市场部", office.company)
    neighbour = factories.holder(factories.post(theirs, "市场总监", 5, is_head=True), "市场总监")
    factories.grant(neighbour, "director", theirs)
    response = as_(neighbour).post(UPLOAD, {"upload": [file(found_online().encode(), "另存.txt")]}, follow=True)
    assert (response.status_code, ImportedDocument.objects.count()) == (200, 2)


def test_list_says_how_far_each_document_has_come(director: Client, office: Office):
    first, second, _third = take_in(THREE, office.director).documents.order_by("first_line")
    make_draft(document=first, by=office.director, at=NOW, numbering="articles", facts=Facts(number="A-1", title="一", owner=office.ours))
    director.post(url("-discard", second))
    page = said(director, UPLOAD)
    assert ("已生成草稿" in page, "已搁置" in page, "待整理" in page) == (True, True, True)


def test_list_costs_the_same_for_many(director: Client, office: Office, assert_queries_constant):
    take_in(found_online(), office.director)
    assert_queries_constant(lambda: director.get(UPLOAD), lambda: take_in(THREE, office.director), at_most=12)


# -- a document ------------------------------------------------------------------------------------------


def test_page_shows_source_and_tree_with_what_was_left_out(director: Client, document: ImportedDocument):
    page = director.get(page_of(document)).content.decode()
    assert "業(yè)務員" in unescape(page)
    assert "業務員收到退貨後" in page
    assert re.search(r'<s class="raw-noise" title="[^"]+">下載本文檔</s>', page)


def test_every_word_of_the_source_is_on_the_page_once(director: Client, document: ImportedDocument):
    page = director.get(page_of(document)).content.decode().partition('class="import-raw"')[2].partition('<p class="import-jump"')[0]
    page = re.sub(r'<small class="raw-reason">[^<]*</small>|<span class="raw-number"[^>]*>\d+</span>', "", page)
    shown = re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", page.partition(">")[2])))
    assert shown == re.sub(r"\s+", "", found_online())


def test_page_costs_the_same_for_a_long_document(director: Client, office: Office, assert_queries_constant):
    def long(count: int) -> str:
        return "门店守则\n\n" + "".join(f"第{number}条 事项{number}\n门店应当做好第{number}件事情。\n" for number in range(1, count))

    shown = [document_of(long(4), office.director)]
    assert_queries_constant(
        lambda: director.get(page_of(shown[-1])), lambda: shown.append(document_of(long(200), office.director)), at_most=12
    )


def test_thousands_of_nodes_come_page_by_page(director: Client, office: Office):
    text = "门店守则\n\n" + "".join(f"{number}.门店应当做好第{number}件事情。\n" for number in range(1, 100)) * 1
    document = document_of(text, office.director)
    last = document.nodes.last()
    ImportedNode.objects.bulk_create(
        [
            ImportedNode(document=document, order=last.order + extra, depth=1, path=[f"x{extra}"], text=f"补充{extra}。", start=0, end=0)
            for extra in range(1, 400)
        ]
    )
    page = director.get(page_of(document)).content.decode()
    assert page.count('class="import-node') == 300
    far = document.nodes.get(order=last.order + 399)
    assert f'id="n{far.pk}"' in director.get(f"{page_of(document)}?at={far.pk}").content.decode()


def test_node_that_is_open_can_be_worked_on(director: Client, document: ImportedDocument):
    row = row_with(document, "到貨登記")
    page = director.get(f"{page_of(document)}?at={row.pk}").content.decode()
    assert f'data-panel-of="{row.pk}"' in page
    assert "到貨登記" in page


@pytest.mark.parametrize("name", ["up", "down", "in", "out", "merge", "split", "save", "remove", "kind"])
def test_every_act_works_without_scripts(director: Client, document: ImportedDocument, name: str):
    before = trees.token(document.nodes.order_by("order"))
    text = "清點時發現短缺的。\n\n當場寫在送貨單上。"
    response = act(director, document, "數量清點", name, heading="數量清點", text=text, kind="clause", panel="1")
    assert response.status_code == 200
    assert messages(response) == []
    assert trees.token(document.nodes.order_by("order")) != before


def test_taken_out_node_is_put_back_by_its_button(director: Client, document: ImportedDocument):
    before, row = outline(document), row_with(document, "數量清點")
    act(director, document, "數量清點", "remove")
    seen = trees.token(document.nodes.order_by("order"))
    director.post(url("-act", document), {"node": row.pk, "act": "restore", "seen": seen})
    assert outline(document) == before


def test_empty_line_splits_without_scripts(director: Client, document: ImportedDocument):
    act(director, document, "數量清點", "split", heading="數量清點", text="清點時發現短缺的。\r\n\r\n當場寫在送貨單上。")
    assert [row_with(document, "清點時").text, row_with(document, "當場").text] == ["清點時發現短缺的。", "當場寫在送貨單上。"]


def test_second_person_gets_a_sentence_and_keeps_what_was_typed(director: Client, document: ImportedDocument):
    seen = trees.token(document.nodes.order_by("order"))
    act(director, document, "到貨登記", "merge")
    response = act(director, document, "退貨申請", "save", seen=seen, heading="退貨", text="我寫的句子。", kind="clause")
    page = response.content.decode()
    assert response.status_code == 422
    assert "其他人刚刚修改了这份文档" in page
    assert "我寫的句子。</textarea>" in page


def test_second_move_is_told_and_not_done(director: Client, document: ImportedDocument):
    seen = trees.token(document.nodes.order_by("order"))
    act(director, document, "到貨登記", "merge")
    before = outline(document)
    response = act(director, document, "退貨申請", "down", seen=seen)
    assert "其他人刚刚修改了" in messages(response)[0]
    assert outline(document) == before


def test_scripts_get_only_what_changes(director: Client, document: ImportedDocument):
    data = {"node": row_with(document, "數量清點").pk, "act": "up", "seen": trees.token(document.nodes.order_by("order"))}
    response = director.post(url("-act", document), data, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.lstrip().startswith('<div class="import-work"')
    assert "<html" not in page


def test_scripts_get_one_panel(director: Client, document: ImportedDocument):
    row = row_with(document, "數量清點")
    response = director.get(f"{page_of(document)}?panel={row.pk}", headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div class="import-panel"')


@pytest.mark.parametrize("data", [{}, {"node": "x", "act": "up", "seen": "x"}, {"node": "9" * 30, "act": "fly", "seen": ""}])
def test_nonsense_is_answered_with_a_sentence(director: Client, document: ImportedDocument, data: dict):
    response = director.post(url("-act", document), data, follow=True)
    assert (response.status_code, len(messages(response))) == (200, 1)


# -- blanks ----------------------------------------------------------------------------------------------


def choose(client: Client, document: ImportedDocument, words: str, choice: str, **more: object) -> HttpResponse:
    row = row_with(document, words)
    group = str(more.get("group", "blanks"))
    one = getattr(row, group)[0]
    data = {"node": row.pk, "group": group, "place": 0, "words": one["text"], "guess": one["key"], "choice": choice, **more}
    return client.post(url("-choose", document), data, follow=True)


def chosen(document: ImportedDocument, words: str, group: str = "blanks") -> str | None:
    return getattr(row_with(document, words), group)[0].get("chosen")


def test_guess_is_taken(director: Client, document: ImportedDocument):
    choose(director, document, "扣除", "guess")
    assert chosen(document, "扣除") == "att.late.minor_max_minutes"


@pytest.mark.parametrize("typed", ["apl.window_days", "几天内可以申诉", "收到决定后几天内可以申诉 apl.window_days"])
def test_another_parameter_is_found_by_its_words(director: Client, document: ImportedDocument, typed: str):
    choose(director, document, "扣除", "other", other=typed)
    assert chosen(document, "扣除") == "apl.window_days"


def test_words_that_many_parameters_have_are_told(director: Client, document: ImportedDocument):
    response = choose(director, document, "扣除", "other", other="天")
    assert "个参数的名称含" in messages(response)[0]
    assert chosen(document, "扣除") is None


def test_blank_stays_text(director: Client, document: ImportedDocument):
    choose(director, document, "扣除", "text")
    assert chosen(document, "扣除") == ""


def test_figure_is_confirmed_with_its_value(director: Client, document: ImportedDocument):
    choose(director, document, "30分鐘", "value", group="offers")
    assert row_with(document, "30分鐘").offers[0]["is_value"] is True


def test_all_guesses_are_taken_at_once(director: Client, document: ImportedDocument):
    director.post(url("-guesses", document))
    assert [chosen(document, words) for words in ("工作時間", "扣除", "提出書面申請")].count(None) == 0


# -- remarks ---------------------------------------------------------------------------------------------


@pytest.mark.row("SYS-05")
def test_queue_lists_every_flagged_node_with_both_texts(director: Client, document: ImportedDocument):
    page = director.get(url("-flags", document)).content.decode()
    for flag in NodeFlag.objects.filter(node__document=document).select_related("node"):
        assert f'id="f{flag.pk}"' in page
    assert "?nèi)" in unescape(re.sub(r"<[^>]+>", "", page))
    assert "確保客戶對商品內容滿意" in re.sub(r"<[^>]+>", "", page)


def test_one_remark_is_confirmed_with_a_note(director: Client, document: ImportedDocument):
    flag = NodeFlag.objects.filter(node__document=document).first()
    director.post(url("-flags", document), {"flag": flag.pk, "note": "已对照原件"})
    flag.refresh_from_db()
    assert (flag.note, flag.confirmed_at is None) == ("已对照原件", False)


def test_remark_of_a_taken_out_node_still_wants_confirming(director: Client, document: ImportedDocument):
    act(director, document, "物品交接", "remove")
    assert "已删去" in said(director, url("-flags", document))


def test_pages_of_the_draft_lead_to_the_queue(director: Client, office: Office, document: ImportedDocument):
    edition = make(document, office)
    for name in ("edition", "write"):
        assert url("-flags", document) in director.get(reverse(f"rules:{name}", args=[edition.pk])).content.decode()
    NodeFlag.objects.filter(node__document=document).update(confirmed_at=NOW, confirmed_by=office.director)
    assert url("-flags", document) not in director.get(reverse("rules:edition", args=[edition.pk])).content.decode()


def test_remarks_can_be_confirmed_after_the_draft_was_made(director: Client, office: Office, document: ImportedDocument):
    make(document, office)
    flags = list(NodeFlag.objects.filter(node__document=document).values_list("pk", flat=True))
    director.post(url("-flags", document), {"flag": flags})
    assert not NodeFlag.objects.filter(node__document=document, confirmed_at=None).exists()


def test_queue_costs_the_same_for_many_remarks(director: Client, document: ImportedDocument, assert_queries_constant):
    def more() -> None:
        NodeFlag.objects.bulk_create([NodeFlag(node=row, flag="suspect_typo") for row in nodes(document)])

    assert_queries_constant(lambda: director.get(url("-flags", document)), more, at_most=12)


# -- the draft -------------------------------------------------------------------------------------------


def make(document: ImportedDocument, office: Office) -> Edition:
    facts = Facts(number="CK-1", title="仓库管理制度", owner=office.ours)
    return make_draft(document=document, by=office.director, at=NOW, numbering="outline", facts=facts).edition


def test_draft_form_begins_with_what_the_document_says(director: Client, document: ImportedDocument):
    form = director.get(url("-draft", document)).context["form"]
    assert {name: form.initial[name] for name in ("title", "numbering", "script")} == {
        "title": document.title, "numbering": "outline", "script": "hans",
    }  # fmt: skip


def test_document_becomes_a_rulebook_by_its_form(director: Client, office: Office, document: ImportedDocument):
    take_guesses(document=document)
    data = {
        "number": "CK-9",
        "title": "仓库管理制度",
        "owner": office.ours.name,
        "level": "department",
        "numbering": "outline",
        "script": "hans",
    }
    response = director.post(url("-draft", document), data)
    edition = Edition.objects.get(rulebook__number="CK-9")
    assert response.url.startswith(reverse("rules:write", args=[edition.pk]))
    assert edition.values.count() == 4


def test_refused_draft_form_keeps_what_was_typed(director: Client, office: Office, document: ImportedDocument):
    making.rulebook(office, number="CK-9")
    data = {"number": "CK-9", "title": "仓库", "owner": office.ours.name, "level": "department", "numbering": "outline", "script": "hans"}
    response = director.post(url("-draft", document), data)
    assert response.status_code == 422
    assert 'value="仓库"' in response.content.decode()


def test_document_becomes_the_next_edition_of_a_rulebook(director: Client, office: Office, document: ImportedDocument):
    published = making.published(office, {"apl.window_days": "3"}, number="OLD-1")
    data = {"rulebook": published.rulebook_id, "reason": "换成新收的文本", "numbering": "outline", "script": "found"}
    director.post(f"{url('-draft', document)}?into=next", data)
    edition = Edition.objects.get(rulebook=published.rulebook, number=2)
    assert (edition.reason, edition.texts.count()) == ("换成新收的文本", len(nodes(document)))


def test_number_as_printed_stays_visible_in_editor_and_text(director: Client, office: Office):
    document = document_of("门店守则\n\n一、目的\n规范门店。\n三、范围\n全体店员。\n", office.director)
    edition = make(document, office)
    for path in (reverse("rules:write", args=[edition.pk]), reverse("rules:rulebook", args=["CK-1"])):
        assert said(director, path).count("原编号") == 1


# -- rights ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["-document", "-draft", "-act", "-choose", "-guesses", "-again", "-discard", "-flags"])
def test_document_of_another_unit_does_not_exist(office: Office, document: ImportedDocument, name: str):
    theirs = factories.department("市场部", office.company)
    neighbour = factories.holder(factories.post(theirs, "市场总监", 5, is_head=True), "市场总监")
    factories.grant(neighbour, "director", theirs)
    client = as_(neighbour)
    posts = name not in ("-document", "-draft", "-flags")
    assert (client.post if posts else client.get)(url(name, document)).status_code == 404


def test_staff_import_nothing(office: Office, document: ImportedDocument):
    client = as_(office.staff)
    assert client.get(UPLOAD).status_code == 403
    assert client.get(page_of(document)).status_code == 403
    assert client.get(url("-flags", document)).status_code == 404


def test_reviewer_confirms_remarks_of_what_they_review(office: Office, document: ImportedDocument):
    edition = make(document, office)
    Edition.objects.filter(pk=edition.pk).update(reviewer=office.counsel)
    client = as_(office.counsel)
    flag = NodeFlag.objects.filter(node__document=document).first()
    assert client.get(url("-flags", document)).status_code == 200
    assert client.post(url("-flags", document), {"flag": flag.pk}).status_code == 302


def test_reader_of_rulebooks_sees_remarks_and_cannot_confirm(office: Office, document: ImportedDocument):
    make(document, office)
    auditor = factories.holder(factories.post(office.company, "审计", 2), "审计")
    factories.grant(auditor, "auditor")
    client = as_(auditor)
    assert client.get(url("-flags", document)).status_code == 200
    assert client.post(url("-flags", document), {"flag": 1}).status_code == 403


def test_entry_stands_where_rulebooks_begin(director: Client):
    for path in ("/rules/", "/rules/new/"):
        assert f'href="{UPLOAD}"' in director.get(path).content.decode()
