"""Entering, changing and ending a duty."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import RuleBroken
from duties import services
from duties.forms import DutyForm, EndForm, first_start
from duties.models import Duty
from duties.selectors.clauses import PeriodicClause, clause_to_bind, guess
from duties.views.common import KEEPS, me, reader, require
from people.access import may

keeps = permission_required(KEEPS, raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def new(request: HttpRequest) -> HttpResponse:
    """A new duty; with ?clause= the one that a clause asks for."""
    found = _clause(request)
    initial = {"starts_on": first_start(), **(_from_clause(found) if found else {})}
    form = DutyForm(request.POST or None, clause=found.row.clause if found else None, initial=initial)

    def act() -> str:
        facts = form.facts()
        require(may(reader(request), KEEPS, facts.department.pk))
        duty = services.add_duty(facts=facts, starts_on=form.cleaned_data["starts_on"], by=me(request), at=clock.now())
        messages.success(request, _("“%(name)s” is a duty now. Its first day has been set.") % {"name": duty.name})
        return duty.get_absolute_url()

    back = reverse("duties:clauses") if found else reverse("duties:list")
    return _answer(request, form, act, title=_("New duty"), submit=_("Enter the duty"), back=back, clause=found)


def _clause(request: HttpRequest) -> PeriodicClause | None:
    asked = request.GET.get("clause", "")
    if not asked:
        return None
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    found = clause_to_bind(reader(request), clock.today(), number)
    if found is None:
        raise Http404
    return found


def _from_clause(found: PeriodicClause) -> dict[str, Any]:
    """What the clause itself says about its duty."""
    row = found.row
    return {"name": (row.heading or found.text)[:80], "department": row.edition.rulebook.owner, **guess(f"{row.heading}{row.text}")}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other facts from today on."""
    duty = _to_keep(request, pk)
    form = DutyForm(request.POST or None, duty=duty, clause=duty.clause)

    def act() -> str:
        facts = form.facts()
        require(may(reader(request), KEEPS, facts.department.pk))
        services.change_duty(duty=duty, facts=facts, at=clock.now())
        messages.success(request, _("The duty has been changed."))
        return duty.get_absolute_url()

    return _answer(request, form, act, title=_("Change the duty"), submit=_("Save"), back=duty.get_absolute_url(), clause=None)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more of it after a day."""
    duty = _to_keep(request, pk)
    form = EndForm(request.POST or None, initial={"last_on": clock.today()})

    def act() -> str:
        services.end_duty(duty=duty, at=clock.now(), last_on=form.cleaned_data["last_on"])
        messages.success(request, _("The duty ends on that day."))
        return duty.get_absolute_url()

    title = _("End: %(duty)s") % {"duty": duty.name}
    return _answer(request, form, act, title=title, submit=_("End the duty"), back=duty.get_absolute_url(), clause=None, danger=True)


def _to_keep(request: HttpRequest, pk: int) -> Duty:
    """A 404 for what the account may not see, a 403 for what it may not change."""
    rows = Duty.objects.visible_to(reader(request)).select_related("department", "post", "role", "clause")
    duty = get_object_or_404(rows, pk=pk)
    require(may(reader(request), KEEPS, duty.department_id))
    return duty


def _answer(request: HttpRequest, form: Any, act: Callable[[], str], *, danger: bool = False, **shown: Any) -> HttpResponse:
    """Show the form, or do the act and go where it says. A refusal stands on the form."""
    if form.is_bound and form.is_valid():
        try:
            return redirect(act())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "danger": danger, **shown}
    return render(request, "duties/act.html", context, status=422 if form.is_bound else 200)
