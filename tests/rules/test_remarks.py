"""Comments, proposals and objections on clauses, each with an answer that is owed (POL-21)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError

from common.errors import RuleBroken
from common.periods import Period
from notices.models import NoticeRecipient
from rules import services
from rules.models import Edition, Remark
from rules.selectors.remarks import Suggestions, owed_by, suggestions
from rules.services.remarks import add_remark, answer_remark, take_up_remark
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, TODAY, as_, on, said

MINOR = "att.late.minor_max_minutes"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)


def own():
    """Those made of one's own accord, not in the consultation on the first edition."""
    return Remark.objects.filter(consultation=None)


def say_url(edition: Edition) -> str:
    return f"/rules/YY-1/clauses/{edition.values.get(key=MINOR).clause_id}/remark/"


def remarked(edition: Edition, by, kind: str = "proposal", text: str = "放宽到15分钟。", **given) -> Remark:
    clause = edition.values.get(key=MINOR).clause
    return add_remark(edition=edition, clause=clause, kind=kind, text=text, key=given.get("key") or uuid4(), by=by, at=given.get("at", NOW))


@pytest.mark.row("POL-21")
def test_remark_on_a_clause_reaches_its_owner_who_answers_with_a_reason(office: Office, edition: Edition):
    form = {"kind": "proposal", "text": "放宽到15分钟。", "key": str(uuid4())}
    assert as_(office.staff).post(say_url(edition), form).status_code == 302
    remark = own().get()
    assert "放宽到15分钟。" in said(as_(office.director), "/rules/remarks/")
    client, url = as_(office.director), f"/rules/remarks/{remark.pk}/"
    refused = client.post(url, {"verdict": "reject", "text": ""})
    assert refused.status_code == 422
    assert 'id="id_text_error"' in refused.text
    assert client.post(url, {"verdict": "reject", "text": "路况已经好转。"}).status_code == 302
    assert "放宽到15分钟。" not in said(client, "/rules/remarks/")
    assert (remark.answer.is_accepted, remark.answer.text) == (False, "路况已经好转。")


@pytest.mark.row("POL-21")
def test_whoever_made_it_is_told_and_reads_the_answer_at_the_clause(office: Office, edition: Edition):
    remark = remarked(edition, office.staff)
    assert "待答复" in said(as_(office.staff), "/rules/YY-1/")
    answer_remark(remark=remark, by=office.director, at=NOW, is_accepted=True, text="有道理。")
    assert NoticeRecipient.objects.filter(recipient=office.staff, notice__body="有道理。").exists()
    page = said(as_(office.staff), "/rules/YY-1/")
    assert "我在11月2日提的建议 已采纳 有道理。" in page


def test_remarks_of_others_are_not_shown_at_the_clause(office: Office, edition: Edition):
    remarked(edition, office.staff)
    assert "放宽到15分钟" not in said(as_(office.counsel), "/rules/YY-1/")
    assert "待答复" not in said(as_(office.counsel), "/rules/YY-1/")


def test_same_press_is_one_remark(office: Office, edition: Edition):
    key = uuid4()
    assert remarked(edition, office.staff, key=key) == remarked(edition, office.staff, key=key)
    assert own().count() == 1
    with pytest.raises(RuleBroken, match="已经提交过别的意见"):
        remarked(edition, office.counsel, key=key)


@pytest.mark.parametrize(("given", "sentence"), [({"text": " "}, "请先写明内容"), ({"kind": "opinion"}, "请选择意见、建议或异议")])
def test_remark_that_says_nothing_is_refused(office: Office, edition: Edition, given, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        remarked(edition, office.staff, **given)


def test_form_is_shown_again_with_what_was_typed(office: Office, edition: Edition):
    answer = as_(office.staff).post(say_url(edition), {"kind": "", "text": "写了很多", "key": str(uuid4())})
    assert answer.status_code == 422
    assert "写了很多" in answer.text


def test_whole_rulebook_can_be_commented_on(office: Office, edition: Edition):
    assert as_(office.staff).post("/rules/YY-1/remark/", {"kind": "comment", "text": "很清楚。", "key": str(uuid4())}).status_code == 302
    assert own().get().clause is None


def test_rulebook_that_one_may_not_read_cannot_be_commented_on(office: Office, edition: Edition):
    other = factories.department("市场部", office.company)
    hidden = making.published(office, {MINOR: 10}, number="SC-1", departments=[other], on=FIRST)
    url = f"/rules/SC-1/clauses/{hidden.values.get(key=MINOR).clause_id}/remark/"
    assert as_(office.staff).post(url, {"kind": "comment", "text": "看不到", "key": str(uuid4())}).status_code == 404


def test_clause_of_another_rulebook_is_not_found(office: Office, edition: Edition):
    other = making.published(office, {"pol.ack_days": "7"}, number="YY-2", on=FIRST)
    url = f"/rules/YY-1/clauses/{other.values.get(key='pol.ack_days').clause_id}/remark/"
    assert as_(office.staff).get(url).status_code == 404


def test_queue_is_for_those_who_write_and_holds_their_rulebooks_only(office: Office, edition: Edition):
    remarked(edition, office.staff)
    assert as_(office.staff).get("/rules/remarks/").status_code == 403
    other = factories.department("市场部", office.company)
    head = factories.holder(factories.post(other, "市场总监"), "市场总监")
    factories.grant(head, "director", other)
    assert not owed_by(head.user).exists()
    assert owed_by(office.director.user).count() == 1


def test_remark_is_read_by_its_author_and_its_owner_only(office: Office, edition: Edition):
    url = f"/rules/remarks/{remarked(edition, office.staff).pk}/"
    assert [as_(who).get(url).status_code for who in (office.staff, office.director, office.counsel)] == [200, 200, 404]


def test_whoever_reads_remarks_at_the_desk_opens_them_on_their_page(office: Office, edition: Edition):
    made = remarked(edition, office.staff)
    assert f"/rules/remarks/{made.pk}/" in as_(office.manager).get("/admin/rules/remark/").text
    page = as_(office.manager).get(f"/rules/remarks/{made.pk}/")
    assert page.status_code == 200
    assert page.context["form"] is None


def test_author_does_not_answer(office: Office, edition: Edition):
    remark = remarked(edition, office.staff)
    assert as_(office.staff).post(f"/rules/remarks/{remark.pk}/", {"verdict": "accept", "text": "好"}).status_code == 403


def test_remark_is_answered_once(office: Office, edition: Edition):
    remark = remarked(edition, office.staff)
    answer_remark(remark=remark, by=office.director, at=NOW, is_accepted=True, text="好。")
    with pytest.raises(RuleBroken, match="已经答复"):
        answer_remark(remark=remark, by=office.director, at=NOW, is_accepted=False, text="不。")
    answer = as_(office.director).post(f"/rules/remarks/{remark.pk}/", {"verdict": "reject", "text": "不。"}, follow=True)
    assert "已经答复过了" in answer.text


def test_accepted_remark_begins_a_draft_or_joins_it(office: Office, edition: Edition):
    first, second = remarked(edition, office.staff), remarked(edition, office.counsel, text="写明起点。")
    draft = take_up_remark(remark=first, by=office.director, at=NOW, text="采纳。").draft
    assert (draft.number, draft.state) == (2, "draft")
    answer = as_(office.director).post(f"/rules/remarks/{second.pk}/", {"verdict": "take_up", "text": "采纳。"})
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.answer.draft == draft


def test_draft_on_its_way_takes_up_nothing_and_the_remark_stays_open(office: Office, edition: Edition):
    draft = making.next_edition(edition.rulebook, office, {MINOR: 15})
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    remark = remarked(edition, office.staff)
    answer = as_(office.director).post(f"/rules/remarks/{remark.pk}/", {"verdict": "take_up", "text": "采纳。"})
    assert answer.status_code == 422
    assert "正在办理" in answer.text
    assert not hasattr(own().get(), "answer")


def test_draft_that_mends_something_is_not_thrown_away(office: Office, edition: Edition):
    draft = take_up_remark(remark=remarked(edition, office.staff), by=office.director, at=NOW, text="采纳。").draft
    with pytest.raises(RuleBroken, match="采纳的意见"):
        services.discard_draft(edition=draft)


def test_suggestions_are_counted_for_each_person(office: Office, edition: Edition):
    for kind in ("proposal", "proposal", "comment", "objection"):
        remarked(edition, office.staff, kind)
    remarked(edition, office.counsel)
    remarked(edition, office.staff, at=NOW.replace(year=2025))
    answer_remark(remark=own().filter(by=office.counsel).get(), by=office.director, at=NOW, is_accepted=True, text="好。")
    people = [office.staff.pk, office.counsel.pk, office.director.pk]
    assert suggestions(people, YEAR) == {office.staff.pk: Suggestions(2, 0), office.counsel.pk: Suggestions(1, 1)}
    assert "2026年提出建议2条，采纳0条" in said(as_(office.staff), "/rules/remarks/mine/")


def test_owed_answers_stand_on_the_first_page_of_the_owner(office: Office, edition: Edition):
    remarked(edition, office.staff, text="放宽一点。")
    assert "放宽一点。" in said(as_(office.director), "/")
    assert "放宽一点。" not in said(as_(office.staff), "/")


def test_remark_is_never_changed(office: Office, edition: Edition):
    remark = remarked(edition, office.staff)
    with pytest.raises(DatabaseError):
        Remark.objects.filter(pk=remark.pk).update(text="改")


def test_queue_costs_the_same_with_many_remarks(office: Office, edition: Edition, assert_queries_constant):
    remarked(edition, office.staff)
    client = as_(office.director)
    assert_queries_constant(lambda: client.get("/rules/remarks/"), lambda: [remarked(edition, office.staff) for _n in range(4)], at_most=10)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_remark(race):
    office = Office()
    edition, key = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST), uuid4()
    found = race(*[lambda: remarked(edition, office.staff, key=key)] * 2)
    assert found[0] == found[1]
    assert own().count() == 1
