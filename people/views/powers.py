"""The register of powers and its log (DUT-02)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import exporting
from common.errors import RuleBroken
from people import tables
from people.forms import PowerUseForm
from people.models import Employee, Power
from people.services.powers import use_power
from people.views.common import fresh_key

PAGE = 50


@require_safe
def powers(request: HttpRequest) -> HttpResponse:
    """Every power that I hold or may look at."""
    found = Power.objects.visible_to(request.user).select_related("holder__department")
    if not request.user.has_perm("people.view_power") and not found:
        raise PermissionDenied
    listed = found.annotate(use_count=Count("uses"), last_used_at=Max("uses__used_at")).order_by("code", "pk")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.powers(listed))
    return render(request, "people/powers.html", {"powers": listed})


@require_http_methods(["GET", "POST"])
def power(request: HttpRequest, pk: int) -> HttpResponse:
    """One power with the log of its use, and for its holder the form to write down another."""
    shown = get_object_or_404(Power.objects.visible_to(request.user).select_related("holder__department"), pk=pk)
    may_use = shown.is_active and request.user.has_perm("people.use_power") and Power.objects.held_by(request.user).filter(pk=pk).exists()
    uses = shown.uses.select_related("used_by").order_by("-used_at", "-pk")
    if request.method == "GET" and exporting.is_asked(request):
        return exporting.answer(request, tables.power_uses(shown, uses))
    form = PowerUseForm(request.POST or None, has_limit=shown.limit_amount is not None, initial={"key": fresh_key()})
    if request.method == "POST":
        if form.is_valid() and _record(request, shown, form):
            return redirect("people:power", pk)
        status = 422
    else:
        status = 200
    page = Paginator(uses, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/power.html", {"power": shown, "page": page, "form": form, "may_use": may_use}, status=status)


def _record(request: HttpRequest, shown: Power, form: PowerUseForm) -> bool:
    by = Employee.objects.filter(user=request.user).first()
    if by is None or not request.user.has_perm("people.use_power"):
        raise PermissionDenied
    try:
        use_power(power=shown, by=by, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The use of the power is written down."))
    return True
