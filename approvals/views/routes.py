"""Kinds of request and their routes, kept by an administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import kinds
from approvals.fields import colleagues, suggest
from approvals.models import RequestKind, Route, RouteStep
from approvals.route_forms import BaseStepFormSet, KindForm, PreviewForm, RouteForm, initial_of, step_formset
from approvals.selectors.routes import conditions_in_words, kinds_with_routes, preview, who_in_words
from approvals.services.routes import remove_route, save_kind, save_route
from common import clock
from common.errors import RuleBroken

may_see = permission_required("approvals.view_route", raise_exception=True)
may_keep = permission_required("approvals.change_route", raise_exception=True)
BLANK_STEPS = 3


@require_safe
@may_see
def route_list(request: HttpRequest) -> HttpResponse:
    """Every kind with its routes; who would decide for somebody."""
    shown = [
        {
            "kind": kind,
            "routes": [
                {
                    "route": route,
                    "when": conditions_in_words(route),
                    "steps": [{"name": _(step.name), "who": who_in_words(step)} for step in route.steps.all()],
                }
                for route in kind.routes
            ],
        }
        for kind in kinds_with_routes()
    ]
    return render(request, "approvals/route_list.html", {"kinds": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@may_keep
def kind_new(request: HttpRequest) -> HttpResponse:
    """A new kind of general request; its route comes next."""
    form = KindForm(request.POST or None)
    if form.is_bound and form.is_valid():
        kind = save_kind(kind=form.instance)
        messages.success(request, _("“%(name)s” is made. Now say who decides.") % {"name": kind})
        return redirect("approvals:route-new", kind.kind)
    return render(request, "approvals/kind_form.html", {"form": form, "kind": None}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_keep
def kind_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a kind of general request."""
    kind = get_object_or_404(RequestKind, code=code)
    form = KindForm(request.POST or None, instance=kind)
    if form.is_bound and form.is_valid():
        save_kind(kind=form.instance)
        messages.success(request, _("Saved."))
        return redirect("approvals:route-list")
    return render(request, "approvals/kind_form.html", {"form": form, "kind": kind}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_keep
def route_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A further route of a kind."""
    if kind not in dict(kinds.choices()):
        raise Http404
    return _edit(request, Route(kind=kind), steps=[])


@require_http_methods(["GET", "HEAD", "POST"])
@may_keep
def route_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Conditions and steps of a route."""
    route = get_object_or_404(Route, pk=pk)
    steps = RouteStep.objects.filter(route=route).select_related("person", "fallback").order_by("order")
    return _edit(request, route, steps=list(steps))


def _edit(request: HttpRequest, route: Route, *, steps: list[RouteStep]) -> HttpResponse:
    formset_class = step_formset(extra=0 if steps else BLANK_STEPS)
    initial = [initial_of(step) for step in steps]
    data = _with_one_more(request.POST) if "more" in request.POST else request.POST or None
    form = RouteForm(data, instance=route, initial={"name": _(route.name)} if route.name else None)
    formset: Any = formset_class(data, initial=initial, prefix="steps")
    if data and "more" not in request.POST and form.is_valid() and formset.is_valid() and _saved(form, formset):
        messages.success(request, _("The route is saved. Requests under way keep the route they started with."))
        return redirect("approvals:route-list")
    people = colleagues(clock.today())
    for step_form in formset:
        suggest(step_form, people)
    context = {"form": form, "formset": formset, "route": route, "kind_name": kinds.name_of(route.kind)}
    return render(request, "approvals/route_form.html", context, status=422 if data and "more" not in request.POST else 200)


def _saved(form: RouteForm, formset: BaseStepFormSet) -> bool:
    try:
        save_route(route=form.instance, steps=formset.steps())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as wrong:
        form.add_error(None, wrong)
    return form.is_valid()


def _with_one_more(posted: QueryDict) -> QueryDict:
    """What was typed, with room for one more step: works without scripts."""
    data = posted.copy()
    data["steps-TOTAL_FORMS"] = str(int(data.get("steps-TOTAL_FORMS") or 0) + 1)
    return data


@require_POST
@may_keep
def route_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a route away."""
    remove_route(route=get_object_or_404(Route, pk=pk))
    messages.success(request, _("The route is gone. Requests under way keep the route they started with."))
    return redirect("approvals:route-list")


@require_safe
@may_see
def route_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """Who would decide for an applicant?"""
    names = dict(kinds.choices())
    if kind not in names:
        raise Http404
    form = PreviewForm(request.GET or None)
    suggest(form, colleagues(clock.today()))
    context: dict[str, Any] = {"form": form, "kind": kind, "kind_name": names[kind], "route": None, "steps": [], "refusal": ""}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            context["route"], context["steps"] = preview(
                kind=kind, applicant=given["applicant"], amount=given["amount"], days=given["days"], day=clock.today()
            )
        except RuleBroken as refusal:
            context["refusal"] = str(refusal)
    return render(request, "approvals/route_preview.html", context)
