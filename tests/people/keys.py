"""Programs that read: a key of the API, and what it is answered."""

from collections.abc import Callable, Sequence
from typing import Any

from django.test import Client

from people.models import AccessToken, Department, TokenKind, User
from people.services.tokens import digest_of

ALL = ("people", "day-results", "month-sheets", "claims", "rulebooks")
Ask = Callable[..., Any]


def asker(by: User, scopes: Sequence[str] = ALL, unit: Department | None = None) -> Ask:
    """`ask(path, **filters)`: what the API answers a key with these scopes in that unit, or the whole company."""
    before = AccessToken.objects.count()
    secret, name = f"opsdept_api_test_{before}", f"BI{before or ''}"
    AccessToken.objects.create(
        kind=TokenKind.API, name=name, scopes=list(scopes), department=unit, created_by=by, digest=digest_of(secret), tail=secret[-4:]
    )
    return with_key(secret)


def with_key(secret: str, **headers: str) -> Ask:
    """The same for a secret."""
    client = Client(headers={"Authorization": f"Bearer {secret}", **headers})

    def ask(path: str, **filters: Any) -> Any:
        return client.get(path if path.startswith("http") else f"/api/v1/{path}", filters or None)

    return ask


def rows(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content.decode()
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


def every_page(ask: Ask, path: str, **filters: Any) -> list[dict[str, Any]]:
    """All rows, page by page."""
    response, found = ask(path, **filters), []
    while True:
        found += rows(response)
        if response.json()["next"] is None:
            return found
        response = ask(response.json()["next"])
