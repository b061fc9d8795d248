"""Keys of the read API, for whoever looks after them; and everybody's private calendar address."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import api, clock
from common.errors import RuleBroken
from people.models import AccessToken
from people.selectors.tokens import api_keys, feed_of
from people.services import tokens as service
from people.services.tokens import CHANGES
from people.token_forms import ApiKeyForm, TakeBackForm
from people.views.common import answer

PAGE = 50
may_change = permission_required(CHANGES, raise_exception=True)


@require_safe
@may_change
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the read API: what each opens, and when it was used last."""
    page = Paginator(api_keys(request.user), PAGE).get_page(request.GET.get("page"))
    words = {scope.name: scope.text for scope in api.scopes()}
    lines = [{"token": token, "texts": [words.get(scope, scope) for scope in token.scopes], "state": state(token)} for token in page]
    return render(request, "people/tokens.html", {"page": page, "lines": lines})


def state(token: AccessToken) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_on is not None and token.expires_on < clock.today() else "open"


@never_cache
@require_http_methods(["GET", "POST"])
@may_change
def key_new(request: HttpRequest) -> HttpResponse:
    """Make a key. The answer itself shows its secret: it is in no address and is kept nowhere."""
    form = ApiKeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = service.make_api_key(**form.cleaned_data, by=request.user, today=clock.today())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            address = request.build_absolute_uri(reverse("people:api-index"))
            return render(request, "people/token_made.html", {"token": token, "secret": secret, "address": address})
    context = {"form": form, "title": _("New access key"), "submit": _("Make the key"), "back": reverse("people:keys"), "lead": ""}
    return render(request, "people/act.html", {**context, "danger": False, "unit_filter": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may_change
def key_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a key stop."""
    token = get_object_or_404(api_keys(request.user), pk=pk)

    def act(cleaned: dict[str, str]) -> str:
        service.take_back(token=token, reason=cleaned["reason"], by=request.user, at=clock.now())
        messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": token.name})
        return reverse("people:keys")

    return answer(
        request, TakeBackForm(request.POST or None), act, title=_("Take back the key"), submit=_("Take back"),
        back=reverse("people:keys"), lead=_("Programs that use the key “%(name)s” get no answer from now on.") % {"name": token.name},
        danger=True,
    )  # fmt: skip


@require_safe
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Whether I have a private calendar address, and what one is for."""
    return render(request, "people/token_calendar.html", {"token": feed_of(request.user), "addresses": None})


@never_cache
@require_POST
def my_calendar_new(request: HttpRequest) -> HttpResponse:
    """Another address. The answer itself shows it: it is kept nowhere."""
    token, secret = service.make_feed(user=request.user, at=clock.now())
    addresses = [
        {"title": title, "https": address, "webcal": f"webcal://{address.partition('://')[2]}"}
        for title, name in ((_("My calendar"), "people:feed-mine"), (_("Department calendar"), "people:feed-department"))
        for address in (request.build_absolute_uri(reverse(name, args=[secret])),)
    ]
    return render(request, "people/token_calendar.html", {"token": token, "addresses": addresses})


@require_POST
def my_calendar_off(request: HttpRequest) -> HttpResponse:
    """The address stops."""
    service.switch_off_feed(user=request.user, at=clock.now())
    messages.success(request, _("Your calendar address is switched off."))
    return redirect("people:my-calendar")
