"""Advances: mine and everybody's, asking for one, one with what settled it, money given back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.selectors.detail import detail_of
from approvals.views.common import me, reader
from attendance.views.journeys import key_of
from common import clock, exporting
from common.errors import RuleBroken
from finance import tables
from finance.choices import AdvanceState
from finance.models import Advance
from finance.payment_forms import AdvanceForm, RepayForm
from finance.selectors import advances as selectors
from finance.selectors.payments import PAY
from finance.services import advances as services
from people.access import may

PER_PAGE = 20
WHICH = ("open", "overdue", "all")
may_ask = permission_required("finance.add_advance", raise_exception=True)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """My advances; who looks after the money of others finds theirs, what is open and what is overdue."""
    user, today = reader(request), clock.today()
    may_see_all = user.has_perm(selectors.VIEW)
    which = request.GET.get("which", "")
    which = which if may_see_all and which in WHICH else ""
    rows = selectors.of_everybody(user, which, today) if which else selectors.mine(me(request))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.advances(rows, today))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "which": which, "may_see_all": may_see_all, "sums": selectors.open_sums(user, today) if which else None,
        "lines": [_line(one, today) for one in page.object_list],
    }  # fmt: skip
    return render(request, "finance/advance_list.html", context)


def _line(advance: Advance, today: Any) -> dict[str, Any]:
    late = selectors.is_overdue(advance, today)
    word = _("overdue") if late else advance.get_state_display()
    return {"advance": advance, "word": word, "tone": selectors.tone(advance, today), "is_overdue": late}


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def new(request: HttpRequest) -> HttpResponse:
    """Ask for money before it is spent; the key makes a double tap one advance."""
    return _asked(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_ask
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was sent back, and ask again."""
    found = get_object_or_404(Advance.objects.select_related("trip"), pk=pk, employee=me(request))
    if found.state != AdvanceState.SENT_BACK:
        return redirect("finance:advance", pk)
    return _asked(request, found)


def _asked(request: HttpRequest, found: Advance | None) -> HttpResponse:
    person, key = me(request), key_of(request)
    filed = {name: getattr(found, name) for name in ("amount", "purpose", "trip", "settle_by")} if found else None
    form = AdvanceForm(request.POST or None, employee=person, initial=filed)
    if form.is_bound and form.is_valid():
        try:
            made = services.ask_advance(key=key, employee=person, at=clock.now(), advance=found, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Submitted. It stands here with where it is and who decides."))
            return redirect("finance:advance", made.pk)
    context = {
        "form": form, "key": key, "title": _("Change the advance") if found else _("Ask for an advance"),
        "lead": _("Money before it is spent. It is settled with your claims, and the rest is given back."),
        "submit": _("Submit") if not found else _("Submit again"), "draft": f"advance-{found.pk if found else 'new'}",
        "back": reverse("finance:advance", args=[found.pk]) if found else reverse("finance:advance-list"),
    }  # fmt: skip
    return render(request, "finance/advance_form.html", context, status=422 if form.errors else 200)


@require_safe
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """One advance: its request, how it was paid out, what settled it."""
    found, person, today = _readable(request, pk), me(request), clock.today()
    is_mine = found.employee_id == person.pk
    context = {
        **_line(found, today),
        "detail": detail_of(found.request, person, today) if found.request else None,
        "settlements": found.settlements.select_related("claim", "by").order_by("at", "pk"),
        "payment": found.payments.filter(state="paid").select_related("batch").first(),
        "is_mine": is_mine,
        "may_change": is_mine and found.state == AdvanceState.SENT_BACK,
        "may_withdraw": is_mine and found.state in (AdvanceState.SUBMITTED, AdvanceState.SENT_BACK),
        "may_repay": _may_repay(request, found),
    }
    return render(request, "finance/advance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PAY, raise_exception=True)
def repay(request: HttpRequest, pk: int) -> HttpResponse:
    """Finance writes down what was given back."""
    found, key = _readable(request, pk), key_of(request)
    if not _may_repay(request, found):
        messages.error(request, _("Nothing of this advance can be given back to you."))
        return redirect("finance:advance", pk)
    form = RepayForm(request.POST or None, initial={"amount": found.left})
    if form.is_bound and form.is_valid():
        try:
            services.repay(advance=found, key=key, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return redirect("finance:advance", pk)
    context = {
        "form": form, "key": key, "title": _("Money given back"), "lead": f"{found.employee.name} · {found}", "submit": _("Write down"),
        "draft": f"repay-{pk}", "back": reverse("finance:advance", args=[pk]),
    }  # fmt: skip
    return render(request, "finance/advance_form.html", context, status=422 if form.errors else 200)


def _readable(request: HttpRequest, pk: int) -> Advance:
    rows = selectors.with_left(Advance.objects.visible_to(reader(request))).select_related("request__applicant", "request__department")
    return get_object_or_404(rows, pk=pk)


def _may_repay(request: HttpRequest, found: Advance) -> bool:
    is_open = found.state == AdvanceState.PAID and found.employee_id != me(request).pk
    return is_open and may(reader(request), PAY, found.department_id)
