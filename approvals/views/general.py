"""Writing a general request: choose its kind, type, keep a draft, submit, change what was sent back."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.choices import EDITABLE, GeneralState
from approvals.forms import GeneralForm
from approvals.models import GeneralRequest, Request, RequestKind
from approvals.models.general import GENERAL
from approvals.services import general as services
from approvals.views.common import me
from common import clock
from common.errors import RuleBroken

may_ask = permission_required("approvals.add_generalrequest", raise_exception=True)


@require_safe
@may_ask
def general_kinds(request: HttpRequest) -> HttpResponse:
    """Which kind of request? With a single kind the form opens at once."""
    kinds = list(RequestKind.objects.filter(is_active=True))
    if len(kinds) == 1:
        return redirect("approvals:general-new", kinds[0].code)
    return render(request, "approvals/general_kinds.html", {"kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def general_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new request of a kind. The key in the form makes a double tap one request."""
    kind = get_object_or_404(RequestKind, code=code, is_active=True)
    is_draft = "draft" in request.POST
    form = GeneralForm(request.POST or None, request.FILES or None, kind=kind, is_draft=is_draft)
    key = _key(request)
    if form.is_bound and form.is_valid():
        try:
            draft = services.start_draft(kind=kind, typed=form.typed(), key=key, by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return _kept(request, draft) if is_draft else _handed_in(request, draft)
    return _page(request, form, {"kind": kind, "key": key, "general": None})


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def general_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft, or change what was sent back and submit it again."""
    general = get_object_or_404(GeneralRequest.objects.select_related("kind"), pk=pk, applicant=me(request))
    if general.state not in EDITABLE:
        return _to_its_request(general)
    is_draft = "draft" in request.POST
    form = GeneralForm(request.POST or None, request.FILES or None, instance=general, kind=general.kind, is_draft=is_draft)
    if form.is_bound and form.is_valid():
        try:
            general = services.change(general=general, typed=form.typed(), by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return _kept(request, general) if is_draft else _handed_in(request, general)
    return _page(request, form, {"kind": general.kind, "key": general.key, "general": general})


@require_POST
@may_ask
def general_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    general = get_object_or_404(GeneralRequest, pk=pk, applicant=me(request))
    try:
        services.discard_draft(general=general, by=me(request))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft has been thrown away."))
    return redirect("approvals:request-list")


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _kept(request: HttpRequest, general: GeneralRequest) -> HttpResponse:
    messages.success(request, _("Kept as a draft. Nobody else sees it."))
    return redirect("approvals:general-edit", general.pk)


def _handed_in(request: HttpRequest, general: GeneralRequest) -> HttpResponse:
    try:
        made = services.hand_in(general=general, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:general-edit", general.pk)
    messages.success(request, _("Submitted as %(number)s.") % {"number": made.number})
    return redirect("approvals:request-detail", made.pk)


def _to_its_request(general: GeneralRequest) -> HttpResponse:
    mine = Request.objects.filter(kind__startswith=f"{GENERAL}:", object_id=general.pk, applicant=general.applicant_id)
    return redirect("approvals:request-detail", get_object_or_404(mine.order_by("-pk")[:1]).pk)


def _page(request: HttpRequest, form: GeneralForm, context: dict[str, Any]) -> HttpResponse:
    general = context["general"]
    is_sent_back = general is not None and general.state == GeneralState.SENT_BACK
    context = {**context, "form": form, "is_sent_back": is_sent_back}
    return render(request, "approvals/general_form.html", context, status=422 if form.is_bound else 200)
