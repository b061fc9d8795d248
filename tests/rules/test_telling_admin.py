"""Reading and acknowledging at the managers' desk: to read, and duties of units to keep."""

import pytest

from rules.models import Edition, Responsibility
from tests import factories
from tests.rules import making, reading
from tests.rules.making import Office
from tests.rules.pages import TODAY, as_, on

LISTS = ("acknowledgement", "readingtask", "noticeconsent", "quizattempt", "responsibility")


@pytest.fixture
def edition(office: Office) -> Edition:
    made = making.published(office, {}, departments=[office.ours])
    reading.acknowledge(made, office.staff)
    return made


@pytest.fixture
def hr(office: Office):
    who = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(who, "hr")
    return as_(who)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_lists_open_to_human_resources(office: Office, edition: Edition, hr, name: str):
    with on(TODAY):
        response = hr.get(f"/admin/rules/{name}/")
    assert response.status_code == 200


@pytest.mark.django_db
def test_nobody_enters_an_acknowledgement(office: Office, edition: Edition, hr):
    done = edition.acknowledgements.get()
    assert hr.get("/admin/rules/acknowledgement/add/").status_code == 403
    page = hr.get(f"/admin/rules/acknowledgement/{done.pk}/change/")
    assert done.digest in page.text
    assert hr.post(f"/admin/rules/acknowledgement/{done.pk}/change/", {"signed_name": "别人"}).status_code == 403


@pytest.mark.django_db
def test_head_sees_the_acknowledgements_of_the_own_people_only(office: Office, edition: Edition):
    head = factories.holder(factories.post(factories.department("市场部", office.company), "经理", 5), "经理乙")
    factories.grant(head, "manager", head.assignments.get().department)
    with on(TODAY):
        assert "李雯" not in as_(head).get("/admin/rules/acknowledgement/").text
        assert "李雯" in as_(office.director).get("/admin/rules/acknowledgement/").text


@pytest.mark.django_db
def test_duty_is_written_down_at_the_desk(office: Office, hr):
    hr.post("/admin/rules/responsibility/add/", {"name": "盘点", "department": office.team.pk, "source": ""})
    row = Responsibility.objects.get()
    assert (row.code, row.name) == (f"{office.team.code}-01", "盘点")
