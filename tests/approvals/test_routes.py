"""An administrator makes kinds and routes on the pages, and they run."""

import pytest

from approvals import services
from approvals.models import Request, RequestKind, Route, RouteStep
from tests.approvals.conftest import KIND, NOON, ask, waiting
from tests.factories import grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(office, client):
    grant(office.boss, "administrator")
    client.force_login(office.boss.user)
    return client


def steps(*rows, **route):
    """A submission of the route page."""
    data = {"name": "三级审批", "priority": "100", "is_active": "on"} | route
    data |= {"steps-TOTAL_FORMS": str(len(rows)), "steps-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        filled = {"who": "superior", "level": "1", "mode": "any", "ORDER": str(n + 1)} | row
        data |= {f"steps-{n}-{name}": value for name, value in filled.items()}
    return data


@pytest.mark.row("APV-03")
def test_an_administrator_adds_a_new_document_type_with_three_steps_in_the_screen_and_it_runs(office, admin, client):
    kind = {"name": "用印申请", "code": "seal", "text": "optional", "amount": "hidden", "dates": "hidden", "attachments": "optional"}
    made = admin.post("/routes/kinds/new/", kind | {"level": "department", "order": "10", "is_active": "on"})
    assert made.url == "/routes/new/general:seal/"
    three = steps(
        {"name": "直接上级"},
        {"name": "财务", "who": "person", "person": f"钱会计 ({office.cashier.number})"},
        {"name": "总经理", "who": "superior", "level": "3"},
    )
    saved = admin.post(made.url, three, follow=True)
    assert "流程已保存" in saved.text

    client.force_login(office.li.user)
    assert "用印申请" in client.get("/requests/new/").text
    client.post("/requests/new/seal/", {"title": "合同盖章", "key": "0d1f6a2e-0000-4000-8000-000000000001"})
    request = Request.objects.get()
    assert request.kind_label == "用印申请"
    for approver in (office.chief, office.cashier, office.boss):
        assert waiting(request) == [approver.name]
        client.force_login(approver.user)
        client.post(f"/requests/{request.pk}/approve/", {"step": request.steps.get(state="active").pk})
    request.refresh_from_db()
    assert request.state == "approved"


def test_route_page_makes_room_for_one_more_step_and_keeps_what_was_typed(admin):
    response = admin.post(f"/routes/new/{KIND}/", steps({"name": "直接上级"}) | {"more": "1"})
    assert response.context["formset"].total_form_count() == 2
    assert "直接上级" in response.text
    assert Route.objects.filter(kind__startswith="general").count() == 1


def test_route_page_puts_steps_in_order_and_drops_those_ticked(office, admin):
    rows = steps({"name": "后", "ORDER": "3"}, {"name": "先", "ORDER": "1"}, {"name": "不要", "DELETE": "on"})
    admin.post(f"/routes/new/{KIND}/", rows)
    route = Route.objects.get(name="三级审批")
    assert list(route.steps.values_list("order", "name")) == [(1, "先"), (2, "后")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "至少要有一个环节"),
        ([{"name": "财务", "who": "person"}], "请写明这个环节由谁审批"),
        ([{"name": "财务", "who": "role"}], "请写明这个环节由谁审批"),
        ([{"name": "上级", "who": "superior", "level": ""}], "请写明这个环节由谁审批"),
    ],
)
def test_route_page_refuses(admin, rows, sentence):
    response = admin.post(f"/routes/new/{KIND}/", steps(*rows))
    assert response.status_code == 422
    assert sentence in response.text


def test_route_page_refuses_amounts_the_wrong_way_round(admin):
    response = admin.post(f"/routes/new/{KIND}/", steps({"name": "上级"}, amount_from="500", amount_below="100"))
    assert "金额的上下限颠倒了" in response.text


def test_route_changes_leave_requests_under_way_alone(office, admin):
    request = ask(office.li)
    route = Route.objects.get(kind="general:general")
    admin.post(f"/routes/{route.pk}/", steps({"name": "总经理", "level": "3"}))
    assert waiting(request) == ["陈主管"]
    assert waiting(ask(office.li)) == ["赵总"]
    admin.post(f"/routes/{route.pk}/remove/")
    assert services.approve(request=request, by=office.chief, at=NOON).state == "approved"


def test_preview_names_who_would_decide(office, admin):
    route = Route.objects.get(kind="general:general")
    RouteStep.objects.create(route=route, order=2, name="再一次", who="superior", level=1)
    page = admin.get(f"/routes/who/{KIND}/", {"applicant": office.li.number})
    assert [(step.label, step.note) for step in page.context["steps"]] == [("直接上级", "陈主管"), ("再一次", "前面已同意，不再审批")]


def test_preview_says_what_the_applicant_would_read(office, admin):
    page = admin.get(f"/routes/who/{KIND}/", {"applicant": office.boss.number})
    assert "备选审批人" in page.context["refusal"]


def test_a_kind_out_of_use_cannot_be_asked_for(office, client):
    RequestKind.objects.update(is_active=False)
    client.force_login(office.li.user)
    assert client.get("/requests/new/general/").status_code == 404


def test_the_code_of_a_kind_never_changes(admin):
    kind = RequestKind.objects.create(code="seal", name="用印申请")
    fields = {"name": "盖章", "code": "other", "text": "optional", "amount": "optional", "dates": "hidden", "attachments": "hidden"}
    admin.post("/routes/kinds/seal/", fields | {"level": "department", "order": "1", "is_active": "on"})
    kind.refresh_from_db()
    assert (kind.code, kind.name) == ("seal", "盖章")


def test_route_list_queries_do_not_grow(admin, assert_queries_constant):
    def grow():
        for n in range(4):
            kind = RequestKind.objects.create(code=f"k{n}", name=f"类型{n}")
            route = Route.objects.create(kind=kind.kind, name="流程")
            RouteStep.objects.create(route=route, order=1, name="上级", who="superior", level=1)

    grow_once = RequestKind.objects.create(code="first", name="类型")
    Route.objects.create(kind=grow_once.kind, name="流程")
    assert_queries_constant(lambda: admin.get("/routes/"), grow, at_most=12)
