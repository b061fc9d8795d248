"""The pages of applicants and approvers, without a browser."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import services
from approvals.models import Decision, Deputy, GeneralRequest, Request
from common import clock
from common.models import AuditEntry, Upload
from tests.approvals.conftest import NOON, ask, waiting
from tests.factories import EmployeeFactory, UserFactory, grant

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 a page"
NEW = "/requests/new/general/"


@pytest.fixture
def as_(client):
    def login(employee):
        client.force_login(getattr(employee, "user", employee))
        return client

    return login


def typed(**fields):
    return {"title": "购买打印机", "text": "", "amount": "", "key": str(uuid4())} | fields


def said(response):
    return "".join(str(message) for message in response.context["messages"])


# -- asking -----------------------------------------------------------------------


def test_new_submits_what_was_typed(office, as_):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF + b"2")]
    response = as_(office.li).post(NEW, typed(amount="1386.00", text="旧的坏了", files=files), follow=True)
    request = Request.objects.get()
    assert said(response) == "已提交，编号SP-2026-0001。"
    assert (request.title, request.amount, waiting(request)) == ("购买打印机", Decimal("1386.00"), ["陈主管"])
    assert [file["name"] for file in request.submissions.get().snapshot["files"]] == ["a.pdf", "b.pdf"]


def test_new_sent_twice_is_one_request(office, as_):
    once = typed()
    for _press in range(2):
        as_(office.li).post(NEW, once)
    assert (Request.objects.count(), GeneralRequest.objects.count()) == (1, 1)


def test_new_keeps_what_was_typed_beside_the_error(office, as_):
    response = as_(office.li).post(NEW, typed(title="", text="旧的坏了", amount="-3"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "amount"}
    assert "旧的坏了" in response.text


def test_new_refuses_days_the_wrong_way_round(office, as_):
    kind = GeneralRequest._meta.get_field("kind").related_model.objects.create(code="leave-out", name="外出", dates="required")
    response = as_(office.li).post(f"/requests/new/{kind.code}/", typed(starts_on="2026-11-23", ends_on="2026-11-20"))
    assert response.context["form"].errors["ends_on"] == ["开始日期晚于结束日期，请检查。"]


def test_new_without_an_approver_keeps_a_draft_and_says_what_to_do(office, as_):
    response = as_(office.boss).post(NEW, typed(), follow=True)
    assert "备选审批人" in said(response)
    assert GeneralRequest.objects.get().state == "draft"


def test_new_keeps_a_draft_that_nobody_else_sees(office, as_):
    as_(office.li).post(NEW, typed(draft="1"))
    draft = GeneralRequest.objects.get()
    assert (draft.state, Request.objects.count()) == ("draft", 0)
    assert as_(office.chief).get(f"/requests/general/{draft.pk}/").status_code == 404


def test_draft_is_submitted_later(office, as_):
    as_(office.li).post(NEW, typed(draft="1"))
    draft = GeneralRequest.objects.get()
    as_(office.li).post(f"/requests/general/{draft.pk}/", typed(title="购买投影仪"))
    assert Request.objects.get().title == "购买投影仪"


def test_draft_is_thrown_away(office, as_):
    as_(office.li).post(NEW, typed(draft="1"))
    as_(office.li).post(f"/requests/general/{GeneralRequest.objects.get().pk}/discard/")
    assert not GeneralRequest.objects.exists()


def test_sent_back_is_changed_and_submitted_again(office, as_):
    as_(office.li).post(NEW, typed(files=[SimpleUploadedFile("a.pdf", PDF)]))
    request = Request.objects.get()
    services.send_back(request=request, by=office.chief, at=NOON, opinion="请写明型号")
    page = as_(office.li).get(f"/requests/{request.pk}/")
    assert "请写明型号" in page.text
    file = request.subject.files.get()
    as_(office.li).post(page.context["edit_url"], typed(title="购买打印机 A3", drop=file.pk))
    request.refresh_from_db()
    assert (request.state, request.round, request.title) == ("submitted", 2, "购买打印机 A3")
    assert [s.snapshot["files"] != [] for s in request.submissions.order_by("round")] == [True, False]


def test_submitted_cannot_be_edited(office, as_):
    request = ask(office.li)
    response = as_(office.li).get(f"/requests/general/{request.object_id}/")
    assert response.url == f"/requests/{request.pk}/"


def test_attachment_is_required_where_its_kind_says_so(office, as_):
    from approvals.models import RequestKind

    RequestKind.objects.filter(code="general").update(attachments="required")
    response = as_(office.li).post(NEW, typed())
    assert "files" in response.context["form"].errors


def test_a_file_that_is_not_accepted_stands_beside_what_was_typed(office, as_):
    response = as_(office.li).post(NEW, typed(text="旧的坏了", files=[SimpleUploadedFile("a.exe", b"MZ\x90\x00\x03")]))
    assert response.status_code == 422
    assert "旧的坏了" in response.text
    assert not GeneralRequest.objects.exists()


# -- files --------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("chief", 200), ("li", 200), ("wu", 404), ("cashier", 404)])
def test_attachment_opens_to_whoever_sees_the_request(office, as_, who, status):
    as_(office.li).post(NEW, typed(files=[SimpleUploadedFile("a.pdf", PDF)]))
    response = as_(getattr(office, who)).get(reverse("common:file", args=[Upload.objects.get().pk]))
    assert response.status_code == status
    if status == 200:
        response.close()


# -- deciding --------------------------------------------------------------------------


def test_inbox_leads_from_one_item_to_the_next(office, as_):
    first, second = ask(office.li, title="一"), ask(office.li, title="二")
    client = as_(office.chief)
    page = client.get(f"/inbox/{first.pk}/")
    assert "1/2" in page.text
    step = first.steps.get().pk
    response = client.post(f"/requests/{first.pk}/approve/", {"step": step, "go_on": "on"})
    assert response.url == f"/inbox/{second.pk}/"
    response = client.post(f"/requests/{second.pk}/approve/", {"step": second.steps.get().pk, "go_on": "on"}, follow=True)
    assert (response.redirect_chain[-1][0], said(response)) == ("/inbox/", "已同意：一已同意：二")


@pytest.mark.row("APV-04")
def test_refuse_without_a_reason_is_not_accepted_and_the_record_shows_who_when_and_why(office, as_):
    request = ask(office.li)
    url = f"/requests/{request.pk}/refuse/"
    refused = as_(office.chief).post(url, {"opinion": " "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["opinion"] == ["不同意或退回时须写明理由。"]
    assert not Decision.objects.exists()
    page = as_(office.chief).post(url, {"opinion": "预算不足"}, follow=True)
    record = re.sub(r"<[^>]+>|\s+", " ", page.text)
    assert re.search(r"陈主管\s+不同意\s+11月20日 12:00\s+预算不足", record)
    timeline, codes = page.text.split('<details class="record-codes">')
    code = Decision.objects.get().signature[:8]
    assert code in codes, "the code that a printed sheet has stands where it is explained"
    assert code not in timeline


def test_a_signature_that_does_not_fit_is_shown(office, as_):
    request = ask(office.li)
    Decision.objects.create(
        request=request, applicant=office.li, submission=request.submissions.get(), verdict="comment",
        decided_by=office.chief, opinion="改过", decided_at=NOON, signature="0" * 64,
    )  # fmt: skip
    page = as_(office.li).get(f"/requests/{request.pk}/").text
    assert "签名与审批内容不符" in page
    assert "00000000" not in page


def test_send_back_page_wants_a_reason(office, as_):
    request = ask(office.li)
    assert as_(office.chief).post(f"/requests/{request.pk}/send-back/", {"opinion": ""}).status_code == 422
    as_(office.chief).post(f"/requests/{request.pk}/send-back/", {"opinion": "请写明型号"})
    request.refresh_from_db()
    assert request.state == "sent_back"


@pytest.mark.row("APV-05")
def test_own_approval_gives_an_error(office, as_):
    request = ask(office.li)
    response = as_(office.li).post(f"/requests/{request.pk}/approve/", follow=True)
    assert "不能审批自己的申请" in said(response)
    request.refresh_from_db()
    assert request.state == "submitted"


def test_own_request_shows_no_way_to_decide(office, as_):
    page = as_(office.li).get(f"/requests/{ask(office.li).pk}/")
    assert 'class="decide"' not in page.text


def test_approve_of_an_old_page_reads_who_decided(office, as_):
    request = ask(office.li)
    services.approve(request=request, by=office.chief, at=NOON)
    response = as_(office.chief).post(f"/requests/{request.pk}/approve/", {"step": request.steps.get().pk}, follow=True)
    assert "陈主管已于11月20日 12:00同意" in said(response)


def test_inbox_item_that_no_longer_waits_leads_to_its_page(office, as_):
    request = ask(office.li)
    services.withdraw(request=request, by=office.li, at=NOON)
    assert as_(office.chief).get(f"/inbox/{request.pk}/").url == f"/requests/{request.pk}/"


def test_bulk_shows_what_will_be_approved_then_approves_it(office, as_):
    requests = [ask(office.li, title=title) for title in ("一", "二", "三")]
    steps = [request.steps.get().pk for request in requests[:2]]
    client = as_(office.chief)
    page = client.get("/inbox/approve/", {"step": steps})
    assert [seat.step.request.title for seat in page.context["seats"]] == ["一", "二"]
    assert not Decision.objects.exists()
    response = client.post("/inbox/approve/", {"step": steps}, follow=True)
    assert "已同意2项申请。" in said(response)
    assert list(Request.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "approved", "submitted"]


def test_bulk_skips_what_changed_since(office, as_):
    one, two = ask(office.li, title="一"), ask(office.li, title="二")
    steps = [one.steps.get().pk, two.steps.get().pk]
    services.withdraw(request=one, by=office.li, at=NOON)
    response = as_(office.chief).post("/inbox/approve/", {"step": steps}, follow=True)
    assert "已同意1项申请。有1项已经处理过，没有重复审批。" in said(response)


def test_transfer_page_names_somebody(office, as_):
    request = ask(office.li)
    as_(office.chief).post(f"/requests/{request.pk}/transfer/", {"who": f"钱会计 ({office.cashier.number})"})
    assert waiting(request) == ["钱会计"]


@pytest.mark.parametrize(("name", "sentence"), [("没有此人", "没有这个姓名或工号"), ("李雯", "有多位同名同事")])
def test_transfer_page_refuses_an_unclear_name(office, as_, name, sentence):
    EmployeeFactory(name="李雯")
    response = as_(office.chief).post(f"/requests/{ask(office.li).pk}/transfer/", {"who": name})
    assert sentence in response.context["form"].errors["who"][0]


def test_add_page_adds_an_approver(office, as_):
    request = ask(office.li)
    as_(office.chief).post(f"/requests/{request.pk}/add-approver/", {"who": office.cashier.number, "where": "before"})
    assert waiting(request) == ["钱会计"]


def test_withdraw_remind_and_comment_pages(office, as_):
    request = ask(office.li)
    client = as_(office.li)
    assert "已催办" in said(client.post(f"/requests/{request.pk}/remind/", follow=True))
    client.post(f"/requests/{request.pk}/comment/", {"opinion": "型号 A3"})
    client.post(f"/requests/{request.pk}/withdraw/", {"opinion": ""})
    assert list(request.decisions.values_list("verdict", flat=True)) == ["remind", "comment", "withdraw"]


def test_deputy_page_names_and_ends(office, as_):
    client = as_(office.chief)
    client.post("/deputies/", {"deputy": office.wu.number, "first": "2026-11-20", "last": "2026-11-22", "reason": "出差"})
    deputy = Deputy.objects.get()
    assert (deputy.deputy, deputy.during.upper) == (office.wu, date(2026, 11, 23))
    assert "由吴迪代你审批" in client.get("/deputies/").text
    client.post(f"/deputies/{deputy.pk}/close/")
    assert not Deputy.objects.exists()


def test_deputy_page_says_why_not(office, as_):
    response = as_(office.chief).post("/deputies/", {"deputy": office.chief.number, "first": "2026-11-20"})
    assert response.status_code == 422
    assert "请选择其他人" in response.text


# -- who may see it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"), [("li", True), ("chief", True), ("manager", True), ("boss", True), ("wu", False), ("cashier", False)]
)
def test_request_opens_to_applicant_approver_and_scope(office, as_, who, sees):
    response = as_(getattr(office, who)).get(f"/requests/{ask(office.li).pk}/")
    assert response.status_code == (200 if sees else 404)


def test_confidential_opens_to_applicant_and_approver_only_and_both_are_written_down(office, as_):
    request = ask(office.li, level="restricted")
    assert as_(office.manager).get(f"/requests/{request.pk}/").status_code == 404
    assert as_(office.chief).get(f"/requests/{request.pk}/").status_code == 200
    lines = AuditEntry.objects.filter(table_name="approvals_request", row_id=str(request.pk), verb__in=["attempt", "view"])
    written = list(lines.order_by("id").values_list("verb", "actor_id"))
    assert written == [("attempt", office.manager.user.pk), ("view", office.chief.user.pk)]


def test_confidential_title_is_not_in_the_notice(office, told):
    ask(office.li, level="restricted", title="调薪申请")
    assert "调薪" not in told(office.chief)[0]


def test_decided_requests_stay_visible_to_who_decided(office, as_):
    request = ask(office.li)
    services.transfer(request=request, to=office.cashier, by=office.chief, at=NOON)
    services.approve(request=request, by=office.cashier, at=NOON)
    assert list(as_(office.cashier).get("/requests/?which=decided").context["page"]) == [request]


def test_an_account_without_an_employee_is_told(client, db):
    client.force_login(UserFactory())
    assert client.get("/inbox/").status_code == 403
    assert client.get("/requests/").status_code == 200


@pytest.mark.parametrize("url", ["/routes/", "/routes/kinds/new/", "/routes/new/general:general/", "/routes/who/general:general/"])
def test_routes_are_for_administrators(office, as_, url):
    assert as_(office.chief).get(url).status_code == 403
    grant(office.wu, "administrator")
    assert as_(office.wu).get(url).status_code == 200


def test_list_finds_by_number_title_and_applicant(office, as_):
    ask(office.li, title="购买打印机"), ask(office.wu, title="购买白板")
    client = as_(office.manager)
    for words, found in [("打印", 1), ("购买", 2), ("吴迪 购买", 1), ("SP-2026-0002", 1), ("没有", 0)]:
        assert client.get("/requests/", {"which": "all", "q": words}).context["page"].paginator.count == found


def test_list_of_overdue_requests_has_those_alone_whose_time_has_passed(office, as_, limit_of_eight_hours):
    due = ask(office.li, title="购买打印机").steps.get().due_at
    client = as_(office.manager)
    for now, found in [(due, 0), (due + timedelta(minutes=1), 1)]:
        with clock.stopped(now):
            page = client.get("/requests/", {"which": "all", "state": "overdue"}).context["page"]
        assert page.paginator.count == found


# -- the number of queries --------------------------------------------------------------------


def test_inbox_queries_do_not_grow(office, as_, assert_queries_constant):
    ask(office.li)
    client = as_(office.chief)
    assert_queries_constant(lambda: client.get("/inbox/"), lambda: [ask(office.li, title=f"{n}") for n in range(4)])
    assert_queries_constant(lambda: client.get("/inbox/"), lambda: [ask(office.wu, title=f"{n}") for n in range(45)])


def test_item_queries_do_not_grow(office, as_, assert_queries_constant):
    request = ask(office.li)
    client = as_(office.chief)

    def more():
        ask(office.li, title="二")
        for n in range(3):
            services.comment(request=request, by=office.li, at=NOON, opinion=f"{n}")

    assert_queries_constant(lambda: client.get(f"/inbox/{request.pk}/"), more)


def test_list_queries_do_not_grow(office, as_, assert_queries_constant):
    ask(office.li)
    client = as_(office.li)
    assert_queries_constant(lambda: client.get("/requests/"), lambda: [ask(office.li, title=f"{n}") for n in range(4)])


def test_first_page_panel_queries_do_not_grow(office, as_, assert_queries_constant):
    ask(office.li)
    client = as_(office.chief)
    page = client.get("/")
    assert "购买打印机" in page.text
    assert_queries_constant(lambda: client.get("/"), lambda: [ask(office.li, title=f"{n}") for n in range(4)], at_most=12)
