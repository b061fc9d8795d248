"""Where people are paid: my own account, and those of others for finance. Only the last four digits are shown."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.common import me, reader
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from finance import tables
from finance.models import PayeeAccount
from finance.payment_forms import AccountForm
from finance.services import payees as services
from people.models import Employee

SEES, CHANGES = "finance.view_payeeaccount", "finance.change_payeeaccount"
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """My own."""
    person = me(request)
    return _page(request, person, is_own=True)


@require_safe
@permission_required(SEES, raise_exception=True)
def listing(request: HttpRequest) -> HttpResponse:
    """The people in the reader's scope, each with the account known or missing."""
    typed = request.GET.get("q", "").strip()
    typed = typed if typed.isprintable() else ""
    people = Employee.objects.visible_to(reader(request), SEES).employed(clock.today()).matching(typed)
    people = people.order_by("name_key", "number", "pk")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.payees(people, _lines, typed))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "finance/payee_list.html", {"page": page, "lines": _lines(list(page.object_list)), "typed": typed})


def _lines(people: list[Employee]) -> list[tables.PayeeLine]:
    known = {one.employee_id: one for one in PayeeAccount.objects.filter(employee__in=people, until=None)}
    return [(one, known.get(one.pk), services.masked(known[one.pk].number) if one.pk in known else "") for one in people]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGES, raise_exception=True)
def payee(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's, entered by finance; the person is told."""
    person = get_object_or_404(Employee.objects.visible_to(reader(request), CHANGES), pk=pk)
    if person.pk != me(request).pk:
        audit.record(Verb.VIEW, PayeeAccount, after={"employee": person.number}, note=str(person))
    return _page(request, person, is_own=person.pk == me(request).pk)


def _page(request: HttpRequest, person: Employee, *, is_own: bool) -> HttpResponse:
    form = AccountForm(request.POST or None, initial={"holder": person.name})
    if form.is_bound and form.is_valid():
        try:
            made = services.set_account(employee=person, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The account ending in %(digits)s is entered.") % {"digits": made.number[-4:]})
            if doubt := services.doubt(made.number):
                messages.warning(request, doubt)
            return redirect("finance:payee-mine" if is_own else "finance:payee", *([] if is_own else [person.pk]))
    rows = PayeeAccount.objects.filter(employee=person).select_related("entered_by").order_by("-since")
    accounts = [(row, services.masked(row.number)) for row in rows]
    context = {"person": person, "is_own": is_own, "accounts": accounts, "form": form}
    return render(request, "finance/payee.html", context, status=422 if form.errors else 200)
