"""Everything of attendance that is no daily act, on one page: what waits for the reader, and the ways on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance.journey_shell import to_decide


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The shelf of attendance (common.menu), after the cases that wait for the reader."""
    return render(request, "attendance/overview.html", {"panel": to_decide(request)})
