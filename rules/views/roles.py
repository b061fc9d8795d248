"""Role descriptions: the list, the matrix of duties and posts, and what a clause takes on."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from people.access import may
from people.models import Department, Post
from rules import tables
from rules.forms.roles import DutyForm, TakeOnForm
from rules.models import Edition, Responsibility
from rules.selectors.roles import LOOK, duties_of, duties_open_to, posts_seen, seats
from rules.selectors.roles import matrix as matrix_of
from rules.services import roles as services
from rules.views.opening import me, reader
from rules.views.writing import row_of, to_editor, writes

KEEP = "rules.change_responsibility"
START = "rules.add_rulebook"

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Every post that the reader looks after or holds, with its description and who has acknowledged it."""
    user = reader(request)
    found = seats(posts_seen(user, clock.today()), clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.roles(found))
    units = [(unit, list(rows), may(user, LOOK, unit.pk)) for unit, rows in groupby(found, key=lambda one: one.post.department)]
    return render(request, "rules/role_list.html", {"units": units, "may_start": user.has_perm(START)})


def unit_to_see(request: HttpRequest, department: int, permission: str = LOOK) -> Department:
    """The unit; a 403 for whoever does not look after its duties."""
    found = get_object_or_404(Department, pk=department)
    if not may(reader(request), permission, found.pk):
        raise PermissionDenied
    return found


@require_safe
def matrix(request: HttpRequest, department: int) -> HttpResponse:
    """The duties of a unit against the posts that do them: which nobody does, which several do."""
    unit = unit_to_see(request, department)
    found = matrix_of(unit, clock.today())
    posts = seats([post for post in found.posts if post.department_id == unit.pk], clock.today())
    if exporting.is_asked(request, "posts"):
        return exporting.answer(request, tables.roles(posts))
    context = {"unit": unit, "matrix": found, "seats": posts, "may_keep": may(reader(request), KEEP, unit.pk)}
    return render(request, "rules/role_matrix.html", context)


@require_safe
def matrix_xlsx(request: HttpRequest, department: int) -> HttpResponse:
    """The matrix as a sheet. Taking it out is written down."""
    unit = unit_to_see(request, department)
    found = matrix_of(unit, clock.today())
    return exporting.answer(request, tables.role_matrix(unit, found, _finding))


def _finding(row: Any) -> str:
    if row.is_orphan:
        return _("nobody does it")
    return _("several do it") if row.is_double else ""


@either
def duty_new(request: HttpRequest, department: int) -> HttpResponse:
    """One more duty of a unit."""
    unit = unit_to_see(request, department, KEEP)
    form = DutyForm(request.POST if request.method == "POST" else None, is_new=True)
    if form.is_bound and form.is_valid():
        try:
            services.add_duty(department=unit, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(clause)s") % {"clause": form.cleaned_data["name"]})
            return redirect("rules:role-matrix", unit.pk)
    return render(request, "rules/role_duty.html", {"unit": unit, "form": form, "duty": None}, status=422 if form.is_bound else 200)


@either
def duty_change(request: HttpRequest, duty: int) -> HttpResponse:
    """What a duty is called, whether it is shared, whether it still is one."""
    row = get_object_or_404(Responsibility.objects.select_related("department"), pk=duty)
    if not may(reader(request), KEEP, row.department_id):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in ("name", "is_shared", "source", "is_active")}
    form = DutyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.change_duty(duty=row, **form.cleaned_data)
        messages.success(request, _("Saved: %(clause)s") % {"clause": form.cleaned_data["name"]})
        return redirect("rules:role-matrix", row.department_id)
    context = {"unit": row.department, "form": form, "duty": row}
    return render(request, "rules/role_duty.html", context, status=422 if form.is_bound else 200)


@require_POST
def start(request: HttpRequest, post: int) -> HttpResponse:
    """Begin the description of a post."""
    found = Post.objects.on(clock.today()).select_related("department").filter(pk=post).first()
    if found is None:
        raise Http404
    if not may(reader(request), START, found.department_id):
        raise PermissionDenied
    try:
        edition = services.start_role_description(post=found, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("rules:role-list")
    messages.success(request, _("The description is begun. Write the duties, then say which duties of the unit they take on."))
    return to_editor(edition)


# -- what the clauses take on --------------------------------------------------------------------------


@require_safe
@writes
def links(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The clauses of a draft, each with the duties that it takes on."""
    taken = duties_of(edition)
    rows = [(row, taken.get(row.clause_id, [])) for row in edition.texts.order_by("order")]
    done = {duty.pk for found in taken.values() for duty in found}
    left = [duty for duty in duties_open_to(edition) if duty.pk not in done]
    return render(request, "rules/role_links.html", {"edition": edition, "rows": rows, "left": left})


@either
@writes
def link(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """Which duties of the unit a clause takes on."""
    row = row_of(edition, clause)
    taken = duties_of(edition).get(clause, [])
    form = TakeOnForm(request.POST if request.method == "POST" else None, duties=duties_open_to(edition), initial={"duties": taken})
    if form.is_bound and form.is_valid():
        services.take_on(edition=edition, clause=row.clause, duties=form.cleaned_data["duties"])
        messages.success(request, _("Saved: %(clause)s") % {"clause": row})
        return redirect("rules:role-links", edition.pk)
    context = {"edition": edition, "row": row, "form": form}
    return render(request, "rules/role_link.html", context, status=422 if form.is_bound else 200)
