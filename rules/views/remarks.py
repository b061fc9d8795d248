"""Staff say what they think of a clause; whoever owns the rulebook answers (POL-21)."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from common.periods import Period
from people.access import may
from rules import tables
from rules.forms.remarks import AnswerForm, RemarkForm
from rules.models import ClauseText, Edition, Remark
from rules.selectors.listing import main_of, placed
from rules.selectors.reading import url_of
from rules.selectors.remarks import Suggestions, owed_by, remarks_of, suggestions, visible_to
from rules.selectors.rulebooks import shown_clauses
from rules.services.remarks import add_remark, answer_remark, take_up_remark
from rules.views.opening import WRITE, editions_of, me, note_reading, reader

either = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 30


@either
def say(request: HttpRequest, number: str, clause: int | None = None) -> HttpResponse:
    """Comment on a clause of what is read (`?edition=`, else what counts today), or on the whole; propose or object."""
    edition = edition_read(request, number)
    row, employee = clause_read(edition, clause), me(request)
    form = RemarkForm(request.POST or None, initial={"key": uuid4()})
    if form.is_bound and form.is_valid():
        try:
            add_remark(edition=edition, clause=row.clause if row else None, by=employee, at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed in. %(unit)s must answer you.") % {"unit": edition.rulebook.owner.name})
            return redirect(url_of(edition, f"c{clause}" if clause else ""))
    note_reading(edition)
    shown = next((one for one in shown_clauses(edition) if one.row.clause_id == clause), None)
    context = {
        "form": form,
        "edition": edition,
        "rulebook": edition.rulebook,
        "row": row,
        "clause": shown,
        "back": url_of(edition, f"c{clause}"),
    }
    return render(request, "rules/remark_form.html", context, status=422 if form.is_bound else 200)


def edition_read(request: HttpRequest, number: str) -> Edition:
    """The published edition named in `?edition=`, else the one that counts today; a 404 when the reader may open none."""
    published = placed(editions_of(request, number), clock.today())
    asked = request.GET.get("edition", "")
    named = (one for one in published if str(one.edition.number) == asked)
    found = next(named, None) if asked else main_of(published)
    if found is None:
        raise Http404
    return found.edition


def clause_read(edition: Edition, clause: int | None) -> ClauseText | None:
    """The clause in that edition; a 404 when it has none such."""
    if clause is None:
        return None
    return get_object_or_404(edition.texts.select_related("clause"), clause=clause)


@require_safe
def to_answer(request: HttpRequest) -> HttpResponse:
    """The remarks that wait for the reader's answer, the oldest first."""
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    rows = owed_by(reader(request))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.remarks(_("Remarks to answer"), rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "rules/remarks.html", {"page": page})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader said about rules, what was answered, and how many suggestions that makes this year."""
    employee, today = me(request), clock.today()
    rows = remarks_of(employee)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.remarks(_("My remarks on rules"), rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    year = Period(today.replace(month=1, day=1), today)
    counted = suggestions([employee.pk], year).get(employee.pk, Suggestions())
    return render(request, "rules/remarks_mine.html", {"page": page, "counted": counted, "year": today.year})


@either
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """One remark with its answer; whoever owns the rulebook gives it here."""
    found = get_object_or_404(visible_to(reader(request)), pk=pk)
    answers = may(reader(request), WRITE, found.rulebook.owner_id)
    form = AnswerForm(request.POST or None) if answers and not hasattr(found, "answer") else None
    if request.method == "POST" and form is None:
        if not answers:
            raise PermissionDenied
        messages.error(request, _("This has been answered already."))
        return redirect("rules:remark", pk)
    if form is not None and form.is_bound and form.is_valid() and _answered(request, found, form):
        return redirect("rules:remarks")
    note_reading(found.edition)
    clause = next((one for one in shown_clauses(found.edition) if one.row.clause_id == found.clause_id), None)
    context = {
        "remark": found,
        "answer": getattr(found, "answer", None),
        "form": form,
        "clause": clause,
        "answers": answers,
        "url": url_of(found.edition, f"c{found.clause_id}"),
    }
    return render(request, "rules/remark.html", context, status=422 if form and form.is_bound else 200)


def _answered(request: HttpRequest, found: Remark, form: AnswerForm) -> bool:
    """Whether it was recorded. If not, the form says why."""
    by, at = me(request), clock.now()
    try:
        if form.takes_up:
            draft = take_up_remark(remark=found, by=by, at=at, text=form.cleaned_data["text"]).draft
            messages.success(request, _("Answered, and taken up in %(edition)s.") % {"edition": draft})
        else:
            answer_remark(remark=found, by=by, at=at, **form.answer())
            messages.success(request, _("Answered. %(name)s has been told.") % {"name": found.by.name})
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
