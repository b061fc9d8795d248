"""From bytes to text: encodings, containers, and what is refused."""

import codecs
import io
import zipfile
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.importing import Unreadable, import_file, read_file
from rules.importing.reading import LARGEST

HANS = "前台管理制度\n一、总则\n为了接待好来访的客人，制定本制度。\n二、附则\n本制度由前台负责解释。\n"
HANT = "前臺管理制度\n一、總則\n為了接待好來訪的客人，制定本制度。\n二、附則\n本制度由前臺負責解釋。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "bom", "named"),
    [
        (HANS, "utf-8", b"", "utf-8"),
        (HANS, "utf-8", codecs.BOM_UTF8, "utf-8"),
        (HANS, "gb18030", b"", "gb18030"),
        (HANT, "gb18030", b"", "gb18030"),
        (HANT, "big5", b"", "big5"),
        (HANS, "utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        (HANS, "utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        (HANS, "utf-16-le", b"", "utf-16-le"),
        (HANS, "utf-16-be", b"", "utf-16-be"),
        (HANS, "utf-32-le", codecs.BOM_UTF32_LE, "utf-32"),
        (HANS, "utf-32-be", b"", "utf-32-be"),
    ],
)
def test_an_encoding_is_told_by_its_content(text, encoding, bom, named):
    source = read_file(bom + text.encode(encoding), "x.txt")
    assert (source.text, source.encoding, source.container) == (text, named, "txt")


def test_one_broken_byte_does_not_turn_the_text_into_another_encoding():
    source = read_file(HANS.encode() * 3 + b"\xff" + HANS.encode() * 3, "x.txt")
    assert source.encoding == "utf-8"
    assert source.text.count("\ufffd") == 1


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, numbering: str = "", head: str = "", styles: str = "") -> bytes:
    """A Word document with that body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        if numbering:
            archive.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>')
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')
    return file.getvalue()


def paragraph(text: str, level: int | None = None, number: int = 1, style: str = "") -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if level is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%3.%4")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">'
    + level(0, "chineseCounting", "第%1条")
    + level(1, "bullet", "·")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def text_of(data: bytes) -> list[str]:
    return read_file(data, "x.docx").text.split("\n")


def test_numbers_that_word_draws_are_written_out():
    body = "".join(
        [
            paragraph("总则", 0),
            paragraph("目的", 1),
            paragraph("范围", 1),
            paragraph("前台", 2),
            paragraph("白班", 3),
            paragraph("职责", 0),
            paragraph("接待", 1),
        ]
    )
    assert text_of(word(body, LISTS)) == ["一、总则", "（一）目的", "（二）范围", "1.前台", "1.1 白班", "二、职责", "（一）接待"]


def test_articles_bullets_and_another_start_are_written_out():
    body = paragraph("接待", 0, 2) + paragraph("来访", 1, 2) + paragraph("登记", 0, 2) + paragraph("附则", 0, 3)
    assert text_of(word(body, LISTS)) == ["第一条接待", "- 来访", "第二条登记", "第五条附则"]


def test_a_number_may_come_from_the_style():
    own = '<w:style w:styleId="h"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    styles = own + '<w:style w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    assert text_of(word(paragraph("接待", style="h") + paragraph("登记", style="i"), LISTS, styles=styles)) == ["第一条接待", "第二条登记"]


def test_deleted_words_are_left_out_and_inserted_ones_stay():
    changed = "<w:del><w:r><w:delText>不</w:delText></w:r></w:del><w:ins><w:r><w:t>须</w:t></w:r></w:ins>"
    body = f"<w:p><w:r><w:t>前台</w:t></w:r>{changed}<w:r><w:t>值守</w:t></w:r></w:p>"
    assert text_of(word(body)) == ["前台须值守"]


def test_cells_of_a_table_come_in_order():
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format(paragraph("岗位"), paragraph("人数"))
    assert text_of(word(paragraph("编制") + f"<w:tbl>{row}</w:tbl>" + paragraph("说明"))) == ["编制", "岗位", "人数", "说明"]


def test_a_word_document_gives_its_tree():
    body = paragraph("前台管理制度") + paragraph("总则", 0) + paragraph("为了接待客人,制定本制度。", 1) + paragraph("附则", 0)
    (document,) = import_file(word(body, LISTS), "x.docx").documents
    assert (document.title, [node.path for node in document.nodes]) == ("前台管理制度", [("一",), ("一", "(一)"), ("二",)])


def bomb() -> bytes:
    return word("<w:p>" + " " * 40_000_000 + "</w:p>")


def misplaced(archive: bytes) -> bytes:
    """The archive, whose directory says that it stands 65,536 bytes further than it does."""
    at = archive.rindex(b"PK\x05\x06") + 18
    return archive[:at] + b"\x01" + archive[at + 1 :]


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(bomb, "refused", id="zip bomb"),
        pytest.param(lambda: word(paragraph("&e;"), head=ENTITY), "refused", id="external entity"),
        pytest.param(lambda: word(paragraph("&b;"), head=LAUGHS), "refused", id="entities that grow"),
        pytest.param(lambda: word("<w:p>"), "damaged", id="broken xml"),
        pytest.param(lambda: word(paragraph("好"))[:-30], "damaged", id="broken zip"),
        pytest.param(lambda: misplaced(word(paragraph("好"))), "damaged", id="directory before the file"),
        pytest.param(lambda: b"PK\x03\x04" + b"\x00" * 50, "damaged", id="no zip"),
        pytest.param(lambda: word(paragraph("好"), numbering="<w:num"), "damaged", id="broken numbering"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Word", id="doc"),
        pytest.param(lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF", id="pdf"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "not a text", id="picture"),
        pytest.param(lambda: bytes(range(256)) * 40, "read|not a text", id="binary"),
        pytest.param(lambda: b" \n ", "empty", id="empty"),
        pytest.param(lambda: b"a" * (LARGEST + 1), "larger", id="too large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, words):
    with translation.override("en"), pytest.raises(Unreadable, match=words):
        import_file(data(), "x.docx")


def other_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "好")
    return file.getvalue()


def test_another_archive_is_refused():
    with translation.override("en"), pytest.raises(Unreadable, match="no Word document"):
        read_file(other_zip(), "x.zip")


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body>{body}</body></html>".encode()


def test_a_page_is_known_by_its_content_and_becomes_lines():
    source = read_file(
        page("<nav>首页</nav><h1>前台管理制度</h1><script>var a</script><p>一、总<b>则</b></p><div>接待<br>登记</div>"), "x.txt"
    )
    assert (source.container, source.text) == ("html", "前台管理制度\n一、总则\n接待\n登记")


def test_numbers_of_lists_become_markers():
    plain = '<ol><li>接待</li><li>登记<ul><li>姓名</li></ul></li></ol><ol start="3"><li>送别</li></ol>'
    body = plain + '<ol type="cjk-ideographic"><li>总则</li></ol><ol><li>1. 写明</li></ol>'
    assert read_file(page(body), "x.html").text.split("\n") == ["1. 接待", "2. 登记", "- 姓名", "3. 送别", "一、总则", "1. 写明"]


def test_a_page_in_the_encoding_it_declares():
    data = page("<p>前台管理制度</p>", '<meta charset="gb2312">').decode().encode("gb18030")
    assert read_file(data, "x.html").text == "前台管理制度"


def test_a_page_nested_very_deep_is_read():
    assert read_file(page("<div>" * 20_000 + "好" + "</div>" * 20_000), "x.html").text == "好"


def test_headings_and_emphasis_of_markdown_are_no_words():
    (document,) = import_file("# 前台管理制度\n\n## 一、总则\n\n**接待**客人。\n".encode(), "x.md").documents
    assert (document.title, document.nodes[0].heading, document.nodes[0].text) == ("前台管理制度", "总则", "接待客人。")


def test_pasted_text_needs_no_name():
    assert import_file(HANS.encode(), "").documents[0].source == ""


QUICK = settings(max_examples=150, deadline=None)
PIECES = [
    "一、",
    "(一)",
    "1.",
    "1、",
    "(1)",
    "第一章",
    "第二条",
    "1.1 ",
    "- ",
    "\n",
    "\n\n",
    "。",
    ";",
    ":",
    "[X]",
    "____",
    "制度",
    "管理制度",
    "员工",
    "9:00",
    "??",
    "(yè)",
    "版权所有",
    " ",
    "\ue789",
    "?",
    "篇一:",
    "【",
    "】",
]


@QUICK
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=80).map("".join))
def test_any_mixture_of_words_and_markers_gives_a_result(text):
    data = text.encode("utf-8", errors="replace")
    try:
        found = import_file(data, "x.txt")
    except Unreadable:
        return
    for document in found.documents:
        paths = [node.path for node in document.nodes]
        assert len(paths) == len(set(paths))
        offsets = [node.offset for node in document.nodes]
        assert all(one[0] <= one[1] <= other[0] for one, other in pairwise(offsets))
        assert sum(document.markers.values()) == sum(bool(node.label) for node in document.nodes)


@QUICK
@given(st.binary(max_size=400), st.sampled_from(["x.txt", "x.docx", "x.html", "x.md"]))
def test_any_bytes_give_a_result_or_a_sentence(data, name):
    try:
        import_file(data, name).as_json()
    except Unreadable as refusal:
        said = str(refusal)
    else:
        said = "a result"
    assert said


@QUICK
@given(st.data())
def test_a_word_document_with_flipped_bytes_gives_a_result_or_a_sentence(data):
    sound = bytearray(word(paragraph("总则", 0) + paragraph("接待", 1), LISTS))
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), min_size=1, max_size=6)):
        sound[place] = data.draw(st.integers(0, 255))
    try:
        import_file(bytes(sound), "x.docx")
    except Unreadable as refusal:
        said = str(refusal)
    else:
        said = "a result"
    assert said
