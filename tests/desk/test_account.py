"""Login, password, second factor and sessions: every step of allauth in our pages and words."""

import re

import pytest
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-7"


@pytest.fixture(autouse=True)
def _no_limit_reached_yet():
    cache.clear()


@pytest.fixture
def user():
    user = UserFactory(username="0007", mobile="13800000007", email="liwen@example.com")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def staff(client, user):
    log_in(client)
    return client


def log_in(client, login="0007", password=PASSWORD):
    return client.post("/account/login/", {"login": login, "password": password})


@pytest.fixture
def confirmed(staff):
    """A client that has just typed the password once more."""
    staff.post("/account/reauthenticate/", {"password": PASSWORD})
    return staff


def code_for(secret):
    return auth.format_hotp_value(auth.hotp_value(secret, list(auth.yield_hotp_counters_from_time())[-1]))


@pytest.mark.parametrize("login", ["0007", "13800000007", "liwen@example.com", "LiWen@Example.com"])
def test_login_takes_number_mobile_or_mail(client, user, login):
    assert log_in(client, login).headers["Location"] == "/"


def test_login_takes_a_mail_longer_than_a_username(client, user):
    user.email = "a-rather-long-name-of-a-person@a-rather-long-company.example.com"
    user.save(update_fields=["email"])
    assert log_in(client, user.email).status_code == 302


def test_login_returns_to_the_page_that_asked(client, user):
    response = client.post("/account/login/", {"login": "0007", "password": PASSWORD, "next": "/more/"})
    assert response.headers["Location"] == "/more/"


def test_login_never_leads_to_another_site(client, user):
    response = client.post("/account/login/", {"login": "0007", "password": PASSWORD, "next": "https://example.org/"})
    assert response.headers["Location"] == "/"


def test_logout_is_a_post(staff):
    assert "退出登录" in staff.get("/account/logout/").text
    assert staff.post("/account/logout/").headers["Location"] == "/account/login/"


def test_nobody_signs_up(client):
    assert "账号由管理员开设" in client.get("/account/signup/").text
    assert client.post("/account/signup/", {"username": "x", "password1": PASSWORD}).status_code == 200
    assert "账号由管理员开设" in client.post("/account/signup/", {"username": "x"}).text


def test_password_is_changed(staff, user):
    fields = {"oldpassword": PASSWORD, "password1": "battery-staple-9", "password2": "battery-staple-9"}
    assert staff.post("/account/password/change/", fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password("battery-staple-9")


def test_wrong_old_password_stands_beside_its_field(staff):
    page = staff.post(
        "/account/password/change/", {"oldpassword": "x", "password1": "battery-staple-9", "password2": "battery-staple-9"}
    ).text
    assert "当前密码不对" in page


def test_forgotten_password_is_replaced_by_a_link(client, user):
    client.post("/account/password/reset/", {"email": user.email})
    letter = mail.outbox[0]
    assert letter.subject.strip() == "设置新密码"
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", letter.body).group(1)
    form = client.get(link, follow=True)
    assert "设置新密码" in form.text
    address = form.request["PATH_INFO"]
    done = client.post(address, {"password1": "battery-staple-9", "password2": "battery-staple-9"}, follow=True)
    assert "密码已修改" in done.text
    assert "链接已失效" in client.get(link, follow=True).text


def test_reset_does_not_tell_who_has_an_account(client, user):
    known = client.post("/account/password/reset/", {"email": user.email}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert said(known) == said(unknown)
    assert len(mail.outbox) == 1


def said(response):
    return re.search(r"<main.*?</main>", response.text, re.DOTALL).group()


def activate(client):
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "扫描下图" in page.text
    assert secret in page.text
    response = client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.text
    return secret


def test_second_factor_is_asked_after_the_password(confirmed, user):
    secret = activate(confirmed)
    other = Client()
    assert log_in(other).headers["Location"].startswith("/account/2fa/authenticate/")
    assert "两步登录" in other.get("/account/2fa/authenticate/").text
    assert "验证码不对" in other.post("/account/2fa/authenticate/", {"code": "000000"}).text
    assert "sessionid" in other.cookies
    assert secret


def test_recovery_codes_are_shown_and_downloaded(confirmed):
    activate(confirmed)
    page = confirmed.get("/account/2fa/recovery-codes/", follow=True)
    codes = re.findall(r"<li>(\w{8,})</li>", page.text)
    assert len(codes) == 10
    assert codes[0] in confirmed.get("/account/2fa/recovery-codes/download/").text
    assert "10" in confirmed.get("/account/2fa/").text
    assert "随即失效" in confirmed.get("/account/2fa/recovery-codes/generate/").text


def test_second_factor_is_switched_off(confirmed):
    activate(confirmed)
    assert "只凭密码" in confirmed.get("/account/2fa/totp/deactivate/").text
    confirmed.post("/account/2fa/totp/deactivate/")
    assert "未开启" in confirmed.get("/account/2fa/").text


def test_sessions_are_listed_and_ended(staff, user):
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36"})
    log_in(other)
    page = staff.get("/account/sessions/").text
    assert "Chrome · Android" in page
    staff.post("/account/sessions/")
    assert other.get("/").status_code == 302
    assert staff.get("/").status_code == 200


def test_mail_address_is_confirmed_before_it_counts(confirmed, user):
    assert confirmed.get("/account/email/").status_code == 200
    confirmed.post("/account/email/", {"action_add": "", "email": "new@example.com"})
    assert "待确认" in confirmed.get("/account/email/").text
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.outbox[-1].body).group(1)
    assert "new@example.com 是你的邮箱吗" in confirmed.get(link).text
    confirmed.post(link)
    user.refresh_from_db()
    assert user.email == "new@example.com"


def test_protected_pages_ask_for_the_password_again(client, user):
    client.force_login(user)
    page = client.get("/account/2fa/totp/activate/", follow=True)
    assert "确认是本人" in page.text
    assert "密码不对" in client.post("/account/reauthenticate/", {"password": "x"}).text


def test_logins_are_limited(client, user):
    for _ in range(6):
        page = log_in(client, password="wrong")
    assert "登录失败次数过多" in page.text or page.status_code == 429
