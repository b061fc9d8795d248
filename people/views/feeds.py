"""The private calendars, for a phone or a mail program to subscribe: the address is the key. No login, no session, no cookie."""

from hashlib import sha256
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import clock, feeds
from common.feeds import FeedName
from common.menu import company_name
from people.models import AccessToken, TokenKind, User
from people.selectors.tokens import usable
from people.services.tokens import note_use


@login_not_required
@require_safe
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """My approved slips, my duty, what I have to do regularly."""
    return calendar(request, secret, "mine")


@login_not_required
@require_safe
def department(request: HttpRequest, secret: str) -> HttpResponse:
    """Holidays, duty and absences of my department, as far as I may see them."""
    return calendar(request, secret, "department")


def calendar(request: HttpRequest, secret: str, feed: FeedName) -> HttpResponse:
    """The calendar, or nothing but that it is not there: who asks for it is a program."""
    token = usable(secret, TokenKind.FEED, clock.today())
    if token is None:
        response: HttpResponse = HttpResponseNotFound("404", content_type="text/plain; charset=utf-8")
    else:
        note_use(token=token, today=clock.today())
        response = _calendar(request, token, feed)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _calendar(request: HttpRequest, token: AccessToken, feed: FeedName) -> HttpResponse:
    user = cast(User, token.user)
    with translation.override(user.language):
        found = feeds.entries(feed, user, feeds.window(clock.today()))
        body = feeds.as_ics(found, name=_name(feed), made_at=token.created_at, address=request.build_absolute_uri)
    etag = quote_etag(sha256(body).hexdigest())
    headers = {"ETag": etag, "Content-Language": user.language, "Content-Disposition": f'inline; filename="{feed}.ics"'}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


def _name(feed: FeedName) -> str:
    what = _("My calendar") if feed == "mine" else _("Department calendar")
    return " · ".join(part for part in (company_name(), what) if part)
