"""Notices at the managers' desk."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from notices import services
from notices.models import Channel, Delivery, Notice, NoticeRecipient
from tests.factories import EmployeeFactory, department, grant, holder, post

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
MODELS = [Notice, NoticeRecipient, Channel, Delivery]


@pytest.fixture
def sent():
    """A notice that went out over a channel."""
    li = EmployeeFactory(name="李雯")
    services.add_channel(owner=li, label="群", address="https://oapi.dingtalk.com/robot/send?access_token=abc123", at=NOON)
    return services.notify(recipients=[li], kind="penalty", subject="处罚通知", at=NOON)


@pytest.fixture
def auditor(client):
    who = EmployeeFactory(name="审计")
    grant(who, "auditor")
    client.force_login(who.user)
    return who


def urls(model):
    name = f"admin:notices_{model._meta.model_name}"
    return reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[model.objects.get().pk])


@pytest.mark.parametrize("model", MODELS)
def test_an_auditor_reads_and_changes_nothing(client, sent, auditor, model):
    changelist, change = urls(model)
    assert client.get(changelist).status_code == 200
    page = client.get(change)
    assert page.status_code == 200
    assert "abc123" not in page.content.decode()
    assert client.post(change, {}).status_code == 403
    assert client.post(change.replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_an_auditor_of_one_department_sees_what_concerns_it(client, sent, model):
    unit = department()
    who = holder(post(unit))
    grant(who, "auditor", unit)
    assert not model.objects.visible_to(who.user).exists()
    services.notify(recipients=[who], kind="reminder", subject="自己的", at=NOON)
    assert {n.subject for n in Notice.objects.visible_to(who.user)} == {"自己的"}


@pytest.mark.parametrize("model", MODELS)
def test_staff_do_not_enter(client, sent, model):
    client.force_login(EmployeeFactory().user)
    assert client.get(urls(model)[0]).status_code in (302, 403)
