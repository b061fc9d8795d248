"""Screenshots of every page, on a phone and a desktop, light and dark: `make shots ARGS="--out shots"`.

A demonstration company is loaded into a database of its own, the pages are served from this process, and a
browser follows every link from the first page, opening each view once, as an administrator and as staff.
"""

import argparse
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opsdept.settings_test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402  Django first
from django.core.management import call_command  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, sync_playwright  # noqa: E402

from people.models import User  # noqa: E402
from tests.support.browser import DESKTOP, LAUNCH, PHONE, chromium, session_cookie  # noqa: E402
from tests.support.crawl import addresses  # noqa: E402
from tools.bench.measure import scratch_database  # noqa: E402

SIZES = {"phone": PHONE, "desktop": DESKTOP}


@contextmanager
def served() -> Iterator[str]:
    """The address of this process's own server."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        thread.join()


def context_of(browser: Browser, user: User | None, base: str, size: str, theme: str) -> BrowserContext:
    """A fresh browser of that size and theme, logged in as the user."""
    context = browser.new_context(viewport=SIZES[size], base_url=base, locale="zh-CN", color_scheme=theme, is_mobile=size == "phone")
    if user:
        context.add_cookies([session_cookie(user, base)])
    return context


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="shots", help="folder for the pictures")
    parser.add_argument("--only", default="", help="only views whose name contains this")
    options = parser.parse_args()
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    with scratch_database("shots"), served() as base, sync_playwright() as playwright:
        call_command("demo", employees=13, verbosity=0)
        browser = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH)
        people = {"anonymous": None, **{user.access_name: user for user in typical_users()}}
        for who, user in people.items():
            start = "/" if user else "/account/login/"
            crawl = context_of(browser, user, base, "desktop", "light")
            pages = {name: path for name, path in addresses(crawl.new_page(), base, start).items() if options.only in name}
            crawl.close()
            for size in SIZES:
                for theme in ("light", "dark"):
                    shoot(context_of(browser, user, base, size, theme), base, pages, folder / f"{who}-{size}-{theme}")
        browser.close()


def typical_users() -> list[User]:
    """One account of the demonstration for staff and one for an administrator, each with `access_name`."""
    chosen = {}
    for user in User.objects.filter(is_active=True, must_change_password=False).order_by("pk"):
        role = "administrator" if user.is_superuser else "staff" if user.access.roles == {"staff"} else "manager"
        user.access_name = role  # type: ignore[attr-defined]
        chosen.setdefault(role, user)
    return list(chosen.values())


def shoot(context: BrowserContext, base: str, pages: dict[str, str], prefix: Path) -> None:
    """A picture of each page, whole length."""
    page = context.new_page()
    for name, path in pages.items():
        page.goto(base + path)
        time.sleep(0.05)
        page.screenshot(path=f"{prefix}-{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png", full_page=True)
    print(f"{len(pages)} pages: {prefix}-*.png", flush=True)
    context.close()


if __name__ == "__main__":
    main()
