"""Sending over apprise, and what is known of the outcome.

apprise answers yes or no, and takes a robot's "200, but refused" for a yes. At most once needs three answers: handed
over, refused, unknown. So its plugins get a stand-in for the module `requests` and for its SMTP connection, which
pass everything on and note what came back.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote

import requests
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins import custom_json, dingtalk, feishu, wecombot
from apprise.plugins.base import NotifyBase
from apprise.plugins.email import base as email
from apprise.plugins.email.smtp import AppriseSMTPController
from urllib3.exceptions import NewConnectionError

from notices.domain import Answer, Outcome
from notices.offered import allowed, mail_server

# Named one by one: apprise itself would load some 130 plugins to find four.
PLUGINS: dict[str, type[NotifyBase]] = {
    "dingtalk": dingtalk.NotifyDingTalk,
    "feishu": feishu.NotifyFeishu,
    "wecombot": wecombot.NotifyWeComBot,
    "mailto": email.NotifyEmail,
    "mailtos": email.NotifyEmail,
    "json": custom_json.NotifyJSON,
    "jsons": custom_json.NotifyJSON,
}
CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
GATEWAY_TIMEOUT = 504
NEVER_REACHED = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.SSLError,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
)
SMTP_SAID_NO = (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)


_noted: ContextVar[list[Answer] | None] = ContextVar("notices_noted", default=None)


def send(url: str, title: str, body: str) -> Answer:
    """Hand the message over once. Takes some seconds at worst; raises nothing that the other side can cause."""
    plugin = opened(url)
    if plugin is None:
        return Answer(Outcome.REFUSED, "the address is no longer allowed")
    with _noting() as answers:
        said_yes = plugin.notify(title=title, body=body)
    worst = next((a for a in answers if a.outcome != Outcome.SENT), None)
    if worst:
        return worst
    if not answers:  # nothing was sent at all
        return Answer(Outcome.REFUSED, "not sent")
    return Answer(Outcome.SENT) if said_yes else Answer(Outcome.UNKNOWN, "no clear answer")


def opened(url: str) -> NotifyBase | None:
    """The plugin for a stored address; None when it fits no service (any more), or none that is allowed."""
    if url.startswith("mail:"):
        server = mail_server()
        return plugin_of(f"{server}{'&' if '?' in server else '?'}to={quote(url.removeprefix('mail:'))}") if server else None
    return plugin_of(url) if url.partition(":")[0] in allowed() else None


def plugin_of(url: str) -> NotifyBase | None:
    """The plugin for an apprise URL; None when it does not fit."""
    plugin_class = PLUGINS.get(url.partition(":")[0])
    if plugin_class is None or not (parts := plugin_class.parse_url(url)):
        return None
    try:
        plugin = plugin_class(**parts)
    except (AppriseImproperlyConfigured, TypeError):
        return None
    plugin.redirects = False
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
    return plugin


@contextmanager
def _noting() -> Iterator[list[Answer]]:
    answers: list[Answer] = []
    token = _noted.set(answers)
    try:
        yield answers
    finally:
        _noted.reset(token)


def _note(outcome: Outcome, error: object = "") -> None:
    answers = _noted.get()
    if answers is not None:
        answers.append(Answer(outcome, str(error)[:200]))


class NotedRequests:
    """The module `requests`, noting what came back from a request."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, url: str, **options: Any) -> requests.Response:
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            response = requests.request(method, url, **options)  # noqa: S113  apprise gives its timeout
        except NEVER_REACHED as error:
            _note(Outcome.REFUSED, type(error).__name__)
            raise
        except requests.exceptions.ConnectionError as error:
            reached = not isinstance(getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError)
            _note(Outcome.UNKNOWN if reached else Outcome.REFUSED, type(error).__name__)
            raise
        except requests.RequestException as error:
            _note(Outcome.UNKNOWN, type(error).__name__)
            raise
        _note(*_said(response))
        return response


def _said(response: requests.Response) -> tuple[Outcome, str]:
    if response.status_code == GATEWAY_TIMEOUT:
        return Outcome.UNKNOWN, "HTTP 504"
    if not 200 <= response.status_code < 300:
        return Outcome.REFUSED, f"HTTP {response.status_code}"
    try:
        answer = response.json()
    except ValueError:
        return Outcome.SENT, ""
    code = (answer.get("errcode") or answer.get("code") or 0) if isinstance(answer, dict) else 0
    return (Outcome.REFUSED, f"{code} {answer.get('errmsg') or answer.get('msg') or ''}") if code else (Outcome.SENT, "")


class NotedSMTP(AppriseSMTPController):
    """apprise's SMTP connection, noting what the server said."""

    def __enter__(self) -> "NotedSMTP":
        try:
            super().__enter__()
        except (OSError, smtplib.SMTPException, RuntimeError) as error:
            _note(Outcome.REFUSED, f"{type(error).__name__}")
            raise
        return self

    def sendmail(self, from_addr: str, to_addrs: list[str], message: str) -> bool:
        try:
            refused = self._socket.sendmail(from_addr, to_addrs, message)  # type: ignore[attr-defined]
        except SMTP_SAID_NO as error:
            _note(Outcome.REFUSED, error)
            return False
        except (OSError, smtplib.SMTPException) as error:
            _note(Outcome.UNKNOWN, type(error).__name__)
            return False
        _note(Outcome.REFUSED if refused else Outcome.SENT, refused or "")
        return not refused


for _plugin in (custom_json, dingtalk, feishu, wecombot):
    _plugin.requests = NotedRequests()  # type: ignore[attr-defined]
email.AppriseSMTPController = NotedSMTP  # type: ignore[misc]
