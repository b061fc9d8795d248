"""Rulings under a clause, and the periodic reviews of rulebooks (POL-07, POL-16)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from people.access import may
from rules import tables
from rules.choices import ReviewDecision
from rules.forms.upkeep import FindingForms, ReviewForm, RulingForm, findings_of
from rules.models import Edition
from rules.selectors.reading import url_of
from rules.selectors.rulebooks import shown_clauses
from rules.selectors.upkeep import LOOK_AFTER, next_review, reviews_of, reviews_owed
from rules.services.rulings import add_ruling
from rules.services.upkeep import hold_review
from rules.views.opening import may_write, me, note_reading, reader, require
from rules.views.remarks import clause_read, edition_read

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def ruling(request: HttpRequest, number: str, clause: int) -> HttpResponse:
    """Say how a clause is to be read. Only for members of the interpreting unit."""
    edition = edition_read(request, number)
    require(edition.interprets)
    row = clause_read(edition, clause)
    form = RulingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            given = add_ruling(edition=edition, clause=row.clause, text=form.cleaned_data["text"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Ruling no. %(number)d is given. Everybody whom it concerns has been told.") % {"number": given.number}
            )
            return redirect(url_of(edition, f"c{clause}"))
    note_reading(edition)
    shown = next(one for one in shown_clauses(edition) if one.row.clause_id == clause)
    context = {
        "form": form,
        "edition": edition,
        "rulebook": edition.rulebook,
        "row": row,
        "clause": shown,
        "back": url_of(edition, f"c{clause}"),
    }
    return render(request, "rules/ruling_form.html", context, status=422 if form.is_bound else 200)


# -- periodic reviews --------------------------------------------------------------------------


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """When each rulebook that the reader looks after is to be reviewed, what is overdue first."""
    if not request.user.has_perm(LOOK_AFTER):
        raise PermissionDenied
    owed = reviews_owed(reader(request), clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.reviews(owed))
    context = {"owed": owed, "overdue": sum(one.is_overdue for one in owed), "day": clock.today()}
    return render(request, "rules/reviews.html", context)


@require_safe
def reviews(request: HttpRequest, number: str) -> HttpResponse:
    """The reviews of one rulebook, with what they found and where that is mended."""
    edition = edition_read(request, number)
    require(_looks_after(request, edition))
    note_reading(edition)
    context = {
        "rulebook": edition.rulebook,
        "reviews": reviews_of(edition.rulebook),
        "next": next_review(edition.rulebook, clock.today()),
        "may_write": may_write(request, edition),
        "labels": dict(edition.texts.values_list("clause", "label")),
    }
    return render(request, "rules/reviews_of.html", context)


def _looks_after(request: HttpRequest, edition: Edition) -> bool:
    return may_write(request, edition) or may(reader(request), LOOK_AFTER, edition.rulebook.owner_id)


@either
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Record a review of what is in force. Findings of a revision join the draft."""
    edition = edition_read(request, number)
    require(may_write(request, edition))
    texts = list(edition.texts.select_related("clause").order_by("order"))
    form = ReviewForm(request.POST or None)
    findings = FindingForms(request.POST or None, prefix="finding", form_kwargs={"texts": texts})
    if request.method == "POST" and form.is_valid() and findings.is_valid():
        answer = _held(request, edition, form, findings)
        if answer is not None:
            return answer
    note_reading(edition)
    context = {
        "form": form, "findings": findings, "edition": edition, "rulebook": edition.rulebook,
        "next": next_review(edition.rulebook, clock.today()), "back": reverse("rules:reviews-of", args=[number]),
    }  # fmt: skip
    return render(request, "rules/review_form.html", context, status=422 if form.is_bound else 200)


def _held(request: HttpRequest, edition: Edition, form: ReviewForm, findings: BaseFormSet) -> HttpResponse | None:
    """Where to go on; None when the form says why it was refused."""
    given: dict[str, Any] = form.cleaned_data
    try:
        held = hold_review(edition=edition, findings=findings_of(findings), by=me(request), at=clock.now(), **given)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("The review is on record."))
    draft = next((one.draft for one in held.findings.all() if one.draft_id), None)
    if held.decision == ReviewDecision.REVISE and draft is not None:
        return redirect("rules:edition", draft.pk)
    return redirect("rules:reviews-of", edition.rulebook.number)
