from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.fapiao.reading import read
from tests.finance.fapiao.makers import pages, xml
from tests.finance.fapiao.makers.faces import FACES, WITHOUT_QR, drawn
from tests.finance.fapiao.makers.pdf import pdf
from tests.finance.fapiao.makers.values import credit_code, qr_text

WIDE = (280, 200)
LETTERS = "ABCDEFGHJKLMNPQRTUWXY0123456789"


def said(data: bytes) -> dict[str, str]:
    fields = read(data).as_json()
    return {name: value for name, value in fields.items() if name != "source"}


@pytest.mark.parametrize("style", range(len(pages.STYLES)))
@pytest.mark.parametrize("kind", FACES)
def test_a_page_is_read_in_every_layout_without_a_code(kind, style):
    face = FACES[kind]
    assert said(pdf([drawn(face, pages.STYLES[style])], size=WIDE)) == face.expected()


@pytest.mark.parametrize("kind", [kind for kind in FACES if kind not in WITHOUT_QR])
def test_the_code_and_the_page_together_give_every_field(kind):
    face = FACES[kind]
    read_back = read(pdf([drawn(face, pages.STYLES[1])], qr=qr_text(face), qr_at=(255, 4), size=WIDE))
    assert {name: value for name, value in read_back.as_json().items() if name != "source"} == face.expected()
    assert read_back.source["number"] == "qr"
    assert read_back.sure["number"] == "exact"


@given(
    fen=st.integers(1, 10**9), rate=st.sampled_from([Decimal("0.01"), Decimal("0.06"), Decimal("0.13")]),
    name=st.text("甲乙丙丁上海北京科技信息咨询（）有限公司ABC", min_size=4, max_size=24).map(lambda text: f"宏{text.strip()}公司"),
    organisation=st.text(LETTERS, min_size=8, max_size=8), style=st.sampled_from(pages.STYLES), old=st.booleans(), red=st.booleans(),
    serial=st.integers(0, 10**7 - 1),
)  # fmt: skip
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_made_values_come_back_from_a_page(*, fen, rate, name, organisation, style, old, red, serial):
    amount = Decimal(fen) / 100 * (-1 if red else 1)
    tax = (amount * rate).quantize(Decimal("0.01"))
    base = FACES["vat_electronic_ordinary" if old else "digital_special"]
    number = f"{20000000 + serial}" if old else f"2631200000{serial:010}"
    face = replace(base, number=number, amount=amount, tax=tax, total=amount + tax, buyer_name=name, buyer_tax_id=credit_code(organisation))
    assert said(pdf([drawn(face, style)], size=WIDE)) == face.expected()


def test_the_code_wins_over_the_page_and_the_difference_is_told():
    face = FACES["digital_ordinary"]
    other = replace(face, total=Decimal("999.00"), number="26312000000123450000")
    found = read(pdf([drawn(face, pages.STYLES[0])], qr=qr_text(other)))
    assert found.number == other.number
    assert any("QR" in str(note) and face.number in str(note) for note in found.notes)
    assert any("neither" in str(note) for note in found.notes)


def test_sums_that_do_not_fit_are_told():
    face = replace(FACES["digital_ordinary"], tax=Decimal("66.60"))
    assert any("add up" in str(note) for note in read(pdf([drawn(face, pages.STYLES[0])])).notes)


def test_a_seller_code_that_fails_its_check_is_told():
    face = replace(FACES["digital_ordinary"], seller_tax_id="91330106MA2H00007X")
    assert any("seller's" in str(note) for note in read(pdf([drawn(face, pages.STYLES[0])])).notes)


def test_a_red_fapiao_is_negative_and_says_so():
    face = replace(FACES["digital_ordinary"], amount=Decimal("-943.40"), tax=Decimal("-56.60"), total=Decimal("-1000.00"))
    piece = pages.Piece(14, 112, "被红冲蓝字数电票号码：25312000000111111111")
    found = read(pdf([[*drawn(face, pages.STYLES[0]), piece]]))
    assert (found.red, found.total, found.original_number, found.number) == (
        True, Decimal("-1000.00"), "25312000000111111111", face.number,
    )  # fmt: skip


def test_stars_for_the_tax_are_a_tax_of_nothing():
    face = replace(FACES["digital_ordinary"], stars=True, tax=Decimal("0.00"), amount=Decimal("1000.00"))
    assert said(pdf([drawn(face, pages.STYLES[0])])) == face.expected()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read(turn):
    face = FACES["digital_special"]
    assert said(pdf([drawn(face, pages.STYLES[0])], rotate=turn, qr=qr_text(face))) == face.expected()


def test_a_page_whose_letters_mean_nothing_is_read_by_its_code():
    face = FACES["digital_special"]
    found = read(pdf([drawn(face, pages.STYLES[0])], gibberish=True, qr=qr_text(face)))
    assert (found.number, found.total, found.seller_name) == (face.number, face.total, "")


def test_attached_data_win_over_the_page():
    face = FACES["digital_special"]
    other = replace(face, seller_name="另一家酒店有限公司")
    found = read(pdf([drawn(other, pages.STYLES[0])], attached={"invoice.xml": xml.einvoice(face).encode()}))
    assert (found.seller_name, found.source["seller_name"]) == (face.seller_name, "xml")


def test_an_air_itinerary_is_read_with_labels_beside_its_sums():
    face = FACES["air"]
    assert said(pdf([pages.air(face, pages.STYLES[0], table=False)], size=WIDE)) == face.expected()


def test_an_air_itinerary_is_read_when_sums_do_not_stand_under_the_middle_of_their_labels():
    face = FACES["air"]
    sums = [piece for piece in pages.air(face, pages.STYLES[0]) if piece.y == 67]
    rest = [piece for piece in pages.air(face, pages.STYLES[0]) if piece.y != 67]
    moved = [replace(piece, x=piece.x - 7) for piece in sums]
    assert said(pdf([rest + moved], size=WIDE)) == face.expected()


def test_a_receipt_of_a_hospital_is_another_kind():
    texts = ("上海市医疗门诊收费票据（电子）", "票据代码：06123456 票据号码：0012345678", "交款人：王小明 开票日期：2026-03-18",
             "金额合计（大写）壹佰圆整 （小写）100.00", "收款单位（章）：上海市信义医院")  # fmt: skip
    found = read(pdf([[pages.Piece(10, 10 + 8 * row, text) for row, text in enumerate(texts)]]))
    assert (found.kind, found.code, found.number, found.buyer_name, found.seller_name, found.total) == (
        "other", "06123456", "0012345678", "王小明", "上海市信义医院", Decimal("100.00"),
    )  # fmt: skip


@pytest.mark.parametrize("title", ["北京市出租汽车专用发票", "上海市定额发票", "浙江省公路旅客运输客票 发票联"])
def test_a_slip_has_a_sum_and_nobody(title):
    face = FACES["taxi"]
    assert said(pdf([pages.slip(face, pages.STYLES[0], title=title)], size=(90, 120))) == face.expected()


def test_nothing_of_the_traveller_is_kept():
    for kind in ("rail", "air"):
        found = repr(read(pdf([drawn(FACES[kind], pages.STYLES[0])], size=WIDE)))
        assert "李小红" not in found
        assert "310101199" not in found


def test_two_fapiao_in_one_file_are_refused():
    first, second = FACES["digital_ordinary"], replace(FACES["digital_ordinary"], number="26312000000999999999")
    from finance.fapiao.sentences import Unreadable

    with pytest.raises(Unreadable, match="several"):
        read(pdf([drawn(first, pages.STYLES[0]), drawn(second, pages.STYLES[0])]))


def test_the_same_fapiao_on_two_pages_is_one():
    face = FACES["digital_ordinary"]
    assert said(pdf([drawn(face, pages.STYLES[0])] * 2)) == face.expected()
