"""Which services a channel may use, and how what a person pastes becomes a safe address.

A person chooses where this server connects to, so only the services of the setting NOTICE_CHANNELS are taken, and an
address is rebuilt from its parts: whatever else an apprise URL may carry (files to read, servers to ask, certificates
not to check) is dropped or refused.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from notices.offered import allowed

NAMES: dict[str, str | Promise] = {
    "dingtalk": _("DingTalk robot"),
    "feishu": _("Feishu robot"),
    "wecombot": _("WeCom robot"),
    "mail": _("e-mail"),
    "mailto": _("e-mail by another server"),
    "mailtos": _("e-mail by another server"),
    "json": _("web hook"),
    "jsons": _("web hook"),
}
WEBHOOKS = {  # the addresses as these services show them
    "dingtalk": re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=([A-Za-z0-9]+)"),
    "feishu": re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([A-Za-z0-9_-]+)/?"),
    "wecombot": re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([A-Za-z0-9_-]+)"),
}
ROBOT = re.compile(r"(dingtalk|feishu|wecombot)://(?:([A-Za-z0-9]+)@)?([A-Za-z0-9_-]+)/?")
SECRET = re.compile(r"[A-Za-z0-9]+")
MAIL_OPTIONS = frozenset({"to", "from", "name", "user", "pass", "smtp", "mode"})


@dataclass(frozen=True, slots=True)
class Address:
    """url: for apprise, with its secret; `mail:` and an address stands for the company's own mail server."""

    service: str
    url: str


def read_address(text: str, secret: str = "") -> Address:
    """The address behind what a person pasted: a robot's web hook, a mail address, or an apprise URL.

    secret: the signing secret of a DingTalk robot. Raises RuleBroken when it is none of them, or not allowed here.
    """
    text, secret = text.strip(), secret.strip()
    address = _robot(text, secret) or _mail(text) or _other(text)
    if address is None or address.service not in allowed():
        raise RuleBroken(
            _("This address cannot be used. Paste the web hook of a robot (%(services)s) or ask an administrator."),
            services="、".join(dict.fromkeys(str(NAMES.get(service, service)) for service in allowed())),
        )
    return address


def _robot(text: str, secret: str) -> Address | None:
    pasted = next(((name, found[1]) for name, hook in WEBHOOKS.items() if (found := hook.fullmatch(text))), None)
    if pasted:
        service, token = pasted
    elif found := ROBOT.fullmatch(text):
        service, secret, token = found[1], secret or found[2] or "", found[3]
    else:
        return None
    if service != "dingtalk" and secret:
        raise RuleBroken(_("Only a DingTalk robot takes a signing secret here. Leave it empty."))
    if secret and not SECRET.fullmatch(secret):
        raise RuleBroken(_("A signing secret has letters and digits only."))
    return Address(service, f"{service}://{secret}@{token}/" if secret else f"{service}://{token}/")


def _mail(text: str) -> Address | None:
    try:
        validate_email(text)
    except ValidationError:
        return None
    return Address("mail", f"mail:{text}")


def _other(text: str) -> Address | None:
    """A mailto or json address without any option that reads a file, asks another server or weakens the connection."""
    parts = urlsplit(text)
    options = parse_qs(parts.query, keep_blank_values=True)
    harmless = MAIL_OPTIONS if parts.scheme in ("mailto", "mailtos") else frozenset()
    if parts.scheme not in allowed() or parts.fragment or not harmless.issuperset(options):
        return None
    from notices.outbound import plugin_of  # apprise takes its time to load, and only this rare case needs it

    return Address(parts.scheme, text) if plugin_of(text) else None
