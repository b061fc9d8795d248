"""The search over the clauses of all rulebooks that the reader may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from rules.forms.searching import SearchForm
from rules.selectors.searching import search as found_by
from rules.views.opening import note_reading, reader


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by rulebook, with the hits marked. What is confidential and shown is written down as read."""
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = found_by(reader(request), wanted, clock.today())
    for one in found.editions:
        note_reading(one.edition)
    return render(request, "rules/search.html", {"form": form, "wanted": wanted, "found": found})
