"""The first page, what a phone finds behind 更多, and the two switches of the shell."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import clock, menu, panels
from desk import boards, services
from desk.themes import THEMES, keep_theme

IN_FULL = 3  # of what waits; each costs a query, and a phone must not become endless


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today, what waits for me, what is new."""
    first = panels.first_page(request, IN_FULL, boards.questions_of(request))
    context = {
        "today": clock.today(),
        "main_panels": first.shown,
        "short_panels": first.short,
        "is_calm": first.is_calm,
        "side_panels": panels.for_request(request, "side"),
        "boards": boards.offered(request, first.answers),
    }
    return render(request, "desk/home.html", context)


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """The entries that a phone's bottom bar has no room for."""
    return render(request, "desk/more.html")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Password, second factor, e-mail and sessions of the signed-in person."""
    return render(request, "desk/account.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        services.choose_language(user=request.user, language=chosen)
    response = redirect(back_to(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=settings.SESSION_COOKIE_AGE, samesite="Lax", secure=request.is_secure()
    )
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponseBadRequest()
    response = redirect(back_to(request))
    keep_theme(response, chosen, secure=request.is_secure())
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Lets a phone put the desk on its home screen."""
    name = menu.company_name() or _("Operations")
    icons = [
        {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    content = {
        "name": name,
        "short_name": name[:8],
        "lang": request.LANGUAGE_CODE,  # type: ignore[attr-defined]
        "id": "/",
        "start_url": reverse("desk:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBFAF7",
        "theme_color": "#FBFAF7",
        "icons": icons,
    }
    response = JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, max-age=3600"
    return response


def back_to(request: HttpRequest) -> str:
    """The page the reader came from, when it is one of ours."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("desk:home")
