"""The read API: JSON for other programs, by a key in the header (docs/api.md). No login, no session, no cookie.

csrf_exempt: nothing is written, and whoever tries is told so in JSON.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from common import api, audit, clock
from common.audit import Actor, as_actor
from common.models import Verb
from people.models import AccessToken, TokenKind
from people.selectors.tokens import usable
from people.services.tokens import note_use

ALLOWED = ("GET", "HEAD")
BEARER = "bearer"
Answer = Callable[[HttpRequest, AccessToken, str], JsonResponse]


@csrf_exempt
@login_not_required
def index(request: HttpRequest) -> JsonResponse:
    """What there is to read: the fields with their units, the filters, and whether this key may read it."""
    return answered(request, lambda request, token, _path: said({"resources": [told(one, request, token) for one in api.resources()]}))


@csrf_exempt
@login_not_required
def resource(request: HttpRequest, path: str) -> JsonResponse:
    """A page of one resource."""
    return answered(request, page, path)


def answered(request: HttpRequest, answer: Answer, path: str = "") -> JsonResponse:
    """The answer in the reader's language, under the key's name in the audit trail."""
    with translation.override(language_of(request)):
        response = _answered(request, answer, path)
        response["Content-Language"] = translation.get_language() or ""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    return response


def _answered(request: HttpRequest, answer: Answer, path: str) -> JsonResponse:
    if request.method not in ALLOWED:
        return refused(405, "method", _("This address is only read. Use GET."), headers={"Allow": ", ".join(ALLOWED)})
    kind, _blank, secret = request.headers.get("Authorization", "").strip().partition(" ")
    headers = {"WWW-Authenticate": 'Bearer realm="opsdept"'}
    if kind.lower() != BEARER or not secret.strip():
        return refused(401, "no_key", _("Send a key in the header: Authorization: Bearer and the key."), headers=headers)
    token = usable(secret.strip(), TokenKind.API, clock.today())
    if token is None:
        return refused(401, "bad_key", _("This key opens nothing: it is wrong, was taken back or has run out."), headers=headers)
    with as_actor(Actor(None, _("API key %(name)s …%(tail)s") % {"name": token.name, "tail": token.tail}, request.id)):  # type: ignore[attr-defined]
        note_use(token=token, today=clock.today())
        return answer(request, token, path)


def page(request: HttpRequest, token: AccessToken, path: str) -> JsonResponse:
    """Rows, and the address of the next page. Every reading is written to the trail."""
    one = api.resource(path)
    if one is None:
        known = ", ".join(other.name for other in api.resources())
        return refused(404, "unknown_resource", _("There is no resource of this name. There are: %(known)s.") % {"known": known})
    if one.scope.name not in token.scopes:
        audit.record(Verb.ATTEMPT, one.model, after={"api": one.name, "key": token.pk})
        return refused(403, "scope", _("This key may not read %(resource)s. Ask who made it.") % {"resource": one.name})
    try:
        asked = asked_of(request, one, token)
    except api.BadFilter as bad:
        return refused(400, "filter", str(bad), filter=bad.name)
    rows = list(one.rows(asked))
    shown = rows[: asked.limit]
    given = request.GET.dict()
    audit.record(Verb.EXPORT, one.model, after={"api": one.name, "key": token.pk, "filter": given, "count": len(shown)})
    following = None
    if len(rows) > len(shown):
        following = request.build_absolute_uri(f"{request.path}?{urlencode({**given, 'cursor': api.encoded(shown[-1].key)})}")
    return said({"resource": one.name, "rows": [row.data for row in shown], "next": following})


def asked_of(request: HttpRequest, one: api.Resource, token: AccessToken) -> api.Asked:
    """The page that the address asks for. Raises BadFilter, also for a filter that is given twice."""
    twice = next((name for name, values in request.GET.lists() if len(values) > 1), None)
    if twice is not None:
        raise api.BadFilter(twice, _("The filter “%(name)s” is given twice.") % {"name": twice[:40]})
    return api.asked(request.GET.dict(), one, today=clock.today(), department_id=token.department_id, scopes=frozenset(token.scopes))


def told(one: api.Resource, request: HttpRequest, token: AccessToken) -> dict[str, Any]:
    """A resource as the index describes it."""
    return {
        "name": one.name,
        "text": str(one.label),
        "url": request.build_absolute_uri(f"{request.path}{one.name}"),
        "scopes": [{"name": scope.name, "text": str(scope.text), "allowed": scope.name in token.scopes} for scope in one.scopes],
        "fields": [
            {"name": field.name, "type": field.type, "unit": field.unit, "scope": field.scope or one.scope.name, "text": str(field.text)}
            for field in one.fields
        ],
        "filters": [{"name": part.name, "type": part.type, "text": str(part.text)} for part in one.filters],
        "limit": {"usual": api.USUAL, "most": api.MOST},
    }


def said(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse(content, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def refused(status: int, code: str, sentence: str, *, headers: dict[str, str] | None = None, **more: str) -> JsonResponse:
    """An error in words."""
    return said({"error": {"code": code, "message": sentence, **more}}, status, headers)


def language_of(request: HttpRequest) -> str:
    """By the header Accept-Language alone; English for a program that names none."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return "en"
