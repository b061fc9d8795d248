"""What no door lets through: unreviewed editions, changed evidence, values where none was decided."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from attendance.policy import Lateness
from common.digests import digest
from common.errors import RuleBroken
from common.models import AuditEntry
from rules import services
from rules.models import Clause, ClauseBinding, ClauseText, Edition, Force, LegalityReview, StoredSheet, Value
from rules.services.starting import Facts
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, said

MINOR, FINE, BASIS = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "pay.day_wage_basis"

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: object) -> str:
    """The database's own words for refusing a statement."""

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL opsdept.may_empty = ''")
            cursor.execute(sql, values)

    with pytest.raises(DatabaseError) as error:
        run()
    return str(error.value)


def state_of(edition: Edition) -> str:
    return Edition.objects.values_list("state", flat=True).get(pk=edition.pk)


# -- POL-04: nothing is published without a passed legality review ----------------------------


@pytest.fixture
def unreviewed(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10}, number="YY-1")


@pytest.mark.row("POL-04")
def test_no_door_publishes_without_a_passed_legality_review(office: Office, unreviewed: Edition):
    with pytest.raises(RuleBroken, match=r"合法性审查|审查须写明|legality review|names the law"):
        services.publish(edition=unreviewed, by=office.director, at=NOW)
    client = as_(office.director)
    with on(NOW.date()):
        page = client.post(f"/rules/editions/{unreviewed.pk}/publish/", follow=True)
        desk = client.post(f"/admin/rules/edition/{unreviewed.pk}/publish/", follow=True)
    for answer in (page, desk):
        assert "通过合法性审查，不能公布" in answer.text
    assert "cannot go on" in refused("UPDATE rules_edition SET state = 'published' WHERE id = %s", unreviewed.pk)
    assert state_of(unreviewed) == "draft"


@pytest.mark.row("POL-04")
def test_review_that_asks_for_corrections_does_not_let_it_pass(office: Office, unreviewed: Edition):
    services.ask_review(edition=unreviewed, reviewer=office.counsel, at=NOW)
    services.review(
        edition=unreviewed, by=office.counsel, at=NOW, reviewed_on=NOW.date(), law_cited="劳动法", opinion="须修改", verdict="fix"
    )
    with pytest.raises(RuleBroken, match=r"合法性审查|审查须写明|legality review|names the law"):
        services.publish(edition=unreviewed, by=office.director, at=NOW)
    for state in ("reviewed", "approval", "approved", "published"):
        assert "without a passed legality review" in refused("UPDATE rules_edition SET state = %s WHERE id = %s", state, unreviewed.pk)


def test_pass_of_an_earlier_round_counts_no_more(office: Office, unreviewed: Edition):
    making.pass_review(unreviewed, office)
    services.reopen(edition=unreviewed)
    with pytest.raises(RuleBroken, match=r"合法性审查|审查须写明|legality review|names the law"):
        services.publish(edition=unreviewed, by=office.director, at=NOW)
    assert "without a passed legality review" in refused("UPDATE rules_edition SET state = 'reviewed' WHERE id = %s", unreviewed.pk)


def test_reviewed_edition_is_not_published_before_its_approval(office: Office, unreviewed: Edition):
    edition = making.pass_review(unreviewed, office)
    with pytest.raises(RuleBroken, match="现在不能“公布”"):
        services.publish(edition=edition, by=office.director, at=NOW)
    assert "after its approval" in refused("UPDATE rules_edition SET state = 'published' WHERE id = %s", edition.pk)


def test_what_is_published_is_what_was_reviewed(office: Office, unreviewed: Edition):
    edition = making.approve(unreviewed, office)
    words = refused(
        "UPDATE rules_edition SET state = 'published', digest = %s, effective_on = %s, published_at = now(), published_by_id = %s"
        " WHERE id = %s",
        "0" * 64, FIRST, office.director.pk, edition.pk,
    )  # fmt: skip
    assert "must be what was reviewed" in words


def test_edition_starts_as_a_draft(office: Office, unreviewed: Edition):
    words = refused(
        "INSERT INTO rules_edition (rulebook_id, number, code, state, round, numbering, reason, effective_rule, prepared_by_id,"
        " created_at, digest) VALUES (%s, 7, 'AAAAAAA', 'approved', 1, 'outline', '', 'on_notice', %s, now(), '')",
        unreviewed.rulebook_id, office.director.pk,
    )  # fmt: skip
    assert "starts as a draft" in words


def test_author_is_no_reviewer_even_past_the_service(office: Office, unreviewed: Edition):
    services.ask_review(edition=unreviewed, reviewer=office.counsel, at=NOW)
    words = refused(
        "INSERT INTO rules_legalityreview (edition_id, round, digest, reviewer_id, prepared_by_id, reviewed_on, law_cited, opinion,"
        " verdict, at) VALUES (%s, 1, '', %s, %s, %s, '法', '可', 'pass', now())",
        unreviewed.pk, office.director.pk, office.director.pk, FIRST,
    )  # fmt: skip
    assert "rules_review_not_by_author" in words


@pytest.mark.parametrize("model", [ClauseText, Value, ClauseBinding])
def test_content_rests_while_it_is_reviewed(office: Office, unreviewed: Edition, model):
    clause = unreviewed.texts.last().clause
    services.bind_clause(edition=unreviewed, clause=clause, codes=["rules.immutable"])
    services.ask_review(edition=unreviewed, reviewer=office.counsel, at=NOW)
    table = model._meta.db_table
    assert "only in a draft" in refused(f"DELETE FROM {table} WHERE edition_id = %s", unreviewed.pk)  # noqa: S608  our own names
    with pytest.raises(RuleBroken, match="请先退回"):
        services.change_clause(edition=unreviewed, clause=clause, heading="新", text="新")


# -- POL-10: what is published is evidence ------------------------------------------------------


@pytest.fixture
def published(office: Office) -> Edition:
    draft = making.rulebook(office, {MINOR: 10}, number="YY-1")
    services.bind_clause(edition=draft, clause=draft.texts.last().clause, codes=["rules.immutable"])
    edition = making.publish(draft, office, on=FIRST)
    StoredSheet.objects.create(
        edition=edition, size="A2", orientation="portrait", pdf=b"%PDF", sha256="0" * 64, points=20, pages=1, made_at=NOW
    )
    return edition


def content_of(edition: Edition) -> str:
    rows = [
        *ClauseText.objects.filter(edition=edition).values(),
        *Value.objects.filter(edition=edition).values(),
        *Edition.objects.filter(pk=edition.pk).values(
            "rulebook__number", "rulebook__title", *[field.name for field in Edition._meta.concrete_fields]
        ),
        *StoredSheet.objects.filter(edition=edition).values(),
        *LegalityReview.objects.filter(edition=edition).values(),
        *Force.objects.filter(edition=edition).values(),
    ]
    return digest([{name: str(value) for name, value in row.items()} for row in rows])


EDITS = {
    "text": ("rules_clausetext", "text = 'x'"),
    "heading": ("rules_clausetext", "heading = 'x'"),
    "value": ("rules_value", "raw = '99'"),
    "binding": ("rules_clausebinding", "code = 'x'"),
    "sheet": ("rules_storedsheet", "pdf = 'x'"),
    "review": ("rules_legalityreview", "opinion = 'x'"),
    "digest": ("rules_edition", "digest = repeat('1', 64)"),
    "day": ("rules_edition", "effective_on = effective_on + 1"),
    "approver": ("rules_edition", "approved_by_id = published_by_id"),
    "state": ("rules_edition", "state = 'draft'"),
    "title": ("rules_rulebook", "title = 'x'"),
    "number": ("rules_rulebook", "number = 'x'"),
    "force": ("rules_force", "during = daterange(lower(during) - 30, NULL)"),
}


@pytest.mark.row("POL-10")
@pytest.mark.parametrize("what", EDITS)
def test_sql_changes_and_deletes_nothing_of_a_published_edition(published: Edition, what: str):
    table, change = EDITS[what]
    row = {"rules_edition": f"id = {published.pk}", "rules_rulebook": f"id = {published.rulebook_id}"}.get(
        table, f"edition_id = {published.pk}"
    )
    before = content_of(published)
    refused(f"UPDATE {table} SET {change} WHERE {row}")  # noqa: S608  our own names
    refused(f"DELETE FROM {table} WHERE {row}; SET CONSTRAINTS ALL IMMEDIATE")  # noqa: S608
    refused(f"TRUNCATE {table} CASCADE")
    assert content_of(published) == before


@pytest.mark.row("POL-10")
def test_model_changes_nothing_of_a_published_edition(published: Edition):
    text, value, sheet = published.texts.last(), published.values.get(key=MINOR), published.sheets.get()
    text.text, value.raw, sheet.pdf, published.digest = "改", 99, b"x", "1" * 64
    for row in (text, value, sheet, published):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()
    for rows, change in (
        (ClauseText.objects.filter(edition=published), {"text": "改"}),
        (Value.objects.filter(edition=published), {"raw": 99}),
        (StoredSheet.objects.filter(edition=published), {"pages": 9}),
        (Edition.objects.filter(pk=published.pk), {"reason": "改"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ClauseText.objects.create(
            edition=published, clause=Clause.objects.create(rulebook=published.rulebook, created_in=published), order=99, depth=1, text="多"
        )


@pytest.mark.row("POL-10")
def test_services_and_desk_change_nothing_of_a_published_edition(office: Office, published: Edition):
    clause = published.texts.last().clause
    for act in (
        lambda: services.change_clause(edition=published, clause=clause, heading="改", text="改"),
        lambda: services.decide_value(edition=published, key=MINOR, raw=99, by=office.director, at=NOW),
        lambda: services.remove_clause(edition=published, clause=clause),
        lambda: services.reopen(edition=published),
        lambda: services.discard_draft(edition=published),
    ):
        with pytest.raises(RuleBroken):
            act()
    assert as_(office.director).post(f"/admin/rules/edition/{published.pk}/change/", {"reason": "改"}).status_code == 403
    assert as_(office.director).post(f"/admin/rules/edition/{published.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.row("POL-10")
def test_export_holds_digest_reviews_and_signatures(office: Office, published: Edition):
    with on(TODAY):
        response = as_(office.director).get(f"/rules/editions/{published.pk}/export/")
    facts = json.loads(response.text)
    assert digest(facts["content"]) == facts["digest"] == published.digest
    assert facts["digest_holds"] is True
    assert [(row["reviewer"]["name"], row["verdict"], row["digest"]) for row in facts["legality_reviews"]] == [
        ("法务", "pass", published.digest)
    ]
    decision = facts["approval"]["decisions"][0]
    row = published.approval.decisions.get()
    assert (decision["decided_by"]["name"], decision["signature"], decision["signature_holds"]) == ("总经理", row.signature, True)
    assert digest(facts["approval"]["submissions"][0]["snapshot"]) == facts["approval"]["submissions"][0]["digest"]
    assert (facts["published_by"]["name"], facts["published_at"]) == ("总监", published.published_at.isoformat())
    assert facts["in_force"] == [{"department": "", "from": "2026-11-03", "until": "", "replaced_by": ""}]
    assert response.headers["Content-Disposition"] == 'attachment; filename="YY-1-1.json"'
    assert AuditEntry.objects.get(verb="export").row_id == str(published.pk)


def test_published_rulebook_keeps_number_and_title(office: Office, published: Edition):
    for change in ({"number": "YY-9"}, {"title": "别的制度"}):
        facts = Facts(**{"number": "YY-1", "title": "考勤管理制度", "owner": office.ours, **change})
        with pytest.raises(RuleBroken, match="编号和名称"):
            services.change_rulebook(rulebook=published.rulebook, facts=facts)
    services.change_rulebook(rulebook=published.rulebook, facts=Facts(number="YY-1", title="考勤管理制度", owner=office.company))


def test_export_is_for_those_who_look_after_the_rules(office: Office, published: Edition):
    assert as_(office.staff).get(f"/rules/editions/{published.pk}/export/").status_code == 403


def test_review_cannot_be_changed_nor_added_again(office: Office, published: Edition):
    review = published.reviews.get()
    review.pk, review.opinion = None, "另一份"
    with pytest.raises(ValidationError, match="已经审查过"):
        review.full_clean()
    with pytest.raises(DatabaseError, match="rules_review_once_a_round"), transaction.atomic():
        review.save(force_insert=True)


# -- POL-20: what nobody decided does nothing, visibly ----------------------------------------------


@pytest.mark.row("POL-20")
def test_undecided_fine_is_none_and_stands_on_the_page_of_blanks(office: Office):
    making.published(office, {MINOR: 10, FINE: None}, number="YY-1", on=FIRST)
    with on(TODAY):
        assert Lateness.on(TODAY, office.team).minor_fine is None
        html = as_(office.staff).get("/rules/undecided/").text
        text = said(as_(office.staff), "/rules/undecided/")
    assert "轻微迟到或早退每次扣多少钱" in text
    assert "考勤管理制度 第1版 一（二）" in text
    assert f'href="/rules/YY-1/?edition=1#{FINE}"' in html
    assert "因此暂不执行：" in text
    assert "由运营部在新版中决定" in text


@pytest.mark.row("POL-20")
def test_blank_leaves_the_page_when_the_next_edition_decides_it(office: Office):
    first = making.published(office, {MINOR: 10, FINE: None}, on=FIRST)
    making.publish(making.next_edition(first.rulebook, office, {FINE: "20.00"}), office, on=LATER)
    with on(TODAY):
        assert "轻微迟到或早退每次扣多少钱" in said(as_(office.staff), "/rules/undecided/")
    with on(LATER):
        assert "没有未定的参数" in said(as_(office.staff), "/rules/undecided/")
        assert Lateness.on(LATER, office.team).minor_fine == 20


def test_blank_of_an_edition_to_come_is_listed_with_its_day(office: Office):
    making.published(office, {FINE: None}, on=LATER)
    with on(date(2026, 11, 10)):
        assert "12月1日起生效" in said(as_(office.staff), "/rules/undecided/")


def test_writer_decides_a_blank_in_the_next_edition(office: Office):
    making.published(office, {FINE: None}, number="YY-1", on=FIRST)
    with on(TODAY):
        assert 'href="/rules/YY-1/draft/"' in as_(office.director).get("/rules/undecided/").text
        assert 'href="/rules/YY-1/draft/"' not in as_(office.staff).get("/rules/undecided/").text


def test_blanks_of_rulebooks_that_one_may_not_read_are_not_listed(office: Office):
    making.published(office, {BASIS: None}, departments=[office.ours], on=FIRST)
    with on(TODAY):
        assert "没有未定的参数" in said(as_(office.counsel), "/rules/undecided/")


def test_blanks_cost_the_same_however_many(office: Office, assert_queries_constant):
    making.published(office, {FINE: None}, on=FIRST)
    client = as_(office.staff)

    def grow():
        making.published(office, dict.fromkeys((BASIS, "pol.ack_days", "pol.pilot_days")), on=FIRST)

    with on(TODAY):
        assert_queries_constant(lambda: client.get("/rules/undecided/"), grow, at_most=10)
