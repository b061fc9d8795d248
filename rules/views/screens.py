"""The display on a wall, open to whoever has its address, and the page on which displays are set up."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.digests import digest
from common.errors import RuleBroken
from common.menu import company_name
from people.access import may
from rules.forms.postings import ScreenForm
from rules.models import Screen
from rules.screen_panels import Corner, Page, chosen, corner_of, has_corner, pages_of
from rules.selectors.screens import CHANGE, OnWall, screens_of
from rules.selectors.sheet import address_warning, public_address
from rules.services import screens as services
from rules.views.opening import me, reader, require
from rules.views.postings import sent

LOOK = ("css/tokens.css", "css/screen.css", "css/screen_panels.css", "js/screen.js")
STALE = 15  # seconds after which a display without scripts fetches its corner anew
CHANGED = ("name", "seconds", "panels", "shows_names")


# -- the display: no login, no cookie ---------------------------------------------------------


@login_not_required
@require_safe
def display(request: HttpRequest, token: str) -> HttpResponse:
    """The whole display: it turns its pages itself, and without scripts by loading `?page=` anew."""
    screen = _screen(token)
    with translation.override(_language()):
        if screen.revoked_at is not None:
            return _quiet(render(request, "rules/screen_off.html", status=410))
        now = clock.now()
        found, corner = pages_of(OnWall(screen, now)), corner_of(screen, now)
        page = _asked(request, len(found))
        context = {
            "screen": screen, "content": _content(screen, found, current=page), "page": page, "now": now, "company": company_name(),
            "look": _look(screen), "offset": _offset(), "corner": _drawn(corner), "reload": _reload(request, screen, page, len(found)),
        }  # fmt: skip
        return _quiet(render(request, "rules/screen.html", context))


@login_not_required
@require_safe
def pages(request: HttpRequest, token: str) -> HttpResponse:
    """What the display asks for once a minute: its pages, or 304 when nothing has changed."""
    screen = _screen(token)
    if screen.revoked_at is not None:
        return _quiet(HttpResponse(status=410))
    with translation.override(_language()):
        content = _content(screen, pages_of(OnWall(screen, clock.now())), current=0)
    etag = f'"{digest([content])[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(content)
    response["ETag"] = etag
    return _quiet(response)


@login_not_required
@require_safe
def corner(request: HttpRequest, token: str) -> HttpResponse:
    """What stands on every page, which the display asks for whenever it has changed."""
    screen = _screen(token)
    if screen.revoked_at is not None:
        return _quiet(HttpResponse(status=410))
    with translation.override(_language()):
        found = corner_of(screen, clock.now())
        if found is None:
            raise Http404
        response = _quiet(HttpResponse(_drawn(found)))
    response["Cache-Control"] = "private, no-store"
    return response


def _screen(token: str) -> Screen:
    return get_object_or_404(Screen.objects.select_related("department"), token=token)


def _content(screen: Screen, found: list[Page], *, current: int) -> str:
    """All pages as HTML. current: the one that is shown; 0 leaves that to the display."""
    context = {"pages": found, "screen": screen, "look": _look(screen), "day": clock.today(), "current": current, "offset": _offset()}
    return render_to_string("rules/screen_pages.html", context | {"shows_rules": "rules.clauses" in screen.panels})


def _drawn(corner: Corner | None) -> str:
    """The corner as HTML. holds: seconds from now after which there is another one."""
    if corner is None:
        return ""
    holds = max(ceil((corner.changes_at - clock.now()).total_seconds()), 1)
    return render_to_string("rules/screen_corner.html", {"template": corner.template, "corner": corner.context, "holds": holds})


def _reload(request: HttpRequest, screen: Screen, page: int, count: int) -> dict[str, Any]:
    """How a display without scripts goes on: beside a corner it loads itself anew before that is stale, and turns when the page is due."""
    after = min(screen.seconds, STALE) if has_corner(screen) else screen.seconds
    asked = request.GET.get("shown", "")
    shown = (int(asked) if asked.isdecimal() and len(asked) < 4 else 0) + after
    if shown < screen.seconds:
        return {"after": after, "query": f"?page={page}&shown={shown}"}
    return {"after": after, "query": f"?page={page % count + 1 if count else 1}"}


def _language() -> str:
    """The rules are Chinese, so is what stands around them: in the script that the browser asks for, else in the house's."""
    asked = translation.get_language() or ""
    return asked if asked.startswith("zh") else settings.LANGUAGE_CODE


def _look(screen: Screen) -> str:
    """Changes when the display's own files do, and when its corner comes or goes: then it loads itself anew."""
    return digest([static(name) for name in LOOK] + [has_corner(screen)])[:12]


def _offset() -> int:
    """Minutes by which the company's clocks are ahead of UTC."""
    ahead = timezone.localtime(clock.now(), timezone.get_default_timezone()).utcoffset() or timedelta()
    return int(ahead.total_seconds() // 60)


def _asked(request: HttpRequest, count: int) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= count else 1


def _quiet(response: HttpResponse) -> HttpResponse:
    """Kept by no one and found by no search engine; the address is not handed on."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


# -- where displays are set up ---------------------------------------------------------------------


@require_safe
def screens(request: HttpRequest) -> HttpResponse:
    """The displays in the reader's part of the tree, each with its address."""
    user = reader(request)
    require(user.access.has(CHANGE))
    found = list(screens_of(user))
    running = [
        (screen, public_address() + reverse("rules:display", args=[screen.token]), [panel.label for panel in chosen(screen)])
        for screen in found
        if screen.revoked_at is None
    ]
    context = {"running": running, "off": [screen for screen in found if screen.revoked_at], "warning": address_warning()}
    return render(request, "rules/screens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def screen_new(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    require(user.access.has(CHANGE))
    form = ScreenForm(sent(request)[0], is_new=True)
    if form.is_valid():
        if may(user, CHANGE, form.cleaned_data["department"].pk):
            services.add_screen(by=me(request), at=clock.now(), **form.cleaned_data)
            messages.success(request, _("The screen is set up. Open its address on the display."))
            return redirect("rules:screens")
        form.add_error("department", _("The screens of this unit are not yours to look after. Choose another unit."))
    return _form(request, form, screen=None)


@require_http_methods(["GET", "HEAD", "POST"])
def screen_change(request: HttpRequest, pk: int) -> HttpResponse:
    screen = _mine(request, pk)
    form = ScreenForm(sent(request)[0], is_new=False, initial={name: getattr(screen, name) for name in CHANGED})
    if form.is_valid():
        try:
            services.change_screen(screen=screen, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("rules:screens")
    return _form(request, form, screen=screen)


@require_http_methods(["POST"])
def screen_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    screen = _mine(request, pk)
    try:
        services.revoke_screen(screen=screen, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(screen)s is switched off. Its address shows nothing any more.") % {"screen": screen})
    return redirect("rules:screens")


def _mine(request: HttpRequest, pk: int) -> Screen:
    user = reader(request)
    if not user.access.has(CHANGE):
        raise Http404
    return get_object_or_404(screens_of(user), pk=pk)


def _form(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "rules/screen_form.html", {"form": form, **context}, status=422 if form.errors else 200)
