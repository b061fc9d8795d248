"""Following the links of the house, so that no page is forgotten."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LEFT_ALONE = ("account_logout", "common:file")
LINK = re.compile(rb"""<a\b[^>]*?\shref="([^"]*)\"""")


def addresses(client: Client, start: str, *, skip: str = "-", only: str = "") -> dict[str, str]:
    """One address for every view that links lead to from `start`, by the view's name. See `pages`."""
    return {name: path for name, (path, _content) in pages(client, start, skip=skip, only=only).items()}


def pages(client: Client, start: str, *, skip: str = "-", only: str = "") -> dict[str, tuple[str, bytes]]:
    """The address and what stands there, once for every view that links lead to from `start`, by the view's name.

    skip, only: beginnings of view names that are left out, or the only ones followed.
    Fails when a link leads to an error: nobody is shown a door that is closed to them.
    """
    found: dict[str, tuple[str, bytes]] = {}
    waiting, came_from = [start], {start: start}
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found or name in LEFT_ALONE or name.startswith(skip) or not name.startswith(only):
            continue
        answer = client.get(path, follow=True)
        assert answer.status_code < 400, f"{path} answers {answer.status_code}; the link stands on {came_from[path]}"
        if answer.streaming:
            list(answer)  # reading it to the end closes the file
        if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):  # a file, not a page
            continue
        found[name] = path, answer.content
        for link in LINK.findall(answer.content):
            target = urlsplit(urljoin(path, unescape(link.decode())))
            if not target.netloc and not target.scheme:
                there = target.path + (f"?{target.query}" if target.query else "")
                if there not in came_from:
                    came_from[there] = path
                    waiting.append(there)
    return found
