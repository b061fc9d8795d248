"""What a person may paste as an address, and what is made of it."""

import pytest

from common.errors import RuleBroken
from notices.channels import read_address
from notices.outbound import opened


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        pytest.param("https://oapi.dingtalk.com/robot/send?access_token=abc123", "dingtalk://abc123/", id="dingtalk"),
        pytest.param("https://open.feishu.cn/open-apis/bot/v2/hook/a-b-c", "feishu://a-b-c/", id="feishu"),
        pytest.param(" https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-1 ", "wecombot://a-1/", id="wecom-with-blanks"),
        pytest.param("dingtalk://SECabc@token1/", "dingtalk://SECabc@token1/", id="apprise"),
    ],
)
def test_address_of_a_robot_is_rebuilt_from_its_token(pasted, url):
    assert read_address(pasted).url == url


def test_signing_secret_goes_into_the_address_of_dingtalk():
    address = read_address("https://oapi.dingtalk.com/robot/send?access_token=abc123", "SEC9f")
    assert (address.service, opened(address.url).secret) == ("dingtalk", "SEC9f")


def test_signing_secret_is_refused_where_it_would_not_be_used():
    with pytest.raises(RuleBroken, match="Only a DingTalk robot"):
        read_address("https://open.feishu.cn/open-apis/bot/v2/hook/abc", "SEC9f")


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("", id="nothing"),
        pytest.param("hello", id="a-word"),
        pytest.param("https://example.com/hook", id="any-web-page"),
        pytest.param("https://oapi.dingtalk.com.example.com/robot/send?access_token=abc", id="a-look-alike"),
        pytest.param("json://127.0.0.1:6379/", id="the-inside-of-the-house"),
        pytest.param("file:///etc/passwd", id="a-file"),
        pytest.param("dingtalk://token/?verify=no", id="options-of-a-robot"),
        pytest.param("mailtos://u:p@example.com?pgppub=/etc/passwd", id="a-key-file"),
        pytest.param("mailtos://u:p@example.com?wkd=yes", id="a-key-server"),
        pytest.param("mailtos://u:p@example.com?verify=no", id="an-unchecked-certificate"),
        pytest.param("mailtos://", id="no-server"),
    ],
)
def test_any_other_address_is_refused(pasted):
    with pytest.raises(RuleBroken, match="cannot be used"):
        read_address(pasted)


def test_a_mail_server_of_ones_own_may_be_named():
    address = read_address("mailtos://user:password@smtp.example.com?to=li@example.com")
    assert (address.service, opened(address.url).smtp_host) == ("mailtos", "smtp.example.com")


def test_a_service_that_the_company_does_not_allow_is_refused(settings):
    settings.NOTICE_CHANNELS = ["feishu"]
    with pytest.raises(RuleBroken, match="Feishu robot"):
        read_address("https://oapi.dingtalk.com/robot/send?access_token=abc123")


def test_a_stored_address_stops_working_when_its_service_is_no_longer_allowed(settings):
    assert opened("dingtalk://abc/")
    settings.NOTICE_CHANNELS = ["feishu"]
    assert opened("dingtalk://abc/") is None


def test_a_mail_address_needs_the_mail_server_of_the_company(settings):
    with pytest.raises(RuleBroken, match="cannot be used"):
        read_address("li@example.com")
    settings.NOTICE_MAIL_URL = "mailtos://user:password@smtp.example.com?from=office@example.com"
    address = read_address("li@example.com")
    assert address.url == "mail:li@example.com"
    assert opened(address.url).targets == [(False, "li@example.com")]


def test_a_plugin_follows_no_redirects():
    assert opened("feishu://abc/").redirects is False
