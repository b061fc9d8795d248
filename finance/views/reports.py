"""Costs of a year on a page, as Excel and as PDF; the lines of claims behind each figure."""

from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import audit, clock, exporting
from common.models import Verb
from finance import report_files, tables
from finance.models import BudgetAccount, Claim
from finance.report_forms import LinesForm, ReportForm
from finance.selectors import reports
from finance.selectors.reports import Report, lines_of, report_of
from people.models import Department, User

PER_PAGE = 50
sees = permission_required(reports.SEES, raise_exception=True)


@require_safe
@sees
def report(request: HttpRequest) -> HttpResponse:
    """Costs by month, department and category, beside the plans of the budgets."""
    form, found = _asked(request)
    context = {
        "form": form,
        "report": found,
        "is_filtered": bool(found.asked.department) or found.asked.year != clock.today().year,
        "query": found.asked.query(),
        **report_files.charts(found),
    }
    return render(request, "finance/report.html", context)


@require_safe
@sees
def report_lines(request: HttpRequest) -> HttpResponse:
    """The lines of claims behind a figure, with their sum."""
    user, today = cast("User", request.user), clock.today()
    form = LinesForm(request.GET, user=user, day=today)
    asked = form.asked()
    rows = lines_of(user, asked, today)
    shown = rows.select_related("claim__claimant", "category").order_by("-cost_on", "-pk")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.report_lines(shown, lambda found: _named(found, user)), form)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    lines = _named(list(page.object_list), user)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "lines": lines,
        "sum": rows.order_by().aggregate(sum=Sum("counted", default=0))["sum"],
        "of": _of(user, asked),
        "report_query": reports.Asked(year=asked.year, department=asked.department).query(),
    }
    return render(request, "finance/report_lines.html", context)


@require_safe
@sees
def report_file(request: HttpRequest) -> HttpResponse:
    """The report as Excel, with its charts. Written to the trail."""
    found = _asked(request)[1]
    _noted(found, "xlsx")
    return exporting.file(report_files.book(found), f"{_('Expense report')} {found.asked.year}.xlsx")


@require_safe
@sees
def report_print(request: HttpRequest) -> HttpResponse:
    """The report as PDF. Written to the trail."""
    found = _asked(request)[1]
    _noted(found, "pdf")
    employee = getattr(request.user, "employee", None)
    made_by = employee.name if employee else cast("User", request.user).name
    pdf = report_files.paper(found, made_by, clock.now())
    return exporting.file(pdf.content, f"{_('Expense report')} {found.asked.year}.pdf", "application/pdf")


def _asked(request: HttpRequest) -> tuple[ReportForm, Report]:
    user, today = cast("User", request.user), clock.today()
    form = ReportForm(request.GET, user=user, day=today)
    asked = form.asked()
    shown = ReportForm({"year": asked.year, "department": asked.department or ""}, user=user, day=today)
    return shown, report_of(user, asked, today)


def _named(lines: list[Any], user: User) -> list[Any]:
    """Each with the name of its cost centre, and whether its claim opens for the reader."""
    names = dict(Department.objects.filter(pk__in={line.unit for line in lines}).values_list("pk", "name"))
    open_ = set(Claim.objects.visible_to(user).filter(pk__in={line.claim_id for line in lines}).order_by().values_list("pk", flat=True))
    for line in lines:
        line.centre, line.is_open = names[line.unit], line.claim_id in open_
    return lines


def _noted(found: Report, kind: str) -> None:
    facts = {"report": "cost", "kind": kind, "year": found.asked.year, "department": found.asked.department}
    audit.record(Verb.EXPORT, Claim, after=facts)


def _of(user: User, asked: reports.Asked) -> str:
    """The cost centre or the account of the figure that led here, as far as the reader may know it."""
    if asked.centre is not None:
        return reports.units_seen(user).filter(pk=asked.centre).values_list("name", flat=True).first() or ""
    seen = BudgetAccount.objects.filter(pk=asked.account or 0, budget__department__in=reports.units_seen(user).order_by().values("pk"))
    account = seen.select_related("budget__department", "category").first()
    if account is None:
        return ""
    facts = {"department": account.budget.department.name, "category": account.category.name}
    return _("budget of %(department)s for %(category)s") % facts
