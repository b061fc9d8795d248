"""The page on which an administrator leaves the demonstration."""

import os

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import menu
from common.errors import RuleBroken
from finance.models import Claim
from opsdept import leaving
from opsdept.leaving_forms import LeaveForm
from people.models import DemoMark, Employee, User
from rules.models import Rulebook


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What will be gone, and what shall be there instead. Whoever looks after our processes does it, once they rest."""
    if not DemoMark.objects.exists():
        raise Http404
    if not isinstance(request.user, User) or not request.user.access.everything:
        raise PermissionDenied
    form = LeaveForm(request.POST or None, demo_name=menu.company_name())
    if request.method == "POST" and form.is_valid():
        try:
            leaving.wish_for(form.wish())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "opsdept/leaving.html", {"number": form.cleaned_data["number"]})
    context = {
        "form": form, "people": Employee.objects.count(), "rulebooks": Rulebook.objects.count(), "claims": Claim.objects.count(),
        "refused": leaving.refused(), "is_looked_after": "OPSDEPT_LEASHED" in os.environ,
    }  # fmt: skip
    return render(request, "opsdept/leave.html", context, status=422 if form.errors else 200)
