"""Deciding what stands in the blanks of a draft, for everybody or for one unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common import clock
from common.errors import RuleBroken
from people.models import Department
from rules import services
from rules.catalogue import parameter_of, text_of
from rules.forms.values import ValueForm, form_for, more_rows
from rules.models import Edition, Value
from rules.selectors.valuing import value_page
from rules.selectors.writing import blanks_of, titles_in
from rules.services.valuing import refuse_outside
from rules.views.opening import me
from rules.views.writing import to_editor, write_url, writes

either = require_http_methods(["GET", "HEAD", "POST"])


def form_of(request: HttpRequest, edition: Edition, key: str, **options: Any) -> ValueForm:
    """The form of the parameter; with more rows when these were asked for."""
    parameter = parameter_of(key)
    titles = titles_in(edition.rulebook, clock.today()) if key == "org.headcount_quota" else ()
    make = form_for(parameter)
    if request.method == "POST" and "more" in request.POST:
        return make(parameter=parameter, titles=titles, typed=more_rows(request.POST), **options)
    data = request.POST if request.method == "POST" else None
    return make(data, parameter=parameter, titles=titles, **options)


def _decided(request: HttpRequest, edition: Edition, key: str, form: ValueForm, department: Department | None) -> bool:
    """Whether the value of a valid form is decided now; a refusal stands beside its field."""
    try:
        services.decide_value(
            edition=edition, key=key, raw=form.raw(), by=me(request), at=clock.now(), department=department,
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except RuleBroken as refusal:
        form.add_error(form.main, str(refusal))
        return False
    messages.success(request, _("Decided: %(what)s") % {"what": text_of(key)})
    return True


@either
@writes
def value_decide(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """What a parameter is for everybody whom the edition binds."""
    value = get_object_or_404(Value.objects.select_related("clause", "decided_by"), edition=edition, key=key, department=None)
    if "undecided" in request.POST:
        return _left_open(request, edition, value)
    form = form_of(request, edition, key, raw=value.raw, reason=value.reason)
    if form.is_bound and form.is_valid() and _decided(request, edition, key, form, None):
        return _onward(request, edition, value)
    return _page(request, edition, value, form)


def _left_open(request: HttpRequest, edition: Edition, value: Value) -> HttpResponse:
    try:
        services.decide_value(edition=edition, key=value.key, raw=None, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Left undecided: %(what)s. Its rule stays inactive.") % {"what": text_of(value.key)})
    return to_editor(edition, value.clause_id)


def _onward(request: HttpRequest, edition: Edition, value: Value) -> HttpResponse:
    """Back to the clause, or on to the next blank."""
    if "next" in request.POST:
        blanks = [key for key, _clause in blanks_of(edition)]
        if blanks:
            return redirect("rules:value-decide", edition.pk, blanks[0])
    return to_editor(edition, value.clause_id)


def _page(
    request: HttpRequest, edition: Edition, value: Value, form: ValueForm, department: Department | None = None, **shown: Any
) -> HttpResponse:
    context = {
        "edition": edition, "form": form, "department": department, "page": value_page(edition, value, department, clock.today()),
        "back": write_url(edition, value.clause_id), "is_new": False, **shown,
    }  # fmt: skip
    return render(request, "rules/value_form.html", context, status=422 if form.is_bound else 200)


@either
@writes
def value_unit_new(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """A unit for which the value differs."""
    value = get_object_or_404(Value.objects.select_related("clause", "decided_by"), edition=edition, key=key, department=None)
    form = form_of(request, edition, key, with_unit=True)
    if form.is_bound and form.is_valid() and _is_bound(form, edition):
        unit = form.cleaned_data["department"]
        if _decided(request, edition, key, form, unit):
            return redirect("rules:value-decide", edition.pk, key)
    return _page(request, edition, value, form, is_new=True)


def _is_bound(form: ValueForm, edition: Edition) -> bool:
    """Whether the rulebook binds the unit; a refusal stands beside it."""
    try:
        refuse_outside(edition, form.cleaned_data["department"])
    except RuleBroken as refusal:
        form.add_error("department", str(refusal))
    return form.is_valid()


@either
@writes
def value_unit(request: HttpRequest, edition: Edition, key: str, department: int) -> HttpResponse:
    """The value of one unit."""
    value = get_object_or_404(Value.objects.select_related("department", "decided_by"), edition=edition, key=key, department=department)
    form = form_of(request, edition, key, raw=value.raw, reason=value.reason)
    if form.is_bound and form.is_valid() and _decided(request, edition, key, form, value.department):
        return redirect("rules:value-decide", edition.pk, key)
    return _page(request, edition, value, form, value.department)


@require_POST
@writes
def value_unit_remove(request: HttpRequest, edition: Edition, key: str, department: int) -> HttpResponse:
    """The unit follows the rest again."""
    unit = get_object_or_404(Department, pk=department)
    try:
        services.remove_department_value(edition=edition, key=key, department=unit)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(unit)s follows the rest again.") % {"unit": unit.name})
    return redirect("rules:value-decide", edition.pk, key)
