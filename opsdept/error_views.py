"""Pages for what went wrong. Each names the request and a next step; the gravest needs neither database nor session."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

SECRETS = ("password", "passwd", "secret", "token", "code", "otp", "key")
LONGEST_SHOWN = 20_000


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a context processor: the database may be what broke."""
    return HttpResponseServerError(render_to_string("500.html", {"request_id": getattr(request, "id", "")}))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was left open too long: what was typed is shown again, to be copied."""
    context = {"typed": typed_texts(request), "form_page": form_page(request)}
    return render(request, "403_csrf.html", context, status=403)


def typed_texts(request: HttpRequest) -> list[str]:
    """What a person typed into the refused form: never a password, a code, or what the page itself put in."""
    fields: Any = request.POST.lists()
    return [
        text[:LONGEST_SHOWN]
        for name, texts in fields
        if name != "csrfmiddlewaretoken" and not any(word in name.lower() for word in SECRETS)
        for text in texts
        if len(text.strip()) > 1 and name != "next"
    ]


def form_page(request: HttpRequest) -> str:
    """The page with the form: where the browser says it came from, else the desk."""
    origin = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure())
    return origin if is_ours else reverse("desk:home")
