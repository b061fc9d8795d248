"""A real browser: Debian's Chromium, on a phone and on a desktop, content security in force.

A test that takes `phone` or `desktop` fails on any console error other than the network's own line for an
expected 4xx, and `check(page)` fails on serious or critical findings of axe-core.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
LAUNCH = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = "axe.run({resultTypes: ['violations']}).then(({violations}) => violations)"  # the rest of its answer is long, and nobody reads it
EXPECTED_4XX = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def chromium() -> str:
    """The path of the installed browser. Fails the test with the remedy when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("No Chromium is installed: `apt-get install chromium`")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium(), "args": LAUNCH}


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`open_page(user, size=PHONE, dark=False)`: a page of a fresh browser, logged in as the user (None: nobody)."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED_4XX.search(message.text):
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    def make(user: Any = None, size: dict[str, int] = PHONE, dark: bool = False, **options: Any) -> Page:
        phone = size["width"] < 600
        context = browser.new_context(
            viewport=size, base_url=live_server.url, locale="zh-CN", color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=phone, is_mobile=phone, **options,
        )  # fmt: skip
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, "console errors:\n" + "\n".join(errors)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`phone(user)`: a page of 390 x 844."""
    return lambda user=None, **options: open_page(user, PHONE, **options)


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`desktop(user)`: a page of 1440 x 900."""
    return lambda user=None, **options: open_page(user, DESKTOP, **options)


def session_cookie(user: Any, url: str) -> Any:
    """A cookie that logs the user in at the address."""
    client = Client()
    client.force_login(user)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": url}


def check(page: Page) -> None:
    """Nothing scrolls sideways and axe-core finds nothing serious or critical on the page as it stands."""
    fits(page)
    page.evaluate("(async () => { await document.fonts.ready })()")
    page.evaluate(AXE_SCRIPT)
    findings = page.evaluate(AXE)
    grave = [f for f in findings if f["impact"] in ("serious", "critical")]
    told = "\n".join(f"{f['id']}: {f['help']}\n  " + "\n  ".join(n["html"][:160] for n in f["nodes"][:4]) for f in grave)
    assert not grave, f"{page.url}\n{told}"


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways"
