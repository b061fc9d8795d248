"""Cases: whose are listed, what one is about, examining it, objecting to it, answering."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.common import me, reader
from attendance import tables
from attendance.case_forms import AnswerForm, CaseFilterForm, ExamineForm, ObjectionForm
from attendance.choices import CaseState
from attendance.models import Case, CaseObjection
from attendance.selectors import cases as selectors
from attendance.services import cases as services
from attendance.views.exits import REPORTS
from common import clock, exporting
from common.errors import RuleBroken
from people.models import Employee

PER_PAGE = 50
ACTS: dict[type, str] = {ExamineForm: "examine", ObjectionForm: "object", AnswerForm: "answer"}


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """One's own cases, and those of the people one looks after, which can be narrowed."""
    user, person = reader(request), getattr(request.user, "employee", None)
    looks_after = user.has_perm("attendance.view_case")
    form = CaseFilterForm(request.GET if looks_after else {})
    typed = form.cleaned_data if form.is_valid() else {}
    rows = selectors.listed(user, typed.get("q", ""), typed.get("state", ""))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.cases(rows), form)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    waits = selectors.to_decide(user, person, clock.today()) if person else Case.objects.none()
    mine = set(waits.filter(pk__in=[case.pk for case in page.object_list]).values_list("pk", flat=True))
    lines = [(case, selectors.TONES[CaseState(case.state)], case.employee.user_id == user.pk, case.pk in mine) for case in page.object_list]
    context = {
        "page": page, "lines": lines, "may_report": user.has_perm(REPORTS), "form": form if looks_after else None,
        "is_filtered": any(typed.get(name) for name in ("q", "state")),
    }  # fmt: skip
    return render(request, "attendance/journey_cases.html", context)


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What a case is about, who examined it, what was said against it, and who answered."""
    return _page(request, _visible(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody in charge says whether it is so."""
    found, form = _in_charge(request, pk), ExamineForm(request.POST or None)

    def act() -> str:
        services.examine_case(case=found, by=me(request), at=clock.now(), **form.cleaned_data)
        return _("Decided. The person has been told.")

    return _acted(request, found, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The person concerned says that it is not so."""
    get_object_or_404(Case, pk=pk, employee=me(request))
    found, form = _visible(request, pk), ObjectionForm(request.POST or None)

    def act() -> str:
        services.object_to_case(case=found, by=me(request), at=clock.now(), **form.cleaned_data)
        return _("Your objection is recorded. Somebody else than who reported or examined it answers.")

    return _acted(request, found, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is right."""
    found, form = _in_charge(request, pk), AnswerForm(request.POST or None)

    def act() -> str:
        services.answer_objection(case=found, by=me(request), at=clock.now(), **form.cleaned_data)
        return _("Answered. The person has been told.")

    return _acted(request, found, form, act)


def _acted(request: HttpRequest, found: Case, form: ExamineForm | ObjectionForm | AnswerForm, act: Callable[[], str]) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, act())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _page(request, found, form)
    return redirect("attendance:case", found.pk)


def _visible(request: HttpRequest, pk: int) -> Case:
    """A case that the account may read, as it is now; else a 404."""
    rows = Case.objects.visible_to(reader(request)).select_related("employee", "opened_by", "examined_by")
    return get_object_or_404(rows, pk=pk)


def _in_charge(request: HttpRequest, pk: int) -> Case:
    found = _visible(request, pk)
    if not selectors.may_decide(found, me(request), clock.today()):
        raise PermissionDenied
    return found


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do with a case now."""

    examines: bool = False
    objects: bool = False
    answers: bool = False

    def form(self) -> ExamineForm | ObjectionForm | AnswerForm | None:
        if self.examines:
            return ExamineForm()
        return ObjectionForm() if self.objects else AnswerForm() if self.answers else None


def _acts(found: Case, objection: CaseObjection | None, person: Employee | None) -> Acts:
    if person is None:
        return Acts()
    if person.pk == found.employee_id:
        return Acts(objects=objection is None and found.state in services.OBJECTED_TO)
    waits = found.state == CaseState.TO_EXAMINE or (objection is not None and objection.answered_at is None)
    if not waits or not selectors.may_decide(found, person, clock.today()):
        return Acts()
    is_first = person.pk in selectors.spoke_first(found)
    return Acts(examines=found.state == CaseState.TO_EXAMINE, answers=objection is not None and not is_first)


def _page(request: HttpRequest, found: Case, form: ExamineForm | ObjectionForm | AnswerForm | None) -> HttpResponse:
    """A refused form stays on the page, whatever has become of the case meanwhile."""
    found = _visible(request, found.pk)
    objection = CaseObjection.objects.filter(case=found).select_related("answered_by").first()
    person = getattr(request.user, "employee", None)
    acts = _acts(found, objection, person)
    is_open = objection is not None and objection.answered_at is None
    shown = acts.form() if form is None else form
    context = {
        "case": found,
        "tone": selectors.TONES[CaseState(found.state)],
        "objection": objection,
        "form": shown,
        "act": ACTS[type(shown)] if shown else "",
        "is_own": person is not None and person.pk == found.employee_id,
        "is_dropped_first": found.state == CaseState.DROPPED and objection is None,
        "days": found.facts.get("behind", []),
        "said": found.facts.get("said", ""),
        "waits_for": selectors.answerer(found, clock.today()) if is_open else None,
        "is_first": is_open and person is not None and person.pk in selectors.spoke_first(found),
    }
    return render(request, "attendance/journey_case.html", context, status=422 if form and form.errors else 200)
