"""What base.html needs, asked only when a page shows it."""

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import menu
from desk.themes import theme_of


class Shell:
    """The frame around a page, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def menu(self) -> menu.Menu:
        return menu.for_request(self._request)

    @cached_property
    def person(self) -> object:
        """The signed-in user, or None."""
        user = getattr(self._request, "user", None)
        return user if user and user.is_authenticated else None

    @cached_property
    def may_use_admin(self) -> bool:
        return bool(self.person and self.person.is_staff)  # type: ignore[attr-defined]

    @cached_property
    def company(self) -> str:
        known = getattr(self._request, "_company_name", None)
        return (menu.company_name() if known is None else known) or _("Operations")

    @cached_property
    def theme(self) -> str:
        return theme_of(self._request)

    @property
    def here(self) -> str:
        """Where a switch of language or colours comes back to: this page, unless it was the answer to a form."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @property
    def is_behind_more(self) -> bool:
        return any(entry.is_current for entry in self.menu.rest)


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
