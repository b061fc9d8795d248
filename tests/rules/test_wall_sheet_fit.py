"""Which type fills a sheet, and what is offered when none is large enough."""

from decimal import Decimal

import pytest

from common.errors import RuleBroken
from rules.sheets.blocks import blocks
from rules.sheets.layout import Flow, lines_of, rhythm
from rules.sheets.planning import Order, Plan, plan
from rules.sheets.rendering import DoesNotFit, print_sheet
from rules.sheets.sizes import SIZES, size_of
from tests.rules.wall_samples import SENTENCES, Seen, find, listed, rulebook

FORTY = listed([SENTENCES[index % 5] for index in range(40)])


@pytest.fixture(scope="module")
def short() -> Seen:
    return Seen(print_sheet(listed(SENTENCES), size="A3").pdf)


def planned(sheet, size="A2", **order) -> Plan:
    return plan(sheet, Order(size_of(size), **order))


@pytest.fixture(scope="module")
def refused() -> DoesNotFit:
    with pytest.raises(DoesNotFit) as caught:
        print_sheet(FORTY, size="A4", distance_m=Decimal("1.2"))
    return caught.value


def test_type_in_the_file_is_the_size_that_is_told():
    printed = print_sheet(listed(SENTENCES), size="A3")
    assert find(Seen(printed.pdf).glyphs(), SENTENCES[1])[0].size == pytest.approx(float(printed.points), abs=0.02)


@pytest.mark.parametrize("name", SIZES)
def test_type_is_never_smaller_than_can_be_read(name):
    made = planned(rulebook(), name, sheets=2 if name == "A4" else 1)
    assert made.points >= made.order.least_points


@pytest.mark.parametrize(
    ("distance", "least", "comfortable"),
    [("0.5", "9", "10.5"), ("1.0", "9.4", "14.2"), ("1.5", "14.2", "21.3"), ("2.0", "18.9", "28.3"), ("3.0", "28.3", "42.5")],
)
def test_least_type_follows_from_the_distance(distance, least, comfortable):
    order = Order(size_of("A2"), distance_m=Decimal(distance))
    assert (order.least_points, order.comfortable_points) == (Decimal(least), Decimal(comfortable))


def test_larger_sheet_gets_larger_type():
    points = [planned(rulebook(), name).points for name in ("A3", "A2", "A1", "80x120")]
    assert points == sorted(points)
    assert points[-1] > 2 * points[0]


def test_less_text_gets_larger_type():
    points = [planned(listed([SENTENCES[index % 5] for index in range(count)])).points for count in (60, 30, 12)]
    assert points == sorted(points)


def test_short_text_does_not_shout():
    made = planned(listed(["关灯。"]))
    assert made.frame.inner / made.fit.em_mm >= 26


@pytest.mark.parametrize("count", [8, 12, 20, 40, 60])
def test_text_fills_the_sheet(count):
    made = planned(listed([SENTENCES[index % 5] for index in range(count)]), "60x90")
    white = made.fit.drop_em / 0.4 * made.fit.em_mm
    assert white < 0.06 * made.frame.height


def test_few_clauses_hang_a_little_above_the_middle():
    glyphs = Seen(print_sheet(listed(["关灯。", "锁门。", "关窗。"]), size="A2").pdf).glyphs()
    title, last = find(glyphs, "办公室")[0].y, find(glyphs, "关窗")[0].y
    assert title > 0.7 * 1684
    assert 0.3 * 1684 < last < 0.55 * 1684


def test_many_short_lines_are_set_in_two_columns():
    assert len(planned(FORTY).fit.pages[0]) == 2
    assert len(planned(listed(SENTENCES)).fit.pages[0]) == 1


def test_columns_are_as_many_as_asked_for():
    assert len(planned(FORTY, columns=1).fit.pages[0]) == 1


def test_lines_of_a_column_fill_its_width_to_the_hair():
    made = planned(rulebook())
    columns = len(made.fit.pages[0])
    assert (columns * made.fit.column_em + (columns - 1) * 3) * made.fit.em_mm == pytest.approx(made.frame.inner)


def test_band_takes_its_share_of_the_height():
    for size in SIZES.values():
        for orientation in ("portrait", "landscape"):
            made = planned(listed(SENTENCES), size.name, orientation=orientation)
            assert 0.08 <= made.frame.head / made.frame.height <= 0.12


def test_title_stands_below_the_band(short):
    top = find(short.glyphs(), "办公室")[0]
    assert top.y + top.size < (1 - size_of("A3").head) * short.pdf[0].get_height()


def test_title_is_larger_than_the_text_and_long_ones_take_two_lines():
    assert 2.5 <= planned(listed(SENTENCES)).fit.title.scale <= 3.5
    long = planned(listed(SENTENCES * 3, title="总部及各分支机构员工考勤、请假、加班与外出管理实施细则"), columns=1).fit.title
    assert long.lines == ("总部及各分支机构员工考勤、", "请假、加班与外出管理实施细则")
    assert long.scale > 1.6


def test_long_company_name_takes_two_lines_rather_than_small_type():
    name = "星河（上海）运营科技集团股份有限公司长三角一体化示范区第一分公司"
    made = planned(listed(SENTENCES, company=name), "A4")
    assert "".join(made.frame.name) == name
    assert len(made.frame.name) == 2
    assert made.frame.name_mm > 0.18 * made.frame.head


def test_control_block_shrinks_a_little_before_the_foot_grows():
    plain, long = planned(listed(SENTENCES)).feet[0], planned(listed(SENTENCES, scope="全体员工，" * 20)).feet[0]
    assert plain.points == pytest.approx(size_of("A2").note_points)
    assert long.points < plain.points
    assert long.height_mm < 1.15 * plain.height_mm


# -- when it does not fit


def test_text_too_long_is_refused_with_the_type_that_would_fit(refused):
    assert refused.least_points == Decimal("11.3")
    assert Decimal(5) < refused.points < refused.least_points


def test_refusal_says_what_would_do(refused):
    assert "A4" in str(refused)
    assert str(refused.points) in str(refused)
    assert all(offer in str(refused) for offer in refused.offers)


def test_offered_sizes_are_those_that_fit(refused):
    assert refused.offers
    larger = [size.name for size in SIZES.values() if size.name != "A4"]
    assert refused.offers == [name for name in larger if fits(name)]


def fits(name: str, sheets: int = 1) -> bool:
    try:
        planned(FORTY, name, distance_m=Decimal("1.2"), sheets=sheets)
    except DoesNotFit:
        return False
    return True


def test_smallest_offer_prints(refused):
    printed = print_sheet(FORTY, size=refused.offers[0], distance_m=Decimal("1.2"))
    assert printed.points >= refused.least_points


def test_offered_number_of_sheets_is_the_least_that_fits(refused):
    assert refused.sheets_needed >= 2
    assert fits("A4", refused.sheets_needed)
    assert not fits("A4", refused.sheets_needed - 1)


def test_two_sheets_are_offered_when_they_do():
    far = Decimal(1)
    with pytest.raises(DoesNotFit) as caught:
        planned(rulebook(), "A4", distance_m=far)
    assert caught.value.fits_on_two
    assert planned(rulebook(), "A4", distance_m=far, sheets=2).points >= caught.value.least_points


def test_nothing_is_offered_when_nothing_helps():
    with pytest.raises(DoesNotFit) as caught:
        planned(listed(["门窗。" * 100] * 60), "80x120", distance_m=Decimal(15))
    assert (caught.value.offers, caught.value.sheets_needed) == ([], 0)


# -- several sheets, chosen clauses


@pytest.fixture(scope="module")
def pair() -> Seen:
    return Seen(print_sheet(rulebook(), size="A4", sheets=2).pdf)


def test_two_sheets_hold_every_clause_once(pair):
    assert len(pair) == 2
    for clause in rulebook().clauses:
        words = "".join(("" if piece.is_blank else piece.text) for piece in clause.pieces)
        assert pair.whole.count(clause.heading + words) >= 1
    assert pair.whole.count("凌晨10以前的打卡") == 1


def test_each_of_two_sheets_says_which_it_is(pair):
    for page in (0, 1):
        assert f"{page + 1}/2" in pair.text(page)
        assert "考勤管理制度" in pair.text(page)
        assert pair.qr_text(page) == rulebook().url


def starts_of(texts: list[str]) -> tuple[Flow, list[int]]:
    """A flow, and the rows with which a column may begin."""
    parts = blocks(listed(texts).clauses)
    flow = Flow(parts, [lines_of(part, 20) for part in parts], rhythm(0))
    return flow, sorted(flow.starts)


def test_no_column_ends_with_a_heading():
    made = planned(rulebook())
    flow = Flow(made.blocks, [1] * len(made.blocks), rhythm(0))
    assert {made.blocks[start - 1].is_chapter for start in flow.starts if start} == {False}


def test_short_clause_is_never_parted_and_a_long_one_keeps_three_lines():
    flow, starts = starts_of(["门窗" * 40, "门窗" * 80])
    first, second = ([line for number, line in flow.rows if number == block][-1] + 1 for block in (0, 1))
    assert (first, second) == (5, 9)
    assert starts == [0, first, *(first + line for line in range(3, second - 2))]


def test_text_too_short_for_two_sheets_is_refused():
    with pytest.raises(RuleBroken):
        planned(listed(["关灯。"]), sheets=2)


def test_chosen_clauses_stand_under_their_headings():
    found = Seen(print_sheet(rulebook(), size="A4", only={"四（二）"}).pdf)
    assert "四、迟到和早退" in found.whole
    assert "（二）轻微迟到早退" in found.whole
    assert "（一）计算" not in found.whole
    assert "总则" not in found.whole


def test_chosen_chapter_brings_its_clauses():
    made = planned(rulebook(), "A4", only={"五", "六（一）"})
    assert [block.marker for block in made.blocks] == ["", "（一）", "（二）", "（三）", "", "（一）"]


def test_chosen_clauses_are_called_an_excerpt():
    found = Seen(print_sheet(rulebook(lang="en"), size="A4", only={"五"}).pdf)
    assert "考勤管理制度(excerpt)" in found.whole


def test_clause_that_the_edition_lacks_is_refused():
    with pytest.raises(RuleBroken, match="九"):
        planned(rulebook(), only={"五", "九"})
    with pytest.raises(RuleBroken):
        planned(rulebook(), only=set())
