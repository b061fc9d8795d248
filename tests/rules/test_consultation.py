"""Staff are asked about a draft, everybody is answered, minutes are kept (Labour Contract Law art. 4)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.errors import RuleBroken
from notices.models import NoticeRecipient
from rules import services
from rules.models import Consultation, ConsultationMeeting, Edition, Remark
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import as_, on, said

MINOR = "att.late.minor_max_minutes"
LAST = NOW.date() + timedelta(days=7)
ENDS = at_noon(LAST)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, departments=[office.ours])


@pytest.fixture
def asked(office: Office, draft: Edition) -> Consultation:
    return services.open_consultation(edition=draft, by=office.director, at=NOW, closes_on=LAST, statement="请逐条提意见")


def opinion(asked: Consultation, office: Office, text: str = "十分钟太短", **more) -> Remark:
    more.setdefault("key", uuid4())
    return services.give_opinion(consultation=asked, by=more.pop("by", office.staff), at=more.pop("at", NOW), text=text, **more)


def answered(remark: Remark, office: Office, *, is_accepted: bool = True):
    return services.answer_remark(remark=remark, by=office.director, at=NOW, is_accepted=is_accepted, text="已采纳")


def closed(asked: Consultation, office: Office, at=ENDS) -> Consultation:
    return services.close_consultation(consultation=asked, by=office.director, at=at, summary="采纳一条")


def state(edition: Edition) -> str:
    return Edition.objects.get(pk=edition.pk).state


def told(kind: str = "rule_consultation") -> set[str]:
    return set(NoticeRecipient.objects.filter(notice__kind=kind).values_list("recipient__name", flat=True))


# -- opening ---------------------------------------------------------------------------------------------


def test_everybody_in_scope_is_asked_and_the_text_rests(office: Office, draft: Edition, asked: Consultation):
    assert told() == {"总监", "李雯"}
    assert (state(draft), len(asked.digest)) == ("consultation", 64)
    with pytest.raises(RuleBroken):
        services.add_clause(edition=draft, heading="新")


@pytest.mark.parametrize(
    "wrong", [{"statement": " "}, {"closes_on": NOW.date() - timedelta(days=1)}, {"closes_on": NOW.date() + timedelta(days=181)}]
)
def test_consultation_needs_a_question_and_a_day_to_come(office: Office, draft: Edition, wrong: dict):
    given = {"statement": "请提意见", "closes_on": LAST, **wrong}
    with pytest.raises(RuleBroken):
        services.open_consultation(edition=draft, by=office.director, at=NOW, **given)
    assert state(draft) == "draft"


def test_draft_is_asked_about_once_at_a_time(office: Office, draft: Edition, asked: Consultation):
    with pytest.raises(RuleBroken):
        services.open_consultation(edition=draft, by=office.director, at=NOW, closes_on=LAST, statement="再问")


# -- opinions -----------------------------------------------------------------------------------------------


def test_opinion_sent_twice_is_one(office: Office, asked: Consultation):
    key = uuid4()
    first, second = (opinion(asked, office, key=key) for _time in range(2))
    assert first == second
    assert Remark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_opinion_sent_twice_at_once_is_one(office: Office, asked: Consultation, race):
    key = uuid4()
    results = race(*[lambda: opinion(asked, office, key=key)] * 2)
    assert results[0] == results[1]
    assert Remark.objects.count() == 1


def test_key_of_somebody_else_is_refused(office: Office, asked: Consultation):
    key = uuid4()
    opinion(asked, office, key=key)
    with pytest.raises(RuleBroken):
        opinion(asked, office, key=key, by=office.director)


def test_whoever_is_not_bound_is_not_asked(office: Office, asked: Consultation):
    stranger = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    with pytest.raises(RuleBroken):
        opinion(asked, office, by=stranger)


def test_opinion_after_the_last_day_comes_too_late(office: Office, asked: Consultation):
    opinion(asked, office, at=ENDS)
    with pytest.raises(RuleBroken):
        opinion(asked, office, at=ENDS + timedelta(days=1))


def test_opinion_on_a_clause_of_another_rulebook_is_refused(office: Office, asked: Consultation):
    other = making.rulebook(office, {}, title="别的").texts.get()
    with pytest.raises(RuleBroken):
        opinion(asked, office, clause=other.clause)


# -- answers, minutes, the end ------------------------------------------------------------------------------------


def test_author_of_an_opinion_is_told_the_answer(office: Office, asked: Consultation):
    remark = opinion(asked, office)
    answered(remark, office)
    assert NoticeRecipient.objects.filter(recipient=office.staff, notice__body="已采纳").exists()


def test_opinion_is_answered_once_and_with_a_reason(office: Office, asked: Consultation):
    remark = opinion(asked, office)
    with pytest.raises(RuleBroken):
        services.answer_remark(remark=remark, by=office.director, at=NOW, is_accepted=False, text=" ")
    answered(remark, office)
    with pytest.raises(RuleBroken):
        answered(remark, office)


def test_consultation_with_an_unanswered_opinion_is_not_closed(office: Office, draft: Edition, asked: Consultation):
    remark = opinion(asked, office)
    with pytest.raises(RuleBroken):
        closed(asked, office)
    answered(remark, office)
    closed(asked, office)
    assert state(draft) == "draft"


def test_consultation_is_not_closed_before_its_last_day(office: Office, draft: Edition, asked: Consultation):
    with pytest.raises(RuleBroken):
        closed(asked, office, at=ENDS - timedelta(days=1))
    assert state(draft) == "consultation"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_it_at_once_one_wins(office: Office, asked: Consultation, race):
    results = race(*[lambda: closed(asked, office)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["Consultation", "RuleBroken"], results


@pytest.mark.django_db(transaction=True)
def test_opinion_and_closing_never_pass_each_other(office: Office, asked: Consultation, race):
    """Whichever is first: no closed consultation holds an opinion without an answer."""
    race(lambda: opinion(asked, office, at=ENDS), lambda: closed(asked, office))
    asked.refresh_from_db()
    assert asked.closed_at is None or not asked.opinions.filter(answer=None).exists()


def meeting(draft: Edition, office: Office, **more):
    given = {"kind": "all_staff", "held_on": NOW.date(), "present": "全体", "minutes": "通过", **more}
    return services.record_meeting(edition=draft, by=office.director, at=NOW, **given)


@pytest.mark.parametrize("wrong", [{"held_on": NOW.date() + timedelta(days=1)}, {"present": " "}, {"minutes": ""}])
def test_minutes_say_when_who_and_what(office: Office, draft: Edition, wrong: dict):
    with pytest.raises(RuleBroken):
        meeting(draft, office, **wrong)
    assert not ConsultationMeeting.objects.exists()


def test_minutes_are_not_added_after_publication(office: Office):
    edition = making.published(office, {MINOR: 10})
    with pytest.raises(RuleBroken):
        meeting(edition, office)


# -- pages ---------------------------------------------------------------------------------------------------------


def test_staff_read_the_draft_and_say_something_on_a_clause(office: Office, draft: Edition, asked: Consultation):
    clause = draft.texts.get(heading=MINOR).clause_id
    path = f"/rules/consultations/{asked.pk}/"
    with on(NOW.date()):
        client = as_(office.staff)
        assert "请逐条提意见" in said(client, path)
        client.post(f"{path}opinion/", {"text": "十分钟太短", "clause": clause, "key": str(uuid4())})
        assert "十分钟太短" in said(client, path)
    remark = Remark.objects.get()
    assert (remark.clause_id, remark.by) == (clause, office.staff)


def test_refused_opinion_keeps_its_place_and_its_text(office: Office, draft: Edition, asked: Consultation):
    clause = draft.texts.get(heading=MINOR).clause_id
    with on(LAST + timedelta(days=1)):
        client = as_(office.staff)
        response = client.post(f"/rules/consultations/{asked.pk}/opinion/", {"text": "晚了", "clause": clause, "key": str(uuid4())})
    assert response.status_code == 422


def test_empty_opinion_says_so_at_its_clause(office: Office, draft: Edition, asked: Consultation):
    clause = draft.texts.get(heading=MINOR).clause_id
    with on(NOW.date()):
        html = as_(office.staff).post(f"/rules/consultations/{asked.pk}/opinion/", {"text": "", "clause": clause, "key": str(uuid4())}).text
    assert f'id="say{clause}_text_error"' in html


def test_staff_read_the_answers_but_not_who_said_what(office: Office, asked: Consultation):
    other = factories.holder(factories.post(office.team), "王强")
    answered(opinion(asked, office), office)
    with on(NOW.date()):
        text = said(as_(other), f"/rules/consultations/{asked.pk}/")
    assert "十分钟太短" in text
    assert "已采纳" in text
    assert "李雯" not in text


def test_author_reads_who_said_what_answers_and_closes(office: Office, draft: Edition, asked: Consultation):
    remark = opinion(asked, office)
    path = f"/rules/consultations/{asked.pk}/"
    with on(LAST):
        client = as_(office.director)
        assert "李雯" in said(client, f"{path}answers/")
        client.post(f"{path}answers/{remark.pk}/", {"accepted": "yes", "text": "采纳"})
        client.post(f"{path}close/", {"summary": "采纳一条"})
    assert state(draft) == "draft"
    assert remark.answer.draft == draft


def test_what_came_of_it_stays_readable_for_staff(office: Office, asked: Consultation):
    answered(opinion(asked, office), office)
    closed(asked, office)
    with on(LAST):
        text = said(as_(office.staff), f"/rules/consultations/{asked.pk}/")
    assert "采纳一条" in text
    assert "十分钟太短" in text


def test_answers_are_written_by_whoever_may_change_the_edition(office: Office, asked: Consultation):
    remark = opinion(asked, office)
    with on(NOW.date()):
        client = as_(office.staff)
        assert client.get(f"/rules/consultations/{asked.pk}/answers/").status_code == 403
        assert client.post(f"/rules/consultations/{asked.pk}/answers/{remark.pk}/", {"accepted": "yes", "text": "x"}).status_code == 403
        assert client.post(f"/rules/consultations/{asked.pk}/close/", {"summary": "x"}).status_code == 403


def test_director_asks_staff_on_the_page(office: Office, draft: Edition):
    with on(NOW.date()):
        as_(office.director).post(f"/rules/editions/{draft.pk}/consult/", {"statement": "请提意见", "closes_on": "2026-11-09"})
    assert Consultation.objects.get().closes_on == date(2026, 11, 9)


def test_director_keeps_minutes_with_their_file(office: Office, draft: Edition, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("签到表.txt", "全体员工签到".encode())
    with on(NOW.date()):
        client = as_(office.director)
        posted = {"kind": "representatives", "held_on": "2026-11-02", "present": "代表三人", "minutes": "协商一致", "file": file}
        client.post(f"/rules/editions/{draft.pk}/meeting/", posted)
    row = ConsultationMeeting.objects.get()
    assert row.file.name == "签到表.txt"


def test_open_consultation_stands_on_the_first_page_of_those_asked(office: Office, asked: Consultation):
    stranger = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    link = f"/rules/consultations/{asked.pk}/"
    with on(NOW.date()):
        assert link in as_(office.staff).get("/").text
        assert link not in as_(stranger).get("/").text
    with on(LAST + timedelta(days=1)):
        assert link not in as_(office.staff).get("/").text


def test_edition_under_consultation_has_its_page(office: Office, draft: Edition, asked: Consultation):
    with on(NOW.date()):
        assert f"/rules/consultations/{asked.pk}/answers/" in as_(office.director).get(f"/rules/editions/{draft.pk}/").text
        assert f"/rules/consultations/{asked.pk}/" in as_(office.staff).get(f"/rules/editions/{draft.pk}/").text


def test_page_of_a_consultation_costs_the_same_with_many_opinions(office: Office, asked: Consultation, assert_queries_constant):
    client = as_(office.staff)

    def grow():
        for number in range(5):
            answered(opinion(asked, office, text=f"意见{number}"), office)

    grow()
    with on(NOW.date()):
        assert_queries_constant(lambda: client.get(f"/rules/consultations/{asked.pk}/"), grow, at_most=16)
