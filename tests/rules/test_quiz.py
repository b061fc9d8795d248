"""A few questions before an edition is acknowledged."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from common.errors import RuleBroken
from rules import services
from rules.models import Acknowledgement, Edition, QuizAttempt
from rules.services.quizzes import add_question
from tests.rules import making, reading
from tests.rules.making import NOW, Office
from tests.rules.pages import TODAY, as_, on, said

MINOR = "att.late.minor_max_minutes"


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, departments=[office.ours])


@pytest.fixture
def edition(office: Office, draft: Edition) -> Edition:
    """One question, about the clause of the limit."""
    clause = draft.texts.get(heading=MINOR).clause
    add_question(edition=draft, question="轻微迟到的上限是几分钟？", options=["10分钟", "30分钟"], right=0, clause=clause)
    return making.publish(Edition.objects.get(pk=draft.pk), office, on=TODAY)


def press(office: Office, edition: Edition, chosen: str):
    client, question = as_(office.staff), edition.questions.get()
    with on(TODAY):
        html = client.get(f"/rules/{edition.rulebook.number}/?edition=1").text
        shown = html.partition('name="shown" value="')[2].partition('"')[0]
        form = {"shown": shown, "name": "李雯", "agrees": "on", f"q{question.pk}": chosen}
        return client.post(f"/rules/editions/{edition.pk}/acknowledge/", form)


@pytest.mark.django_db
def test_right_answer_acknowledges_in_the_same_press(office: Office, edition: Edition):
    assert press(office, edition, "0").status_code == 302
    done = Acknowledgement.objects.get()
    assert (done.quiz.answers, done.quiz.is_passed) == ([0], True)


@pytest.mark.django_db
def test_wrong_answer_is_kept_and_shown_with_its_clause(office: Office, edition: Edition):
    response = press(office, edition, "1")
    assert response.status_code == 422
    assert "答案不对，请再看一（一）" in response.text
    assert "10" in response.text
    assert not Acknowledgement.objects.exists()
    assert QuizAttempt.objects.get().answers == [1]


@pytest.mark.django_db
def test_one_may_try_again(office: Office, edition: Edition):
    press(office, edition, "1")
    press(office, edition, "0")
    assert list(QuizAttempt.objects.values_list("is_passed", flat=True)) == [False, True]
    assert Acknowledgement.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["", "7", "x"])
def test_no_answer_is_asked_for_again(office: Office, edition: Edition, chosen: str):
    assert press(office, edition, chosen).status_code == 422
    assert not QuizAttempt.objects.exists()


@pytest.mark.django_db
def test_service_refuses_without_a_passed_quiz(office: Office, edition: Edition):
    with pytest.raises(RuleBroken, match="请先答完测验题"):
        reading.acknowledge(edition, office.staff)


@pytest.mark.django_db
def test_attempts_never_change(office: Office, edition: Edition):
    press(office, edition, "1")
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        QuizAttempt.objects.update(is_passed=True)


# -- writing them ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_author_writes_a_question_and_takes_it_out(office: Office, draft: Edition):
    client, url = as_(office.director), f"/rules/editions/{draft.pk}/questions/"
    clause = draft.texts.get(heading=MINOR).clause_id
    client.post(url, {"question": "上限是几分钟？", "options": "30分钟\n* 10分钟\n", "clause": clause})
    question = draft.questions.get()
    assert (question.options, question.right, question.clause_id) == (["30分钟", "10分钟"], 1, clause)
    assert "上限是几分钟？" in said(client, url)
    client.post(f"{url}{question.pk}/remove/")
    assert not draft.questions.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "why"),
    [("* 一", "二至六个"), ("一\n二", "正确答案前加"), ("*一\n*二", "正确答案前加"), ("*一\n一", "互不相同"), ("*\n一", "不能为空")],
)
def test_wrong_question_is_refused_with_a_sentence(office: Office, draft: Edition, options: str, why: str):
    response = as_(office.director).post(f"/rules/editions/{draft.pk}/questions/", {"question": "？", "options": options})
    assert response.status_code == 422
    assert why in response.text


@pytest.mark.django_db
def test_questions_are_the_authors_alone(office: Office, draft: Edition):
    assert as_(office.staff).get(f"/rules/editions/{draft.pk}/questions/").status_code == 404


@pytest.mark.django_db
def test_question_goes_on_without_a_clause_that_is_taken_out(office: Office, draft: Edition):
    extra = services.add_clause(edition=draft, heading="补充", text="说明")
    add_question(edition=draft, question="？", options=["甲", "乙"], right=0, clause=extra.clause)
    services.remove_clause(edition=draft, clause=extra.clause)
    assert draft.questions.get().clause is None


@pytest.mark.django_db
def test_questions_are_frozen_with_the_edition(office: Office, edition: Edition):
    with pytest.raises((IntegrityError, InternalError), match="only in a draft"), transaction.atomic():
        edition.questions.update(right=1)


@pytest.mark.django_db
def test_next_edition_keeps_the_questions(office: Office, edition: Edition):
    draft = services.draft_edition(rulebook=edition.rulebook, by=office.director, at=NOW)
    assert draft.questions.get().clause_id == edition.questions.get().clause_id
