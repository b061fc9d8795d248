"""Evidence taken out of the house: of one person, of an edition, and the text by which anybody can check a digest."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from common import audit, clock
from common.errors import RuleBroken
from common.models import Verb
from common.pdf import Pdf
from people.models import Employee
from rules.evidence_sheets import LANGUAGE, Taken, edition_sheet, person_sheet
from rules.models import Edition, ReadingTask
from rules.selectors.acknowledgements import SEE, people_of
from rules.selectors.evidence_sheets import lines_of, making_of, proof_of
from rules.selectors.rulebooks import shown_clauses
from rules.selectors.shown_text import AS_WRITTEN, plain_text
from rules.views.opening import edition_to_see, reader
from rules.views.telling import require_sight

SCRIPTS = {"written": AS_WRITTEN, "hans": "hans", "hant": "hant"}


@require_safe
def of_person(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """What proves that one person was told and acknowledged an edition: their own, or of somebody in one's scope."""
    people = Employee.objects.visible_to(reader(request), SEE)
    person = get_object_or_404(people, number=number) if number.isprintable() else None
    edition = _published(_own_or_seen(request, pk, person))
    if person is None or not ReadingTask.objects.filter(edition=edition, employee=person).exists():
        raise Http404
    with translation.override(LANGUAGE):
        making = making_of(edition)
        pdf = person_sheet(making, proof_of(making, person), _taken(request))
    return _download(edition, pdf, f"{edition.rulebook.number}-{edition.number}-{person.number}")


def _own_or_seen(request: HttpRequest, pk: int, person: Employee | None) -> Edition:
    """Whoever acknowledged an edition keeps their evidence, whether or not they may open it still."""
    if person is not None and person.user_id == request.user.pk:
        own = Edition.objects.filter(pk=pk, acknowledgements__employee=person)
        if found := own.select_related("rulebook", "prepared_by", "approved_by", "published_by", "approval").first():
            return found
    return edition_to_see(request, pk)


@require_safe
def of_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """How an edition came about, and a line for everybody whom the reader may see."""
    require_sight(request)
    edition = _published(edition_to_see(request, pk))
    try:
        with translation.override(LANGUAGE):
            lines = lines_of(edition, people_of(edition, reader(request), clock.today()))
            pdf = edition_sheet(making_of(edition), lines, _taken(request))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("rules:readers", pk)
    return _download(edition, pdf, f"{edition.rulebook.number}-{edition.number}-evidence")


@require_safe
def text(request: HttpRequest, pk: int, script: str) -> HttpResponse:
    """The plain text whose SHA-256 an acknowledgement keeps."""
    if script not in SCRIPTS:
        raise Http404
    edition = edition_to_see(request, pk)
    body = plain_text(edition, shown_clauses(edition), SCRIPTS[script])
    response = HttpResponse(body.encode(), content_type="text/plain; charset=utf-8")
    name = f"{edition.rulebook.number}-{edition.number}-{script}.txt"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _published(edition: Edition) -> Edition:
    if not edition.is_published:
        raise Http404
    return edition


def _taken(request: HttpRequest) -> Taken:
    who: Any = getattr(request.user, "employee", None)
    return Taken(f"{who.name} {who.number}" if who else str(request.user), clock.now())


def _download(edition: Edition, pdf: Pdf, name: str) -> HttpResponse:
    """The file. Taking it out is written down."""
    audit.record(Verb.EXPORT, edition, note=f"{name}.pdf")
    response = HttpResponse(pdf.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf") or ""
    return response
