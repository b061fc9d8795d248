"""Every periodic duty, one of them with its history, and all of them as an Excel file."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import clock, exporting
from duties import labels, tables
from duties.forms import FilterForm
from duties.models import Duty
from duties.selectors import clauses
from duties.selectors.listing import Listed, full, line_of, lines, listed
from duties.selectors.mine import told
from duties.views.common import KEEPS, SEES, reader
from people.access import may

PER_PAGE, PAST_PER_PAGE = 30, 20
sees = permission_required(SEES, raise_exception=True)


@require_safe
@sees
def periodic(request: HttpRequest) -> HttpResponse:
    """Every one with owner, next due and last evidence, those of other houses among them."""
    user, today = reader(request), clock.today()
    found, form = _filtered(request)
    page = Paginator(found.places, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_filtered": bool(request.GET.get("department") or request.GET.get("show")),
        "page": page,
        "lines": lines(page.object_list, user, today),
        "figure": clauses.figure(user, today),
        "keeps": user.has_perm(KEEPS),
        "query": request.GET.urlencode(),
    }
    return render(request, "duties/list.html", context)


def _filtered(request: HttpRequest) -> tuple[Listed, FilterForm]:
    asked = request.GET.get("department", "")
    show = request.GET.get("show", "")
    unit = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    found = listed(reader(request), clock.today(), department_id=unit, show=show)
    form = FilterForm(request.GET)
    form.offer(found.units)
    return found, form


@require_safe
@sees
def export(request: HttpRequest) -> HttpResponse:
    """The duties of the filter as an Excel file. Written to the trail."""
    found, form = _filtered(request)
    rows = lines(found.places, reader(request), clock.today())
    return exporting.answer(request, tables.periodic(rows), form)


@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty with every time it fell due."""
    user, today = reader(request), clock.today()
    row = get_object_or_404(full(Duty.objects.visible_to(user), user, today), pk=pk)
    items = row.items.select_related("done_by", "escalated_to", "file").order_by("-due_on")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.items(row, items, lambda found: told(found, today)))
    page = Paginator(items, PAST_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "duty": row,
        "line": line_of(row, today),
        "asked": labels.asked(row.evidence),
        "page": page,
        "items": told(page.object_list, today),
        "keeps": may(user, KEEPS, row.department_id),
        "is_over": row.ended_on is not None and row.ended_on < today,
        "sees_all": user.has_perm(SEES),
    }
    return render(request, "duties/duty.html", context)
