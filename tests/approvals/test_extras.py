"""What a kind shows below what is asked."""

import pytest
from django.template import Engine

from approvals import extras
from approvals.models import Request
from tests.support.office import Office, office

pytestmark = pytest.mark.django_db
TEMPLATE = "nothing.html"


@pytest.fixture
def made() -> Office:
    return office()


@pytest.fixture
def register():
    kinds = []

    def add(kind, template, context):
        extras.register(kind, template, context)
        kinds.append(kind)

    yield add
    for kind in kinds:
        extras.unregister(kind)


def asked(made: Office) -> Request:
    return Request.objects.get(pk=made.arguments["approvals:request-detail"][0])


def test_kind_shows_more_on_the_request_and_in_the_inbox(made, register, client):
    found = asked(made)
    template = Engine.get_default().from_string("<p>{{ extra.word }}</p>")
    register(found.kind.partition(":")[0], template, lambda request, reader: {"word": f"{reader.employee.name}：{request.number}"})
    client.force_login(made.user("manager"))
    for path in (f"/requests/{found.pk}/", f"/inbox/{found.pk}/"):
        assert f"<p>经理甲：{found.number}</p>" in client.get(path).text


def test_kind_that_shows_nothing_more_is_left_out(made, register):
    found = asked(made)
    assert extras.extra_of(found, made.user("manager")) is None
    register(found.kind.partition(":")[0], TEMPLATE, lambda request, reader: None)
    assert extras.extra_of(found, made.user("manager")) is None


def test_kind_shows_more_once(register):
    register("some.kind", TEMPLATE, lambda request, reader: {})
    with pytest.raises(ValueError, match=r"some\.kind"):
        extras.register("some.kind", TEMPLATE, lambda request, reader: {})
