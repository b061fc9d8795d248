"""Salaries: confidential, and every reading is written down (PAY-01)."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from attendance import tables
from attendance.models import Salary
from attendance.month_forms import SalaryForm
from attendance.services.salaries import set_salary
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from common.periods import ONE_DAY
from people.models import Employee, User

SEES, ADDS = "attendance.view_salary", "attendance.add_salary"
PER_PAGE = 50
sees = permission_required(SEES, raise_exception=True)


@require_safe
@sees
def listing(request: HttpRequest) -> HttpResponse:
    """The people whose salary the account may read, without any amount."""
    typed = request.GET.get("q", "").strip()
    typed = typed if typed.isprintable() else ""
    people = Employee.objects.visible_to(cast("User", request.user), SEES).employed(clock.today()).matching(typed)
    people = people.order_by("name_key", "number", "pk")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.salaries(people, _lines, exporting.searched(typed)))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "attendance/salary_list.html", {"page": page, "lines": _lines(list(page.object_list)), "typed": typed})


def _lines(people: list[Employee]) -> list[tuple[Employee, bool]]:
    """Whether the salary of each is recorded."""
    known = set(Salary.objects.filter(employee__in=people, during__contains=clock.today()).values_list("employee", flat=True))
    return [(one, one.pk in known) for one in people]


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise Http404
    return _page(request, employee, None)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's, with a form for the next one."""
    employee = get_object_or_404(Employee.objects.visible_to(cast("User", request.user), SEES), pk=pk)
    may_add = request.user.has_perm(ADDS) and employee.user_id != request.user.pk
    if request.method != "POST" or not may_add:
        return _page(request, employee, SalaryForm() if may_add else None, status=403 if request.method == "POST" else 200)
    form = SalaryForm(request.POST)
    if not form.is_valid():
        return _page(request, employee, form, status=422)
    try:
        set_salary(employee=employee, by=getattr(request.user, "employee", None), at=clock.now(), **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, employee, form, status=422)
    messages.success(request, _("The salary is recorded."))
    return redirect("attendance:salary", pk)


def _page(request: HttpRequest, employee: Employee, form: SalaryForm | None, status: int = 200) -> HttpResponse:
    rows = [
        {"during": row.during, "monthly": row.monthly, "last": row.during.upper - ONE_DAY if row.during.upper else None}
        for row in Salary.objects.filter(employee=employee).order_by("-during")
    ]
    if request.method == "GET" and exporting.is_asked(request):
        return exporting.answer(request, tables.salary(employee, rows))
    audit.record(Verb.VIEW, Salary, after={"employee": employee.number}, note=str(employee))
    context = {"person": employee, "is_own": employee.user_id == request.user.pk, "salaries": rows, "form": form}
    return render(request, "attendance/salary.html", context, status=status)
