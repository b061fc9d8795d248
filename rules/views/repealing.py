"""A rulebook is to end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.choices import State as RequestState
from approvals.models import Request
from common import clock
from common.errors import RuleBroken
from people.access import may
from rules import services
from rules.forms.making_plans import RepealForm
from rules.models import Repeal
from rules.views.opening import PUBLISH, me, reader, require
from rules.views.writing import rulebook_to_see


@require_http_methods(["GET", "HEAD", "POST"])
def repeal(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the end of a rulebook; what was asked before, and how it was decided."""
    rulebook = rulebook_to_see(request, number)
    require(may(reader(request), PUBLISH, rulebook.owner_id))
    rows = list(rulebook.repeals.select_related("approval", "asked_by"))
    waiting = next((row for row in rows if row.refused_at is None and row.done_at is None), None)
    form = RepealForm(request.POST if request.method == "POST" else None, initial=_initial(waiting))
    if form.is_bound and form.is_valid():
        try:
            made = services.ask_repeal(rulebook=rulebook, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The repeal waits for approval. Until then the rulebook holds."))
            return redirect("approvals:request-detail", made.approval_id) if _sees(request, made) else redirect("rules:rulebook", number)
    may_ask = waiting is None or (waiting.approval is not None and waiting.approval.state == RequestState.SENT_BACK)
    context = {"rulebook": rulebook, "rows": rows, "waiting": waiting, "form": form, "may_ask": may_ask}
    return render(request, "rules/repeal.html", context, status=422 if form.is_bound else 200)


def _initial(waiting: Repeal | None) -> dict[str, object]:
    return {"reason": waiting.reason, "effective_on": waiting.effective_on} if waiting else {}


def _sees(request: HttpRequest, row: Repeal) -> bool:
    return Request.objects.visible_to(reader(request)).filter(pk=row.approval_id).exists()
