"""The page that leaves the demonstration, the line on every page, and the pages of a company that has just begun."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse

from opsdept import leaving
from opsdept.first_company import make_company
from people import demonstration
from people.models import DemoMark, User
from tests.support.crawl import addresses
from tests.support.office import office

pytestmark = pytest.mark.django_db

PASSWORD = "Quiet-river-99"
START = date(2026, 11, 20)


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def demo(monkeypatch):
    DemoMark.objects.create(pk=1, made_for=START, seed=1)
    monkeypatch.setattr(demonstration, "_is_demo", False)
    demonstration.look()


@pytest.fixture
def looked_after(monkeypatch):
    monkeypatch.setenv("OPSDEPT_LEASHED", "1")


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(office().user(role))
    return client


def typed(**other: str) -> dict[str, str]:
    return {
        "confirm": "公司", "company": "远山公司", "number": "A001", "name": "李远", "email": "", "password": PASSWORD, "again": PASSWORD,
        **other,
    }  # fmt: skip


def test_page_writes_the_wish_for_nobody_else_to_read(home: Path, demo, looked_after):
    answer = client_of("administrator").post(reverse("demo-leave"), typed())
    kept = json.loads((home / "leaving.json").read_text())
    assert answer.status_code == 200
    assert (kept["company"], kept["number"]) == ("远山公司", "A001")
    assert PASSWORD not in (home / "leaving.json").read_text()
    assert check_password(PASSWORD, kept["password_hash"])
    assert (home / "leaving.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "wrong",
    [
        {"confirm": "别的"}, {"number": "空 格"}, {"password": "12345678", "again": "12345678"}, {"again": "another"}, {"company": ""},
        {"password": "", "again": ""},
    ],
    ids=["other-name", "number", "weak-password", "passwords-differ", "no-company", "no-password"],
)  # fmt: skip
def test_page_keeps_what_was_typed_and_wishes_nothing(home: Path, demo, looked_after, wrong):
    answer = client_of("administrator").post(reverse("demo-leave"), typed(**wrong))
    assert (answer.status_code, leaving.is_wished()) == (422, False)
    assert 'value="李远"' in answer.content.decode()


def test_second_wish_is_refused_with_a_sentence(home: Path, demo, looked_after):
    client = client_of("administrator")
    client.post(reverse("demo-leave"), typed())
    assert client.post(reverse("demo-leave"), typed(number="B001")).status_code == 422
    assert json.loads((home / "leaving.json").read_text())["number"] == "A001"


def test_page_says_why_the_last_wish_was_not_fulfilled(home: Path, demo, looked_after):
    (home / "leaving.refused").write_text("还有人在用")
    assert "还有人在用" in client_of("administrator").get(reverse("demo-leave")).content.decode()


def test_page_names_the_command_where_nobody_looks_after_the_processes(home: Path, demo, monkeypatch):
    monkeypatch.delenv("OPSDEPT_LEASHED", raising=False)
    assert "leave_demo" in client_of("administrator").get(reverse("demo-leave")).content.decode()


@pytest.mark.parametrize("role", ["applicant", "manager", "hr", "auditor"])
def test_nobody_but_an_administrator_leaves(home: Path, demo, role):
    assert client_of(role).post(reverse("demo-leave"), typed()).status_code == 403
    assert not leaving.is_wished()


def test_real_company_has_no_such_page(home: Path):
    assert client_of("administrator").get(reverse("demo-leave")).status_code == 404


def test_wish_of_a_company_that_is_no_demonstration_changes_nothing(home: Path):
    people = office().people
    (home / "leaving.json").write_text(
        json.dumps({"company": "x", "number": "A001", "name": "x", "email": "", "password_hash": "!", "start": "2026-11-20", "units": []})
    )
    leaving.fulfil()
    assert User.objects.filter(pk=people["administrator"].user.pk).exists()
    assert not leaving.is_wished()


def test_every_page_says_that_these_are_demonstration_data(demo):
    page = client_of("applicant").get("/").content.decode()
    assert "demo-line" in page
    assert reverse("demo-leave") not in page


def test_administrator_finds_the_way_out_on_every_page(demo):
    assert reverse("demo-leave") in client_of("administrator").get("/").content.decode()


def test_line_costs_no_query(demo, count_queries, monkeypatch):
    client = client_of("applicant")
    client.get("/")
    with_line = count_queries(lambda: client.get("/"))
    monkeypatch.setattr(demonstration, "_is_demo", False)
    assert count_queries(lambda: client.get("/")) == with_line


@pytest.fixture
def newcomer() -> Client:
    make_company(name="远山公司", units=[], admin_number="A001", admin_name="李远", email="", password=PASSWORD, start=START)
    client = Client()
    client.force_login(User.objects.get(username="A001"))
    return client


@pytest.mark.django_db(transaction=True)  # a file that is closed gives the connection back
def test_no_page_of_an_empty_company_fails(newcomer: Client):
    assert len(addresses(newcomer, "/")) > 20


def test_first_page_of_an_empty_company_says_what_comes_first(newcomer: Client):
    page = newcomer.get("/").content.decode()
    assert "first-steps" in page
    assert reverse("people:import-upload") in page


def test_first_steps_are_gone_once_there_are_colleagues_and_rules():
    made = office()
    client = Client()
    client.force_login(made.user("administrator"))
    from rules.models import Edition

    assert ("first-steps" in client.get("/").content.decode()) is not Edition.objects.filter(published_at__isnull=False).exists()


def test_first_steps_are_shown_to_administrators_only():
    assert "first-steps" not in client_of("applicant").get("/").content.decode()
