"""The second design: official paper with a red head, for any document, and the text in the other script."""

import logging
import re
from decimal import Decimal
from itertools import combinations

import pytest
from django.utils import translation
from django.utils.translation import pgettext

from common.errors import RuleBroken
from common.pdf import parsed
from rules.domain.text import Piece
from rules.models import Edition
from rules.services.sheets import Options, printed, store_sheet
from rules.sheets.atoms import Span, paragraphs
from rules.sheets.composing import lines
from rules.sheets.designs import RED_HEAD
from rules.sheets.planning import Order, Plan, plan
from rules.sheets.rendering import print_sheet
from rules.sheets.sheet import Sheet, SheetClause
from rules.sheets.sizes import SIZES, size_of
from rules.sheets.widths import char_width, set_in
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST
from tests.rules.test_wall_sheet import LONG
from tests.rules.wall_samples import SENTENCES, Seen, clause, find, listed, rulebook, sheet

SEAL_MM = 45
SLACK = 2.5  # points: the reader of the file takes bold serif signs for wider than they are


def label(text: str) -> str:
    """What stands on a Chinese sheet."""
    with translation.override("zh-hans"):
        return "".join(pgettext("wall sheet", text).split())


def seen(made: Sheet, **order) -> Seen:
    return Seen(print_sheet(made, **{"size": "A3", "design": "red_head", **order}).pdf)


def planned(made: Sheet, size: str = "A2", **order) -> Plan:
    return plan(made, Order(size_of(size), design=RED_HEAD, **order))


@pytest.fixture(scope="module")
def board() -> Seen:
    return seen(rulebook(), size="A2")


# -- the look


def test_name_of_the_company_is_the_largest_type_and_red(board):
    name = find(board.glyphs(), "星河运营科技有限公司")
    assert {glyph.size for glyph in name} == {max(glyph.size for glyph in board.glyphs())}
    picture = board.picture()
    middle = picture.height - (name[0].y + name[0].size * 0.35)
    row = [picture.getpixel((x, round(middle))) for x in range(round(name[0].x), round(name[-1].x))]
    assert any(red > 140 and green < 60 and blue < 60 for red, green, blue in row)


def test_number_has_its_year_in_the_brackets_of_official_paper(board):
    assert "YY-ZD-001〔2026〕" in board.whole


def test_red_rule_lies_between_number_and_title(board):
    number, title = find(board.glyphs(), "〔2026〕")[0], find(board.glyphs(), "考勤管理制度")[0]
    picture = board.picture()
    centre = [picture.getpixel((100, y)) for y in range(round(picture.height - number.y), round(picture.height - title.y - title.size))]
    assert sum(red > 140 and green < 60 for red, green, _blue in centre) >= 3


def test_title_stays_below_the_name_in_size():
    for made in (listed(["关灯。"]), rulebook()):
        for size in SIZES:
            if size != "A4" or made.title != "考勤管理制度":
                found = planned(made, size)
                assert found.fit.title.scale * found.fit.em_mm < 0.8 * found.frame.name_mm + 1e-6


def test_type_is_serif_throughout_and_noted_nowhere():
    made = print_sheet(rulebook(), size="A2", design="red_head")
    fonts = {re.sub(r"^[A-Z]{6}\+", "", glyph.font) for glyph in Seen(made.pdf).glyphs()}
    assert {re.sub(r"-(Heavy|Black|Bold)$", "", font) for font in fonts} == {"Noto-Serif-CJK-SC"}
    assert made.notes == ()


def test_head_is_dark_enough_without_colour(board):
    name = find(board.glyphs(), "星河")[0]
    picture = board.picture().convert("L")
    left, top, side = round(name.x), round(picture.height - name.y - name.size), round(name.size)
    grey = picture.crop((left, top, left + side, top + side))
    assert grey.getextrema()[0] < 70


def test_issuer_and_date_stand_at_the_lower_right_below_room_for_the_seal():
    for size in ("A4", "A2"):
        found = seen(listed(SENTENCES), size=size)
        width = found.pdf[0].get_width()
        seal, issuer = find(found.glyphs(), label("(seal)"))[0], [g for g in found.glyphs() if g.char == "运" and g.x > 0.6 * width]
        assert seal.x > 0.6 * width
        assert issuer[-1].y < seal.y
        made = planned(listed(SENTENCES), size)
        assert made.feet[0].seal_mm == SEAL_MM


def test_seal_itself_is_never_drawn(board):
    assert not re.search(rb"/Subtype\s*/Image", print_sheet(listed(SENTENCES), size="A4", design="red_head").pdf)


def test_qr_code_and_control_block_are_there(board):
    assert board.qr_text() == rulebook().url
    for fact in ("YY-ZD-001", "3fa94c01", "2026年11月16日", "李雯", "王建国", "陈海燕"):
        assert fact in board.whole


def test_draft_says_so_and_has_no_year_of_its_own():
    found = seen(listed(SENTENCES, is_draft=True, published_on=None, effective_on=None))
    assert label("Draft, not in force") in found.whole
    assert "〔" not in found.whole


# -- any document, any board


def trouble(found: Seen, page: int = 0) -> list:
    """What collides with something else, or stands outside of the margins."""
    boxes = found.boxes(page)
    width, height = found.pdf[page].get_size()
    margin = 0.05 * min(width, height)
    collide = [(one, other) for one, other in combinations(boxes, 2) if one.overlaps(other, slack=SLACK)]
    return collide + [box for box in boxes if box.left < margin or box.right > width - margin or box.bottom < 0 or box.top > height]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("size", SIZES.values(), ids=lambda size: size.name)
def test_every_board_in_its_real_size_without_collision(size, orientation):
    found = seen(listed(SENTENCES[:4]), size=size.name, orientation=orientation)
    sides = (size.width_mm, size.height_mm) if orientation == "portrait" else (size.height_mm, size.width_mm)
    assert found.size_mm() == pytest.approx(sides, abs=0.5)
    assert trouble(found) == []


def article(number: str, heading: str, text: str) -> SheetClause:
    return SheetClause(1, f"第{number}条", heading, (Piece(text),), f"第{number}条")


def deep_tree() -> Sheet:
    level = [
        ("一、", ""),
        ("（一）", "记录到分，按月汇总。"),
        ("1.", "各岗位按此执行，不得拖延。"),
        ("（1）", "发现一次，书面警告。"),
        ("①", "首次提醒。"),
    ]
    made = [
        SheetClause(depth, marker, "关于各部门在执行中应当共同遵守的基本原则" if depth == 1 else "", (Piece(text),) if text else (), marker)
        for _round in range(5)
        for depth, (marker, text) in enumerate(level, 1)
    ]
    return sheet(tuple(made))


DOCUMENTS = {
    "long headings": sheet(
        tuple(article(number, "关于违反劳动纪律行为的认定标准与处理办法的若干规定" * 2, SENTENCES[4]) for number in "一二三四")
    ),
    "a deep tree": deep_tree(),
    "no headings": sheet(tuple(SheetClause(1, "", "", (Piece("执行中的问题，及时反馈。" * 14),), "") for _one in range(12))),
    "articles": sheet(tuple(article(number, "", SENTENCES[index % 5] * 3) for index, number in enumerate("一二三四五六七八九十"))),
    "2,000 characters": listed(["各部门遵照执行，不得有误，有问题及时反馈。" * 5] * 20),
    "long names": rulebook(**LONG),
    "English": listed(["Lock the door “when you leave”; it’s the last one’s duty."] * 6, lang="en", company="Galaxy Operations Ltd."),
}


@pytest.mark.parametrize("order", [{"size": "A2"}, {"size": "60x90", "orientation": "landscape"}], ids=lambda order: order["size"])
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_any_document_stands_clear_of_everything_else(document, order):
    found = seen(document, **order)
    assert len(found) == 1
    assert trouble(found) == []
    for one in document.clauses:
        words = one.marker + one.heading + "".join("" if piece.is_blank else piece.text for piece in one.pieces)
        assert "".join(words.split()) in found.whole


def test_two_sheets_each_say_which_they_are():
    found = seen(rulebook(), size="A4", sheets=2)
    for page in (0, 1):
        assert f"{page + 1}/2" in found.text(page)
        assert trouble(found, page) == []


def test_columns_and_distance_are_as_asked_for():
    assert len(planned(rulebook(), columns=1).fit.pages[0]) == 1
    assert planned(rulebook(), distance_m=Decimal("0.8")).order.least_points == Decimal("9")


def test_lines_with_latin_words_reach_the_edge_in_serif_type():
    text = "编号ABC-1234的设备，由IT部门WiFi管理员负责，版本2.1以上。" * 4
    made = print_sheet(listed([text]), size="A4", columns=1, design="red_head")
    rows: dict[int, list] = {}
    for glyph in Seen(made.pdf).glyphs():
        if glyph.size == pytest.approx(float(made.points), abs=0.05):
            rows.setdefault(round(glyph.y), []).append(glyph)
    with set_in("serif"):
        ends = [row[-1].x + char_width(row[-1].char) * row[-1].size for row in list(rows.values())[:-1]]
    assert len(ends) == 4
    assert max(ends) - min(ends) < 1


def test_writer_understands_everything_it_is_given(caplog):
    parsed.cache_clear()
    with caplog.at_level(logging.WARNING, "weasyprint"):
        print_sheet(listed(SENTENCES, is_draft=True), size="A3", design="red_head")
    assert caplog.messages == []


def test_same_sheet_gives_the_same_bytes():
    assert print_sheet(rulebook(), size="A2", design="red_head").pdf == print_sheet(rulebook(), size="A2", design="red_head").pdf


def test_unknown_design_and_script_are_refused():
    with pytest.raises(RuleBroken, match="band, red_head"):
        print_sheet(listed(SENTENCES), design="green")
    with pytest.raises(RuleBroken, match="hans"):
        print_sheet(listed(SENTENCES), script="latn")


# -- the other script


@pytest.mark.parametrize("design", ["band", "red_head"])
def test_text_is_printed_in_traditional_characters(design):
    found = Seen(print_sheet(rulebook(), size="A2", design=design, script="hant").pdf)
    assert "遲到或早退在10分鐘以內" in found.whole
    assert {re.sub(r".*CJK-|-Bold|-Heavy|-Black", "", glyph.font) for glyph in found.glyphs()} == {"TC"}


def test_traditional_text_is_printed_in_simplified_characters():
    made = sheet((clause("遲到10分鐘以內的，每次扣20元。"),), title="運營部規定")
    assert "迟到10分钟以内的，每次扣20元。" in seen(made, script="hans").whole


def test_traditional_document_gets_traditional_type_unasked():
    found = seen(sheet((clause("員工應當準時上下班，遲到的說明理由。"),), title="考勤規定"))
    assert "員工應當準時上下班" in found.whole
    assert {glyph.font.rpartition("CJK-")[2].partition("-")[0] for glyph in found.glyphs()} == {"TC"}


def test_names_of_people_stay_as_they_are_written():
    found = seen(listed(SENTENCES, prepared_by="范云"), script="hant")
    assert "范云" in found.whole


def test_markers_change_script_with_their_text_and_labels_still_choose():
    made = sheet((article("一", "", "迟到的说明理由。"), article("二", "", "早退的说明理由。")))
    found = seen(made, script="hant", only={"第二条"})
    assert "第二條早退的說明理由" in found.whole
    assert "遲到" not in found.whole


def test_marks_in_the_middle_of_their_em_keep_their_room():
    (text,) = paragraphs([Span("會議室用完恢復原狀關燈關空調後離開。")])
    with set_in("serif", "zh-TW"):
        assert len(lines(text, 17)) == 2
    assert len(lines(text, 17)) == 1


# -- what is kept, and the doors


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {"att.late.minor_max_minutes": 10}, on=FIRST)


@pytest.mark.django_db
def test_designs_and_scripts_are_kept_beside_each_other(edition):
    for design in ("band", "red_head"):
        for script in ("", "hant"):
            printed(edition=edition, options=Options(design=design, script=script), at=NOW)
    assert sorted(edition.sheets.values_list("design", "script")) == [
        ("band", ""),
        ("band", "hant"),
        ("red_head", ""),
        ("red_head", "hant"),
    ]
    assert len(set(edition.sheets.values_list("sha256", flat=True))) == 4


@pytest.mark.django_db
def test_kept_sheet_is_handed_out_again(edition):
    kept = store_sheet(edition_id=edition.pk, at=NOW, design="red_head")
    again = printed(edition=edition, options=Options(design="red_head"), at=NOW)
    assert again.sha256 == kept.sha256
    assert store_sheet(edition_id=edition.pk, at=NOW, design="red_head").pk == kept.pk


@pytest.mark.django_db
def test_draft_is_printed_and_not_kept(office):
    draft = making.rulebook(office, {"att.late.minor_max_minutes": 10})
    assert label("Draft, not in force") in Seen(printed(edition=draft, options=Options(design="red_head"), at=NOW).pdf).whole
    assert not draft.sheets.exists()
