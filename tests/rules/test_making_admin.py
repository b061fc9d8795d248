"""How editions came about, at the managers' desk."""

import pytest
from django.apps import apps

from rules import services
from rules.models import Study
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST, as_, on

pytestmark = pytest.mark.django_db
MINOR = "att.late.minor_max_minutes"
MODELS = ("study", "implementation", "consultation", "consultationmeeting", "pilotresult", "repeal")
TOLD = {"current_state": "现状", "benchmark": "外部", "proposal": "方案"}


@pytest.fixture
def edition(office: Office):
    edition = making.published(office, {MINOR: 10}, on=FIRST, departments=[office.ours])
    services.record_study(rulebook=edition.rulebook, by=office.director, at=NOW, **TOLD)
    services.plan_implementation(
        edition=edition, goals="目标", owner=office.director, starts_on=FIRST, completes_on=FIRST, by=office.director, at=NOW
    )
    services.ask_repeal(rulebook=edition.rulebook, reason="停止", effective_on=FIRST.replace(day=20), by=office.director, at=NOW)
    return edition


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_rows_open_for_the_director(office: Office, edition, model: str):
    with on(FIRST):
        client = as_(office.director)
        assert client.get(f"/admin/rules/{model}/").status_code == 200
        for row in apps.get_model("rules", model).objects.all():
            assert client.get(f"/admin/rules/{model}/{row.pk}/change/").status_code == 200


def test_director_of_another_unit_finds_none_of_it(office: Office, edition):
    other = factories.department("市场部", office.company)
    stranger = factories.holder(factories.post(other, "总监", 5), "外人")
    factories.grant(stranger, "director", other)
    with on(FIRST):
        assert "目标" not in as_(stranger).get("/admin/rules/implementation/").text
        assert edition.rulebook.number not in as_(stranger).get("/admin/rules/study/").text


def test_study_is_kept_at_the_desk(office: Office, edition):
    with on(FIRST):
        client = as_(office.director)
        assert client.get("/admin/rules/study/add/").status_code == 200
        client.post("/admin/rules/study/add/", {"rulebook": edition.rulebook_id, **TOLD, "proposal": "另一方案"})
    assert Study.objects.first().by == office.director
    assert Study.objects.count() == 2
