"""Any two editions of a rulebook beside each other, on a page and on paper (POL-08)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from common import audit, clock
from common.digests import digest
from common.models import Verb
from common.pdf import write_pdf
from rules.forms.reading import CompareForm
from rules.models import Edition
from rules.selectors.comparing import Comparison, comparison
from rules.views.opening import editions_of, note_reading
from rules.views.reading import script_wanted

STYLES = ("rules_compare_print.css",)


@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """The clauses that differ, the old wording beside the new one; with `?all=on` those that stay, too."""
    editions, form = _editions_and_form(request, number)
    found = _compared(request, form)
    clauses: list[Any] = []
    if found is not None:
        clauses = list(found.clauses) if form.cleaned_data["all"] else found.changed
        note_reading(found.new)
    context = {
        "rulebook": editions[0].rulebook,
        "form": form,
        "found": found,
        "clauses": clauses,
        "editions": editions,
        "script": script_wanted(request) or "hans",
    }
    return render(request, "rules/compare.html", context, status=200 if found or len(editions) == 1 else 404)


@require_safe
def compare_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The clauses that differ, on A4 in black and white. Taking something confidential out is written down."""
    editions, form = _editions_and_form(request, number)
    found = _compared(request, form)
    if found is None:
        raise Http404
    name = f"{number}-{found.old.number}-{found.new.number}.pdf"
    note_reading(found.new)
    audit.record(Verb.EXPORT, found.new, note=name)
    context = {
        "rulebook": editions[0].rulebook, "found": found, "clauses": found.changed, "day": clock.today(),
        "language": get_language(), "script": script_wanted(request) or "hans",
    }  # fmt: skip
    html = render_to_string("rules/compare_pdf.html", context, request=request)
    css = "@page{@bottom-right{content:" + f'"{pgettext("page of", "page")} "' + "counter(page) ' / ' counter(pages)}}"
    pdf = write_pdf(html, css=css, stylesheets=STYLES, identifier=digest([html])[:32])
    response = HttpResponse(pdf.content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _editions_and_form(request: HttpRequest, number: str) -> tuple[list[Edition], CompareForm]:
    """The editions that the reader may open; the last one against the one before it, unless others are named."""
    editions = editions_of(request, number)
    published = [one for one in editions if one.is_published]
    return editions, CompareForm(request.GET, editions=editions, new=(published or editions)[-1])


def _compared(request: HttpRequest, form: CompareForm) -> Comparison | None:
    pair = form.pair()
    return comparison(*pair, script=script_wanted(request)) if pair else None
