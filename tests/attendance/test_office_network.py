"""A press from inside the office says so; what a stranger's header claims is not believed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from attendance.models import OfficeNetwork, Punch
from attendance.services import punch
from tests import factories
from tests.rules.making import Office

AT = datetime(2026, 11, 20, 1, 8, 31, tzinfo=UTC)


@pytest.fixture
def network(office: Office) -> OfficeNetwork:
    return OfficeNetwork.objects.create(name="总部", prefix="203.0.113.0/24", department=office.company)


def press(office: Office, **meta: str) -> str:
    client = Client()
    client.force_login(office.staff.user)
    client.post("/clock/punch/", {"key": uuid4()}, **meta)
    return Punch.objects.latest("pk").source


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.7", "network"),
        ("::ffff:203.0.113.7", "network"),
        ("203.0.114.7", "button"),
        ("2001:db8::1", "button"),
        ("unix:", "button"),
    ],
)
def test_press_from_inside_the_network_says_so(office: Office, address: str, source: str):
    assert press(office, REMOTE_ADDR=address) == source


def test_network_out_of_use_counts_as_any_other(office: Office, network: OfficeNetwork):
    OfficeNetwork.objects.update(is_active=False)
    assert press(office, REMOTE_ADDR="203.0.113.7") == "button"


def test_damaged_prefix_stops_nobody_from_clocking_in(office: Office, network: OfficeNetwork):
    OfficeNetwork.objects.create(name="旧", prefix="203.0.113", department=office.company)
    assert press(office, REMOTE_ADDR="203.0.113.7") == "network"


@pytest.mark.usefixtures("network")
def test_forwarded_address_is_not_believed_without_a_configured_proxy(office: Office, settings):
    settings.TRUSTED_PROXIES = []
    assert press(office, REMOTE_ADDR="198.51.100.9", HTTP_X_FORWARDED_FOR="203.0.113.7") == "button"


@pytest.mark.usefixtures("network")
def test_header_of_a_proxy_that_nobody_configured_makes_the_address_unsure(office: Office, settings):
    settings.TRUSTED_PROXIES = []
    assert press(office, REMOTE_ADDR="203.0.113.1", HTTP_X_FORWARDED_FOR="198.51.100.9") == "button"


@pytest.mark.usefixtures("network")
def test_address_of_the_proxy_itself_is_nobodys(office: Office, settings):
    settings.TRUSTED_PROXIES = ["203.0.113.1"]
    assert press(office, REMOTE_ADDR="203.0.113.1") == "button"


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, 198.51.100.9", "198.51.100.9"),  # what the visitor wrote stands before what the proxy saw
        ("127.0.0.1", "203.0.113.7, 198.51.100.9, 10.1.2.3", "198.51.100.9"),  # two proxies, both configured
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),  # past the proxy
    ],
    ids=["one proxy", "forged in front", "two proxies", "around the proxy"],
)
def test_configured_proxies_say_who_asks(peer: str, forwarded: str, seen: str):
    found: list[str] = []
    app = wrap_wsgi_with_proxy_headers(
        lambda environ, start: found.append(environ["REMOTE_ADDR"]), trusted_hosts=["127.0.0.1", "10.0.0.0/8"]
    )
    app({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}, None)
    assert found == [seen]


@pytest.mark.usefixtures("network")
def test_press_is_still_one_statement(office: Office, count_queries):
    assert count_queries(lambda: punch(user_id=office.staff.user.pk, key=uuid4(), at=AT, office="203.0.113.7")) == 1


@pytest.mark.usefixtures("network")
def test_press_at_the_office_within_the_minute_is_the_same_punch(office: Office):
    user = office.staff.user.pk
    first = punch(user_id=user, key=uuid4(), at=AT, office="203.0.113.7")
    again = punch(user_id=user, key=uuid4(), at=AT + timedelta(seconds=59))
    assert (again.punch_id, again.is_new) == (first.punch_id, False)
    assert punch(user_id=user, key=uuid4(), at=AT + timedelta(seconds=60), office="203.0.113.7").is_new


def test_two_connections_at_the_office_make_one_punch(transactional_db, race):
    office = Office()
    OfficeNetwork.objects.create(name="总部", prefix="203.0.113.0/24", department=office.company)
    acts = [lambda: punch(user_id=office.staff.user.pk, key=uuid4(), at=AT, office="203.0.113.7")] * 4
    assert len({one.punch_id for one in race(*acts)}) == Punch.objects.count() == 1


# -- at the managers' desk ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"), [("203.0.113.9/24", "203.0.113.0/24"), ("2001:db8::/32", "2001:db8::/32"), ("203.0.113.9", "203.0.113.9/32")]
)
def test_human_resources_enters_a_network(office: Office, typed: str, kept: str):
    assert entered(office, typed) == 302
    assert OfficeNetwork.objects.get().prefix == kept


@pytest.mark.parametrize("typed", ["办公室", "203.0.113.0/33", "0.0.0.0/0", "::/0"])
def test_what_is_no_network_of_an_office_is_refused(office: Office, typed: str):
    assert entered(office, typed) == 200
    assert not OfficeNetwork.objects.exists()


def entered(office: Office, prefix: str) -> int:
    factories.grant(office.counsel, "hr")
    client = Client()
    client.force_login(get_user_model().objects.get(pk=office.counsel.user.pk))
    form = {"name": "总部", "prefix": prefix, "department": office.company.pk, "is_active": "on"}
    return client.post("/admin/attendance/officenetwork/add/", form).status_code
