"""The printed sheet, read back from the PDF."""

import logging
import re
from decimal import Decimal
from itertools import combinations

import pytest
from django.utils import translation
from django.utils.translation import pgettext
from pypdfium2 import raw

from common.errors import RuleBroken
from common.pdf import parsed
from rules.domain.text import Piece
from rules.sheets.rendering import Printed, print_sheet
from rules.sheets.sheet import SheetClause
from rules.sheets.sizes import SIZES
from tests.rules.wall_samples import SENTENCES, URL, Seen, find, listed, rulebook, sheet

LONG = {
    "title": "星河运营科技有限公司总部及各分支机构员工考勤、请假、加班与外出管理实施细则（试行）",
    "company": "星河（上海）运营科技集团股份有限公司长三角一体化示范区第一分公司",
    "department": "综合运营与行政人事管理中心",
    "number": "XH-SH-OPS-ZD-RS-2026-000000123-REV-A2",
    "prepared_by": "欧阳明月、司马相如、诸葛孔明",
    "replaces": "第12版（2025年12月31日起施行）",
    "scope": "公司全体员工（含试用期、实习、劳务派遣、外包驻场人员），各分公司、子公司参照执行；高级管理人员另有规定的从其规定",
    "url": "https://operations.long-company-name.example.com.cn/public/rules/r/7F3K2A9Q",
}


def label(text: str) -> str:
    """What stands on a Chinese sheet."""
    with translation.override("zh-hans"):
        return "".join(pgettext("wall sheet", text).split())


@pytest.fixture(scope="module")
def printed() -> Printed:
    return print_sheet(rulebook(), size="A2")


@pytest.fixture(scope="module")
def seen(printed) -> Seen:
    return Seen(printed.pdf)


@pytest.fixture(scope="module")
def long_names() -> dict[str, Seen]:
    return {name: Seen(print_sheet(rulebook(**LONG), size=name).pdf) for name in ("40x60", "A2")}


# -- the page


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("size", SIZES.values(), ids=lambda size: size.name)
def test_page_has_its_real_size(size, orientation):
    found = Seen(print_sheet(listed(SENTENCES[:3]), size=size.name, orientation=orientation).pdf)
    sides = (size.width_mm, size.height_mm) if orientation == "portrait" else (size.height_mm, size.width_mm)
    assert len(found) == 1
    assert found.size_mm() == pytest.approx(sides, abs=0.5)


def test_size_is_understood_as_people_write_it():
    assert Seen(print_sheet(listed(SENTENCES[:2]), size="60×90").pdf).size_mm() == pytest.approx((600, 900), abs=0.5)


def test_unknown_size_is_refused_with_the_sizes_there_are():
    with pytest.raises(RuleBroken, match="A4, A3, 40x60, A2, A1, 60x90, 80x120"):
        print_sheet(listed(SENTENCES), size="B5")


@pytest.mark.parametrize(
    "order",
    [{"orientation": "upside"}, {"columns": 3}, {"distance_m": Decimal("0.1")}, {"distance_m": Decimal(21)}, {"sheets": 0}, {"sheets": 7}],
    ids=str,
)
def test_order_that_makes_no_sense_is_refused(order):
    with pytest.raises(RuleBroken):
        print_sheet(listed(SENTENCES), **order)


@pytest.mark.parametrize("made", [listed(SENTENCES, url=""), sheet(()), listed([" "])], ids=["no address", "no clause", "no words"])
def test_sheet_without_text_or_address_is_refused(made):
    with pytest.raises(RuleBroken):
        print_sheet(made)


# -- the text


def test_every_clause_can_be_read_in_the_file(seen):
    for one in rulebook().clauses:
        words = one.marker + one.heading + "".join("" if piece.is_blank else piece.text for piece in one.pieces)
        assert "".join(words.split()) in seen.whole


def test_text_layer_has_nothing_between_the_signs_of_a_line(printed):
    text = Seen(printed.pdf).pdf[0].get_textpage().get_text_range()
    assert "迟到或早退在10分钟以内（含本数）" in text.replace("\r\n", "")


def test_decided_figure_is_bold_and_its_unit_is_not(seen):
    one, zero, unit = find(seen.glyphs(), "在10分钟")[1:4]
    assert one.font.endswith("Bold")
    assert zero.font.endswith("Bold")
    assert not unit.font.endswith("Bold")


def test_open_blank_is_an_empty_rule():
    clause = SheetClause(1, "1.", "", (Piece("当月满"), Piece("____", "att.late.serious_count", is_blank=True), Piece("次的，提醒。")), "1")
    seen = Seen(print_sheet(sheet((clause,)), size="A2").pdf)
    before, after = find(seen.glyphs(), "当月满次的")[2:4]
    picture = seen.picture(dpi=144)
    scale = picture.height / seen.pdf[0].get_size()[1]
    middle, width = (before.x + before.size + after.x) / 2, after.x - before.x - before.size
    column = [picture.getpixel((round(middle * scale), round(picture.height - (before.y - drop) * scale)))[0] for drop in range(-2, 8)]
    assert width > 2.5 * before.size
    assert min(column) < 110


def test_clause_with_an_open_blank_says_that_it_does_nothing_yet(seen):
    assert seen.whole.count(label("(open, not in force yet)")) == 1


def rows_of(text: str) -> list[list]:
    """The lines of one numbered clause, each with its glyphs."""
    made = print_sheet(sheet((SheetClause(1, "（一）", "", (Piece(text),), "一"),)), size="A3", columns=1)
    rows: dict[int, list] = {}
    for glyph in Seen(made.pdf).glyphs():
        if glyph.size == pytest.approx(float(made.points), abs=0.05):
            rows.setdefault(round(glyph.y), []).append(glyph)
    return list(rows.values())


def test_numbers_hang_left_of_their_text():
    first, *others = rows_of("会议室用完恢复原状关灯关空调关投影" * 8)
    assert {round(row[0].x - first[3].x, 1) for row in others} == {0.0}
    assert first[0].x < first[3].x - 2 * first[0].size


def test_lines_end_on_one_edge():
    rows = rows_of("会议室用完，恢复原状；关灯、关空调（含投影），锁好门窗离开。" * 12)[:-1]
    ends = [row[-1] for row in rows if row[-1].char not in "，。、；）"]
    assert len(ends) > 4
    assert max(end.x for end in ends) - min(end.x for end in ends) < 0.1 * ends[0].size


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(printed):
    lines = Seen(printed.pdf).pdf[0].get_textpage().get_text_range().split("\r\n")
    assert not [line for line in lines if re.match(r"[，。、；：！？）》”]", line) or re.search(r"[（《“]$", line)]


def test_markup_in_a_text_is_printed_as_it_stands():
    nasty = '<img src="http://example.invalid/a.png"><script>1</script>&lt;'
    found = Seen(print_sheet(listed([nasty, "会议室"], title="<b>粗</b>"), size="A3").pdf)
    assert nasty.replace(" ", "") in found.whole
    assert "<b>粗</b>" in found.whole


# -- the foot


def test_qr_code_says_the_address(seen):
    assert seen.qr_text() == URL


def test_address_stands_below_the_code_as_one_types_it(seen):
    assert "ops.example.cn/r/7F3K2A" in seen.whole
    assert "https" not in seen.whole


def test_control_block_says_which_text_hangs_there(seen):
    for fact in ("YY-ZD-001", "3fa94c01", "2026年11月16日", "2026年12月1日", "李雯", "王建国", "陈海燕", "第2版", "运营部全体员工"):
        assert fact in seen.whole
    assert "3fa94c013" not in seen.whole


def test_seal_has_its_place_on_boards_and_none_on_office_paper(seen):
    assert label("(seal)") in seen.whole
    assert label("(seal)") not in Seen(print_sheet(listed(SENTENCES), size="A3").pdf).whole


def test_draft_says_so_across_the_sheet_and_in_the_control_block():
    found = Seen(print_sheet(listed(SENTENCES, is_draft=True, published_on=None), size="A3").pdf)
    across = find(found.glyphs(), label("Draft"))[0]
    assert across.size > 150
    assert label("Draft, not in force") in found.whole
    assert label("Controlled copy No.") not in found.whole


def test_published_sheet_says_nothing_of_a_draft(seen):
    assert label("Draft") not in seen.whole


# -- nothing collides


def overlaps(found: Seen, page: int = 0) -> list:
    return [(one, other) for one, other in combinations(found.boxes(page), 2) if one.overlaps(other, slack=0.4)]


def outside(found: Seen, page: int = 0) -> list:
    width, height = found.pdf[page].get_size()
    margin = 0.05 * min(width, height)
    return [box for box in found.boxes(page) if box.left < margin or box.right > width - margin or box.bottom < 0 or box.top > height]


@pytest.mark.parametrize("size", ["40x60", "A2"])
def test_long_names_collide_with_nothing(long_names, size):
    assert overlaps(long_names[size]) == []
    assert outside(long_names[size]) == []


def test_long_names_are_all_there(long_names):
    whole = long_names["A2"].whole
    for key in ("title", "department", "number", "prepared_by", "replaces", "scope"):
        assert LONG[key] in whole
    assert all(half in whole for half in (LONG["company"][:14], LONG["company"][18:]))  # on two lines


def test_long_names_leave_the_code_readable(long_names):
    assert long_names["40x60"].qr_text() == LONG["url"]


@pytest.mark.parametrize(
    ("count", "order"),
    [
        (3, {"size": "A2"}),
        (3, {"size": "A4", "orientation": "landscape"}),
        (12, {"size": "40x60"}),
        (12, {"size": "A1", "orientation": "landscape"}),
        (60, {"size": "60x90"}),
        (60, {"size": "A2", "columns": 2}),
        (24, {"size": "A4", "sheets": 2}),
    ],
    ids=str,
)
def test_any_length_of_text_stands_clear_of_everything_else(count, order):
    found = Seen(print_sheet(listed([SENTENCES[index % 5] for index in range(count)]), **order).pdf)
    assert len(found) == order.get("sheets", 1)
    for page in range(len(found)):
        assert overlaps(found, page) == []
        assert outside(found, page) == []
    assert all(found.whole.count(f"{index}.{SENTENCES[(index - 1) % 5]}") == 1 for index in range(10, count + 1))


def test_long_clause_is_parted_between_columns_without_losing_a_word():
    text = "为了规范办公秩序，提高工作效率，" * 25
    found = Seen(print_sheet(listed([text, *SENTENCES[:2]]), size="60x90", columns=2).pdf)
    assert text in found.whole
    assert overlaps(found) == []


def test_english_clause_breaks_between_words():
    text = "Employees who cannot read Chinese may ask the HR desk for a summary; it’s provided within 3 working days."
    found = Seen(print_sheet(listed([SENTENCES[0], text]), size="A3").pdf)
    lines = found.pdf[0].get_textpage().get_text_range().split("\r\n")
    english = [line.split() for line in lines if re.search(r"Employees|summary|days", line)]
    assert len(english) > 1
    assert {word for line in english for word in line} - {"2."} <= set(text.split())


def test_number_of_an_english_clause_hangs_where_the_others_hang():
    clauses = tuple(
        SheetClause(1, f"（{mark}）", "", (Piece(text),), mark) for mark, text in (("一", SENTENCES[0]), ("二", "Lock the door."))
    )
    glyphs = Seen(print_sheet(sheet(clauses), size="A3").pdf).glyphs()
    assert find(glyphs, "（一）")[0].x == pytest.approx(find(glyphs, "（二）")[0].x, abs=0.01)
    assert find(glyphs, "（一）")[2].x == pytest.approx(find(glyphs, "（二）")[2].x, abs=0.01)


# -- the file


def test_fonts_are_noto_and_embedded_as_subsets(seen):
    runs = list(seen.pdf[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]))
    assert all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(run)) for run in runs)
    assert {re.sub(r"^[A-Z]{6}\+", "", glyph.font) for glyph in seen.glyphs()} == {"Noto-Sans-CJK-SC", "Noto-Sans-CJK-SC-Bold"}


def test_file_is_small_and_says_whose_it_is(printed, seen):
    assert len(printed.pdf) < 600_000
    assert seen.pdf.get_metadata_value("Title") == "考勤管理制度"
    assert seen.pdf.get_metadata_value("Author") == "星河运营科技有限公司"
    assert seen.pdf.is_tagged()


def test_same_sheet_gives_the_same_bytes(printed):
    again = print_sheet(rulebook(), size="A2")
    assert again.pdf == printed.pdf
    assert again.sha256 == printed.sha256


def test_nothing_to_note_on_an_ordinary_sheet(printed):
    assert printed.notes == ()


@pytest.mark.parametrize("order", [{"size": "A2"}, {"size": "A4", "orientation": "landscape"}], ids=str)
def test_writer_understands_everything_it_is_given(order, caplog):
    parsed.cache_clear()
    with caplog.at_level(logging.WARNING, "weasyprint"):
        print_sheet(listed(SENTENCES, is_draft=True), **order)
    assert caplog.messages == []


def test_character_without_a_glyph_is_noted():
    assert any("\ue000" in note for note in print_sheet(listed(["会议\ue000室", "门窗"]), size="A4").notes)


def test_small_dots_of_the_code_are_noted():
    notes = print_sheet(listed(SENTENCES, url=URL + "?" + "a" * 120), size="A4").notes
    assert any("mm" in note or "毫米" in note for note in notes)


def test_sheet_speaks_its_own_language_whoever_prints_it():
    with translation.override("en"):
        chinese = Seen(print_sheet(listed(SENTENCES[:2]), size="A4").pdf)
        assert translation.get_language() == "en"
    with translation.override("zh-hans"):
        english = Seen(print_sheet(listed(["Lock the door."], lang="en"), size="A4").pdf)
    assert label("Check code") in chinese.whole
    assert "2026年11月16日" in chinese.whole
    assert "Checkcode" in english.whole
    assert "16Nov2026" in english.whole


def test_clause_of_several_paragraphs_keeps_them_apart():
    text = SheetClause(1, "1.", "", (Piece("会议室用完恢复原状。\n最后离开的人关灯。"),), "1")
    glyphs = Seen(print_sheet(sheet((text,)), size="A4").pdf).glyphs()
    assert find(glyphs, "会议室")[0].y > find(glyphs, "最后离开")[0].y
    assert find(glyphs, "会议室")[0].x == pytest.approx(find(glyphs, "最后离开")[0].x)
