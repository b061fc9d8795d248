"""A form that arrives after its login ended: nothing is saved, and nothing that was typed is lost."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

SECRETS = ("password", "passwd", "secret", "token", "code", "otp", "key")
LONGEST_SHOWN = 20_000


def session_lost(request: HttpRequest) -> HttpResponse:
    """The answer to a POST without a login: what was typed, to be copied, and the way back through the login."""
    login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': form_page(request)})}"
    return render(request, "session_lost.html", {"typed": typed_texts(request), "login_page": login}, status=401)


def typed_texts(request: HttpRequest) -> list[str]:
    """What a person typed into the refused form: never a password, a code, or what the page itself put in."""
    return [
        text[:LONGEST_SHOWN]
        for name, texts in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "next") and not any(word in name.lower() for word in SECRETS)
        for text in texts
        if len(str(text).strip()) > 1
    ]


def form_page(request: HttpRequest) -> str:
    """The page with the form: where the browser says it came from, else the first page."""
    origin = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure())
    return origin if is_ours else "/"
