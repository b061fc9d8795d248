"""Who decides for me while I am away, and for whom I decide."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import kinds, services
from approvals.fields import colleagues, suggest
from approvals.forms import DeputyForm
from approvals.models import Deputy
from approvals.views.common import me
from common import clock
from common.errors import RuleBroken
from people.models import Employee


@require_http_methods(["GET", "HEAD", "POST"])
def deputy_list(request: HttpRequest) -> HttpResponse:
    """My deputies, and whose deputy I am; a form to name one."""
    employee = me(request)
    form = DeputyForm(request.POST or None, initial={"first": clock.today()})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_deputy(
                owner=employee, deputy=given["deputy"], first=given["first"], last=given["last"],
                kinds=given["kinds"], reason=given["reason"], at=clock.now(),
            )  # fmt: skip
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s decides for you in that time.") % {"name": given["deputy"].name})
            return redirect("approvals:deputy-list")
    suggest(form, colleagues(clock.today()))
    context = {"form": form, "rows": _rows(employee)}
    return render(request, "approvals/deputy_list.html", context, status=422 if form.is_bound else 200)


def _rows(employee: Employee) -> list[dict[str, object]]:
    names = dict(kinds.choices())
    today = clock.today()
    deputies = Deputy.objects.filter(Q(owner=employee) | Q(deputy=employee)).select_related("owner", "deputy")
    rows = []
    for row in deputies.order_by("-during", "pk")[:50]:
        over = row.during.upper is not None and row.during.upper <= today
        state = "over" if over else "now" if row.during.lower <= today else "later"
        last = row.during.upper and row.during.upper - row.during.upper.resolution
        kind = names.get(row.kind, row.kind)
        rows.append({"row": row, "is_mine": row.owner_id == employee.pk, "state": state, "last": last, "kind": kind})
    return rows


@require_POST
def deputy_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputyship."""
    employee = me(request)
    deputy = get_object_or_404(Deputy.objects.filter(Q(owner=employee) | Q(deputy=employee)), pk=pk)
    try:
        services.close_deputy(deputy=deputy, by=employee, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The deputyship has ended."))
    return redirect("approvals:deputy-list")
