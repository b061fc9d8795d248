"""Pictures of the demonstration company: `make shots`.

Without arguments the few pictures of the README, small, into docs/images/. With `ARGS="--all --out shots"` every page that
links lead to, on a phone and a desktop, light and dark, for an administrator, a manager and staff.

The company is loaded into a database of its own on a fixed morning, and the pages are served from this process.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opsdept.settings_test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402  Django first
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from common import clock  # noqa: E402
from people.models import User  # noqa: E402
from rules.models import Screen  # noqa: E402
from rules.screen_panels import pages_of  # noqa: E402
from rules.selectors.screens import OnWall, WallPage  # noqa: E402
from tests.support.browser import DESKTOP, LAUNCH, PHONE, chromium, session_cookie  # noqa: E402
from tests.support.crawl import addresses  # noqa: E402
from tools.bench.measure import scratch_database  # noqa: E402

SIZES = {"phone": PHONE, "desktop": DESKTOP}
WALL = {"width": 1920, "height": 1080}
MORNING = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)  # a Friday, five past two in the afternoon in Shanghai
IMAGES = Path(__file__).parents[1] / "docs" / "images"
ADDRESS = "https://ops.example.com"  # what printed codes lead to
CLAUSES = "rules/screen_clauses.html"
CLAIMS, RULEBOOK = "/admin/finance/claim/", "YY-ZD-001"
COLOURS = 200  # of a picture in the README


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the README. login: whose page; "" for one without login. width: of the file, in pixels."""

    name: str
    login: str
    path: str
    size: dict[str, int]
    width: int
    scale: float = 1


def pictures() -> list[Picture]:
    """What the README shows."""
    return [
        Picture("phone-home", "1005", "/", PHONE, 390, 2),
        Picture("phone-rule", "1005", f"/rules/{RULEBOOK}/", PHONE, 390, 2),
        Picture("phone-inbox", "1001", first_link("1001", "/inbox/", r"/inbox/\d+/"), PHONE, 390, 2),
        Picture("team", "1001", "/desk/team/", DESKTOP, 1000),
        Picture("company", "101", "/desk/company/", DESKTOP, 1000),
        Picture("admin-claim", "1001", first_link("1001", CLAIMS, CLAIMS + r"\d+/[a-z]*/?"), DESKTOP, 1000),
        Picture("wall", "", wall_page(), WALL, 1000),
    ]


def wall_page() -> str:
    """Where the display shows a clause with what it came to this month."""
    screen = Screen.objects.filter(revoked_at=None).order_by("pk").first()
    assert screen, "the demonstration company has a display"
    pages = pages_of(OnWall(screen, clock.now()))
    told = (number for number, page in enumerate(pages, 1) if page.template == CLAUSES and _has_figure(page.context))
    return f"/wall/{screen.token}/?page={next(told, 1)}"


def _has_figure(page: WallPage) -> bool:
    return any(watch.percent is not None for clause in page.clauses for watch in clause.watches)


def first_link(login: str, start: str, pattern: str) -> str:
    """The first link of that shape on a page."""
    client = Client()
    client.force_login(User.objects.get(username=login))
    found = re.search(rf'href="({pattern})[?#"]', client.get(start).text)
    if not found:
        sys.exit(f"{start} shows nothing like {pattern}")
    return found[1]


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


def context_of(browser: Browser, user: User | None, base: str, size: dict[str, int], **look: Any) -> BrowserContext:
    """A fresh browser of that size, logged in as the user. look: what else Playwright's new_context takes."""
    phone = size == PHONE
    context = browser.new_context(viewport=size, base_url=base, locale="zh-CN", reduced_motion="reduce", is_mobile=phone, **look)
    if user:
        context.add_cookies([session_cookie(user, base)])
    return context


def readme(browser: Browser, base: str, folder: Path) -> None:
    """The pictures of the README, and the first page of a poster."""
    for one in pictures():
        user = User.objects.get(username=one.login) if one.login else None
        context = context_of(browser, user, base, one.size, device_scale_factor=one.scale)
        page = opened(context, one.path)
        keep(Image.open(io.BytesIO(page.screenshot())), one.width, folder / f"{one.name}.png")
        context.close()
    poster(folder)


def poster(folder: Path) -> None:
    """The rules of attendance as an A2 sheet."""
    import pypdfium2

    pdf = folder / "poster.pdf"
    call_command("wall_sheet", RULEBOOK, out=pdf, size="A2", verbosity=0)
    page = pypdfium2.PdfDocument(pdf)[0]
    keep(page.render(scale=1400 / page.get_height()).to_pil(), 640, folder / "poster.png")
    pdf.unlink()


def keep(picture: Image.Image, width: int, path: Path) -> None:
    """Smaller, in few colours: pages of paper and ink need no more."""
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {width} x {height}, {path.stat().st_size // 1024} KB", flush=True)


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(MORNING)
    page.goto(path)
    page.evaluate("(async () => { await document.fonts.ready })()")
    return page


def everything(browser: Browser, base: str, folder: Path, only: str) -> None:
    """Every page that links lead to, whole length."""
    people: dict[str, User | None] = {"anonymous": None, **typical_users()}
    for who, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        start = "/" if user else "/account/login/"
        pages = {name: path for name, path in addresses(client, start).items() if only in name}
        for size, pixels in SIZES.items():
            for theme in ("light", "dark"):
                context = context_of(browser, user, base, pixels, color_scheme=theme)
                for name, path in pages.items():
                    page = opened(context, path)
                    page.screenshot(path=folder / f"{who}-{size}-{theme}-{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png", full_page=True)
                    page.close()
                context.close()
        print(f"{who}: {len(pages)} pages", flush=True)


def typical_users() -> dict[str, User]:
    """An account of the demonstration for an administrator, a manager and staff."""
    chosen: dict[str, User] = {}
    for user in User.objects.filter(is_active=True, must_change_password=False).order_by("pk"):
        role = "administrator" if user.is_superuser else "staff" if user.access.roles == {"staff"} else "manager"
        chosen.setdefault(role, user)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every page instead of the README's pictures")
    parser.add_argument("--out", type=Path, default=IMAGES, help="folder for the pictures")
    parser.add_argument("--only", default="", help="with --all: only views whose name contains this")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    fixed = override_settings(PUBLIC_URL=ADDRESS)
    with fixed, scratch_database("shots"), clock.stopped(MORNING), served() as base, sync_playwright() as playwright:
        call_command("demo", employees=13, verbosity=0)
        browser = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH)
        if options.all:
            everything(browser, base, options.out, options.only)
        else:
            readme(browser, base, options.out)
        browser.close()


if __name__ == "__main__":
    main()
