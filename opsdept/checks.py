"""System checks: what is missing on this machine or in its settings, and how to get it."""

import ctypes
import shutil
import subprocess
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from opsdept.mail import CONSOLE

MACHINE = "machine"
LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", "No PDF can be made"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "No PDF can be made"),
    "libharfbuzz-subset.so.0": ("libharfbuzz-subset0", "A Chinese PDF takes many times longer"),
}
FONT, FONT_PACKAGE = "Noto Sans CJK SC", "fonts-noto-cjk"


@register(MACHINE)
def libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(f"{consequence}: {name} is missing.", hint=_install(package), id="opsdept.W001")
        for name, (package, consequence) in LIBRARIES.items()
        if not _loads(name)
    ]


@register(MACHINE)
def fonts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if _font_exists(FONT):
        return []
    text = f"Chinese text in a PDF becomes empty boxes: the font {FONT} is missing."
    return [Warning(text, hint=_install(FONT_PACKAGE), id="opsdept.W002")]


@register(deploy=True)
def public_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.IS_HTTPS:
        return []
    text = "PUBLIC_URL is not an https address: cookies travel in the open, and links in mails and on posters name this machine."
    return [Warning(text, hint="Set PUBLIC_URL=https://your.address and let a proxy with a certificate answer there.", id="opsdept.W003")]


@register(deploy=True)
def mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.MAILERS["default"]["BACKEND"] != CONSOLE:
        return []
    text = "No mail server is set: nobody can reset a password by mail, and notices by mail are only printed."
    return [Warning(text, hint="Set EMAIL_URL=smtp+tls://user:password@host:587 and MAIL_FROM.", id="opsdept.W004")]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _font_exists(family: str) -> bool:
    """Asked of fontconfig, which is what Pango asks; where its tool is missing we know nothing and keep quiet."""
    tool = shutil.which("fc-list")
    if tool is None:
        return True
    found = subprocess.run([tool, "-q", f":family={family}"], check=False)  # noqa: S603  our own words
    return found.returncode == 0


def _install(package: str) -> str:
    return f"An administrator installs it with: apt-get install -y {package}"
