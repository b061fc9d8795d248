"""Following the links of the house, so that no page is forgotten."""

from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

LEFT_ALONE = ("account_logout", "common:file")


def addresses(page: Page, base: str, start: str, *, skip: str = "-", only: str = "") -> dict[str, str]:
    """One address for every view that links lead to from `start`, by the view's name.

    skip, only: beginnings of view names that are left out, or the only ones followed.
    Fails when a link leads to an error: nobody is shown a door that is closed to them.
    """
    found: dict[str, str] = {}
    waiting, came_from = [start], {}
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found or name in LEFT_ALONE or name.startswith(skip) or not name.startswith(only):
            continue
        try:
            answer = page.goto(base + path)
        except PlaywrightError as error:
            if "Download is starting" not in str(error):
                raise
            answer = None
        if answer is None:  # a file, not a page
            continue
        assert answer.status < 400, f"{path} answers {answer.status}; the link stands on {came_from.get(path, start)}"
        found[name] = path
        for link in page.locator("a[href]").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
            target = urlsplit(urljoin(base + path, link))
            if target.netloc == urlsplit(base).netloc:
                there = target.path + (f"?{target.query}" if target.query else "")
                came_from.setdefault(there, path)
                waiting.append(there)
    return found
