"""Clauses that ask for something regularly: with a duty, without one, or none needed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from duties import services, tables
from duties.forms import NoDutyForm
from duties.selectors import clauses as selector
from duties.selectors.clauses import Figure
from duties.views.common import KEEPS, SEES, me, reader, require
from people.access import departments_in_scope, may


@require_safe
@permission_required(SEES, raise_exception=True)
def clauses(request: HttpRequest) -> HttpResponse:
    """N of M periodic clauses have a duty: which, and which have none."""
    found = selector.periodic_clauses(reader(request), clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.clauses(found))
    with_duty = [one for one in found if one.has_duty]
    without = [one for one in found if not one.is_settled]
    context = {
        "figure": Figure(len(with_duty) + len(without), len(with_duty)),
        "without": without,
        "with_duty": with_duty,
        "none_needed": [one for one in found if one.no_duty and not one.has_duty],
        "keeps": _kept(request),
    }
    return render(request, "duties/clauses.html", context)


def _kept(request: HttpRequest) -> set[int] | None:
    """The units whose duties the account keeps; None: all of them."""
    scope = departments_in_scope(reader(request), KEEPS)
    return None if scope is None else set(scope.values_list("descendant", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEPS, raise_exception=True)
def no_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of a clause that it needs no duty: whoever keeps the duties of the unit that issued it."""
    found = selector.clause_to_bind(reader(request), clock.today(), pk)
    if found is None:
        raise Http404
    require(may(reader(request), KEEPS, found.row.edition.rulebook.owner_id))
    form = NoDutyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.say_no_duty(clause=found.row.clause, reason=form.cleaned_data["reason"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The clause counts as settled."))
            return redirect("duties:clauses")
    context = {
        "form": form,
        "clause": found, "title": _("No duty needed"), "submit": _("Save"), "back": reverse("duties:clauses"), "danger": False,
    }  # fmt: skip
    return render(request, "duties/act.html", context, status=422 if form.is_bound else 200)
