"""From a foreign file to a draft in a real browser: with the mouse, with the keyboard, with a thumb, without scripts."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rules.models import Edition, ImportedDocument, NodeFlag
from tests.rules.imported import document_of, found_online, nodes, outline, take_in
from tests.rules.making import Office
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UPLOAD = "/rules/imports/"


@pytest.fixture
def document(office: Office) -> ImportedDocument:
    return document_of(found_online(), office.director)


def url(name: str, document: ImportedDocument) -> str:
    return reverse(f"rules:import{name}", args=[document.pk])


def page_of(document: ImportedDocument) -> str:
    return url("-document", document)


def focus(page: Page, document: ImportedDocument, words: str) -> None:
    """The node with these words has the keyboard."""
    row = next(row for row in nodes(document) if words in row.heading + row.text)
    page.locator(f"#n{row.pk} .import-open").focus()


def press(page: Page, keys: str) -> None:
    """One act by keyboard, until its answer stands on the page and has the keyboard."""
    with page.expect_response(re.compile(r"/act/$")):
        page.keyboard.press(keys)
    expect(page.locator("#import-work:not([aria-busy])").locator(".import-open:focus, .import-panel .toast-error")).to_have_count(1)


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desktop", False)])
def test_pages_read_well(request, office: Office, document: ImportedDocument, size: str, dark: bool):
    take_in("门店守则\n\n一、目的\n规范门店。\n二、范围\n全体店员。\n", office.director)
    row = next(row for row in nodes(document) if "扣除" in row.text)
    page = request.getfixturevalue(size)(office.director.user, dark=dark)
    opened = f"{page_of(document)}?at={row.pk}"
    for path in (UPLOAD, page_of(document), opened, url("-flags", document), url("-draft", document)):
        page.goto(path)
        check(page)


def test_director_takes_a_found_file_to_the_editor(desktop, office: Office, tmp_path: Path):
    file = tmp_path / "仓库制度.txt"
    file.write_text(found_online(), encoding="utf-8")
    page = desktop(office.director.user)
    page.goto("/rules/")
    page.locator(f"a[href='{UPLOAD}']").click()
    page.locator("[name=upload]").set_input_files(file)
    page.locator(".import-submit button").click()
    page.wait_for_url(re.compile(r"/rules/imports/\d+/$"))
    document = ImportedDocument.objects.get()
    page.locator(f"form[action='{url('-guesses', document)}'] button").click()
    expect(page.locator(".import-spot.is-set")).to_have_count(4)
    page.locator(f".import-todo a[href='{url('-flags', document)}']").click()
    for left in (1, 0):
        page.locator(".import-confirm button").first.click()
        expect(page.locator(".import-confirm")).to_have_count(left)
    page.goto(page_of(document))
    page.locator(".primary .button-main").click()
    page.locator("[name=number]").fill("CK-ZD-001")
    page.locator("[name=title]").fill("仓库管理制度")
    page.locator(".primary .button-main").click()
    page.wait_for_url(re.compile(r"/rules/editions/\d+/write/$"))
    edition = Edition.objects.get()
    assert edition.texts.count() == 19
    assert edition.texts.get(heading="入库上架").text == "货物验收合格后，应在当天上架，确保客户对商品内容满意。"
    assert edition.values.filter(raw__isnull=True).count() == 4
    assert not NodeFlag.objects.filter(confirmed_at=None).exists()
    expect(page.locator(".write-blank")).to_have_count(4)


def test_tree_is_mended_by_keyboard(desktop, office: Office, document: ImportedDocument):
    page = desktop(office.director.user)
    page.goto(page_of(document))
    focus(page, document, "數量清點")
    press(page, "Shift+ArrowUp")
    assert [name for _depth, name in outline(document)][5:7] == ["2.數量清點", "1.到貨登記"]
    expect(page.locator(".import-open:focus")).to_have_text(re.compile("數量清點"))
    press(page, "Shift+ArrowDown")
    press(page, "Shift+ArrowRight")
    assert (4, "2.數量清點") in outline(document)
    press(page, "Shift+ArrowLeft")
    press(page, "m")
    merged = next(row for row in nodes(document) if row.heading == "到貨登記")
    assert merged.text.endswith("2.數量清點\n清點時發現短缺的,當場寫在送貨單上。")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".import-open:focus")).to_have_text(re.compile("入庫上架"))
    press(page, "Delete")
    assert "3.入庫上架" not in [name for _depth, name in outline(document)]
    press(page, "Delete")
    assert (3, "3.入庫上架") in outline(document)


def test_text_is_split_at_the_cursor_by_keyboard(desktop, office: Office, document: ImportedDocument):
    page = desktop(office.director.user)
    page.goto(page_of(document))
    focus(page, document, "數量清點")
    page.keyboard.press("Enter")
    text = page.locator(".import-panel textarea")
    expect(text).to_be_focused()
    place = text.input_value().index("當場")
    text.evaluate(f"field => field.setSelectionRange({place}, {place})")
    press(page, "Alt+Enter")
    names = [name for _depth, name in outline(document)]
    assert names[6:8] == ["2.數量清點", "當場寫在送貨單上。"]


def test_node_is_retitled_by_keyboard_and_left_with_escape(desktop, office: Office, document: ImportedDocument):
    page = desktop(office.director.user)
    page.goto(page_of(document))
    focus(page, document, "數量清點")
    page.keyboard.press("Enter")
    page.locator(".import-panel [name=heading]").fill("清點數量")
    press(page, "Control+Enter")
    expect(page.locator(".import-open:focus")).to_have_text(re.compile("清點數量"))
    page.keyboard.press("Enter")
    expect(page.locator(".import-panel textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".import-panel")).to_have_count(0)
    expect(page.locator(".import-open:focus")).to_have_text(re.compile("清點數量"))


def test_words_of_the_node_are_marked_in_the_source(desktop, office: Office, document: ImportedDocument):
    page = desktop(office.director.user)
    page.goto(page_of(document))
    focus(page, document, "退貨驗收")
    expect(page.locator(".raw-part.is-lit")).to_have_text(re.compile(r"業\(yè\)務員"))
    page.locator(".raw-part", has_text="貨車到達").click()
    expect(page.locator(".import-open:focus")).to_have_text(re.compile("到貨登記"))


def test_second_person_keeps_what_was_typed(desktop, office: Office, document: ImportedDocument):
    mine, theirs = desktop(office.director.user), desktop(office.director.user)
    for page in (mine, theirs):
        page.goto(page_of(document))
        focus(page, document, "數量清點")
    mine.keyboard.press("Enter")
    mine.locator(".import-panel textarea").fill("我寫的一句。")
    press(theirs, "Shift+ArrowUp")
    press(mine, "Control+Enter")
    expect(mine.locator(".import-panel .toast-error")).to_be_visible()
    assert mine.locator(".import-panel textarea").input_value() == "我寫的一句。"
    press(mine, "Control+Enter")
    assert any(row.text == "我寫的一句。" for row in nodes(document))


def test_parameter_is_chosen_by_its_words_with_a_thumb(phone, office: Office, document: ImportedDocument):
    page = phone(office.director.user)
    row = next(row for row in nodes(document) if "扣除" in row.text)
    page.goto(page_of(document))
    page.locator(f"#n{row.pk} .import-open").tap()
    choice = page.locator(".import-choice").first
    choice.locator("[name=other]").fill("几天内可以申诉")
    expect(choice.locator("[value=other]")).to_be_checked()
    with page.expect_response(re.compile(r"/choose/$")):
        choice.locator("button").tap()
    expect(page.locator(f"#n{row.pk} .import-spot.is-set")).to_have_count(1)
    row.refresh_from_db()
    assert row.blanks[0]["chosen"] == "apl.window_days"


def test_nodes_are_moved_and_split_without_scripts(phone, office: Office, document: ImportedDocument):
    page = phone(office.director.user, java_script_enabled=False)
    row = next(row for row in nodes(document) if row.heading == "數量清點")
    page.goto(page_of(document))
    page.locator(f"#n{row.pk} .import-open").tap()
    page.locator(".import-panel [value=up]").tap()
    expect(page.locator(".import-tree > :nth-child(6) .import-heading")).to_have_text("數量清點")
    assert [name for _depth, name in outline(document)][5] == "2.數量清點"
    page.locator(".import-panel textarea").fill("清點時發現短缺的。\n\n當場寫下。")
    page.locator(".import-panel [value=split]").tap()
    expect(page.locator(".import-tree > :nth-child(7) .import-run")).to_have_text("當場寫下。")
    assert [name for _depth, name in outline(document)][6] == "當場寫下。"


def test_unreadable_file_leaves_the_pasted_text(phone, office: Office, tmp_path: Path):
    file = tmp_path / "扫描.pdf"
    file.write_bytes(b"%PDF-1.7")
    page = phone(office.director.user)
    page.goto(UPLOAD)
    page.locator("[name=upload]").set_input_files(file)
    page.locator("[name=text]").fill("没有编号的一句话。")
    page.locator(".primary .button-main").tap()
    page.wait_for_selector(".form-errors")
    check(page)
    assert page.locator("[name=text]").input_value() == "没有编号的一句话。"
