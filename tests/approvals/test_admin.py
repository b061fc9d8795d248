"""The managers' desk: the same acts, the same refusals."""

import pytest
from django.contrib.messages import get_messages

from approvals import services
from approvals.models import Decision, Request, RequestKind, Route
from common.models import AuditEntry
from tests.approvals.conftest import KIND, NOON, ask
from tests.factories import grant

pytestmark = pytest.mark.django_db

LIST = "/admin/approvals/request/"


@pytest.fixture
def desk(office, client):
    """The desk of the supervisor, who is asked."""
    client.force_login(office.chief.user)
    return client


def act(desk, name, *requests, **fields):
    return desk.post(LIST, {"action": name, "_selected_action": [r.pk for r in requests]} | fields)


def confirmed(desk, name, *requests, **fields):
    steps = [step.pk for r in requests for step in r.steps.filter(state="active")]
    return act(desk, name, *requests, confirmed="1", step=steps, **fields)


def said(response):
    return "".join(str(message) for message in get_messages(response.wsgi_request))


def test_list_shows_what_decides(office, desk):
    ask(office.li, amount="1386.00")
    page = desk.get(LIST).text
    assert all(word in page for word in ("SP-2026-0001", "购买打印机", "李雯", "1,386.00", "待审批", "陈主管"))


def test_approve_first_shows_what_it_would_approve(office, desk):
    request, decided = ask(office.li), ask(office.wu, title="白板")
    services.approve(request=decided, by=office.chief, at=NOON)
    page = act(desk, "approve_them", request, decided)
    assert [seat.step.request.title for seat in page.context_data["seats"]] == ["购买打印机"]
    assert [row.title for row in page.context_data["others"]] == ["白板"]
    assert Decision.objects.count() == 1


def test_approve_approves_several(office, desk):
    requests = [ask(office.li, title=title) for title in "一二"]
    response = confirmed(desk, "approve_them", *requests)
    assert "已处理2项申请" in said(response)
    assert set(Request.objects.values_list("state", flat=True)) == {"approved"}


def test_approve_leaves_out_what_changed_since(office, desk):
    request = ask(office.li)
    step = request.steps.get().pk
    services.send_back(request=request, by=office.chief, at=NOON, opinion="请补充")
    services.resubmit(request=request, by=office.li, at=NOON)
    response = act(desk, "approve_them", request, confirmed="1", step=[step])
    assert "已有变化" in said(response)
    assert not Decision.objects.filter(verdict="approve").exists()


@pytest.mark.parametrize("name", ["refuse_them", "send_them_back"])
def test_a_no_demands_a_reason(office, desk, name):
    page = confirmed(desk, name, ask(office.li), opinion=" ")
    assert page.status_code == 422
    assert "不同意或退回时须写明理由" in page.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("name", "state"), [("refuse_them", "refused"), ("send_them_back", "sent_back")])
def test_a_no_with_a_reason(office, desk, name, state):
    confirmed(desk, name, ask(office.li), opinion="预算不足")
    assert (Request.objects.get().state, Decision.objects.get().opinion) == (state, "预算不足")


@pytest.mark.row("APV-05")
def test_own_request_is_refused(office, desk):
    response = confirmed(desk, "approve_them", ask(office.chief))
    assert "不能审批自己的申请" in said(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("path", "state"), [("approve", "approved"), ("refuse", "refused"), ("send-back", "sent_back")])
def test_one_request_is_decided_from_its_page(office, desk, path, state):
    request = ask(office.li)
    url = f"{LIST}{request.pk}/{path}/"
    assert desk.get(url).status_code == 200
    step = request.steps.get().pk
    desk.post(url, {"confirmed": "1", "opinion": "意见", "step": step})
    request.refresh_from_db()
    assert request.state == state


def test_page_of_a_request_shows_sheet_and_record(office, desk):
    request = ask(office.li, text="旧的坏了")
    services.comment(request=request, by=office.li, at=NOON, opinion="型号 A3")
    page = desk.get(f"{LIST}{request.pk}/change/")
    assert all(word in page.text for word in ("旧的坏了", "型号 A3", "提交申请"))


def test_requests_cannot_be_changed_by_hand(office, desk):
    request = ask(office.li)
    assert desk.post(f"{LIST}{request.pk}/change/", {"state": "approved"}).status_code == 403
    assert desk.post(f"{LIST}{request.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_request_out_of_scope_is_not_there(office, client):
    grant(office.wu, "supervisor", office.finance)
    client.force_login(office.wu.user)
    request = ask(office.li)
    assert request.number not in client.get(LIST).text
    assert client.get(f"{LIST}{request.pk}/change/").status_code == 302


def test_reading_a_confidential_request_is_written_down(office, desk):
    request = ask(office.li, level="restricted")
    desk.get(f"{LIST}{request.pk}/change/")
    assert AuditEntry.objects.filter(verb="view", table_name="approvals_request", row_id=str(request.pk)).count() == 1


def test_decisions_are_only_read(office, desk):
    services.approve(request=ask(office.li), by=office.chief, at=NOON)
    url = f"/admin/approvals/decision/{Decision.objects.get().pk}/change/"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"opinion": "改"}).status_code == 403


def test_list_queries_do_not_grow(office, desk, assert_queries_constant):
    ask(office.li)
    assert_queries_constant(lambda: desk.get(LIST), lambda: [ask(office.li, title=f"{n}") for n in range(4)], at_most=16)


# -- kinds and routes -------------------------------------------------------------------


@pytest.fixture
def keeper(office, client):
    grant(office.boss, "administrator")
    client.force_login(office.boss.user)
    return client


def step(n, **fields):
    row = {"order": n + 1, "name": "上级", "who": "superior", "level": 1, "mode": "any"} | fields
    return {f"steps-{n}-{name}": value for name, value in row.items()}


def route(*steps, **fields):
    data = {"kind": KIND, "name": "新流程", "priority": 5, "is_active": "on"}
    data |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0} | fields
    for row in steps:
        data |= row
    return data


def test_a_route_is_made_with_its_steps(office, keeper):
    response = keeper.post("/admin/approvals/route/add/", route(step(0, order=2, name="后"), step(1, order=1, name="先")))
    assert response.status_code == 302
    assert list(Route.objects.get(name="新流程").steps.values_list("order", "name")) == [(1, "先"), (2, "后")]


def test_a_route_is_changed_and_loses_a_step(office, keeper):
    keeper.post("/admin/approvals/route/add/", route(step(0), step(1, order=2, name="再上级", level=2)))
    made = Route.objects.get(name="新流程")
    first, second = made.steps.order_by("order")
    rows = [step(0, id=first.pk, route=made.pk, name="改名"), step(1, id=second.pk, route=made.pk, DELETE="on")]
    keeper.post(f"/admin/approvals/route/{made.pk}/change/", route(*rows, **{"steps-INITIAL_FORMS": 2}))
    assert list(made.steps.values_list("name", flat=True)) == ["改名"]


def test_a_route_that_came_with_the_program_is_named_in_the_readers_language_and_keeps_its_name(office, keeper):
    keeper.post("/admin/approvals/route/add/", route(step(0), name="Direct superior"))
    made = Route.objects.filter(name="Direct superior", kind=KIND).latest("pk")
    page = f"/admin/approvals/route/{made.pk}/change/"
    assert keeper.get(page).context["adminform"].form["name"].value() == "直接上级"
    row = step(0, id=made.steps.get().pk, route=made.pk)
    keeper.post(page, route(row, name="直接上级", priority=7, **{"steps-INITIAL_FORMS": 1}))
    made.refresh_from_db()
    assert (made.name, made.priority) == ("Direct superior", 7)


def test_a_deputy_is_told_in_words_for_which_days_and_kinds(office, keeper):
    services.set_deputy(owner=office.chief, deputy=office.wu, first=NOON.date(), last=NOON.date(), at=NOON)
    page = keeper.get("/admin/approvals/deputy/").text
    assert str(NOON.day) + "日" in page
    assert f"[{NOON.year}" not in page


def test_a_route_needs_a_step_that_says_who(office, keeper):
    assert "who" not in keeper.post("/admin/approvals/route/add/", route()).headers.get("Location", "")
    response = keeper.post("/admin/approvals/route/add/", route(step(0, who="person", level="")))
    assert response.status_code == 200
    assert "请写明这个环节由谁审批" in response.text
    assert Route.objects.filter(kind__startswith="general").count() == 1


def test_a_kind_is_made(keeper):
    fields = {"name": "用印申请", "code": "seal", "text": "optional", "amount": "hidden", "dates": "hidden", "attachments": "required"}
    keeper.post("/admin/approvals/requestkind/add/", fields | {"level": "department", "order": "10", "is_active": "on"})
    assert RequestKind.objects.get(code="seal").name == "用印申请"


@pytest.mark.parametrize("model", ["request", "decision", "deputy", "route", "requestkind"])
def test_lists_open(office, keeper, model):
    services.approve(request=ask(office.li), by=office.chief, at=NOON)
    services.set_deputy(owner=office.chief, deputy=office.wu, first=NOON.date(), last=None, at=NOON)
    assert keeper.get(f"/admin/approvals/{model}/").status_code == 200
