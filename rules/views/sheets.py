"""The wall sheet of an edition: choose board and layout, read how it comes out, take the PDF."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import clock
from common.errors import RuleBroken
from rules.forms_publishing import SheetForm
from rules.models import Edition
from rules.selectors.sheet import address_warning
from rules.services.sheets import Options, printed
from rules.sheets.rendering import DoesNotFit
from rules.sheets.sizes import size_of
from rules.views.opening import edition_to_see, note_reading

DISTANCE_OF_A_POINT = 0.3528 * 200 / 1000  # m for each point of type that is read at ease


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The choices, and what comes of them."""
    edition = edition_to_see(request, pk)
    note_reading(edition)
    form = SheetForm(request.GET or None, clauses=_clauses(edition))
    options = form.options() if form.is_valid() else None if form.is_bound else Options()
    context = {"edition": edition, "rulebook": edition.rulebook, "form": form, "options": options, "warning": address_warning()}
    outcome = _outcome(request, edition, options) if options else {}
    context = {"printed": None, "refusal": None, "offers": [], "readable_m": "", "pdf_url": "", **context, **outcome}
    return render(request, "rules/sheet_form.html", context, status=422 if form.errors else 200)


def _clauses(edition: Edition) -> list[tuple[str, str]]:
    """The clauses that can be chosen: chapters and what stands right below them."""
    rows = edition.texts.filter(depth__lte=2).exclude(label="").order_by("order")
    return [(text.label, f"{text.label} {text.heading or text.text[:16]}".strip()) for text in rows]


def _outcome(request: HttpRequest, edition: Edition, options: Options) -> dict[str, Any]:
    try:
        made = printed(edition=edition, options=options, at=clock.now())
    except DoesNotFit as refusal:
        return {"refusal": refusal, "offers": _offers(request, options, refusal)}
    except RuleBroken as refusal:
        return {"refusal": refusal}
    readable = f"{float(made.points) * DISTANCE_OF_A_POINT:.1f}"
    query = request.GET.urlencode()
    return {
        "printed": made,
        "readable_m": readable,
        "pdf_url": reverse("rules:sheet-pdf", args=[edition.pk]) + (f"?{query}" if query else ""),
    }


def _offers(request: HttpRequest, options: Options, refusal: DoesNotFit) -> list[tuple[str, str]]:
    """(what would do, its address) for a text that does not fit."""
    found = [(_("On %(size)s") % {"size": size}, {"size": size}) for size in refusal.offers]
    if refusal.sheets_needed:
        found.append(
            (
                _("On %(count)d sheets of %(size)s") % {"count": refusal.sheets_needed, "size": options.size},
                {"sheets": refusal.sheets_needed},
            )
        )
    return [(label, f"?{_changed(request.GET, options, **change)}") for label, change in found]


def _changed(query: QueryDict, options: Options, **change: Any) -> str:
    """The choices as they are, but for one."""
    changed = query.copy()
    changed.setdefault("size", options.size)
    changed.setdefault("orientation", options.orientation)
    for name, value in change.items():
        changed[name] = str(value)
    return changed.urlencode()


@require_safe
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, in real size."""
    edition = edition_to_see(request, pk)
    note_reading(edition)
    form = SheetForm(request.GET or None, clauses=_clauses(edition))
    if form.is_bound and not form.is_valid():
        return redirect(f"{reverse('rules:sheet', args=[pk])}?{request.GET.urlencode()}")
    options = form.options() if form.is_bound else Options()
    try:
        made = printed(edition=edition, options=options, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('rules:sheet', args=[pk])}?{request.GET.urlencode()}")
    response = HttpResponse(made.pdf, content_type="application/pdf")
    name = "-".join(str(part) for part in (edition.rulebook.number, edition.number, size_of(options.size).name, options.script) if part)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.pdf")
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(made.sha256)).decode()}:"
    response["ETag"] = f'"{made.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response
