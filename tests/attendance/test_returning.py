"""Who says that somebody is back from leave, and drafts that are thrown away."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from attendance import services
from attendance.choices import SlipKind
from attendance.models import Slip, SlipFile
from common import clock
from common.errors import RuleBroken
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.attendance.slips import LEAVE_RULES, MONDAY, TUESDAY, WEDNESDAY, approved, filed, typed, with_a_head
from tests.rules import making
from tests.rules.making import Office

SINCE = date(2026, 11, 3)
NOW, BACK, SAID = at(MONDAY, "10:00"), at(WEDNESDAY, "12:00"), at(WEDNESDAY, "12:30")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, LEAVE_RULES, on=SINCE, owner=office.company, number="KQ")
    office.head = with_a_head(office)
    factories.grant(office.head, "supervisor", office.team)
    factories.grant(office.counsel, "hr")
    return office


@pytest.fixture
def li(office: Office) -> Employee:
    return office.staff


@pytest.fixture
def leave(li: Employee) -> Slip:
    return approved(filed(li, TUESDAY, "09:00", "18:00", until=WEDNESDAY, now=NOW), NOW)


def as_user(who: Employee) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


@pytest.mark.row("LEV-08")
@pytest.mark.parametrize("who", ["staff", "head", "director", "counsel"])
def test_the_person_a_superior_and_who_keeps_the_balances_say_so(office: Office, leave: Slip, who: str):
    assert services.confirm_return(slip=leave, returned_at=BACK, by=getattr(office, who), at=SAID).state == "closed"


@pytest.mark.row("LEV-08")
def test_nobody_else_says_that_somebody_is_back(office: Office, leave: Slip):
    auditor = factories.holder(factories.post(office.company, "审计"), "审计")
    factories.grant(auditor, "auditor")
    colleague = factories.holder(factories.post(office.team, "同事"), "同事")
    for by in (auditor, colleague):
        with translation.override("en"), pytest.raises(RuleBroken, match="a superior, or whoever keeps"):
            services.confirm_return(slip=leave, returned_at=BACK, by=by, at=SAID)
    leave.refresh_from_db()
    assert leave.state == "approved"
    with clock.stopped(SAID):
        assert f"/slips/{leave.pk}/return/" not in as_user(auditor).get(f"/slips/{leave.pk}/").text
        assert f"/slips/{leave.pk}/return/" in as_user(office.counsel).get(f"/slips/{leave.pk}/").text
        assert as_user(auditor).post(f"/slips/{leave.pk}/return/", {"returned_at": "2026-11-18T12:00"}).status_code == 422


def draft(who: Employee, **more: object) -> Slip:
    hours = typed(at(WEDNESDAY, "09:00"), at(WEDNESDAY, "12:00"), **more)
    return services.start_slip(kind=SlipKind.LEAVE, typed=hours, employee=who, key=uuid4(), by=who, at=NOW)


def test_a_draft_is_thrown_away_with_its_files(li: Employee):
    slip = draft(li, files=[SimpleUploadedFile("证明.png", PNG)])
    with clock.stopped(NOW):
        assert "/discard/" in as_user(li).get(f"/slips/{slip.pk}/").text
        assert as_user(li).post(f"/slips/{slip.pk}/discard/").status_code == 302
    assert not Slip.objects.exists()
    assert not SlipFile.objects.exists()


def test_nobody_throws_away_the_draft_of_another(office: Office, li: Employee):
    slip = draft(li)
    with translation.override("en"), pytest.raises(RuleBroken, match="Only whose slip it is"):
        services.discard_draft(slip=slip, by=office.head)
    assert as_user(office.head).post(f"/slips/{slip.pk}/discard/").status_code == 404
    assert Slip.objects.count() == 1


def test_what_was_handed_in_is_not_thrown_away(li: Employee):
    slip = filed(li, WEDNESDAY, "09:00", "12:00", now=NOW)
    with translation.override("en"), pytest.raises(RuleBroken, match="Only a draft is thrown away"):
        services.discard_draft(slip=slip, by=li)
    with clock.stopped(NOW):
        assert "/discard/" not in as_user(li).get(f"/slips/{slip.pk}/").text
        assert as_user(li).post(f"/slips/{slip.pk}/discard/").status_code == 302
    assert Slip.objects.get().state == "submitted"
