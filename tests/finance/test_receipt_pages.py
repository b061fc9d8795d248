"""Receipts: their pictures, for whom they exist, and what they say corrected by hand."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from common import clock
from common.models import Upload
from finance import pictures
from finance.models import Claim, Receipt
from people.models import Employee
from tests.finance.claiming import NOW, Office, as_user, face, handed_in, pdf_file, photo_bytes, photo_file, started, xml_file


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def office(db) -> Office:
    return Office()


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


def picture(who: Employee, receipt: Receipt) -> Any:
    return as_user(who).get(f"/receipts/{receipt.pk}/picture/")


def size_of(content: bytes) -> tuple[int, int]:
    found = Image.open(BytesIO(content))
    assert found.format == "JPEG"
    return found.size


# -- what it looks like --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [pdf_file, photo_file])
def test_picture_of_a_pdf_and_of_a_photo_is_a_jpeg_and_nothing_else(li, file):
    started(li, file())
    response = picture(li, Receipt.objects.get())
    assert response.status_code == 200
    assert max(size_of(response.content)) <= pictures.LONGEST
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "private" in response["Cache-Control"]


def test_picture_is_drawn_once(li, monkeypatch):
    started(li, photo_file(colour="navy"))
    first = picture(li, Receipt.objects.get()).content
    monkeypatch.setattr(pictures, "_drawn", lambda data: pytest.fail("drawn again"))
    assert picture(li, Receipt.objects.get()).content == first


def test_file_without_a_picture_shows_its_fields(li):
    claim = started(li, xml_file())
    assert picture(li, Receipt.objects.get()).status_code == 404
    shown = as_user(li).get(f"/claims/{claim.pk}/edit/").text
    assert "/picture/" not in shown
    assert "杭州云栖酒店管理有限公司" in shown


def upload_of(data: bytes, kind: str) -> Upload:
    upload = Upload(purpose="x", name="a", content_type=kind, size=len(data), sha256=f"{abs(hash(data)):064x}"[:64])
    upload.file = ContentFile(data, "a")
    return upload


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\nnothing", "application/pdf"),
        (photo_bytes()[:200], "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
    ],
    ids=["no pdf", "cut photo", "svg as png", "no png"],
)
def test_damaged_and_disguised_files_have_no_picture(tmp_path, settings, data, kind):
    settings.MEDIA_ROOT = tmp_path
    assert pictures.picture_of(upload_of(data, kind)) is None


def test_huge_picture_is_not_opened(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    assert pictures.picture_of(upload_of(out.getvalue(), "image/png")) is None


def test_transparent_picture_lies_on_white(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    drawn = pictures.picture_of(upload_of(out.getvalue(), "image/png"))
    assert drawn is not None
    assert Image.open(BytesIO(drawn)).getpixel((10, 10)) == (255, 255, 255)


def test_photo_stands_upright_and_says_nothing_of_its_camera(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    drawn = pictures.picture_of(upload_of(out.getvalue(), "image/jpeg"))
    assert drawn is not None
    assert size_of(drawn) == (20, 40)
    assert b"Camera" not in drawn


# -- for whom it exists -------------------------------------------------------------------------------------------------


def test_picture_and_file_of_a_draft_exist_for_nobody_else(li, office):
    started(li, photo_file())
    receipt = Receipt.objects.get()
    for who in (office.head, office.accountant, office.manager, office.other, office.counsel):
        assert picture(who, receipt).status_code == 404
        assert as_user(who).get(f"/files/{receipt.upload_id}/").status_code == 404


def test_picture_opens_to_the_approvers_and_to_nobody_else(li, office):
    claim = handed_in(li, pdf_file())
    receipt = Receipt.objects.get(line__claim=claim)
    assert picture(office.head, receipt).status_code == 200
    assert picture(office.accountant, receipt).status_code == 200
    assert picture(office.other, receipt).status_code == 404
    assert picture(office.counsel, receipt).status_code == 404
    assert Client().get(f"/receipts/{receipt.pk}/picture/").status_code == 302


def test_receipt_that_was_taken_off_has_no_picture(li):
    claim = started(li, photo_file())
    receipt = Receipt.objects.get()
    as_user(li).post(f"/claims/{claim.pk}/edit/", {"drop": receipt.pk})
    assert picture(li, receipt).status_code == 404


# -- corrected by hand -----------------------------------------------------------------------------------------------------


def form_of(receipt: Receipt, **changed: Any) -> dict[str, Any]:
    names = (
        "kind", "number", "code", "issued_on", "total", "amount", "tax", "seller_name", "seller_tax_id", "buyer_name", "buyer_tax_id",
        "check_code",
    )  # fmt: skip
    said = {name: getattr(receipt, name) for name in names}
    form = {name: "" if value is None else value for name, value in said.items()} | {"line": receipt.line_id}
    return form | ({"is_fapiao": "on"} if receipt.is_fapiao else {}) | changed


def test_photo_that_was_not_read_is_typed_in_and_fills_its_line(li):
    claim = started(li, photo_file())
    receipt = Receipt.objects.get()
    typed = form_of(
        receipt, is_fapiao="on", kind="digital_ordinary", number="2633 2000 0000 1234 5678", total="￥88.50", issued_on="2026-11-10"
    )
    response = as_user(li).post(f"/receipts/{receipt.pk}/edit/", typed)
    assert response.url == f"/claims/{claim.pk}/edit/#receipt-{receipt.pk}"
    receipt.refresh_from_db()
    assert (receipt.is_fapiao, receipt.number, receipt.total) == (True, "26332000000012345678", Decimal("88.50"))
    line = claim.lines.get()
    assert (line.amount, line.cost_on) == (Decimal("88.50"), date(2026, 11, 10))


def test_what_the_line_says_already_is_not_overwritten(li):
    claim = started(li, photo_file())
    claim.lines.update(amount=Decimal(50))
    receipt = Receipt.objects.get()
    as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, total="88"))
    assert claim.lines.get().amount == 50


def test_what_was_read_exactly_stands_fast(li):
    started(li, xml_file())
    receipt = Receipt.objects.get()
    assert receipt.read["sure"]["total"] == "exact"
    as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, total="999", number="1"))
    receipt.refresh_from_db()
    assert (receipt.total, receipt.number, receipt.corrected) == (Decimal("380.00"), "26332000000012345678", [])


def test_correction_is_shown_to_whoever_looks(li):
    claim = started(li, xml_file(face()))
    receipt = Receipt.objects.get()
    Receipt.objects.filter(pk=receipt.pk).update(read=receipt.read | {"sure": {}})  # as if read from a photo
    as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, seller_name="另一家酒店"))
    receipt.refresh_from_db()
    assert receipt.corrected == ["seller_name"]
    assert "另一家酒店" in as_user(li).get(f"/claims/{claim.pk}/edit/").text


def test_receipt_moves_to_another_line(li):
    claim = started(li, xml_file(), photo_file())
    other = claim.lines.exclude(receipts__is_fapiao=True).get()
    receipt = Receipt.objects.get(is_fapiao=True)
    as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, line=other.pk))
    receipt.refresh_from_db()
    assert receipt.line_id == other.pk


def test_receipt_does_not_move_into_another_claim(li, office):
    started(li, photo_file())
    receipt = Receipt.objects.get()
    theirs = started(office.head, photo_file(colour="red")).lines.get()
    assert as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, line=theirs.pk)).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"), [("total", "x"), ("issued_on", "yesterday"), ("kind", "gift"), ("number", "1" * 21), ("line", "")]
)
def test_bad_input_is_a_sentence_and_keeps_what_was_typed(li, field, value):
    started(li, photo_file())
    receipt = Receipt.objects.get()
    response = as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, **{"seller_name": "面馆", field: value}))
    assert response.status_code == 422
    assert "面馆" in response.text


def test_receipt_is_corrected_by_its_owner_only_and_only_while_it_can_be(li, office):
    claim = handed_in(li)
    receipt = Receipt.objects.get(line__claim=claim)
    assert as_user(office.accountant).get(f"/receipts/{receipt.pk}/edit/").status_code == 404
    assert as_user(office.head).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt)).status_code == 404
    response = as_user(li).post(f"/receipts/{receipt.pk}/edit/", form_of(receipt, seller_name="x"))
    assert response.status_code == 422
    receipt.refresh_from_db()
    assert receipt.seller_name != "x"


def test_amounts_beyond_all_measure_are_kept_out(li):
    """A file that claims a total of twelve digits is no reason for a fault."""
    started(li)
    claim = Claim.objects.get()
    hostile = SimpleUploadedFile("a.xml", xml_file(face("99999999999.99")).read(), "text/xml")
    response = as_user(li).post(f"/claims/{claim.pk}/edit/", {"files": [hostile], "take": "1"})
    assert response.status_code in (302, 422)
