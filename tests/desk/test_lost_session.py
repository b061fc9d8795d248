"""What was typed outlives a lost login."""

import pytest

from common.lost_session import session_lost, typed_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(rf):
    def make(**fields):
        request = rf.post("/requests/new/", fields, headers={"Referer": "http://testserver/requests/new/"})
        request.id = "abc123abc123"
        return request

    return make


def test_typed_texts_leaves_out_secrets_and_the_token(post):
    fields = {"title": "采购打印机", "password": "geheim", "otp_code": "123456", "csrfmiddlewaretoken": "x" * 40, "next": "/a/"}
    assert typed_texts(post(**fields)) == ["采购打印机"]


def test_session_lost_leads_back_through_the_login(post):
    response = session_lost(post(title="采购打印机"))
    assert response.status_code == 401
    assert "采购打印机" in response.text
    assert 'href="/account/login/?next=http%3A%2F%2Ftestserver%2Frequests%2Fnew%2F"' in response.text


def test_session_lost_never_leads_to_another_site(rf):
    request = rf.post("/requests/new/", {"title": "采购"}, headers={"Referer": "https://example.org/"})
    request.id = "abc123abc123"
    assert "example.org" not in session_lost(request).text
