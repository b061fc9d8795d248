"""An edition on its way to the wall: what it changes, who has read and approved it, and the next act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.models import Request
from common import audit, clock
from common.errors import RuleBroken
from common.models import Verb
from rules import services
from rules.choices import Act, State
from rules.domain.effect import first_day
from rules.domain.moves import open_acts
from rules.forms_publishing import AskReviewForm, ReviewForm
from rules.models import Edition
from rules.selectors.changes import changes
from rules.selectors.consulting import asking_of
from rules.selectors.evidence import blanks_of, evidence_of, obstacles, scope_in_words, story
from rules.selectors.export import exported
from rules.selectors.linting import legal_check
from rules.selectors.piloting import trial_of
from rules.selectors.preview import may_be_tried
from rules.selectors.readers import bound_by
from rules.selectors.upkeep import to_mend
from rules.selectors.way import making_of, way
from rules.services.starting import kind_of
from rules.views.linting import check_for, shown
from rules.views.next_act import act_of, link_of
from rules.views.opening import edition_to_see, may_publish, may_write, me, note_reading, reader, require, sees_evidence


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an edition."""
    found = edition_to_see(request, pk)
    note_reading(found)
    return show(request, found)


def show(request: HttpRequest, found: Edition, form: forms.Form | None = None) -> HttpResponse:
    """The page, with the form of an act that was refused: then 422."""
    day = clock.today()
    evidence, sees_all, writes = evidence_of(found, day), sees_evidence(request, found), may_write(request, found)
    making, trial = making_of(found), trial_of(found, day)
    check = None if found.is_published else shown(legal_check(found, day), [], None) if sees_all else check_for(request, found)
    act = act_of(request, found, making, writes=writes, form=form)
    knows = sees_all or (evidence.review is not None and evidence.review.reviewer.user_id == request.user.pk)
    context = {
        "edition": found,
        "rulebook": found.rulebook,
        "evidence": evidence,
        "way": way(evidence, making, trial, stopping=check.stopping if check else None, writes=writes),
        "making": making,
        "trial": trial,
        "check": check,
        "story": story(evidence, asking_of(found).entries(), with_opinions=knows),
        "changes": changes(found),
        "to_mend": to_mend(found) if writes else None,
        "may_try": writes and may_be_tried(found, day),
        "supersedes": list(found.supersedes.order_by("number")),
        "blanks": blanks_of(found),
        "obstacles": [] if found.is_published else obstacles(found),
        "scope": scope_in_words(unit.name for unit in found.rulebook.departments.all()),
        "act": act,
        "link": None if act and act.is_main else link_of(request, found, making, trial, writes=writes),
        "publication": _publication(found) if found.state == State.APPROVED else None,
        "sees_evidence": sees_all,
        "may_reopen": writes and Act.REOPEN in open_acts(found.state),
        "may_edit": writes and found.is_draft,
        "may_decide": trial is not None and may_publish(request, found),
        "may_meet": writes and not found.is_published,
        "writes": writes,
        "may_repeal": found.is_published and may_publish(request, found),
        "request_url": _request_url(request, found),
        "route_url": _route_url(request, found),
        "day": day,
    }
    return render(request, "rules/edition.html", context, status=422 if form else 200)


def _publication(found: Edition) -> dict[str, Any]:
    """What publishing today would mean: from which day, for how many people."""
    today = clock.today()
    first = first_day(found.effective_rule, published_on=today, fixed_on=found.effective_on)
    return {"first": first, "is_today": first == today, "people": bound_by(found.rulebook, first or today).count()}


def _request_url(request: HttpRequest, found: Edition) -> str:
    """The page of its approval, where the reader may see it."""
    if not found.approval_id or not Request.objects.visible_to(reader(request)).filter(pk=found.approval_id).exists():
        return ""
    return reverse("approvals:request-detail", args=[found.approval_id])


def _route_url(request: HttpRequest, found: Edition) -> str:
    """Its route, and whom it asks, for whoever may see routes (POL-05)."""
    if not request.user.has_perm("approvals.view_route"):
        return ""
    return reverse("approvals:route-preview", args=[kind_of(found.rulebook)])


# -- acts ------------------------------------------------------------------------------------


@require_POST
def ask_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a draft to whoever reads it against the law."""
    found = edition_to_see(request, pk)
    require(may_write(request, found))
    form = AskReviewForm(request.POST)
    if not form.is_valid():
        return show(request, found, form)
    try:
        services.ask_review(edition=found, reviewer=form.cleaned_data["reviewer"], at=clock.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return show(request, found, form)
    messages.success(request, _("%(name)s has been asked to review it.") % {"name": form.cleaned_data["reviewer"].name})
    return redirect("rules:edition", pk)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the legality review. Only who was asked may; the service says so to everybody else."""
    found, employee = edition_to_see(request, pk), me(request)
    form = ReviewForm(request.POST)
    if found.reviewer_id == employee.pk and not form.is_valid():
        return show(request, found, form)
    require(found.reviewer_id == employee.pk)
    try:
        services.review(edition=found, by=employee, at=clock.now(), **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return show(request, found, form)
    messages.success(request, _("Your review has been recorded. The author has been told."))
    return redirect("rules:edition", pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a yes by the route of the rulebook."""
    found = edition_to_see(request, pk)
    require(may_write(request, found))
    return _done(
        request, pk, lambda: services.submit_for_approval(edition=found, by=me(request), at=clock.now()), _("It waits for approval.")
    )


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an approved edition on the wall."""
    found = edition_to_see(request, pk)
    require(may_publish(request, found))
    said = _("It is published. Everybody whom it binds has been told.")
    return _done(request, pk, lambda: services.publish(edition=found, by=me(request), at=clock.now()), said)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an edition back to draft."""
    found = edition_to_see(request, pk)
    require(may_write(request, found))
    said = _("It is a draft again. Its review and approval count no more.")
    return _done(request, pk, lambda: services.reopen(edition=found), said)


def _done(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    """Do it and say what came of it, on the edition's page."""
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("rules:edition", pk)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence as a file (POL-10). Taking it out is written down."""
    found = edition_to_see(request, pk)
    require(sees_evidence(request, found))
    name = f"{found.rulebook.number}-{found.number}.json"
    audit.record(Verb.EXPORT, found, note=name)
    facts = exported(found, by=str(request.user), at=clock.now())
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
