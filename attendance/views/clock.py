"""The button: one page, one press."""

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from attendance import services
from attendance.models.punches import SAME_PUNCH_SECONDS
from attendance.place_forms import fix_of
from attendance.selectors.places import offer_of
from attendance.selectors.today import Today, today_of
from attendance.services import Punched
from common import clock as server
from common.errors import RuleBroken


@never_cache
@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """The button, the server's time, what is expected next, and what was recorded today."""
    person = getattr(request.user, "employee", None)
    today = today_of(person.pk, person.number, server.now()) if person else None
    said = just_said(request, today) if today else ""
    place = offer_of(person.pk, server.today(), today.judged) if person and today else None
    context = {"today": today, "now": server.now(), "key": uuid4(), "said": said, "place": place}
    return render(request, "attendance/clock.html", context)


@require_POST
def punch(request: HttpRequest) -> HttpResponse:
    """A press. One statement, unless the browser told a place; what the rules say of it stands on the page it leads to."""
    where, missing = fix_of(request.POST)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, _("The page had lost its key, so nothing was recorded. Press the button once more."))
        return redirect("attendance:clock")
    try:
        made = services.punch(
            user_id=request.user.pk,
            key=key,
            at=server.now(),
            device=request.META.get("HTTP_USER_AGENT", "")[:300],
            address=address(request),
            office=own_address(request),
            where=where,
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("attendance:clock")
    say_place(request, made, missing)
    again = "" if made.is_new else "&again=1"
    return HttpResponseRedirect(f"{reverse('attendance:clock')}?at={int(made.at.timestamp())}{again}")


def say_place(request: HttpRequest, made: Punched, missing: str) -> None:
    """What came of the place that the browser told, or why it told none."""
    if made.standing:
        (messages.success if made.standing.is_there else messages.warning)(request, made.standing.told)
    elif missing and made.is_new:
        messages.warning(request, missing)


def address(request: HttpRequest) -> str | None:
    """Where the press came from. Behind a trusted proxy the web server has put the client's own address there."""
    try:
        found = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a socket has none
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def own_address(request: HttpRequest) -> str | None:
    """The address, when it is surely the client's own: what a stranger's header says, or a proxy's own address, is not."""
    if not settings.TRUSTED_PROXIES and "HTTP_X_FORWARDED_FOR" in request.META:
        return None
    found = address(request)
    return None if found is None or is_proxy(found) else found


def is_proxy(found: str) -> bool:
    """Whether the address is one of TRUSTED_PROXIES: then the proxy did not say for whom it asks."""
    for trusted in settings.TRUSTED_PROXIES:
        try:
            if ip_address(found) in ip_network(trusted, strict=False):
                return True
        except ValueError:  # a name, or `*`
            continue
    return False


def just_said(request: HttpRequest, today: Today) -> str:
    """The sentence about the press that led here; "" for any other visit."""
    second = request.GET.get("at", "")
    if not (second.isascii() and second.isdecimal() and len(second) <= 10):
        return ""
    at = datetime.fromtimestamp(int(second), UTC)
    recorded = today.said(at)
    if not recorded:
        return ""
    if "again" not in request.GET:
        return _("Recorded at %(time)s") % {"time": recorded}
    if (today.now - at).total_seconds() < SAME_PUNCH_SECONDS:
        return _("This punch is recorded already: %(time)s") % {"time": recorded}
    return _("This punch is recorded already: %(time)s. For another one press the button again.") % {"time": recorded}
