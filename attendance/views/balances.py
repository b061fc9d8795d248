"""Balances of leave: one's own with every line, and somebody's for human resources."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.common import me, reader
from attendance import services, tables
from attendance.models import LeaveLot
from attendance.selectors import slips as selectors
from attendance.selectors.ledgers import ledgers, without_record, worked_since
from attendance.services import granting
from attendance.slip_forms import AdjustForm, GrantForm, ServiceForm
from common import clock, exporting
from common.errors import RuleBroken
from people.models import Employee

SEE, GRANT, CORRECT = "attendance.view_leavelot", "attendance.add_leavelot", "attendance.change_leavelot"
SERVICE = "attendance.change_servicerecord"
MOST = 20


@require_safe
def balances(request: HttpRequest) -> HttpResponse:
    """One's own; human resources find anybody's here, and those of whom something is missing."""
    user, typed = reader(request), request.GET.get("q", "").strip()
    typed = typed if typed.isprintable() else ""
    may_see = user.has_perm(SEE)
    found = Employee.objects.visible_to(user, SEE).matching(typed)[:MOST] if may_see and typed else None
    missing, count = without_record(user, SERVICE, clock.today(), MOST) if user.has_perm(SERVICE) else ([], 0)
    shown = {
        "may_see_others": may_see, "typed": typed, "found": found, "without_record": missing,
        "more_without": count - len(missing), "is_own": True,
    }  # fmt: skip
    return _page(request, me(request), shown)


@require_safe
@permission_required(SEE, raise_exception=True)
def balances_of(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody's, with the acts that the reader may do."""
    shown = {"may_see_others": False, "without_record": [], "is_own": False}
    return _page(request, _person(request, number, SEE), shown)


def _page(request: HttpRequest, person: Employee, shown: dict[str, Any]) -> HttpResponse:
    user = reader(request)
    is_other = person.user_id != user.pk
    found = ledgers(person, clock.today())
    if exporting.is_asked(request):
        return exporting.answer(request, tables.lots(person, found))
    if exporting.is_asked(request, "lines"):
        return exporting.answer(request, tables.ledger_lines(person, found))
    context = {
        "person": person,
        "ledgers": found,
        "worked_since": worked_since(person),
        "may_grant": is_other and user.has_perm(GRANT),
        "may_write_service": is_other and user.has_perm(SERVICE),
        **shown,
    }
    return render(request, "attendance/balance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(GRANT, raise_exception=True)
def balance_grant(request: HttpRequest, number: str) -> HttpResponse:
    """Leave granted by hand, with a reason; once for each form."""
    person = _person(request, number, GRANT)
    types = selectors.types_left(person, clock.today())
    form = GrantForm(request.POST or None, types=types, initial={"valid_from": clock.today()})

    def act(given: dict[str, Any]) -> str:
        services.grant(employee=person, cause=f"hand {_key(request)}", by=me(request), at=clock.now(), **given)
        return _("Granted.")

    return _acted(request, person, form, act, heading=_("Grant leave"), button=_("Grant leave"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CORRECT, raise_exception=True)
def balance_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is left of a lot by hand, with a reason."""
    lot = get_object_or_404(LeaveLot.objects.visible_to(reader(request), CORRECT).select_related("employee"), pk=pk)
    left = lot.granted - lot.used
    form = AdjustForm(request.POST or None, initial={"seen": left})

    def act(given: dict[str, Any]) -> str:
        granting.correct(lot=lot, by=me(request), at=clock.now(), **given)
        return _("The balance is corrected.")

    lead = _("%(type)s, %(cause)s: %(left)s left") % {"type": lot.type, "cause": lot.cause_words, "left": f"{left.normalize():f}"}
    person = _not_oneself(request, lot.employee)
    return _acted(request, person, form, act, heading=_("Correct the balance"), button=_("Correct the balance"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SERVICE, raise_exception=True)
def service(request: HttpRequest, number: str) -> HttpResponse:
    """Since when somebody has worked, with any employer."""
    person = _person(request, number, SERVICE)
    form = ServiceForm(request.POST or None, initial={"worked_since": worked_since(person)})

    def act(given: dict[str, Any]) -> str:
        granting.record_service(employee=person, worked_since=given["worked_since"], by=me(request), at=clock.now())
        return _("Written down. Annual leave of this year follows it at once where it was granted before, else by tomorrow.")

    return _acted(request, person, form, act, heading=_("Years of work"), button=pgettext("button", "Save"))


def _acted(request: HttpRequest, person: Employee, form: Any, act: Any, *, heading: str, button: str, lead: str = "") -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("attendance:balances-of", person.number)
    context = {"person": person, "form": form, "key": _key(request), "heading": heading, "button": button, "lead": lead}
    return render(request, "attendance/balance_act.html", context, status=422 if form.is_bound else 200)


def _person(request: HttpRequest, number: str, permission: str) -> Employee:
    """Somebody in the reader's scope; a 404 for all others. Nobody writes their own balance."""
    if not number.isprintable():
        raise Http404
    person = get_object_or_404(Employee.objects.visible_to(reader(request), permission), number=number)
    return person if permission == SEE else _not_oneself(request, person)


def _not_oneself(request: HttpRequest, person: Employee) -> Employee:
    if person.user_id == request.user.pk:
        raise Http404
    return person


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
