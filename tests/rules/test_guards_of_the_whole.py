"""What the database refuses about consultations, imports, pilots and the smaller parts of an edition."""

from datetime import date

import pytest

from people.models import Employee
from rules import services
from rules.models import (
    Acknowledgement,
    Brief,
    Consultation,
    Edition,
    Force,
    ImportedDocument,
    ImportedNode,
    ImportedSource,
    NodeFlag,
    PrincipleLink,
    QuizQuestion,
    Remark,
    Study,
)
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.test_guards import refused, state_of

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10})


def imported_flag(edition: Edition, by: Employee | None = None) -> NodeFlag:
    """A remark about a node of the document that the edition was made of."""
    source = ImportedSource.objects.create(name="a.txt", sha256="0" * 64, container="txt", text="一、总则", imported_at=NOW)
    document = ImportedDocument.objects.create(source=source, title="制度", first_line=1, edition=edition)
    node = ImportedNode.objects.create(document=document, order=1, depth=1, path=["一"], label="一、", heading="总则", start=0, end=4)
    return NodeFlag.objects.create(node=node, flag="truncated", confirmed_by=by, confirmed_at=NOW if by else None)


def test_edition_with_an_incomplete_brief_is_not_reviewed_by_any_door(draft: Edition):
    Brief.objects.filter(edition=draft).update(business_range=" ")
    assert "what it must fit" in refused("UPDATE rules_edition SET state = 'review' WHERE id = %s", draft.pk)
    assert state_of(draft) == "draft"


def test_consultation_is_no_round_of_review(draft: Edition):
    Edition.objects.filter(pk=draft.pk).update(state="consultation")
    Edition.objects.filter(pk=draft.pk).update(state="draft")
    draft.refresh_from_db()
    assert draft.round == 0


def test_text_rests_while_staff_are_asked(draft: Edition):
    Edition.objects.filter(pk=draft.pk).update(state="consultation")
    assert "only in a draft" in refused("UPDATE rules_clausetext SET text = 'x' WHERE edition_id = %s", draft.pk)


def test_review_needs_its_round_even_after_a_consultation(office: Office, draft: Edition):
    Edition.objects.filter(pk=draft.pk).update(state="consultation")
    assert "without a passed legality review" in refused("UPDATE rules_edition SET state = 'reviewed' WHERE id = %s", draft.pk)


def test_unconfirmed_remark_of_the_import_refuses_publication(office: Office, draft: Edition):
    edition = making.approve(draft, office)
    flag = imported_flag(edition)
    sql = "UPDATE rules_edition SET state = 'published', published_at = now() WHERE id = %s"
    assert "every remark of the import" in refused(sql, edition.pk)
    flag.confirmed_by, flag.confirmed_at = office.director, NOW
    flag.save()
    assert services.publish(edition=edition, by=office.director, at=NOW).is_published


@pytest.mark.parametrize("part", ["rules_principlelink", "rules_quizquestion", "rules_brief"])
def test_small_parts_rest_once_the_edition_is_on_its_way(office: Office, draft: Edition, part: str):
    first, second = draft.texts.order_by("order")[:2]
    PrincipleLink.objects.create(edition=draft, clause=second.clause, principle=first.clause)
    QuizQuestion.objects.create(edition=draft, order=1, question="几分钟？", options=["10", "15"], right=0)
    making.pass_review(draft, office)
    assert "only in a draft" in refused(f"DELETE FROM {part} WHERE edition_id = %s", draft.pk)  # noqa: S608  a name of the list above


def test_principle_of_another_edition_is_refused(office: Office, draft: Edition):
    other = making.rulebook(office, {"att.late.minor_fine_cny": "20.00"})
    link = "INSERT INTO rules_principlelink (edition_id, clause_id, principle_id) VALUES (%s, %s, %s); SET CONSTRAINTS ALL IMMEDIATE"
    first, foreign = draft.texts.order_by("order")[0], other.texts.order_by("order")[0]
    assert "rules_principle_in_its_edition" in refused(link, draft.pk, first.clause_id, foreign.clause_id)


def test_end_of_a_force_comes_sooner_but_never_later(office: Office):
    force = Force.objects.get(edition=making.published(office, {MINOR: 10}, date(2026, 11, 3)))
    sql = "UPDATE rules_force SET during = daterange('2026-11-03', %s) WHERE id = %s"
    Force.objects.filter(pk=force.pk).update(during=(date(2026, 11, 3), date(2026, 12, 3)))
    assert "do not change" in refused(sql, "2026-12-04", force.pk)
    Force.objects.filter(pk=force.pk).update(during=(date(2026, 11, 3), date(2026, 11, 20)))
    force.refresh_from_db()
    assert force.during.upper == date(2026, 11, 20)


def test_pilot_without_a_study_is_refused(draft: Edition):
    assert "rules_edition_pilot_has_study" in refused(
        "UPDATE rules_edition SET is_pilot = true, pilot_until = '2026-12-31' WHERE id = %s", draft.pk
    )


def test_study_tells_all_three_things(office: Office, draft: Edition):
    study = Study.objects.create(
        rulebook=draft.rulebook, current_state="乱", benchmark="别家按周", proposal="改按周", by=office.director, at=NOW
    )
    assert "rules_study_complete" in refused("UPDATE rules_study SET benchmark = '' WHERE id = %s", study.pk)


def test_consultation_closes_with_its_outcome_only(office: Office, draft: Edition):
    consultation = Consultation.objects.create(
        edition=draft, statement="请提意见", digest="0" * 64, opened_by=office.director, opened_at=NOW, closes_on=date(2026, 11, 9)
    )
    sql = "UPDATE rules_consultation SET closed_at = now(), closed_by_id = opened_by_id WHERE id = %s"
    assert "rules_consultation_closed_with_outcome" in refused(sql, consultation.pk)


def test_remark_never_changes(office: Office, draft: Edition):
    remark = Remark.objects.create(
        rulebook=draft.rulebook,
        edition=draft,
        kind="comment",
        text="看不懂",
        key="8d7b2f4e-60a3-4b0e-9f6a-000000000001",
        by=office.staff,
        at=NOW,
    )
    assert "append-only" in refused("UPDATE rules_remark SET text = '好' WHERE id = %s", remark.pk)


def test_electronic_acknowledgement_without_name_or_consent_is_refused(office: Office):
    edition = making.published(office, {MINOR: 10})
    columns = {field.column for field in Acknowledgement._meta.concrete_fields} - {"id"}
    row = {
        "edition_id": edition.pk, "employee_id": office.staff.pk, "kind": "electronic", "at": NOW, "signed_on": NOW.date(),
        "statement": "我已阅读", "script": "hans", "edition_digest": edition.digest, "digest": "0" * 64, "signed_name": "李雯",
    }  # fmt: skip
    row |= {name: None if name.endswith("_id") or name in {"opened_at", "seconds"} else "" for name in columns - set(row)}
    sql = f"INSERT INTO rules_acknowledgement ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})"  # noqa: S608  columns of the model
    assert "rules_acknowledgement_has_evidence" in refused(sql, *row.values())
