"""Reading and acknowledging: the part of the reading page, what comes of the press, and one's own list."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.errors import RuleBroken
from people.models import Employee
from rules.forms.acknowledging import AcknowledgeForm
from rules.models import Edition, ReadingTask
from rules.selectors.acknowledgements import is_open, readings_of
from rules.selectors.quizzes import questions_from
from rules.selectors.reading import url_of
from rules.selectors.rulebooks import ShownClause, shown_clauses
from rules.selectors.shown_text import plain_text, script_shown, text_digest
from rules.services import acknowledging, quizzes
from rules.services.acknowledging import Circumstances, Shown
from rules.services.telling import follow_scope
from rules.views.opening import edition_to_see, me


@dataclass(frozen=True, slots=True)
class Part:
    """What templates/rules/parts/acknowledge.html shows. form None: it is done, or counts as read. statement: what is acknowledged."""

    task: ReadingTask
    edition: Edition
    form: AcknowledgeForm | None
    statement: str
    is_overdue: bool


def part(request: HttpRequest, edition: Edition, clauses: Sequence[ShownClause], script: str = "") -> Part | None:
    """For the page that shows `clauses` in that script ("" as written): whether its reader is asked to acknowledge the text.

    None when they are not. Notes that somebody who is asked has the text before them now. One query, which the badge asks too.
    """
    task = reading(request, edition) if edition.is_published else None
    if task is None:
        return None
    if not is_open(task):
        return Part(task, edition, None, "", is_overdue=False)
    seen, at, text = script_shown(edition, clauses, script), clock.now(), plain_text(edition, clauses, script)
    if seen not in task.opened_in:
        acknowledging.opened(edition=edition, employee=task.employee, script=seen, at=at)
    shown = Shown(edition.pk, task.employee_id, script, text_digest(text), at, get_language() or "")
    form = _form(task, clauses, initial={"shown": acknowledging.sealed(shown)})
    return _part(task, edition, form)


def _form(task: Any, clauses: Sequence[ShownClause], data: Any = None, **options: Any) -> AcknowledgeForm:
    questions = [] if task.has_passed else questions_from(task.asked, clauses)
    return AcknowledgeForm(data, questions=questions, has_consent=task.has_consent, label_suffix="", **options)


def _part(task: ReadingTask, edition: Edition, form: AcknowledgeForm) -> Part:
    is_overdue = task.due_on is not None and task.due_on < clock.today()
    return Part(task, edition, form, acknowledging.statement_of(edition), is_overdue)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The press. What is refused is said beside the form, with what was typed still there."""
    edition, employee = edition_to_see(request, pk), me(request)
    task = reading(request, edition)
    if task is None or not is_open(task):
        if task is None:
            messages.error(request, _("Nobody asks you to acknowledge this edition (any more)."))
        return redirect(url_of(edition))
    form = _form(task, shown_clauses(edition), request.POST)
    if form.is_valid() and _recorded(request, edition, employee, form):
        messages.success(request, _("Recorded: you have read %(edition)s.") % {"edition": edition})
        return redirect("rules:to-read")
    return render(request, "rules/acknowledge.html", {"part": _part(task, edition, form), "edition": edition}, status=422)


def _recorded(request: HttpRequest, edition: Edition, employee: Employee, form: AcknowledgeForm) -> bool:
    """Whether it was recorded. If not, the form says why."""
    at = clock.now()
    try:
        if form.questions:
            attempt = quizzes.answer_quiz(edition=edition, answers=form.answers(), by=employee, at=at)
            if not attempt.is_passed:
                form.mark_wrong()
                return False
        acknowledging.acknowledge(
            edition=edition,
            shown=acknowledging.unsealed(form.cleaned_data["shown"]),
            signature=form.signature(),
            circumstances=circumstances(request),
            by=employee,
            at=at,
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def circumstances(request: HttpRequest) -> Circumstances:
    """How the account logged in, and from where. Behind a trusted proxy the web server has put the client's own address there."""
    methods = request.session.get("account_authentication_methods", [])
    login = "+".join(dict.fromkeys(str(one.get("type") or one.get("method", "")) for one in methods if isinstance(one, dict)))
    try:
        address = str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:  # a socket has none
        address = None
    return Circumstances(login=login, address=address, browser=request.META.get("HTTP_USER_AGENT", "")[:300])


# -- one's own list --------------------------------------------------------------------------------------


def readings(request: HttpRequest) -> list[Any]:
    """What the reader is asked to read and has read: asked once a request, for page, badge, panel and list."""
    kept: list[Any] | None = getattr(request, "_readings", None)
    if kept is None:
        kept = request._readings = readings_of(request.user.pk) if request.user.pk else []  # type: ignore[attr-defined]
    return kept


def waiting(request: HttpRequest) -> list[Any]:
    """What the reader still has to read, what is due first at the top."""
    return [task for task in readings(request) if is_open(task)]


def reading(request: HttpRequest, edition: Edition) -> Any:
    """The reader's task for that edition; None when they are not asked to read it."""
    return next((task for task in readings(request) if task.edition_id == edition.pk), None)


def bring_up_to_date(request: HttpRequest) -> Employee | None:
    """Whoever came into a scope since the last night sees it at once: one query when nothing changed."""
    employee = getattr(request.user, "employee", None)
    if employee is not None and follow_scope(at=clock.now(), employee=employee):
        request._readings = None  # type: ignore[attr-defined]
    return employee


@require_safe
def to_read(request: HttpRequest) -> HttpResponse:
    """What I have to read, and what I have read."""
    employee = bring_up_to_date(request)
    done = sorted((task for task in readings(request) if not is_open(task)), key=lambda task: task.edition.published_at, reverse=True)
    context = {
        "waiting": waiting(request),
        "read": done,
        "person": employee,
        "today": clock.today(),
        "sees_reports": request.user.has_perm("rules.view_acknowledgement"),
    }
    return render(request, "rules/reading_mine.html", context)
