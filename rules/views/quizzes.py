"""The questions of a draft, written by its author."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleBroken
from rules.forms.quizzes import QuestionForm
from rules.models import Edition
from rules.selectors.quizzes import questions_of
from rules.selectors.rulebooks import shown_clauses
from rules.services.quizzes import MOST_QUESTIONS, add_question, remove_question
from rules.views.writing import writes


@require_http_methods(["GET", "HEAD", "POST"])
@writes
def questions(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What will be asked, and a form for one more."""
    rows = list(edition.texts.select_related("clause").order_by("order"))
    form = QuestionForm(request.POST if request.method == "POST" else None, clauses=rows)
    if form.is_bound and form.is_valid():
        try:
            add_question(edition=edition, **form.facts())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question has been added."))
            return redirect("rules:questions", edition.pk)
    found = questions_of(edition, shown_clauses(edition))
    context = {"edition": edition, "form": form, "questions": found, "is_full": len(found) >= MOST_QUESTIONS}
    return render(request, "rules/quiz_questions.html", context, status=422 if form.is_bound else 200)


@require_POST
@writes
def remove(request: HttpRequest, edition: Edition, question: int) -> HttpResponse:
    """Take a question out."""
    remove_question(question=get_object_or_404(edition.questions.select_related("edition"), pk=question))
    messages.success(request, _("The question has been taken out."))
    return redirect("rules:questions", edition.pk)
