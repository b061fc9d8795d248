"""A number in the text of a clause becomes a parameter: which number, which parameter, which value."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.errors import RuleBroken
from rules import services
from rules.catalogue import is_known, parameter_of, text_of
from rules.domain.figures import Figure, figures
from rules.forms.clauses import FigureForm
from rules.forms.values import ValueForm
from rules.models import ClauseText, Edition
from rules.selectors.picking import offers, suggestions
from rules.selectors.valuing import bound_words
from rules.selectors.writing import taken_keys
from rules.views.opening import me
from rules.views.valuing import form_of
from rules.views.writing import row_of, to_editor, write_url, writes


@require_safe
@writes
def clause_figures(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """The numbers of a clause, each with the parameters that it most likely is. With ?start= one of them and the whole catalogue."""
    row = row_of(edition, clause)
    chosen = request.GET.get("start", "")
    found = [figure for figure in figures(row.text) if chosen in ("", str(figure.start))]
    taken = taken_keys(edition)
    picker = _picker(request, found[0], taken) if len(found) == 1 else None
    if picker is not None and picker.is_bound and picker.is_valid():
        return redirect("rules:clause-figure", edition.pk, clause, found[0].start, picker.cleaned_data["key"])
    lines = [
        {"figure": figure, "before": row.text[: figure.start], "after": row.text[figure.end :],
         "offers": suggestions(figure, row.heading, row.text, taken)}
        for figure in found
    ]  # fmt: skip
    context = {"edition": edition, "row": row, "lines": lines, "picker": picker, "is_one": bool(chosen), "back": write_url(edition, clause)}
    return render(request, "rules/clause_figures.html", context)


def _picker(request: HttpRequest, figure: Figure, taken: dict[str, str]) -> FigureForm:
    areas = [(area, [one for one in ones if parameter_of(one.key).type_name in figure.types]) for area, ones in offers(taken)]
    data = request.GET if "key" in request.GET else None
    return FigureForm(data, initial={"start": figure.start}, areas=[(area, ones) for area, ones in areas if ones])


@require_http_methods(["GET", "HEAD", "POST"])
@writes
def clause_figure(request: HttpRequest, edition: Edition, clause: int, start: int, key: str) -> HttpResponse:
    """The number is this parameter: see its value, decide it, and it stands in the text as a blank."""
    row = row_of(edition, clause)
    figure = next((one for one in figures(row.text) if one.start == start), None)
    if not is_known(key):
        raise Http404
    if figure is None:
        messages.error(request, _("There is no number at that place of the text any more. Choose again."))
        return redirect("rules:clause-figures", edition.pk, clause)
    form = form_of(request, edition, key, raw=figure.raw(parameter_of(key).type_name))
    if form.is_bound and form.is_valid() and _turned(request, edition, row=row, figure=figure, key=key, form=form):
        return to_editor(edition, clause)
    context = {
        "edition": edition, "row": row, "figure": figure, "form": form, "parameter": parameter_of(key), "what": text_of(key),
        "bounds": bound_words(parameter_of(key)),
        "before": row.text[: figure.start], "after": row.text[figure.end :],
        "back": reverse("rules:clause-figures", args=[edition.pk, clause]),
    }  # fmt: skip
    return render(request, "rules/clause_figure.html", context, status=422 if form.is_bound else 200)


def _turned(request: HttpRequest, edition: Edition, *, row: ClauseText, figure: Figure, key: str, form: ValueForm) -> bool:
    try:
        services.turn_into_parameter(
            edition=edition, clause=row.clause, figure=figure.text, start=figure.start, key=key, raw=form.raw(), by=me(request),
            at=clock.now(), reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except RuleBroken as refusal:
        form.add_error(form.main, str(refusal))
        return False
    messages.success(request, _("“%(figure)s” is a parameter now: %(what)s") % {"figure": figure.text, "what": text_of(key)})
    return True
