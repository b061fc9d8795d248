import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from finance.fapiao.reading import read
from tests.finance.fapiao.makers import pages, xml
from tests.finance.fapiao.makers.faces import FACES, drawn
from tests.finance.fapiao.makers.pdf import pdf
from tests.finance.fapiao.makers.values import Face

DIALECTS = {
    "EInvoice": xml.einvoice, "with a namespace": lambda face: xml.einvoice(face, namespace="urn:tax"), "without a signature":
    lambda face: xml.einvoice(face, signature=False), "Chinese": xml.chinese, "labelled": xml.labelled, "pinyin": xml.pinyin,
    "mixed pinyin": lambda face: xml.pinyin(face, mixed=True), "XBRL": xml.xbrl,
}  # fmt: skip
OLD_KINDS = ("vat_special", "vat_ordinary", "vat_electronic_special", "vat_electronic_ordinary", "toll")


def said(data: bytes) -> dict[str, str]:
    return {name: value for name, value in read(data).as_json().items() if name != "source"}


@pytest.mark.parametrize("stars", [False, True])
@pytest.mark.parametrize("kind", ["digital_ordinary", "digital_special"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_digital_fapiao_is_read_in_every_dialect(dialect, kind, stars):
    face = FACES[kind]
    face = replace(face, stars=True, tax=Decimal("0.00"), amount=face.total) if stars else face
    assert said(DIALECTS[dialect](face).encode()) == face.expected()


@pytest.mark.parametrize("kind", OLD_KINDS)
@pytest.mark.parametrize("make", [xml.chinese, xml.labelled, xml.pinyin, xml.family_a])
def test_an_older_fapiao_is_read(make, kind):
    assert said(make(FACES[kind]).encode()) == FACES[kind].expected()


@pytest.mark.parametrize(("encoding", "mark"), [("UTF-8", b"\xef\xbb\xbf"), ("GBK", b""), ("GB18030", b""), ("UTF-16", b"")])
def test_encodings_are_told_apart(encoding, mark):
    face = FACES["digital_special"]
    text = xml.einvoice(face).replace("UTF-8", encoding)
    assert said(mark + text.encode(encoding)) == face.expected()


def test_the_signature_is_no_part_of_the_data():
    assert read(xml.einvoice(Face()).encode()).seller_name == Face().seller_name


def test_lines_come_with_the_data():
    (line,) = read(xml.einvoice(Face()).encode()).lines
    assert (line.name, line.quantity, line.amount, line.tax_rate, line.tax) == (
        "*住宿服务*住宿费", "2", Decimal("943.40"), "0.06", Decimal("56.60"),
    )  # fmt: skip


def test_the_number_that_a_red_fapiao_takes_back_is_kept():
    face = replace(Face(), amount=Decimal("-943.40"), tax=Decimal("-56.60"), total=Decimal("-1000.00"))
    found = read(xml.einvoice(face, original="25312000000111111111").encode())
    assert (found.red, found.original_number, found.number) == (True, "25312000000111111111", face.number)


def test_a_toll_on_a_digital_fapiao_is_a_toll():
    assert read(xml.einvoice(Face(), toll=True).encode()).kind == "toll"


def test_an_archive_with_one_fapiao_in_several_forms_is_that_fapiao():
    face = FACES["digital_special"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/发票.xml", xml.einvoice(face))
        archive.writestr("a/发票.pdf", pdf([drawn(face, pages.STYLES[0])]))
    assert said(out.getvalue()) == face.expected()
