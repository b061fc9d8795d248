"""A claim in a real browser on a phone: receipts first, the form fills itself, handed in, agreed to from the inbox."""

import pytest
from playwright.sync_api import Page

from common import clock
from finance.models import Claim
from tests.finance.claiming import NOW, Office, face, filled, handed_in, pdf_bytes, pdf_file, photo_bytes, photo_file, sent_back, started
from tests.support.browser import DESKTOP, PHONE, check, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000  # milliseconds: reading a file starts a process of its own


@pytest.fixture
def office(transactional_db) -> Office:
    return Office()


def as_file(name: str, kind: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": data}


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


def test_receipt_is_photographed_the_form_fills_itself_and_the_claim_is_agreed_to(phone, office):
    page = patient(phone(office.staff.user))
    page.goto("/expenses/")
    page.locator(".primary a").tap()
    page.wait_for_url("**/claims/new/")
    check(page)
    page.locator("input[type=file]").set_input_files([as_file("发票.pdf", "application/pdf", pdf_bytes())])
    page.wait_for_url("**/claims/*/edit/")
    claim = Claim.objects.get()
    line = claim.lines.get()
    assert page.locator(f"[name=line-{line.pk}-amount]").input_value() == "380.00"
    assert page.locator(f"[name=line-{line.pk}-cost_on]").input_value() == "2026-11-10"
    page.locator(".receipt img").first.scroll_into_view_if_needed()
    page.wait_for_function("() => { const it = document.querySelector('.receipt img'); return it.complete && it.naturalWidth > 300 }")
    check(page)
    page.locator(".primary button").tap()
    page.locator(".form-errors").wait_for()
    check(page)
    page.locator("[name=title]").fill("拜访云栖项目")
    page.locator("[name=work_link]").fill("云栖项目")
    page.locator(".primary button").tap()
    page.wait_for_url(f"**/claims/{claim.pk}/")
    check(page)
    claim.refresh_from_db()
    assert (claim.state, claim.total) == ("submitted", line.amount)

    head = patient(phone(office.head.user))
    head.goto(f"/inbox/{claim.request_id}/")
    head.wait_for_function("() => { const it = document.querySelector('.receipt img'); it.scrollIntoView(); return it.naturalWidth > 300 }")
    check(head)
    head.locator("button[form=approve]").tap()
    head.wait_for_url("**/inbox/")


def test_photo_and_file_are_taken_without_scripts(phone, office):
    page = patient(phone(office.staff.user, java_script_enabled=False))
    page.goto("/claims/new/")
    files = [as_file("小票.jpg", "image/jpeg", photo_bytes()), as_file("坏.exe", "application/x-dosexec", b"MZ\x90\x00" + b"\x00" * 64)]
    page.locator("input[type=file]").set_input_files(files)
    page.locator(".primary button").tap()
    page.wait_for_url("**/claims/*/edit/")
    assert "坏.exe" in page.locator(".toasts").text_content()
    assert page.locator(".claim-line").count() == 1
    page.locator("button[name=add]").tap()
    page.locator(".claim-line").nth(1).wait_for()
    page.locator("button[name=remove]").nth(1).tap()
    page.wait_for_url("**#lines")
    assert page.locator(".claim-line").count() == 1


def test_further_receipts_go_to_the_line_where_they_are_chosen(phone, office):
    claim = started(office.staff, photo_file())
    line = claim.lines.get()
    page = patient(phone(office.staff.user))
    page.goto(f"/claims/{claim.pk}/edit/")
    page.locator(f"#line-{line.pk} summary").last.tap()
    page.locator(f"[name=line-{line.pk}-files]").set_input_files([as_file("发票.pdf", "application/pdf", pdf_bytes())])
    page.locator(".receipt").nth(1).wait_for()
    assert line.receipts.count() == 2


def things(office: Office) -> list[str]:
    """A draft with all that can be said, one that came back, one under way with its inbox item."""
    draft = filled(started(office.staff, pdf_file(face("500.00")), photo_file()), city="合肥")
    back = sent_back(handed_in(office.staff, pdf_file(face("210.00", number="26332000000099990001"))))
    asked = handed_in(office.staff, pdf_file(face("220.00", number="26332000000099990007")))
    receipt = draft.lines.last().receipts.get()
    return [
        "/expenses/", "/claims/", "/claims/new/", f"/claims/{draft.pk}/edit/?look=1", f"/claims/{back.pk}/edit/", f"/claims/{back.pk}/",
        f"/claims/{asked.pk}/", f"/receipts/{receipt.pk}/edit/",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (DESKTOP, True)], ids=["phone light", "desktop dark"])
def test_pages_read_well(open_page, office, size, dark):
    page = patient(open_page(office.staff.user, size, dark))
    other = DESKTOP if size == PHONE else PHONE
    for path in things(office):
        page.goto(path)
        check(page)
        page.set_viewport_size(other)
        fits(page)
        page.set_viewport_size(size)
    finance = patient(open_page(office.accountant.user, size, dark))
    for path in ("/claims/?which=team", f"/claims/{Claim.objects.filter(state='submitted').get().pk}/", "/"):
        finance.goto(path)
        check(finance)
