"""The ground as people meet it: log in, ask on a phone, decide on a phone and in the admin, find every trace."""

import re

import pytest
from playwright.sync_api import Page, expect

from approvals.models import Decision, Request
from common.models import AuditEntry
from tests.support.browser import DESKTOP, check
from tests.support.office import Office, office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "wall-and-clock-7"
PDF = {"name": "报价单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"}


@pytest.fixture
def made() -> Office:
    """The small office, its people able to log in with PASSWORD."""
    found = office()
    for person in found.people.values():
        person.user.set_password(PASSWORD)
        person.user.save()
    return found


def log_in(page: Page, login: str) -> None:
    page.goto("/")
    page.get_by_label("工号、手机或邮箱").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"://[^/]+/$"))


def ask(page: Page, title: str) -> None:
    """File a general request in the browser."""
    page.goto("/requests/new/")
    page.get_by_label("标题").fill(title)
    page.get_by_label("金额").fill("1386")
    page.locator("input[type=file]").first.set_input_files(PDF)
    check(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_request_is_asked_on_a_phone_and_decided_on_a_phone(made, phone):
    applicant, manager = made.people["applicant"], made.people["manager"]
    page = phone()
    log_in(page, applicant.number)
    ask(page, "买一台标签打印机")
    other = phone()
    log_in(other, manager.number)
    other.get_by_role("link", name="待我审批").first.click()
    other.wait_for_url("**/inbox/")
    other.get_by_role("link", name="买一台标签打印机").first.click()
    expect(other.get_by_text("1,386.00").first).to_be_visible()
    check(other)
    with other.expect_navigation():
        other.get_by_role("button", name="同意").click()
    page.reload()
    expect(page.get_by_text("已通过").first).to_be_visible()
    decision = Decision.objects.get(request__title="买一台标签打印机", verdict="approve")
    assert decision.decided_by == manager
    trace = AuditEntry.objects.filter(table_name="approvals_decision", row_id=str(decision.pk)).get()
    assert (trace.verb, trace.actor_id) == ("approve", manager.user_id)
    assert trace.request_id


def test_refusal_on_a_phone_wants_a_reason(made, phone):
    page = phone()
    log_in(page, made.people["manager"].number)
    page.goto("/inbox/")
    page.get_by_role("link", name="换一把椅子").first.click()
    page.get_by_role("link", name="不同意").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check(page)
    dialog.get_by_role("textbox").fill("本月办公费已用完，请下月再提")
    with page.expect_navigation():
        dialog.get_by_role("button", name="不同意").click()
    refused = Request.objects.get(title="换一把椅子")
    assert refused.state == "refused"
    assert refused.decisions.get(verdict="refuse").opinion == "本月办公费已用完，请下月再提"


def test_request_is_decided_in_the_admin_and_the_auditor_finds_the_trace(made, open_page):
    page = open_page(made.user("manager"), DESKTOP)
    page.goto("/admin/approvals/request/")
    page.get_by_role("row").filter(has_text="换一把椅子").locator("input.action-select").check()
    page.locator("select[name=action]").select_option("refuse_them")
    page.get_by_role("button", name="执行").click()
    expect(page.get_by_text("换一把椅子")).to_be_visible()
    page.locator("textarea").fill("预算不足")
    with page.expect_navigation():
        page.get_by_role("button", name="不同意").click()
    assert Request.objects.get(title="换一把椅子").state == "refused"
    auditor = open_page(made.user("auditor"), DESKTOP)
    auditor.goto("/admin/common/auditentry/?q=approvals_decision")
    expect(auditor.get_by_text("经理甲").first).to_be_visible()
