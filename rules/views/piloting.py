"""A draft is tried in some units first, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import RuleBroken
from rules import services
from rules.choices import PilotDecision
from rules.forms.making_plans import PilotForm, PilotResultForm
from rules.models import Edition
from rules.selectors.piloting import trial_of
from rules.services.piloting import usual_end
from rules.views.opening import edition_to_see, may_publish, may_write, me, require
from rules.views.writing import to_editor

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def pilot(request: HttpRequest, pk: int) -> HttpResponse:
    """Where and until when a draft is tried; without a study there is a link to it instead of the form."""
    edition = edition_to_see(request, pk)
    require(may_write(request, edition))
    if request.method == "POST" and "everywhere" in request.POST:
        return _everywhere(request, edition)
    studies = edition.rulebook.studies.select_related("by")
    form = PilotForm(request.POST if request.method == "POST" else None, initial=_initial(edition), studies=studies)
    if form.is_bound and form.is_valid():
        try:
            services.try_first(edition=edition, at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It will be tried in these units first."))
            return redirect("rules:edition", pk)
    context = {"edition": edition, "form": form, "has_study": studies.exists()}
    return render(request, "rules/pilot.html", context, status=422 if form.is_bound else 200)


def _initial(edition: Edition) -> dict[str, Any]:
    studies = edition.rulebook.studies
    return {
        "study": edition.study or studies.first(),
        "departments": list(edition.pilot_departments.order_by("code")) or None,
        "until": edition.pilot_until or usual_end(edition, clock.today()),
    }


def _everywhere(request: HttpRequest, edition: Edition) -> HttpResponse:
    try:
        services.try_nowhere(edition=edition)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It will hold for everybody at once."))
    return redirect("rules:edition", edition.pk)


@either
def pilot_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came of a pilot: it holds for everybody, is adjusted, or is given up (POL-17)."""
    edition = edition_to_see(request, pk)
    require(may_publish(request, edition))
    form = PilotResultForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            draft = _concluded(request, edition, form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The result is recorded."))
            return to_editor(draft) if draft else redirect("rules:edition", pk)
    context = {"edition": edition, "form": form, "trial": trial_of(edition, clock.today())}
    return render(request, "rules/pilot_result.html", context, status=422 if form.is_bound else 200)


def _concluded(request: HttpRequest, edition: Edition, given: dict[str, Any]) -> Edition | None:
    """Do what follows; the next draft when the pilot is adjusted."""
    acted = {"edition": edition, "result": given["result"], "by": me(request), "at": clock.now()}
    match given["decision"]:
        case PilotDecision.PROMOTE:
            services.promote_pilot(from_on=given["day"], **acted)
        case PilotDecision.STOP:
            services.stop_pilot(last_on=given["day"], **acted)
        case PilotDecision.ADJUST:
            return services.adjust_pilot(**acted)
    return None
