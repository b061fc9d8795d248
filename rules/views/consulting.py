"""Staff read a draft and say what they think; its author answers everybody and says what came of it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import audit, clock
from common.errors import RuleBroken
from common.models import CONFIDENTIAL, Verb
from rules import services
from rules.forms.making import AnswerForm, CloseForm, ConsultForm, MeetingForm, OpinionForm
from rules.models import Consultation, Edition, Implementation, Remark
from rules.selectors.consulting import AskedClause, Said, asked, asking_of, consultations_for, said_on
from rules.selectors.readers import bound_by
from rules.views.opening import edition_to_see, may_write, me, note_reading, reader, require

either = require_http_methods(["GET", "HEAD", "POST"])


def consultation_to_see(request: HttpRequest, pk: int) -> Consultation:
    """The consultation; a 404 for whoever may not read its rulebook, written down when it is confidential."""
    found = consultations_for(reader(request)).filter(pk=pk).first()
    if found is None:
        hidden = Edition.objects.filter(consultations=pk, rulebook__level__in=CONFIDENTIAL).select_related("rulebook").first()
        if hidden:
            audit.record(Verb.ATTEMPT, hidden.rulebook)
        raise Http404
    note_reading(found.edition)
    return found


# -- staff --------------------------------------------------------------------------------


@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """The text that is asked about, with a form at each clause; afterwards what was said and answered."""
    return _staff_page(request, consultation_to_see(request, pk), None)


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """An opinion on the draft or on one of its clauses."""
    found, by = consultation_to_see(request, pk), me(request)
    form = OpinionForm(request.POST, auto_id=f"say{_place(request.POST)}_%s")
    if not form.is_valid():
        return _staff_page(request, found, form)
    given = form.cleaned_data
    clause = found.edition.rulebook.clauses.filter(pk=given["clause"]).first() if given["clause"] else None
    try:
        services.give_opinion(consultation=found, by=by, at=clock.now(), text=given["text"], key=given["key"], clause=clause)
    except RuleBroken as refusal:
        form.add_error("text", str(refusal))
        return _staff_page(request, found, form)
    messages.success(request, _("Your opinion is recorded. You will be told when it is answered."))
    return redirect(f"{reverse('rules:consultation', args=[pk])}#{f'c{clause.pk}' if clause else 'whole'}")


def _staff_page(request: HttpRequest, found: Consultation, form: OpinionForm | None) -> HttpResponse:
    is_open = found.closed_at is None
    clauses = asked(found, reader(request), by_name=False)
    employee = getattr(request.user, "employee", None)
    day = clock.today()
    is_asked = employee is not None and is_open and day <= found.closes_on and _binds(found, employee)
    at = _place(form.data) if form else None
    shown = [
        (one, _opinion_form(one, form, at) if is_asked and (one.parts or one.row is None) else None)
        for one in (clauses if is_open else said_on(clauses))
    ]
    context = {
        "consultation": found, "edition": found.edition, "rulebook": found.edition.rulebook, "is_open": is_open, "is_asked": is_asked,
        "shown": shown, "at": at, "day": day, "has_plan": is_open and Implementation.objects.filter(edition=found.edition_id).exists(),
    }  # fmt: skip
    return render(request, "rules/consultation.html", context, status=422 if form else 200)


def _binds(found: Consultation, employee: Any) -> bool:
    return bound_by(found.edition.rulebook, clock.today()).filter(pk=employee.pk).exists()


def _opinion_form(clause: AskedClause, refused: OpinionForm | None, at: int | None) -> OpinionForm:
    """The form at a clause: with what was typed there when it was refused."""
    if refused is not None and clause.pk == at:
        return refused
    return OpinionForm(initial={"clause": clause.pk or None, "key": uuid4()}, auto_id=f"say{clause.pk}_%s")


def _place(posted: Any) -> int:
    """The clause that an opinion is on; 0 for the whole."""
    named = posted.get("clause", "")
    return int(named) if named.isdecimal() and len(named) < 18 else 0


# -- the author -----------------------------------------------------------------------------


@either
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask staff about a draft."""
    edition = edition_to_see(request, pk)
    require(may_write(request, edition))
    form = ConsultForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = services.open_consultation(edition=edition, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Staff have been asked. The text rests until you close the consultation."))
            return redirect("rules:answers", made.pk)
    people = bound_by(edition.rulebook, clock.today()).count()
    context = {"edition": edition, "form": form, "people": people}
    return render(request, "rules/consult.html", context, status=422 if form.is_bound else 200)


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every opinion by clause, with its answer or the form for it; the minutes; closing it."""
    found = consultation_to_see(request, pk)
    require(found.answers)
    return _author_page(request, found)


@require_POST
def answer(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Answer one opinion."""
    found = consultation_to_see(request, pk)
    require(found.answers)
    row = get_object_or_404(Remark.objects.select_related("rulebook", "edition__rulebook", "by"), pk=remark, consultation=found)
    form = AnswerForm(request.POST, auto_id=f"answer{row.pk}_%s")
    if not form.is_valid():
        return _author_page(request, found, answering=(row.pk, form))
    given = form.cleaned_data
    draft = found.edition if given["accepted"] else None
    try:
        services.answer_remark(remark=row, by=me(request), at=clock.now(), is_accepted=given["accepted"], text=given["text"], draft=draft)
    except RuleBroken as refusal:
        form.add_error("text", str(refusal))
        return _author_page(request, found, answering=(row.pk, form))
    messages.success(request, _("Answered. Its author has been told."))
    return redirect(f"{reverse('rules:answers', args=[pk])}#remark-{row.pk}")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it; the draft can be changed again."""
    found = consultation_to_see(request, pk)
    require(found.answers)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _author_page(request, found, closing=form)
    try:
        services.close_consultation(consultation=found, by=me(request), at=clock.now(), summary=form.cleaned_data["summary"])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _author_page(request, found, closing=form)
    messages.success(request, _("The consultation is closed, and everybody has been told. The edition is a draft again."))
    return redirect("rules:edition", found.edition_id)


def _author_page(
    request: HttpRequest, found: Consultation, answering: tuple[int, AnswerForm] | None = None, closing: CloseForm | None = None
) -> HttpResponse:
    clauses = said_on(asked(found, reader(request), by_name=True))
    refused, form = answering or (None, None)
    grouped = [
        (clause, [(one, _answer_form(one, form if one.remark.pk == refused else None)) for one in clause.opinions]) for clause in clauses
    ]
    context = {
        "consultation": found, "edition": found.edition, "rulebook": found.edition.rulebook, "grouped": grouped,
        "asking": asking_of(found.edition), "closing": closing or CloseForm(), "day": clock.today(),
        "owed": sum(form is not None for _clause, ones in grouped for _one, form in ones),
    }  # fmt: skip
    return render(request, "rules/answers.html", context, status=422 if answering or closing else 200)


def _answer_form(said: Said, refused: AnswerForm | None) -> AnswerForm | None:
    """The form below an opinion; None when it is answered."""
    return None if said.answer else refused or AnswerForm(auto_id=f"answer{said.remark.pk}_%s")


@either
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the minutes of a meeting on an edition."""
    edition = edition_to_see(request, pk)
    require(may_write(request, edition))
    form = MeetingForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            services.record_meeting(edition=edition, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The minutes are kept."))
            return redirect("rules:edition", pk)
    return render(request, "rules/meeting_form.html", {"edition": edition, "form": form}, status=422 if form.is_bound else 200)
