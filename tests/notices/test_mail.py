"""Notices by mail: a mail server that really answers, and what is known when it does not."""

import socket
import threading

import pytest

from notices.domain import Outcome
from notices.outbound import send


class MailServer:
    """Speaks as much SMTP as is needed. at_rcpt, at_data: the answer there; None hangs up without a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.at_rcpt, self.at_data = "250 ok", "250 queued"
        self.received = ""
        self.thread = threading.Thread(target=self.serve)

    def serve(self):
        connection, _ = self.socket.accept()
        with connection, connection.makefile("rw", encoding="utf-8", newline="\r\n") as lines:
            self.say(lines, "220 ready")
            for line in lines:
                verb = line.split(":")[0].split()[0].upper()
                answer = {"DATA": "354 go on", "RCPT": self.at_rcpt, "QUIT": "221 bye"}.get(verb, "250 ok")
                self.say(lines, answer)
                if verb == "DATA":
                    for text in lines:
                        if text == ".\r\n":
                            break
                        self.received += text
                    if self.at_data is None:
                        return
                    self.say(lines, self.at_data)
                if verb == "QUIT":
                    return

    def say(self, lines, answer):
        lines.write(answer + "\r\n")
        lines.flush()


@pytest.fixture
def server(settings):
    server = MailServer()
    settings.NOTICE_MAIL_URL = f"mailto://127.0.0.1:{server.port}?from=office@example.com&mode=insecure"
    server.thread.start()
    yield server
    server.thread.join(20)
    server.socket.close()


def test_a_mail_arrives_with_its_subject(server):
    assert send("mail:li@example.com", "运营通知：提醒", "明天盘点").outcome == Outcome.SENT
    server.thread.join(20)
    assert "To: li@example.com" in server.received
    assert "Subject: =?utf-8?" in server.received


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        pytest.param("at_rcpt", "550 no such mailbox", Outcome.REFUSED, id="recipient-refused"),
        pytest.param("at_data", "554 not accepted", Outcome.REFUSED, id="message-refused"),
        pytest.param("at_data", None, Outcome.UNKNOWN, id="hung-up-after-the-message"),
    ],
)
def test_what_the_mail_server_says_is_known(server, step, answer, outcome):
    setattr(server, step, answer)
    assert send("mail:li@example.com", "运营通知", "明天盘点").outcome == outcome


def test_a_mail_server_that_is_away_is_a_known_failure(settings):
    settings.NOTICE_MAIL_URL = "mailto://127.0.0.1:9?from=office@example.com&mode=insecure"
    assert send("mail:li@example.com", "运营通知", "明天盘点").outcome == Outcome.REFUSED


def test_without_a_mail_server_nothing_is_tried(settings):
    settings.NOTICE_MAIL_URL = ""
    assert send("mail:li@example.com", "运营通知", "明天盘点").outcome == Outcome.REFUSED
