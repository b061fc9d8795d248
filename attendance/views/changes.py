"""Results that changed because a calendar did: listed, and accepted."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from approvals.views.common import me
from attendance import tables
from attendance.change_forms import MOST, AcceptForm
from attendance.selectors import changes
from attendance.services.accepting import Accepted, accept_changes
from common import clock, exporting
from people.models import User

PER_PAGE = 50


@require_safe
@permission_required(changes.SEES, raise_exception=True)
def change_list(request: HttpRequest) -> HttpResponse:
    """What is open, by cause."""
    user = cast("User", request.user)
    rows = changes.listed(user)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.changes(exporting.in_batches(rows, lambda found: changes.grouped(user, found))))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    groups = changes.grouped(user, list(page.object_list))
    return render(request, "attendance/change_list.html", {"page": page, "groups": groups, "seen": clock.now().isoformat(), "most": MOST})


@require_POST
@permission_required(changes.ACCEPTS, raise_exception=True)
def accept(request: HttpRequest) -> HttpResponse:
    """The ticked ones, or all of a cause."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        for sentence in dict.fromkeys(text for found in form.errors.values() for text in found):
            messages.error(request, sentence)
        return redirect("attendance:change-list")
    told = form.cleaned_data
    ids = _all_of(request, told["cause"]) if told["all"] else told["change"]
    _say(request, accept_changes(changes=ids, by=me(request), at=clock.now(), seen_at=told["seen"]))
    return redirect("attendance:change-list")


def _all_of(request: HttpRequest, cause: str) -> list[int]:
    """Of open months, as the button counts them."""
    rows = changes.acceptable(cast("User", request.user)).filter(cause=cause)
    closed = changes.closed_among(rows.order_by("day").values_list("day", flat=True).distinct())
    return list(changes.without_months(rows, closed).order_by("day", "pk").values_list("pk", flat=True)[:MOST])


def _say(request: HttpRequest, outcome: Accepted) -> None:
    if outcome.count:
        text = ngettext(
            "%(count)d result accepted. The person has been told.", "%(count)d results accepted. The people have been told.", outcome.count
        )
        messages.success(request, text % {"count": outcome.count})
    for sentence in outcome.refused[:5]:
        messages.error(request, sentence)
    if len(outcome.refused) > 5:
        messages.error(request, _("%(count)d more stay open for such reasons.") % {"count": len(outcome.refused) - 5})
    if not outcome.count and not outcome.refused:
        messages.info(request, _("Nothing was left to accept: somebody else was first, or the calendar was changed back."))
