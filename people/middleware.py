"""Every page wants a login unless its view is marked open; pages speak the reader's language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from common.lost_session import session_lost

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language of the account, else of the cookie, else the default: never guessed from the browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = request.user.language if request.user.is_authenticated else cookie
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Shows again what was typed into a form whose login had ended.

    An account with a handed-out password changes it before anything else.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None and request.method == "POST":
            return session_lost(request)
        if refused is not None or not request.user.is_authenticated or not request.user.must_change_password:
            return refused
        change = reverse("account_change_password")
        open_paths = (change, reverse("account_logout"), reverse("account_reauthenticate"))
        if request.path in open_paths or not getattr(view_func, "login_required", True):
            return None
        return redirect(change)
