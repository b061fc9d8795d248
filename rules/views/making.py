"""Before and beside the text of an edition: what it must fit, the study before it, the plan by which it is put into practice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.errors import RuleBroken
from people.access import may
from rules import services
from rules.forms.making_plans import BriefForm, LinesForm, PlanForm, StudyForm, brief_of, lines_of, plan_of
from rules.models import Brief, Implementation
from rules.selectors.planning import planned
from rules.selectors.principles import principles_in_force
from rules.views.opening import WRITE, edition_to_see, may_write, me, note_reading, reader, require, sees_evidence
from rules.views.writing import rulebook_to_see

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rule must fit: four fields (POL-23)."""
    edition = edition_to_see(request, pk)
    require(may_write(request, edition))
    stored = Brief.objects.filter(edition=edition).first()
    form = BriefForm(request.POST if request.method == "POST" else None, initial=brief_of(stored))
    if form.is_bound and form.is_valid():
        try:
            services.describe_fit(edition=edition, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The rule is reviewed against it."))
            return redirect("rules:edition", pk)
    return render(request, "rules/brief.html", {"edition": edition, "form": form}, status=422 if form.is_bound else 200)


# -- studies --------------------------------------------------------------------------------


@require_safe
def studies(request: HttpRequest, number: str) -> HttpResponse:
    """The studies of a rulebook, the latest first."""
    rulebook = rulebook_to_see(request, number)
    require(may(reader(request), "rules.view_rulebook", rulebook.owner_id) or may(reader(request), WRITE, rulebook.owner_id))
    rows = rulebook.studies.select_related("by").prefetch_related("editions")
    context = {"rulebook": rulebook, "studies": rows, "may_write": may(reader(request), WRITE, rulebook.owner_id)}
    return render(request, "rules/studies.html", context)


@either
def study_new(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a study; then back to the pilot for which it was wanted."""
    rulebook = rulebook_to_see(request, number)
    require(may(reader(request), WRITE, rulebook.owner_id))
    form = StudyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.record_study(rulebook=rulebook, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The study is kept."))
            draft = rulebook.editions.filter(published_at=None, pk=_named(request)).first()
            return redirect("rules:pilot", draft.pk) if draft else redirect("rules:studies", number)
    context = {"rulebook": rulebook, "form": form}
    return render(request, "rules/study_form.html", context, status=422 if form.is_bound else 200)


def _named(request: HttpRequest) -> int:
    """The edition in `?edition=`; 0 for none."""
    named = request.GET.get("edition", "")
    return int(named) if named.isdecimal() and len(named) < 18 else 0


# -- plans -----------------------------------------------------------------------------------


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of an edition, with the button for whom it concerns."""
    edition = edition_to_see(request, pk)
    note_reading(edition)
    found = planned(edition, clock.today(), getattr(request.user, "employee", None))
    context = {"edition": edition, "planned": found, "may_write": may_write(request, edition), "sees_all": sees_evidence(request, edition)}
    return render(request, "rules/plan.html", context)


@either
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Goals, who is responsible, days, resources, and the steps between."""
    edition = edition_to_see(request, pk)
    require(may_write(request, edition))
    stored = Implementation.objects.filter(edition=edition).select_related("owner").first()
    head, steps = plan_of(stored)
    posted = request.POST if request.method == "POST" else None
    form, formset = PlanForm(posted, initial=head), LinesForm(posted, initial=steps, prefix="line")
    if form.is_bound and form.is_valid() & formset.is_valid():
        try:
            services.plan_implementation(edition=edition, lines=lines_of(formset), by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The plan is saved."))
            return redirect("rules:plan", pk)
    context = {"edition": edition, "form": form, "formset": formset, "back": _plan_url(pk, stored)}
    return render(request, "rules/plan_form.html", context, status=422 if form.is_bound else 200)


def _plan_url(pk: int, stored: Implementation | None) -> str:
    return reverse("rules:plan" if stored else "rules:edition", args=[pk])


@require_POST
def plan_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody concerned has understood the goals."""
    edition = edition_to_see(request, pk)
    found = get_object_or_404(Implementation.objects.select_related("edition__rulebook"), edition=edition)
    try:
        services.confirm_goals(plan=found, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed. Thank you."))
    return redirect("rules:plan", pk)


# -- principles --------------------------------------------------------------------------------


@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    """Every principle of the rules in force, and the clauses that serve the one asked for (POL-03)."""
    asked = request.GET.get("q", "")[:80].strip()
    found = principles_in_force(reader(request), clock.today(), asked)
    return render(request, "rules/principles.html", {"found": found, "asked": asked})
