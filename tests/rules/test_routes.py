"""Each rulebook is approved by a route of its own, which is data (POL-05)."""

import pytest

from approvals import services as approvals
from approvals.choices import Mode, Who
from approvals.models import Route, RouteStep, StepApprover
from common.errors import RuleBroken
from people.models import Employee
from rules import services
from rules.models import Edition
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, on

MINOR, FINE = "att.late.minor_max_minutes", "att.late.minor_fine_cny"

pytestmark = pytest.mark.django_db


def routed(edition: Edition, *people: Employee) -> Edition:
    """The route of its rulebook: one step for each of these."""
    route = Route.objects.get(kind=f"rules.edition:{edition.rulebook.number}")
    route.steps.all().delete()
    RouteStep.objects.bulk_create(
        RouteStep(route=route, order=order, name=person.name, who=Who.PERSON, person=person, mode=Mode.ANY)
        for order, person in enumerate(people, start=1)
    )
    return edition


def signs(request, office: Office) -> Employee:
    """Whoever is asked now says yes."""
    seat = StepApprover.objects.filter(step__request=request, step__state="active", closed_at=None).select_related("approver").get()
    approvals.approve(request=request, by=seat.approver, at=NOW)
    return seat.approver


def publishes(edition: Edition, office: Office) -> Edition:
    return services.publish(edition=Edition.objects.get(pk=edition.pk), by=office.director, at=NOW)


@pytest.mark.row("POL-05")
def test_two_rulebooks_are_published_only_after_the_last_approver_of_their_own_route(office: Office):
    short = routed(making.rulebook(office, {MINOR: 10}, title="甲制度"), office.manager)
    long = routed(making.rulebook(office, {FINE: "20.00"}, title="乙制度"), office.counsel, office.manager)
    asked = {}
    for edition in (short, long):
        making.consulted(edition, office)
        making.pass_review(edition, office)
        asked[edition.pk] = services.submit_for_approval(edition=Edition.objects.get(pk=edition.pk), by=office.director, at=NOW)
    for edition in (short, long):
        with pytest.raises(RuleBroken):
            publishes(edition, office)
    assert signs(asked[short.pk], office) == office.manager
    assert publishes(short, office).is_published
    assert signs(asked[long.pk], office) == office.counsel
    with pytest.raises(RuleBroken):
        publishes(long, office)
    assert signs(asked[long.pk], office) == office.manager
    assert publishes(long, office).is_published


def test_page_of_an_edition_leads_to_its_route(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, number="YY-7")
    with on(NOW.date()):
        client = as_(office.director)
        assert "/routes/who/rules.edition:YY-7/" in client.get(f"/rules/editions/{draft.pk}/").text
        assert client.get("/routes/who/rules.edition:YY-7/").status_code == 200
