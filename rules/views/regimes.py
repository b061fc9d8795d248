"""What the company must have rules for, and has not (POL-22)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from rules.selectors.regimes import regimes
from rules.views.opening import LOOK_AFTER, reader


@require_safe
def regime_list(request: HttpRequest) -> HttpResponse:
    """Every regime with the rulebooks in force that cover it; red where there is none."""
    if not request.user.has_perm(LOOK_AFTER):
        raise PermissionDenied
    found = regimes(reader(request), clock.today())
    context = {
        "regimes": found,
        "missing": sum(one.is_missing for one in found),
        "day": clock.today(),
        "may_start": request.user.has_perm("rules.add_rulebook"),
    }
    return render(request, "rules/regimes.html", context)
