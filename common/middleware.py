"""A number for every request, and the name of whoever acts in it."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from common.audit import Actor, as_actor

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,32}")


class RequestIdMiddleware:
    """Gives `request.id`, shown on error pages and written to the trail; a proxy's X-Request-ID is kept when harmless."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SAFE_ID.fullmatch(given) else secrets.token_hex(6)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class AuditActorMiddleware:
    """Names the person behind the request to the audit trail; costs no query of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with as_actor(lambda: actor_of(request)):
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The logged-in user when already loaded: reading it here could query inside the start of a transaction."""
    user = getattr(request, "_cached_user", None)
    if user is None and not isinstance(request.user, SimpleLazyObject):
        user = request.user
    request_id = request.id  # type: ignore[attr-defined]
    if user is None or not user.is_authenticated:
        return Actor(None, "anonymous", request_id)
    return Actor(user.pk, str(user), request_id)
