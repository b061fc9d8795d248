"""Every periodic duty, one of them with its history, and all of them as an Excel file."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from common import audit, clock
from common.models import Verb
from duties import labels
from duties.forms import FilterForm
from duties.models import Duty
from duties.selectors import clauses
from duties.selectors.listing import Line, Listed, full, line_of, lines, listed
from duties.selectors.mine import told
from duties.views.common import KEEPS, SEES, reader
from people import sheets
from people.access import may

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    found, _form = _filtered(request)
    rows = lines(found.places, reader(request), clock.today())
    audit.record(Verb.EXPORT, Duty, after={"filter": request.GET.urlencode(), "count": len(rows)})
    headings = [
        _("number of the duty"), _("what is to be done"), _("clause"), _("department"), pgettext("of a duty", "owner"), _("at present"),
        _("how often"), _("next due"), _("state"), _("last done"), _("done by"), _("last evidence"),
    ]  # fmt: skip
    title = _("Periodic duties")
    content = sheets.write(title, headings, [_cells(line) for line in rows])
    response = HttpResponse(content, content_type=EXCEL, headers={"Cache-Control": "private, no-store"})
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or ""
    return response


def _cells(line: Line) -> list[object]:
    return [
        line.code or line.source, line.title, line.clause, line.department, line.owner, line.owner_names, line.rhythm, line.due_on or "",
        line.state_word, line.last_on or "", line.last_by, line.last_words,
    ]  # fmt: skip


@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty with every time it fell due."""
    user, today = reader(request), clock.today()
    row = get_object_or_404(full(Duty.objects.visible_to(user), user, today), pk=pk)
    items = row.items.select_related("done_by", "escalated_to", "file").order_by("-due_on")
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
