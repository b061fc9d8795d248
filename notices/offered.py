"""What the settings let a channel use."""

from django.conf import settings


def allowed() -> tuple[str, ...]:
    """The apprise schemas that a channel may use, and `mail` when the company's mail server is set."""
    services = tuple(settings.NOTICE_CHANNELS)
    return (*services, "mail") if mail_server() else services


def mail_server() -> str:
    """The apprise URL of the company's mail server (`mailtos://user:password@smtp.example.com?from=...`), or nothing."""
    return settings.NOTICE_MAIL_URL
