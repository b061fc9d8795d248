"""The first page, the switches of language and colours, and the pages for what went wrong."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def staff(client, user):
    client.force_login(user)
    return client


def test_first_page_shows_today(staff):
    assert re.search(r"\d+月\d+日 周.", staff.get("/").text)


def test_first_page_costs_at_most_ten_queries(staff, count_queries):
    staff.get("/")
    assert count_queries(lambda: staff.get("/")) <= 10


def test_first_page_wants_a_login(client):
    assert client.get("/").headers["Location"] == "/account/login/?next=/"


def test_language_is_kept_with_the_account(staff, user):
    response = staff.post(reverse("desk:language"), {"language": "en", "next": "/more/"})
    user.refresh_from_db()
    assert (user.language, response.headers["Location"]) == ("en", "/more/")
    assert '<html lang="en"' in staff.get("/").text


def test_language_before_login_is_kept_in_a_cookie(client):
    client.post(reverse("desk:language"), {"language": "zh-hant"})
    assert "工號、手機或信箱" in client.get("/account/login/").text


def test_unknown_language_is_refused(staff, user):
    assert staff.post(reverse("desk:language"), {"language": "xx"}).status_code == 400
    user.refresh_from_db()
    assert user.language == "zh-hans"


def test_colours_are_kept_in_a_cookie(client):
    client.post(reverse("desk:theme"), {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/account/login/").text


def test_unknown_colours_are_refused(client):
    assert client.post(reverse("desk:theme"), {"theme": "pink"}).status_code == 400


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_switch_never_leads_to_another_site(client, target):
    response = client.post(reverse("desk:theme"), {"theme": "dark", "next": target})
    assert response.headers["Location"] == "/"


def test_manifest_is_one(client):
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert {icon["sizes"] for icon in response.json()["icons"]} >= {"192x192", "512x512"}


@pytest.mark.parametrize(
    "path", ["/", "/more/", "/account/", "/account/2fa/", "/account/sessions/", "/account/email/", "/account/password/change/"]
)
def test_page_has_one_heading_and_no_inline_code(staff, path):
    page = staff.get(path, follow=True).text
    assert page.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", page)


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/signup/", "/account/inactive/"]
)
def test_page_before_login_is_ours(client, path):
    page = client.get(path).text
    assert "entrance" in page
    assert page.count("<h1") == 1


def test_login_names_what_it_takes(client):
    assert "工号、手机或邮箱" in client.get("/account/login/").text


def test_login_with_a_wrong_password_says_so_in_plain_words(client, user):
    page = client.post("/account/login/", {"login": user.username, "password": "wrong"}).text
    assert "账号或密码不对" in page
    assert f'value="{user.username}"' in page


def test_missing_page_names_the_request(staff):
    response = staff.get("/nowhere/")
    assert response.status_code == 404
    assert "没有这个页面" in response.text
    assert response.headers["X-Request-ID"] in response.text


def test_stale_form_shows_what_was_typed_but_no_password(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    response = client.post("/account/password/change/", {"oldpassword": "geheim123", "title": "采购打印机两台"})
    assert response.status_code == 403
    assert "采购打印机两台" in response.text
    assert "geheim123" not in response.text
    assert response.headers["X-Request-ID"] in response.text


def test_broken_page_needs_no_database(rf):
    from opsdept.error_views import server_error

    request = rf.get("/")
    request.id = "abc123abc123"
    response = server_error(request)
    assert response.status_code == 500
    assert "abc123abc123" in response.text
