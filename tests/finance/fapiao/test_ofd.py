from dataclasses import replace
from decimal import Decimal

import pytest

from finance.fapiao.reading import read
from tests.finance.fapiao.makers import pages, xml
from tests.finance.fapiao.makers.faces import FACES, drawn
from tests.finance.fapiao.makers.ofd import ofd
from tests.finance.fapiao.makers.pages import Piece

RAIL = replace(FACES["rail"], amount=Decimal("66.97"), tax=Decimal("6.03"))
FAMILIES = {
    "A": (FACES["vat_electronic_ordinary"], xml.family_a),
    "B": (FACES["digital_special"], xml.einvoice),
    "C": (FACES["air"], xml.family_air),
    "D": (RAIL, xml.family_rail),
    "XBRL": (FACES["digital_ordinary"], xml.xbrl),
}
FORMS = ({}, {"absolute": True}, {"prefix": ""}, {"template": True, "folder": "Doc_1"}, {"listed": False, "attached_name": "sub/data.xml"})
OLD = FACES["vat_electronic_ordinary"]


def said(data: bytes) -> dict[str, str]:
    return {name: value for name, value in read(data).as_json().items() if name != "source"}


@pytest.mark.parametrize("form", range(len(FORMS)))
@pytest.mark.parametrize("family", FAMILIES)
def test_attached_data_of_every_family_are_read(family, form):
    face, make = FAMILIES[family]
    found = read(ofd([Piece(10, 10, "电子发票")], attached=make(face), **FORMS[form]))
    assert {name: value for name, value in found.as_json().items() if name != "source"} == face.expected()
    assert found.source["total"] == "ofd"


@pytest.mark.parametrize("form", range(4))
@pytest.mark.parametrize("kind", FACES)
def test_a_page_without_data_is_read_by_its_text(kind, form):
    face = FACES[kind]
    found = read(ofd(drawn(face, pages.STYLES[form]), **FORMS[form]))
    assert {name: value for name, value in found.as_json().items() if name != "source"} == face.expected()
    assert set(found.source.values()) == {"text"}


def tagged_page() -> tuple[list[Piece], dict[str, str]]:
    texts = (
        OLD.code,
        OLD.number,
        "2023年05月12日",
        OLD.check_code,
        OLD.buyer_name,
        OLD.buyer_tax_id,
        OLD.seller_name,
        OLD.seller_tax_id,
        "943.40",
        "56.60",
    )
    names = (
        "InvoiceCode",
        "InvoiceNo",
        "IssueDate",
        "InvoiceCheckCode",
        "Buyer.BuyerName",
        "Buyer.BuyerTaxID",
        "Seller.SellerName",
        "Seller.SellerTaxID",
        "TaxExclusiveTotalAmount",
        "TaxTotalAmount",
    )
    pieces = [
        Piece(90, 10, "浙江增值税电子普通发票", 5),
        *(Piece(10, 20 + 5 * row, text) for row, text in enumerate(texts)),
        Piece(90, 90, "¥"),
    ]
    return pieces, {**dict(zip(names, texts, strict=True)), "TaxInclusiveTotalAmount": "¥"}


@pytest.mark.parametrize("form", [0, 1, 2])
def test_tags_are_followed_to_the_text_and_a_lone_sign_is_no_total(form):
    pieces, tags = tagged_page()
    assert said(ofd(pieces, tags=tags, **FORMS[form])) == OLD.expected()


def test_custom_data_give_what_they_have_and_their_sum_is_without_tax():
    custom = {
        "发票代码": OLD.code,
        "发票号码": OLD.number,
        "开票日期": "2023年05月12日",
        "合计金额": "943.40",
        "合计税额": "56.60",
        "校验码": OLD.check_code,
    }
    found = read(ofd([Piece(10, 10, "浙江增值税电子普通发票")], custom=custom))
    assert (found.number, found.amount, found.total, found.kind) == (OLD.number, OLD.amount, OLD.total, OLD.kind)


def test_data_win_over_the_page_and_the_difference_is_told():
    face = FACES["digital_special"]
    other = replace(face, number="26312000000999999999")
    found = read(ofd(drawn(other, pages.STYLES[0]), attached=xml.einvoice(face)))
    assert found.number == face.number
    assert any(other.number in str(note) for note in found.notes)


def test_a_file_with_other_slashes_is_read():
    import io
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(ofd(drawn(OLD, pages.STYLES[0]))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            info = zipfile.ZipInfo(name)
            info.filename = name.replace("/", "\\")
            archive.writestr(info, source.read(name))
    assert said(out.getvalue()) == OLD.expected()
