"""Leaving the post without permission, as a superior reports it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.fields import colleagues, suggest
from approvals.views.common import me
from attendance.journey_forms import ExitReportForm
from attendance.services import exits
from common import clock
from common.errors import RuleBroken

REPORTS = "attendance.add_case"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(REPORTS, raise_exception=True)
def report_exit(request: HttpRequest) -> HttpResponse:
    """A superior saw that somebody had left: with a slip nothing is opened."""
    now = clock.now()
    form = ExitReportForm(request.POST or None, initial={"day": clock.today()})
    suggest(form, colleagues(clock.today()))
    if form.is_bound and form.is_valid():
        who = form.cleaned_data["who"]
        try:
            case = exits.report_exit(employee=who, left_at=form.left_at(), text=form.cleaned_data["text"], by=me(request), at=now)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            if case is None:
                messages.info(request, _("%(who)s has an approved slip for that time, so nothing is opened.") % {"who": who.name})
                return redirect("attendance:case-list")
            messages.success(request, _("Written down. %(who)s has been told and can object.") % {"who": who.name})
            return redirect("attendance:case", case.pk)
    context = {
        "form": form, "title": _("Report that somebody left"), "submit": _("Report"), "back": reverse("attendance:case-list"),
        "lead": _("A case is opened and examined; nothing follows by itself. The person is told and can object."), "draft": "exit-report",
    }  # fmt: skip
    return render(request, "attendance/journey_act.html", context, status=422 if form.errors else 200)
