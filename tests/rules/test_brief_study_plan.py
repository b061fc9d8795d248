"""What a rule must fit (POL-23), and how it is put into practice (POL-19)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from common.errors import RuleBroken
from rules import services
from rules.choices import State
from rules.models import Brief, Edition, Implementation, ImplementationConfirmation
from rules.selectors.planning import planned
from rules.services.planning import Line
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, on, said

MINOR = "att.late.minor_max_minutes"
STARTS, ENDS = date(2026, 12, 1), date(2026, 12, 31)
FIT = {"company_size": "13人", "company_nature": "有限责任公司", "business_range": "运营服务", "posts_and_duties": "总监、专员"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, {MINOR: 10})


# -- what it must fit ---------------------------------------------------------------------------


@pytest.mark.row("POL-23")
@pytest.mark.parametrize("lacking", sorted(FIT))
def test_draft_is_not_handed_on_while_a_field_is_empty(office: Office, draft: Edition, lacking: str):
    services.describe_fit(edition=draft, **{**FIT, lacking: " "})
    with pytest.raises(RuleBroken, match=r"适用情况|must fit"):
        services.ask_review(edition=draft, reviewer=office.counsel, at=NOW)
    with pytest.raises(DatabaseError, match="what it must fit"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(state=State.REVIEW)
    assert Edition.objects.get(pk=draft.pk).state == "draft"


def test_draft_page_leads_to_the_form_while_it_is_incomplete(office: Office, draft: Edition):
    Brief.objects.filter(edition=draft).update(business_range="")
    with on(NOW.date()):
        client = as_(office.director)
        html = client.get(f"/rules/editions/{draft.pk}/").text
        assert f'href="/rules/editions/{draft.pk}/brief/"' in html
        assert 'name="reviewer"' not in html
        client.post(f"/rules/editions/{draft.pk}/brief/", FIT)
        assert 'name="reviewer"' in client.get(f"/rules/editions/{draft.pk}/").text


def test_review_asked_for_on_the_page_before_the_form_is_a_sentence(office: Office, draft: Edition):
    Brief.objects.filter(edition=draft).update(business_range="")
    with on(NOW.date()):
        response = as_(office.director).post(f"/rules/editions/{draft.pk}/ask-review/", {"reviewer": office.counsel.number})
    assert response.status_code == 422
    assert "适用情况" in response.text


# -- the plan ---------------------------------------------------------------------------------------


def plan(draft: Edition, office: Office, **more) -> Implementation:
    given = {"goals": "人人知道迟到怎样处理", "owner": office.director, "starts_on": STARTS, "completes_on": ENDS, **more}
    return services.plan_implementation(edition=draft, by=office.director, at=NOW, **given)


@pytest.mark.row("POL-19")
def test_plan_without_somebody_responsible_or_dates_is_refused_and_confirmations_are_counted(office: Office, draft: Edition):
    for lacking in ("owner", "starts_on", "completes_on"):
        with pytest.raises(RuleBroken, match=r"目标、负责人|names its goals"):
            plan(draft, office, **{lacking: None})
    made = plan(draft, office)
    services.confirm_goals(plan=made, by=office.staff, at=NOW)
    found = planned(draft, NOW.date(), office.staff)
    assert (found.confirmed, found.concerned, found.may_confirm) == (1, 4, False)


@pytest.mark.parametrize("lacking", ["owner", "starts_on", "completes_on", "goals"])
def test_form_of_a_plan_wants_somebody_responsible_and_dates(office: Office, draft: Edition, lacking: str):
    sent = {"goals": "目标", "owner": office.director.number, "starts_on": "2026-12-01", "completes_on": "2026-12-31", "resources": ""}
    sent |= {"line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0", lacking: ""}
    with on(NOW.date()):
        assert as_(office.director).post(f"/rules/editions/{draft.pk}/plan/edit/", sent).status_code == 422
    assert not Implementation.objects.exists()


def test_plan_is_not_complete_before_it_begins(office: Office, draft: Edition):
    with pytest.raises(RuleBroken):
        plan(draft, office, completes_on=STARTS - timedelta(days=1))
    with pytest.raises(IntegrityError, match="rules_implementation_days"), transaction.atomic():
        Implementation.objects.create(edition=draft, goals="x", owner=office.director, starts_on=ENDS, completes_on=STARTS)


def test_step_lies_within_the_days_of_the_plan(office: Office, draft: Edition):
    with pytest.raises(RuleBroken, match="培训"):
        plan(draft, office, lines=[Line(what="培训", responsible=office.staff, due_on=ENDS + timedelta(days=1))])


def test_steps_are_written_on_the_page(office: Office, draft: Edition):
    sent = {
        "goals": "目标",
        "owner": office.director.number,
        "starts_on": "2026-12-01",
        "completes_on": "2026-12-31",
        "resources": "两小时",
    }
    sent |= {"line-TOTAL_FORMS": "3", "line-INITIAL_FORMS": "0", "line-0-what": "培训", "line-0-due_on": "2026-12-10"}
    sent |= {"line-0-responsible": office.staff.number}
    with on(NOW.date()):
        client = as_(office.director)
        client.post(f"/rules/editions/{draft.pk}/plan/edit/", sent)
        text = said(client, f"/rules/editions/{draft.pk}/plan/")
    assert "培训" in text
    assert "两小时" in text


def test_step_that_says_too_little_asks_for_the_rest(office: Office, draft: Edition):
    sent = {"goals": "目标", "owner": office.director.number, "starts_on": "2026-12-01", "completes_on": "2026-12-31"}
    sent |= {"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-what": "培训"}
    with on(NOW.date()):
        assert as_(office.director).post(f"/rules/editions/{draft.pk}/plan/edit/", sent).status_code == 422


def test_goals_stay_once_somebody_has_confirmed_them(office: Office, draft: Edition):
    services.confirm_goals(plan=plan(draft, office), by=office.staff, at=NOW)
    plan(draft, office, completes_on=ENDS + timedelta(days=5))
    with pytest.raises(RuleBroken):
        plan(draft, office, goals="别的目标")


def test_only_whom_it_concerns_confirms(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, departments=[office.ours])
    stranger = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    with pytest.raises(RuleBroken):
        services.confirm_goals(plan=plan(draft, office), by=stranger, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_confirming_twice_at_once_counts_once(office: Office, draft: Edition, race):
    made = plan(draft, office)
    race(*[lambda: services.confirm_goals(plan=made, by=office.staff, at=NOW)] * 2)
    assert ImplementationConfirmation.objects.count() == 1


def test_staff_confirm_on_the_page(office: Office):
    edition = making.published(office, {MINOR: 10}, departments=[office.ours])
    plan(edition, office)
    with on(date(2026, 11, 20)):
        client = as_(office.staff)
        client.post(f"/rules/editions/{edition.pk}/plan/confirm/")
        said(client, f"/rules/editions/{edition.pk}/plan/")
    assert ImplementationConfirmation.objects.get().employee == office.staff
