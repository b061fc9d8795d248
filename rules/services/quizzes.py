"""A few questions about an edition: written with the draft, answered before it is acknowledged."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Employee
from rules.models import Clause, Edition, QuizAttempt, QuizQuestion
from rules.services.drafts import locked_draft

MOST_QUESTIONS = 10


@transaction.atomic
def add_question(*, edition: Edition, question: str, options: Sequence[str], right: int, clause: Clause | None = None) -> QuizQuestion:
    """Put a question to the end. Raises RuleBroken when the edition is no draft, or two answers at least are not there."""
    edition = locked_draft(edition)
    last = edition.questions.aggregate(last=Max("order"))["last"] or 0
    if edition.questions.count() >= MOST_QUESTIONS:
        raise RuleBroken(_("A short quiz has %(most)d questions at most."), most=MOST_QUESTIONS)
    if len(options) < 2 or not 0 <= right < len(options):
        raise RuleBroken(_("A question needs two answers at least, and one of them is right."))
    return QuizQuestion.objects.create(
        edition=edition, order=last + 1, question=question, options=list(options), right=right, clause=clause
    )


@transaction.atomic
def remove_question(*, question: QuizQuestion) -> None:
    """Take a question out of a draft."""
    locked_draft(question.edition)
    question.delete()


def answer_quiz(*, edition: Edition, answers: Sequence[int], by: Employee, at: datetime) -> QuizAttempt:
    """Keep how somebody answered: the chosen option of each question, in their order. All must be right; one may try again."""
    rights = list(edition.questions.order_by("order").values_list("right", flat=True))
    if len(answers) != len(rights):
        raise RuleBroken(_("Answer every question."))
    right = sum(given == wanted for given, wanted in zip(answers, rights, strict=True))
    return QuizAttempt.objects.create(
        edition=edition, employee=by, answers=list(answers), right=right, is_passed=right == len(rights), at=at
    )
