"""The legal check of an edition, counsel's answers, and the list of what is checked."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from rules import tables
from rules.forms.linting import AnswerFindingForm
from rules.lint.model import Finding, Severity
from rules.models import Edition, LintAnswer
from rules.selectors.linting import LegalCheck, legal_check, region_name, sections
from rules.services import linting as services
from rules.views.opening import edition_to_see, me, note_reading, require, sees_evidence


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A finding on the page. form: for whoever may answer it. is_open: its form was refused and stands open."""

    finding: Finding
    answer: LintAnswer | None
    form: AnswerFindingForm | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The check as templates/rules/parts/lint.html shows it. stopping: how many findings stand in the way."""

    groups: list[tuple[Severity, list[ShownLine]]]
    stopping: int
    region: str


def check_for(request: HttpRequest, edition: Edition) -> Shown | None:
    """The check for the page of an edition, without forms; None for readers who do not see drafts."""
    return shown(legal_check(edition, clock.today()), [], None) if sees_check(request, edition) else None


def sees_check(request: HttpRequest, edition: Edition) -> bool:
    """Who writes, publishes or looks after these rules, and the legality reviewer."""
    employee = getattr(request.user, "employee", None)
    return sees_evidence(request, edition) or (employee is not None and services.may_answer(edition, employee))


def shown(check: LegalCheck, answerable: list[str], refused: AnswerFindingForm | None) -> Shown:
    """answerable: fingerprints at which a form stands. refused: a form that comes back with its errors."""
    at = refused.data.get("fingerprint", "") if refused else ""
    groups = [
        (severity, [_line(line.finding, line.answer, line.finding.fingerprint in answerable, at, refused) for line in lines])
        for severity, lines in check.groups
    ]
    return Shown(groups, len(check.stopping), region_name(check.region))


def _line(finding: Finding, answer: LintAnswer | None, has_form: bool, at: str, refused: AnswerFindingForm | None) -> ShownLine:
    mark = finding.fingerprint
    if not has_form:
        return ShownLine(finding, answer, None, is_open=False)
    if refused is not None and at == mark:
        refused.auto_id = f"a{mark[:10]}_%s"
        return ShownLine(finding, answer, refused, is_open=True)
    return ShownLine(finding, answer, AnswerFindingForm(initial={"fingerprint": mark}, auto_id=f"a{mark[:10]}_%s"), is_open=False)


@require_safe
def lint(request: HttpRequest, pk: int) -> HttpResponse:
    """What the law has against the edition, each with what to do."""
    edition = _to_check(request, pk)
    note_reading(edition)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.findings(edition, legal_check(edition, clock.today())))
    return _page(request, edition, None)


def _to_check(request: HttpRequest, pk: int) -> Edition:
    edition = edition_to_see(request, pk)
    if not sees_check(request, edition):
        raise Http404
    return edition


def _page(request: HttpRequest, edition: Edition, refused: AnswerFindingForm | None) -> HttpResponse:
    check = legal_check(edition, clock.today())
    employee = getattr(request.user, "employee", None)
    may = employee is not None and not edition.is_published and services.may_answer(edition, employee)
    answerable = [line.finding.fingerprint for line in check.lines if line.answer is None] if may else []
    context = {"edition": edition, "check": shown(check, answerable, refused), "day": check.day}
    return render(request, "rules/lint.html", context, status=422 if refused else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record why a finding can stand."""
    edition, employee = _to_check(request, pk), me(request)
    require(services.may_answer(edition, employee))
    form = AnswerFindingForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, form)
    try:
        services.answer_finding(edition=edition, by=employee, at=clock.now(), **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error("reason", str(refusal))
        messages.error(request, str(refusal))
        return _page(request, edition, form)
    messages.success(request, _("Your reason is recorded beside the finding."))
    return redirect("rules:lint", pk)


@require_safe
def lint_rules(request: HttpRequest) -> HttpResponse:
    """What is checked, against which law, how sure that is, and what is not checked."""
    found = sections()
    if exporting.is_asked(request):
        return exporting.answer(request, tables.legal_rules(found))
    return render(request, "rules/lint_rules.html", {"sections": found})
