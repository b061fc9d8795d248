"""What stands in the navigation. Apps register their entries in `AppConfig.ready()`; the shell shows them.

A badge is a callable that counts for the signed-in person with at most one query. It runs only when a page
shows it, and once per request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property

Badge = Callable[[HttpRequest], int]
Place = Literal["main", "more", "quick", "account", "bell"]

ON_A_PHONE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of the navigation.

    place: "main" is the navigation itself (the first of them on a phone's bottom bar), "more" stands below it
    and on the page 更多, "quick" is a short way on the first page, "account" stands in the user menu, and
    "bell" is the one beside it. badge: counts what waits. permission: who sees it; None is everybody.
    area: the url_name of another entry, on whose first page it stands instead of in the navigation.
    badge_label: says what the count counts, for a reader who hears it.
    """

    label: str | Promise
    url_name: str
    icon: str
    order: int
    permission: str | None = None
    badge: Badge | None = None
    badge_label: str | Promise = ""
    place: Place = "main"
    area: str = ""


class Entry:
    """A menu item as this request sees it."""

    def __init__(self, item: MenuItem, request: HttpRequest, url: str) -> None:
        self.label, self.icon, self.badge_label = item.label, item.icon, item.badge_label
        self.url, self.url_name = url, item.url_name
        self.is_current = request.path == url or (url != "/" and request.path.startswith(url))
        self._item, self._request = item, request

    @cached_property
    def count(self) -> int:
        return self._item.badge(self._request) if self._item.badge else 0


@dataclass(frozen=True, slots=True)
class Menu:
    """The navigation of one request. On a phone the `main` beyond the bottom bar joins `more`.

    shelf: what else belongs to the area in which the reader is.
    """

    main: list[Entry]
    more: list[Entry]
    quick: list[Entry]
    account: list[Entry]
    bell: Entry | None
    shelf: list[Entry]

    @property
    def has_rest(self) -> bool:
        """Whether a phone needs the entry 更多."""
        return len(self.main) + len(self.more) > ON_A_PHONE

    @property
    def bottom(self) -> list[Entry]:
        """The entries of a phone's bottom bar, without 更多."""
        every = self.main + self.more
        return self.main[: ON_A_PHONE - 1] if self.has_rest else every

    @property
    def rest(self) -> list[Entry]:
        """What a phone finds behind 更多."""
        return (self.main + self.more)[len(self.bottom) :]


_items: list[MenuItem] = []


def register(item: MenuItem) -> None:
    """Put an entry into the navigation."""
    _items.append(item)


def for_request(request: HttpRequest) -> Menu:
    """The entries that this request's user may see, in order. Asks no badge."""
    places: dict[str, list[Entry]] = {"main": [], "more": [], "quick": [], "account": [], "bell": []}
    shelves: dict[str, list[Entry]] = {}
    for item in sorted(_items, key=lambda item: item.order):
        if item.permission and not request.user.has_perm(item.permission):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue  # a house whose pages this installation does not serve
        shelf = shelves.setdefault(item.area, []) if item.area else places[item.place]
        shelf.append(Entry(item, request, url))
    mark_one_current(places["main"] + places["more"])
    return Menu(
        main=places["main"],
        more=places["more"],
        quick=places["quick"],
        account=places["account"],
        bell=next(iter(places["bell"]), None),
        shelf=[entry for top in places["main"] + places["more"] if top.is_current for entry in shelves.get(top.url_name, ())],
    )


def mark_one_current(entries: list[Entry]) -> None:
    """Of entries whose addresses begin alike, the longest is where the reader is."""
    current = [entry for entry in entries if entry.is_current]
    for entry in sorted(current, key=lambda entry: len(entry.url))[:-1]:
        entry.is_current = False


_company_name: Callable[[], str] | None = None


def company_name_from(source: Callable[[], str]) -> None:
    """Who knows the company's name; at most one query."""
    global _company_name
    _company_name = source


def company_name() -> str:
    """The company's name, or nothing when nobody knows it."""
    return _company_name() if _company_name else ""
