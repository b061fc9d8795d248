"""Deciding: the three verdicts, the record they leave, and who may not."""

import pytest
from django.db import IntegrityError, connection, transaction

from approvals import services
from approvals.asked import Step
from approvals.models import Decision
from common.errors import RuleBroken
from common.models import AuditEntry
from tests.approvals.conftest import NOON, ask, waiting

pytestmark = pytest.mark.django_db

TWO = (Step(name="主管", superior=1), Step(name="经理", superior=2))


def pair(office, mode):
    """One step that asks chief and cashier: the cashier by a role that both have."""
    from people.models import Role, RoleGrant
    from tests.factories import START

    role = Role.objects.create(code="pair", name="会签人")
    for who in (office.chief, office.cashier):
        RoleGrant.objects.create(employee=who, role=role, during=(START, None))
    return Step(name="会签", role="pair", mode=mode)


def test_approve_ends_a_request_of_one_step(office, told):
    request = services.approve(request=ask(office.li), by=office.chief, at=NOON, opinion="同意购买")
    assert (request.state, request.closed_at, request.subject.state) == ("approved", NOON, "approved")
    assert told(office.li) == ["你的申请已通过\n购买打印机\n陈主管：同意购买"]


def test_approve_moves_to_the_next_step(office):
    request = services.approve(request=ask(office.li, *TWO), by=office.chief, at=NOON)
    assert request.state == "submitted"
    assert waiting(request) == ["王强"]


def test_approve_of_any_ends_the_step_and_tells_the_other(office, told):
    request = services.approve(request=ask(office.li, pair(office, "any")), by=office.cashier, at=NOON)
    assert request.state == "approved"
    assert told(office.chief)[0].startswith("钱会计已处理（同意），无需你再审批")


def test_approve_of_all_waits_for_the_other(office):
    request = services.approve(request=ask(office.li, pair(office, "all")), by=office.cashier, at=NOON)
    assert waiting(request) == ["陈主管"]
    assert services.approve(request=request, by=office.chief, at=NOON).state == "approved"


def test_approve_asks_the_same_person_once(office):
    request = ask(office.li, Step(name="一", superior=1), Step(name="二", superior=2), Step(name="三", superior=1))
    services.approve(request=request, by=office.chief, at=NOON)
    request = services.approve(request=request, by=office.manager, at=NOON)
    assert request.state == "approved"
    assert list(request.steps.order_by("order").values_list("state", flat=True)) == ["done", "done", "skipped"]


def test_approve_asks_in_a_later_step_who_was_not_the_one_to_agree(office):
    request = ask(office.li, pair(office, "any"), Step(name="主管", superior=1))
    request = services.approve(request=request, by=office.cashier, at=NOON)
    assert waiting(request) == ["陈主管"]


@pytest.mark.row("APV-05")
def test_approve_refuses_the_applicants_own_request(office):
    with pytest.raises(RuleBroken, match="不能审批自己的申请"):
        services.approve(request=ask(office.li), by=office.li, at=NOON)


def test_approve_refuses_who_is_not_asked_and_names_who_is(office):
    with pytest.raises(RuleBroken, match="正在等待陈主管处理"):
        services.approve(request=ask(office.li), by=office.manager, at=NOON)


def test_approve_refuses_a_closed_request_and_says_who_closed_it(office):
    request = ask(office.li)
    services.approve(request=request, by=office.chief, at=NOON)
    with pytest.raises(RuleBroken, match="陈主管已于11月20日 12:00同意"):
        services.approve(request=request, by=office.chief, at=NOON)


def test_approve_refuses_a_step_that_is_not_on_any_more(office):
    request = ask(office.li, *TWO)
    seen = request.steps.get(order=1).pk
    services.approve(request=request, by=office.chief, at=NOON, step=seen)
    with pytest.raises(RuleBroken, match="陈主管已于"):
        services.approve(request=request, by=office.manager, at=NOON, step=seen)


@pytest.mark.row("APV-04")
@pytest.mark.parametrize("verdict", [services.refuse, services.send_back])
@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_no_without_a_reason_is_not_accepted(office, verdict, words):
    request = ask(office.li)
    with pytest.raises(RuleBroken, match="理由"):
        verdict(request=request, by=office.chief, at=NOON, opinion=words)
    assert not Decision.objects.exists()


@pytest.mark.row("APV-04")
def test_the_record_shows_who_when_opinion_and_signature(office):
    request = services.refuse(request=ask(office.li), by=office.chief, at=NOON, opinion="预算不足")
    decision = request.decisions.get()
    assert (decision.decided_by, decision.decided_at, decision.opinion, decision.verdict) == (office.chief, NOON, "预算不足", "refuse")
    assert decision.signature == decision.signature_over(request.submissions.get().digest)


def test_a_signature_covers_what_was_shown_and_said(office):
    decision = services.refuse(request=ask(office.li), by=office.chief, at=NOON, opinion="预算不足").decisions.get()
    shown = decision.submission.digest
    assert decision.signature_over("0" * 64) != decision.signature
    decision.opinion = "预算充足"
    assert decision.signature_over(shown) != decision.signature


def test_refuse_ends_the_request_and_its_later_steps(office, told):
    request = services.refuse(request=ask(office.li, *TWO), by=office.chief, at=NOON, opinion="预算不足")
    assert (request.state, request.subject.state) == ("refused", "refused")
    assert list(request.steps.order_by("order").values_list("state", flat=True)) == ["done", "skipped"]
    assert told(office.li) == ["你的申请未获同意\n购买打印机\n陈主管：预算不足"]


def test_refuse_of_one_ends_a_step_of_all(office):
    request = services.refuse(request=ask(office.li, pair(office, "all")), by=office.cashier, at=NOON, opinion="重复")
    assert request.state == "refused"


def test_send_back_gives_it_to_the_applicant_who_submits_again(office):
    request = services.send_back(request=ask(office.li, *TWO), by=office.chief, at=NOON, opinion="请写明型号")
    assert (request.state, request.subject.state) == ("sent_back", "sent_back")
    request.subject.text = "型号 A3"
    request.subject.save()
    request = services.resubmit(request=request, by=office.li, at=NOON)
    assert (request.state, request.round, request.subject.state, waiting(request)) == ("submitted", 2, "submitted", ["陈主管"])


def test_resubmit_keeps_the_decisions_of_the_round_before(office):
    request = services.send_back(request=ask(office.li), by=office.chief, at=NOON, opinion="请写明型号")
    old = request.decisions.get()
    request.subject.text = "型号 A3"
    request.subject.save()
    services.resubmit(request=request, by=office.li, at=NOON)
    assert old.signature == old.signature_over(request.submissions.get(round=1).digest)
    assert request.submissions.get(round=2).snapshot["items"][0]["value"] == "型号 A3"


def test_resubmit_asks_everybody_again(office):
    request = ask(office.li, *TWO)
    services.approve(request=request, by=office.chief, at=NOON)
    request = services.send_back(request=request, by=office.manager, at=NOON, opinion="请写明型号")
    assert waiting(services.resubmit(request=request, by=office.li, at=NOON, steps=TWO)) == ["陈主管"]


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_resubmit_refuses_what_was_not_sent_back(office, state):
    request = ask(office.li)
    if state == "approved":
        services.approve(request=request, by=office.chief, at=NOON)
    with pytest.raises(RuleBroken, match={"submitted": "申请待审批", "approved": "陈主管已于"}[state]):
        services.resubmit(request=request, by=office.li, at=NOON)


def test_resubmit_refuses_anybody_else(office):
    request = services.send_back(request=ask(office.li), by=office.chief, at=NOON, opinion="请写明型号")
    with pytest.raises(RuleBroken, match="只有申请人"):
        services.resubmit(request=request, by=office.wu, at=NOON)


# -- past the services ------------------------------------------------------------


def decide(request, who, **fields):
    seat = request.steps.get(state="active").approvers.get()
    fields = {"verdict": "approve", "applicant": request.applicant, "seat": seat, "step": seat.step} | fields
    return Decision.objects.create(
        request=request, submission=request.submissions.get(), decided_by=who, decided_at=NOON, signature="", **fields
    )


@pytest.mark.row("APV-05")
@pytest.mark.parametrize("verdict", ["approve", "refuse", "send_back", "add", "transfer"])
def test_constraint_nobody_decides_their_own_request(office, verdict):
    with pytest.raises(IntegrityError, match="approvals_decision_not_by_applicant"), transaction.atomic():
        decide(ask(office.li), office.li, verdict=verdict, opinion="好")


def test_constraint_nobody_decides_for_the_applicant(office):
    with pytest.raises(IntegrityError, match="approvals_decision_not_for_applicant"), transaction.atomic():
        decide(ask(office.li), office.wu, on_behalf_of=office.li)


def test_constraint_the_copied_applicant_cannot_lie(office):
    request = ask(office.li)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="approvals_decision_copies_its_applicant"), transaction.atomic():
        decide(request, office.li, applicant=office.wu)


@pytest.mark.parametrize("verdict", ["refuse", "send_back"])
@pytest.mark.parametrize("words", ["", " \n\t"])
def test_constraint_a_no_has_a_reason(office, verdict, words):
    with pytest.raises(IntegrityError, match="approvals_decision_has_reason"), transaction.atomic():
        decide(ask(office.li), office.chief, verdict=verdict, opinion=words)


def test_constraint_a_seat_decides_once(office):
    request = ask(office.li)
    decide(request, office.chief)
    with pytest.raises(IntegrityError, match="approvals_decision_once_a_seat"), transaction.atomic():
        decide(request, office.chief, verdict="refuse", opinion="不")


def test_constraint_a_verdict_comes_from_a_seat(office):
    with pytest.raises(IntegrityError, match="approvals_decision_from_a_seat"), transaction.atomic():
        decide(ask(office.li), office.chief, seat=None)


def test_constraint_only_the_applicant_withdraws(office):
    with pytest.raises(IntegrityError, match="approvals_decision_withdrawn_by_applicant"), transaction.atomic():
        decide(ask(office.li), office.chief, verdict="withdraw", seat=None)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_decision_cannot_be_changed(office, act):
    services.approve(request=ask(office.li), by=office.chief, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opsdept.may_empty = off")
    rows = Decision.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(opinion="改") if act == "update" else rows._raw_delete(rows.db)


def test_a_decision_writes_its_verdict_to_the_trail(office):
    services.refuse(request=ask(office.li), by=office.chief, at=NOON, opinion="预算不足")
    line = AuditEntry.objects.get(table_name="approvals_decision")
    assert (line.verb, line.after["opinion"]) == ("refuse", "预算不足")
