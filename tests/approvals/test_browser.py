"""The pages in a real browser: decided with one thumb, with and without scripts, readable for everybody."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from approvals import services
from approvals.models import Decision, Request, RequestKind, Route
from approvals.services import general
from approvals.services.general import Typed
from tests.approvals.conftest import KIND, NOON, build_office
from tests.factories import grant
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(limit_of_eight_hours):
    """The office with requests in every state."""
    office = build_office()
    grant(office.boss, "administrator")

    def submit(title, amount=None, text=""):
        typed = Typed(title=title, text=text, amount=amount and Decimal(amount))
        draft = general.start_draft(kind=RequestKind.objects.get(code="general"), typed=typed, key=uuid4(), by=office.li, at=NOON)
        return general.hand_in(general=draft, by=office.li, at=NOON)

    office.first = submit("购买彩色激光打印机一台", "1386.00", "原来的打印机已使用八年。\n三家比价单见附件。")
    office.second = submit("更换办公椅两把", "300.00")
    office.back = submit("参加数据分析培训", "2980.00")
    services.send_back(request=office.back, by=office.chief, at=NOON, opinion="请补充课程大纲。")
    services.set_deputy(owner=office.li, deputy=office.wu, first=NOON.date(), last=date(2026, 11, 27), at=NOON)
    return office


PAGES = {
    "chief": [
        "/",
        "/inbox/",
        "/inbox/{first}/",
        "/requests/{first}/refuse/",
        "/requests/{first}/add-approver/",
        "/inbox/approve/?step={step}",
    ],
    "li": ["/requests/", "/requests/{back}/", "/requests/new/general/", "/requests/general/{draft}/", "/deputies/"],
    "boss": ["/routes/", "/routes/{route}/", "/routes/kinds/new/", f"/routes/who/{KIND}/", "/inbox/"],
}


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desktop", True)])
def test_pages_read_well(request, busy, who, size, dark):
    ids = {
        "first": busy.first.pk,
        "back": busy.back.pk,
        "draft": busy.back.object_id,
        "route": Route.objects.get(kind="general:general").pk,
    }
    ids["step"] = busy.first.steps.get().pk
    page = request.getfixturevalue(size)(getattr(busy, who).user, dark=dark)
    for path in PAGES[who]:
        page.goto(path.format(**ids))
        check(page)


def test_an_approver_decides_one_after_the_other_with_a_thumb(phone, busy):
    page = phone(busy.chief.user)
    page.goto("/inbox/")
    page.get_by_role("link", name="逐项处理").tap()
    page.get_by_role("button", name="同意", exact=True).tap()
    page.wait_for_url(f"**/inbox/{busy.second.pk}/")
    page.get_by_role("link", name="不同意").tap()
    sheet = page.get_by_role("dialog", name="不同意")
    sheet.get_by_label("理由").fill("库房还有两把")
    sheet.get_by_role("button", name="不同意").tap()
    page.wait_for_url("**/inbox/")
    assert page.get_by_text("没有等你处理的事").is_visible()
    assert list(Decision.objects.order_by("pk").values_list("verdict", "opinion"))[-2:] == [("approve", ""), ("refuse", "库房还有两把")]


def test_an_approver_decides_without_scripts(phone, busy):
    page = phone(busy.chief.user, java_script_enabled=False)
    page.goto(f"/inbox/{busy.first.pk}/")
    page.get_by_role("link", name="退回").tap()
    page.get_by_role("button", name="退回").tap()
    assert Request.objects.get(pk=busy.first.pk).state == "submitted"  # the browser itself asks for the reason
    page.get_by_label("理由").fill("请写明型号")
    page.get_by_role("button", name="退回").tap()
    page.wait_for_url(f"**/inbox/{busy.second.pk}/")
    assert Request.objects.get(pk=busy.first.pk).state == "sent_back"


def test_a_step_shows_only_the_fields_its_choice_needs(desktop, busy):
    page = desktop(busy.boss.user)
    page.goto(f"/routes/new/{KIND}/")
    step = page.locator(".step-form").first
    assert step.get_by_label("第几级上级").is_visible()
    step.get_by_label("审批人", exact=True).select_option("person")
    assert step.get_by_label("人员").is_visible()
    assert not step.get_by_label("第几级上级").is_visible()
