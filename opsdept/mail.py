"""The mail server as one address, `smtp+tls://user:password@host:587`."""

from urllib.parse import unquote, urlsplit

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def mailer(url: str) -> dict[str, object]:
    """Django's mailer for the address: `smtp://`, `smtp+tls://` or `smtps://`; empty writes mails to the console.

    Raises ValueError for any other scheme.
    """
    if not url:
        return {"BACKEND": CONSOLE}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps"):
        raise ValueError(f"EMAIL_URL must start with smtp://, smtp+tls:// or smtps://, not {parts.scheme}://")
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 20,
    }
    return {"BACKEND": SMTP, "OPTIONS": options}
