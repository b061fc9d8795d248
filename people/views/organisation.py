"""The tree: chart, units, headcount, what is missing, ready structures."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from people import tables
from people.access import may
from people.forms import DayFilter, StructureForm
from people.models import Department, Employee
from people.selectors import headcount as counted
from people.selectors import integrity as missing
from people.selectors import tree
from people.services.structures import load_structure
from people.structures import BY_NAME, STRUCTURES
from people.views.common import answer, require


@require_safe
@permission_required("people.view_directory", raise_exception=True)
def chart(request: HttpRequest) -> HttpResponse:
    """The tree of today, or of the day in `?on=`; from the unit in `?top=` when the company is too deep for one page."""
    form = DayFilter(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or clock.today()
    top = request.GET.get("top", "")
    root = tree.chart(day, int(top) if top.isdecimal() and len(top) < 10 else None)
    context = {
        "form": DayFilter(initial={"on": day}),
        "day": day,
        "is_today": day == clock.today(),
        "root": root,
        "above": tree.way_up(root.id, day) if root and root.version.parent_id else [],
        "may_add": request.user.has_perm("people.add_department"),
        "sees_integrity": request.user.has_perm("people.view_integrity"),
        "is_empty": not Department.objects.exists() if root is None else False,
    }
    return render(request, "people/chart.html", context)


@require_safe
@permission_required("people.view_directory", raise_exception=True)
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: who answers for it, its posts and people today, and what it was before."""
    day, user = clock.today(), request.user
    versions = tree.turning_days(pk)
    if not versions:
        raise Http404
    unit = versions[0].department
    now = next((version for version in versions if tree.covers(version.during, day)), None)
    shown = tree.unit_and_below(day, pk) if now else None
    context = {
        "unit": unit,
        "now": now,
        "shown": shown,
        "versions": list(reversed(versions)),
        "above": tree.way_up(pk, day),
        "may_change": may(user, "people.change_department", pk),
        "may_add": may(user, "people.add_department", pk),
        "may_add_post": may(user, "people.add_post", pk),
        "may_assign": may(user, "people.add_assignment", pk),
        "may_hire": may(user, "people.add_employee", pk),
    }
    return render(request, "people/department.html", context)


@require_safe
@permission_required("people.view_directory", raise_exception=True)
def headcount(request: HttpRequest) -> HttpResponse:
    """Planned, actual, vacant for each post, and what is beyond the plan."""
    plans = counted.plans(clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.headcount(plans))
    return render(request, "people/headcount.html", {"plans": plans, "today": clock.today()})


@require_safe
@permission_required("people.view_integrity", raise_exception=True)
def integrity(request: HttpRequest) -> HttpResponse:
    """What is missing in the organisation."""
    sections = missing.report(request.user, clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.integrity(sections))
    return render(request, "people/integrity.html", {"sections": sections, "count": sum(len(s.findings) for s in sections)})


@require_safe
@permission_required("people.add_department", raise_exception=True)
def structures(request: HttpRequest) -> HttpResponse:
    """The ready structures, to be loaded into an empty company."""
    require(request.user, "people.add_department", None)
    return render(request, "people/structures.html", {"structures": STRUCTURES, "may_load": Department.objects.count() <= 1})


@require_http_methods(["GET", "POST"])
@permission_required("people.add_department", raise_exception=True)
def structure_load(request: HttpRequest, name: str) -> HttpResponse:
    """Load one of them."""
    require(request.user, "people.add_department", None)
    structure = BY_NAME.get(name)
    if structure is None:
        raise Http404
    company = Department.objects.order_by("pk").first()
    own = Employee.objects.filter(user=request.user).first()
    initial = {"company": company.name if company else "", "accountable": own.number if own else ""}
    form = StructureForm(request.POST or None, initial=initial)
    form.fields["company"].disabled = company is not None

    def act(cleaned: dict) -> str:
        load_structure(structure=structure, **cleaned)
        messages.success(request, _("The structure is loaded. Assign people to its posts."))
        return reverse("people:chart")

    return answer(
        request, form, act, title=_("Load a structure"), lead=structure.title, submit=_("Load"), back=reverse("people:structures")
    )
