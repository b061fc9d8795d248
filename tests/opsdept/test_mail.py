"""The mail server as one address."""

import pytest

from opsdept.mail import CONSOLE, mailer


def test_mailer_without_address_writes_to_the_console():
    assert mailer("") == {"BACKEND": CONSOLE}


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [("smtp://h", 25, False, False), ("smtp+tls://h", 587, True, False), ("smtps://h:4465", 4465, False, True)],
)
def test_mailer_reads_scheme_and_port(url, port, tls, ssl):
    options = mailer(url)["OPTIONS"]
    assert (options["host"], options["port"], options["use_tls"], options["use_ssl"]) == ("h", port, tls, ssl)


def test_mailer_unquotes_user_and_password():
    options = mailer("smtps://a%40b.cn:p%2Fw@mail.b.cn")["OPTIONS"]
    assert (options["username"], options["password"]) == ("a@b.cn", "p/w")


def test_mailer_refuses_another_scheme():
    with pytest.raises(ValueError, match="http://"):
        mailer("http://h")
