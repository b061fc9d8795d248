"""Leaving the post without permission, and what is said against a case."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.fields import colleagues, suggest
from approvals.views.common import me
from attendance.choices import CaseState
from attendance.journey_forms import AnswerForm, ExitReportForm, ObjectionForm
from attendance.models import Case, CaseObjection
from attendance.services import exits
from common import clock
from common.errors import RuleBroken

REPORTS, ANSWERS = "attendance.add_case", "attendance.change_case"
TONES = {"to_examine": "waiting", "objected": "waiting", "confirmed": "wrong", "dropped": "quiet"}
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(REPORTS, raise_exception=True)
def report_exit(request: HttpRequest) -> HttpResponse:
    """A superior saw that somebody had left: with a slip nothing is opened."""
    now = clock.now()
    form = ExitReportForm(request.POST or None, initial={"day": clock.today()})
    suggest(form, colleagues(clock.today()))
    if form.is_bound and form.is_valid():
        who = form.cleaned_data["who"]
        try:
            case = exits.report_exit(employee=who, left_at=form.left_at(), text=form.cleaned_data["text"], by=me(request), at=now)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            if case is None:
                messages.info(request, _("%(who)s has an approved slip for that time, so nothing is opened.") % {"who": who.name})
                return redirect("attendance:case-list")
            messages.success(request, _("Written down. %(who)s has been told and can object.") % {"who": who.name})
            return redirect("attendance:case", case.pk)
    context = {
        "form": form, "title": _("Report that somebody left"), "submit": _("Report"), "back": reverse("attendance:case-list"),
        "lead": _("A case is opened and examined; nothing follows by itself. The person is told and can object."), "draft": "exit-report",
    }  # fmt: skip
    return render(request, "attendance/journey_act.html", context, status=422 if form.errors else 200)


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """One's own cases, and those of the people one looks after."""
    found = Case.objects.visible_to(request.user).select_related("employee")  # type: ignore[arg-type]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(case, TONES[case.state], case.employee.user_id == request.user.pk) for case in page.object_list]
    context = {"page": page, "lines": lines, "may_report": request.user.has_perm(REPORTS)}
    return render(request, "attendance/journey_cases.html", context)


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What a case is about, what was said against it, and who answered."""
    return _page(request, _visible(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The person concerned says that it is not so."""
    found, person = get_object_or_404(Case, pk=pk, employee=me(request)), me(request)
    form = ObjectionForm(request.POST or None)
    if not form.is_bound:
        return redirect("attendance:case", pk)
    if form.is_valid():
        try:
            exits.object_to_case(case=found, text=form.cleaned_data["text"], by=person, at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your objection is recorded. Somebody else than who reported it answers."))
            return redirect("attendance:case", pk)
    return _page(request, _visible(request, pk), form)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is right."""
    found = _visible(request, pk)
    if not _answers(request, found):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if not form.is_bound:
        return redirect("attendance:case", pk)
    if form.is_valid():
        data = form.cleaned_data
        try:
            exits.answer_objection(case=found, is_upheld=data["is_upheld"], answer=data["answer"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Answered. The person has been told."))
            return redirect("attendance:case", pk)
    return _page(request, found, form)


def _visible(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("employee", "opened_by"), pk=pk)  # type: ignore[arg-type]


def _answers(request: HttpRequest, found: Case) -> bool:
    scope = Case.objects.visible_to(request.user, ANSWERS).filter(pk=found.pk)  # type: ignore[arg-type]
    return request.user.has_perm(ANSWERS) and found.employee.user_id != request.user.pk and scope.exists()


def _page(request: HttpRequest, found: Case, form: ObjectionForm | AnswerForm | None) -> HttpResponse:
    objection = CaseObjection.objects.filter(case=found).select_related("answered_by").first()
    person = getattr(request.user, "employee", None)
    is_own = person is not None and person.pk == found.employee_id
    is_reporter = person is not None and person.pk == found.opened_by_id
    objects = is_own and objection is None and found.state == CaseState.TO_EXAMINE
    is_open = objection is not None and objection.answered_at is None
    answers = is_open and person is not None and not is_reporter and _answers(request, found)
    if form is None and (objects or answers):
        form = ObjectionForm() if objects else AnswerForm()
    context = {
        "case": found, "tone": TONES[found.state], "objection": objection, "form": form, "is_own": is_own, "objects": objects,
        "answers": answers, "days": found.facts.get("behind", []), "said": found.facts.get("said", ""),
        "waits_for": exits.answerer(found, clock.today()) if is_open else None, "is_reporter": is_reporter,
    }  # fmt: skip
    return render(request, "attendance/journey_case.html", context, status=422 if form and form.errors else 200)
