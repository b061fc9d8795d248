"""Rules at the managers' desk: the same acts, refused in the same sentences."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from notices.models import NoticeRecipient
from rules import services
from rules.models import Edition, Rulebook
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, TODAY, as_, on

MINOR, WEEKDAYS, FINE = "att.late.minor_max_minutes", "work.weekdays", "att.late.minor_fine_cny"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(NOW.date()):
        yield


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10, WEEKDAYS: [1, 2, 3, 4, 5]}, number="YY-1")


def desk(edition: Edition, act: str = "change") -> str:
    return f"/admin/rules/edition/{edition.pk}/{act}/"


def fresh(edition: Edition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def submitted(client: Client, edition: Edition, **changed: str) -> dict[str, str]:
    """The form as the page shows it, with some fields typed anew. changed: `text` or `heading` of the first clause below, `raw`."""
    page = client.get(desk(edition))
    assert page.status_code == 200
    fields: dict[str, str] = {}
    for form in [page.context["adminform"].form, *(formset for formset in page.context["inline_admin_formsets"])]:
        formset = getattr(form, "formset", None)
        for one in [formset.management_form, *formset.forms] if formset else [form]:
            for bound in one:
                value = bound.value()
                fields[bound.html_name] = "" if value is None else str(value)
    return fields | changed


def test_list_shows_editions_with_their_state(office: Office, draft: Edition):
    page = as_(office.director).get("/admin/rules/edition/")
    assert "YY-1 考勤管理制度" in page.text
    assert "草稿" in page.text


def test_acts_are_offered_only_to_who_may_do_them(office: Office, draft: Edition):
    assert desk(draft, "next-edition") in as_(office.director).get(desk(draft)).text
    page = as_(office.manager).get(desk(draft))
    assert page.status_code == 200
    assert not any(desk(draft, act) in page.text for act in ("next-edition", "ask-review"))


def test_rulebook_shows_its_editions(office: Office, draft: Edition):
    page = as_(office.director).get(f"/admin/rules/rulebook/{draft.rulebook_id}/change/")
    assert reverse("admin:rules_edition_change", args=[draft.pk]) in page.text


def test_wording_of_a_draft_changes_by_the_service(office: Office, draft: Edition):
    client, row = as_(office.director), draft.texts.get(heading=MINOR)
    fields = submitted(client, draft)
    prefix = next(name.removesuffix("-heading") for name, value in fields.items() if name.endswith("-heading") and value == MINOR)
    client.post(desk(draft), fields | {f"{prefix}-heading": "轻微", f"{prefix}-text": f"迟到{{{MINOR}}}分钟以内，扣{{{FINE}}}元。"})
    row.refresh_from_db()
    assert (row.heading, row.text) == ("轻微", f"迟到{{{MINOR}}}分钟以内，扣{{{FINE}}}元。")
    assert draft.values.get(key=FINE).raw is None  # a new blank to decide


@pytest.mark.parametrize(("key", "typed", "stored"), [(MINOR, "12", "12"), (WEEKDAYS, "[1, 2, 3]", [1, 2, 3]), (MINOR, "", None)])
def test_value_of_a_draft_is_decided_by_the_service(office: Office, draft: Edition, key: str, typed: str, stored: object):
    client = as_(office.director)
    value = draft.values.get(key=key)
    fields = submitted(client, draft)
    prefix = next(name.removesuffix("-id") for name, pk in fields.items() if name.startswith("values-") and pk == str(value.pk))
    client.post(desk(draft), fields | {f"{prefix}-raw": typed})
    value.refresh_from_db()
    assert (value.raw, value.decided_by) == (stored, office.director)


@pytest.mark.parametrize(("typed", "sentence"), [("-1", "-1低于允许的最小值"), ("[1,", "JSON"), ("x", "“x”不是数字")])
def test_value_that_does_not_fit_is_refused_on_the_form(office: Office, draft: Edition, typed: str, sentence: str):
    client = as_(office.director)
    value = draft.values.get(key=MINOR)
    fields = submitted(client, draft)
    prefix = next(name.removesuffix("-id") for name, pk in fields.items() if name.startswith("values-") and pk == str(value.pk))
    response = client.post(desk(draft), fields | {f"{prefix}-raw": typed})
    assert response.status_code == 200
    assert sentence in response.text
    value.refresh_from_db()
    assert value.raw == 10


def test_settings_of_a_draft_change_by_the_service(office: Office, draft: Edition):
    client = as_(office.director)
    client.post(desk(draft), submitted(client, draft, reason="试行", effective_rule="fixed", effective_on="2026-12-01"))
    edition = fresh(draft)
    assert (edition.reason, edition.effective_rule, str(edition.effective_on)) == ("试行", "fixed", "2026-12-01")


def test_refusal_of_the_service_stands_on_the_form(office: Office, draft: Edition):
    client = as_(office.director)
    response = client.post(desk(draft), submitted(client, draft, effective_rule="fixed", effective_on=""))
    assert "请填写生效日期" in response.text
    assert fresh(draft).effective_rule == "on_notice"


def test_published_edition_is_only_shown(office: Office):
    edition = making.published(office, {MINOR: 10}, on=FIRST)
    client = as_(office.director)
    page = client.get(desk(edition))
    assert page.status_code == 200
    assert 'name="reason"' not in page.text
    assert not re.search(r"texts-\d+-heading", page.text)
    assert client.post(desk(edition), {"reason": "改"}).status_code == 403


def test_nothing_is_deleted_at_the_desk(office: Office, draft: Edition):
    client = as_(office.director)
    assert client.post(desk(draft, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/rules/rulebook/{draft.rulebook_id}/delete/", {"post": "yes"}).status_code == 403


def test_buttons_ask_before_they_act(office: Office, draft: Edition):
    edition = making.approve(draft, office)
    assert as_(office.director).get(desk(edition, "publish")).status_code == 200
    assert fresh(edition).state == "approved"


def test_only_buttons_of_open_acts_are_shown(office: Office, draft: Edition):
    page = as_(office.director).get(desk(draft)).text
    assert desk(draft, "ask-review") in page
    assert desk(draft, "publish") not in page
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    page = as_(office.director).get(desk(draft)).text
    assert desk(draft, "reopen") in page
    assert desk(draft, "ask-review") not in page
    assert desk(draft, "review") not in page


def test_edition_goes_its_whole_way_at_the_desk(office: Office, draft: Edition):
    factories.grant(office.counsel, "hr")
    making.consulted(draft, office)
    client, counsel = as_(office.director), as_(office.counsel)
    client.post(desk(draft, "ask-review"), {"reviewer": office.counsel.number})
    counsel.post(desk(draft, "review"), {"reviewed_on": "2026-11-02", "law_cited": "劳动法", "opinion": "合法", "verdict": "pass"})
    client.post(desk(draft, "submit"))
    edition = fresh(draft)
    assert edition.state == "approval"
    as_(office.manager).post(f"/requests/{edition.approval_id}/approve/", {"step": edition.approval.steps.get().pk})
    client.post(desk(draft, "publish"))
    assert fresh(draft).state == "published"
    assert NoticeRecipient.objects.filter(notice__kind="rule_change", recipient=office.staff).exists()


def test_only_who_was_asked_reviews_at_the_desk(office: Office, draft: Edition):
    services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    typed = {"reviewed_on": "2026-11-02", "law_cited": "劳动法", "opinion": "合法", "verdict": "pass"}
    response = as_(office.director).post(desk(draft, "review"), typed)
    assert response.status_code == 422
    assert "由法务" in response.text
    assert fresh(draft).state == "review"


def test_next_edition_starts_from_the_one_chosen(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST)
    making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=TODAY)
    with on(TODAY):
        as_(office.director).post(desk(first, "next-edition"))
    third = first.rulebook.editions.get(number=3)
    assert third.values.get(key=MINOR).raw == 10


def test_second_draft_is_refused_with_the_sentence(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST)
    making.next_edition(first.rulebook, office, {})
    assert "第2版正在制定中" in as_(office.director).post(desk(first, "next-edition")).text


def test_taken_back_at_the_desk(office: Office, draft: Edition):
    edition = making.pass_review(draft, office)
    as_(office.director).post(desk(edition, "reopen"))
    assert fresh(draft).state == "draft"


def test_evidence_is_taken_out_at_the_desk(office: Office):
    edition = making.published(office, {MINOR: 10}, on=FIRST)
    response = as_(office.director).get(desk(edition, "export"))
    assert response.url == f"/rules/editions/{edition.pk}/export/"


def test_director_of_another_unit_changes_nothing(office: Office, draft: Edition):
    other = factories.department("市场部", office.company)
    stranger = factories.holder(factories.post(other, "总监", 5), "外人")
    factories.grant(stranger, "director", other)
    client = as_(stranger)
    assert "YY-1" not in client.get("/admin/rules/edition/").text
    for act in ("ask-review", "submit", "publish", "reopen", "next-edition"):
        assert client.post(desk(draft, act), {"reviewer": office.counsel.number}).status_code == 404
    assert fresh(draft).state == "draft"


def test_hr_reads_but_does_not_act(office: Office, draft: Edition):
    hr = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(hr, "hr")
    client = as_(hr)
    assert client.get(desk(draft)).status_code == 200
    for act in ("ask-review", "submit", "publish", "reopen", "next-edition"):
        assert client.post(desk(draft, act), {"reviewer": office.counsel.number}).status_code == 403


# -- rulebooks ---------------------------------------------------------------------------------


def facts(office: Office, **changed: object) -> dict[str, object]:
    return {"number": "YY-8", "title": "请假制度", "purpose": "", "owner": office.ours.pk, "level": "department", "fallback": "", **changed}


def test_rulebook_starts_at_the_desk_with_its_first_draft(office: Office):
    as_(office.director).post("/admin/rules/rulebook/add/", facts(office, departments=[office.ours.pk]))
    rulebook = Rulebook.objects.get(number="YY-8")
    assert [unit.name for unit in rulebook.departments.all()] == ["运营部"]
    assert rulebook.editions.get().prepared_by == office.director


def test_rulebook_of_another_unit_is_refused_with_the_sentence(office: Office):
    response = as_(office.director).post("/admin/rules/rulebook/add/", facts(office, owner=office.company.pk))
    assert not Rulebook.objects.exists()
    assert response.status_code == 200


def test_number_of_a_published_rulebook_stays(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    inline = {"editions-TOTAL_FORMS": "0", "editions-INITIAL_FORMS": "0"}
    typed = facts(office, number="YY-9", title=edition.rulebook.title) | inline
    response = as_(office.director).post(f"/admin/rules/rulebook/{edition.rulebook_id}/change/", typed)
    assert "已公布制度的编号和名称" in response.text
    assert Rulebook.objects.get().number == "YY-1"


def test_scope_of_a_rulebook_changes_by_the_service(office: Office, draft: Edition):
    inline = {"editions-TOTAL_FORMS": "0", "editions-INITIAL_FORMS": "0"}
    typed = facts(office, number="YY-1", title="考勤管理制度", departments=[office.team.pk], level="public") | inline
    as_(office.director).post(f"/admin/rules/rulebook/{draft.rulebook_id}/change/", typed)
    rulebook = Rulebook.objects.get()
    assert ([unit.name for unit in rulebook.departments.all()], rulebook.level) == (["客服组"], "public")


def test_reviews_are_read_never_written(office: Office, draft: Edition):
    making.pass_review(draft, office)
    review = draft.reviews.get()
    client = as_(office.director)
    assert str(draft) in client.get("/admin/rules/legalityreview/").text
    assert client.post(f"/admin/rules/legalityreview/{review.pk}/change/", {"opinion": "改"}).status_code == 403
    assert client.get("/admin/rules/legalityreview/add/").status_code == 403


def test_list_of_editions_costs_the_same_with_many(office: Office, draft: Edition, assert_queries_constant):
    client = as_(office.director)

    def grow():
        for number in range(3):
            making.published(office, {}, number=f"G-{number}", on=FIRST)

    assert_queries_constant(lambda: client.get("/admin/rules/edition/"), grow, at_most=14)
    assert_queries_constant(lambda: client.get("/admin/rules/rulebook/"), lambda: making.rulebook(office, number="H"), at_most=14)
