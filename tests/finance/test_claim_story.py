"""Three fapiao in the formats in which they come go from a phone to the managers' desk, to the bank, to the printed form."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page

from common import clock
from finance.demo.papers import as_ofd, as_pdf, as_xml
from finance.models import BillingEntity, Claim, FapiaoUse, Payment
from tests import factories
from tests.finance.claiming import NOW, Office
from tests.finance.handing import paper
from tests.finance.paying import account
from tests.support.browser import check
from tests.support.pdf import pdf_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000  # milliseconds: three files are read in processes of their own
SUM = Decimal("1140.00")


@pytest.fixture
def office(transactional_db) -> Office:
    office = Office()
    BillingEntity.objects.get_or_create(credit_code="91330106MA2H00006X", defaults={"name": "云帆服务公司"})
    BillingEntity.objects.filter(credit_code="91330106MA2H00006X").update(name="云帆服务公司")
    factories.grant(office.head, "manager", office.team)
    account(office.staff)
    return office


@pytest.fixture(autouse=True)
def _now():
    with clock.stopped(NOW):
        yield


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    return page


def decided_at_the_desk(page: Page, claim: Claim) -> None:
    """Found in the list, looked at, approved: each page without a fault."""
    page.goto("/admin/finance/claim/")
    page.get_by_role("link", name=claim.number or "").first.click()
    page.locator(".claim-sheet").wait_for()
    page.get_by_role("link", name="同意").first.click()
    page.locator(".claim-decide").wait_for()
    page.locator(".claim-decide button.button-main").click()
    page.wait_for_url(f"**/admin/finance/claim/{claim.pk}/change/")


def test_three_fapiao_from_the_phone_to_the_printed_form(phone, desktop, office):
    page = patient(phone(office.staff.user))
    page.goto("/claims/new/")
    papers = [as_pdf(paper(11, "380.00")), as_ofd(paper(23, "390.00")), as_xml(paper(35, "370.00", item="*餐饮服务*餐费"))]
    page.locator("input[type=file]").set_input_files(
        [{"name": f.name, "mimeType": "application/octet-stream", "buffer": f.read()} for f in papers]
    )
    page.wait_for_url("**/claims/*/edit/")
    claim = Claim.objects.get()
    assert [line.amount for line in claim.lines.order_by("order")] == [380, 390, 370]
    page.locator("[name=title]").fill("拜访云栖项目")
    page.locator("[name=work_link]").fill("云栖项目")
    meal = claim.lines.get(category__code="entertaining")
    page.locator(f"[name=line-{meal.pk}-quantity]").fill("3")
    check(page)
    page.locator(".primary button").tap()
    page.wait_for_url(f"**/claims/{claim.pk}/")
    claim.refresh_from_db()
    assert (claim.state, claim.total) == ("submitted", SUM)

    decided_at_the_desk(patient(desktop(office.head.user)), claim)
    decided_at_the_desk(patient(desktop(office.accountant.user)), claim)
    claim.refresh_from_db()
    assert claim.state == "approved"

    finance = patient(desktop(office.accountant.user))
    finance.goto("/payments/")
    check(finance)
    finance.locator(".primary button").click()
    finance.wait_for_url("**/payments/batches/*/")
    with finance.expect_download() as taken:
        finance.locator(".primary button").click()
    table = taken.value.path().read_bytes().decode("utf-8-sig")
    assert "1140.00" in table
    assert "李雯" in table
    finance.reload()
    finance.locator("[name=reference]").fill("20261116-01")
    finance.locator(".primary button").click()
    finance.wait_for_load_state()
    claim.refresh_from_db()
    assert (claim.state, Payment.objects.get().state) == ("paid", "paid")
    assert FapiaoUse.objects.filter(paid_at__isnull=False).count() == 3

    printed = finance.request.get(f"/claims/{claim.pk}/print.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    text = pdf_words(printed.body())
    for words in ("费用报销单", claim.number, "壹仟壹佰肆拾元整", "组长", "会计"):
        assert words in text
