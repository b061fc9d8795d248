"""Recording that a duty was done: by whom, with what proof, and for good."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from approvals.services.deputies import set_deputy
from common import clock
from common.errors import RuleBroken
from common.periods import Period
from duties import services
from duties.kept import periodic
from duties.models import DutyItem
from people.models import Role
from tests import factories
from tests.duties.conftest import MONDAY, at, duty
from tests.rules.making import Office

FRIDAY = date(2026, 11, 6)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", PNG, "image/png")


def text_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", "已备份".encode(), "text/plain")


def test_owner_records_it_and_the_next_one_opens(office: Office):
    made = duty(office)
    item = services.complete_item(item=made.items.get(), by=office.staff, at=at(FRIDAY, 17), note="已备份")
    assert (item.done_by, item.done_as, item.done_on) == (office.staff, "holder", FRIDAY)
    assert [f"{one.due_on:%m-%d}" for one in made.items.undone()] == ["11-13"]


@pytest.mark.parametrize(
    ("demands", "given", "sentence"),
    [
        ("note", {"note": "  "}, "a few words"),
        ("photo", {"note": "见照片"}, "a photo"),
        ("photo", {"file": text_file}, "a photo"),
        ("file", {"note": "见附件"}, "a file that"),
    ],
    ids=["no-note", "no-photo", "text-for-photo", "no-file"],
)
def test_evidence_is_demanded(office: Office, demands, given, sentence):
    item = duty(office, evidence=demands).items.get()
    given = {key: value() if callable(value) else value for key, value in given.items()}
    with pytest.raises(RuleBroken, match=sentence):
        services.complete_item(item=item, by=office.staff, at=at(FRIDAY), **given)
    assert DutyItem.objects.get().done_at is None


@pytest.mark.parametrize(("demands", "file"), [("photo", photo), ("file", text_file)])
def test_file_is_kept_with_what_it_proves(office: Office, demands, file):
    item = services.complete_item(item=duty(office, evidence=demands).items.get(), by=office.staff, at=at(FRIDAY), file=file())
    assert item.file is not None
    assert item.file.purpose == "duties.evidence"


def test_evidence_is_demanded_by_the_database_too(office: Office):
    item = duty(office).items.get()
    with pytest.raises(IntegrityError, match="duties_item_done_with_evidence"):
        DutyItem.objects.filter(pk=item.pk).update(done_at=at(FRIDAY), done_by=office.staff, done_as="holder")


def test_deputy_records_for_the_owner(office: Office):
    deputy = factories.holder(factories.post(office.company, "文员"), "代理")
    set_deputy(owner=office.staff, deputy=deputy, first=FRIDAY, last=None, at=at(FRIDAY))
    item = services.complete_item(item=duty(office).items.get(), by=deputy, at=at(FRIDAY, 10), note="已备份")
    assert item.done_as == "deputy"


def test_superior_records_for_the_owner(office: Office):
    item = services.complete_item(item=duty(office).items.get(), by=office.director, at=at(FRIDAY), note="已备份")
    assert item.done_as == "superior"


def test_colleague_is_refused(office: Office):
    colleague = factories.holder(factories.post(office.team, "美工"), "同事")
    with pytest.raises(RuleBroken, match="Only the owner"):
        services.complete_item(item=duty(office).items.get(), by=colleague, at=at(FRIDAY), note="已备份")


def test_second_recording_reads_who_was_first(office: Office):
    item = duty(office).items.get()
    services.complete_item(item=item, by=office.staff, at=at(FRIDAY), note="已备份")
    with pytest.raises(RuleBroken, match=office.staff.name):
        services.complete_item(item=item, by=office.director, at=at(FRIDAY), note="已备份")


def test_next_one_is_not_recorded_before_its_time(office: Office):
    made = duty(office)
    services.complete_item(item=made.items.get(), by=office.staff, at=at(FRIDAY), note="已备份")
    with pytest.raises(RuleBroken, match="9 Nov"):
        services.complete_item(item=made.items.undone().get(), by=office.staff, at=at(FRIDAY, 18), note="已备份")


def test_role_is_held_by_the_nearest(office: Office):
    factories.grant(office.manager, "supervisor")
    near = factories.holder(factories.post(office.ours, "主管"), "近")
    factories.grant(near, "supervisor", office.ours)
    made = duty(office, role=Role.objects.get(code="supervisor"))
    item = services.complete_item(item=made.items.get(), by=near, at=at(FRIDAY), note="好")
    assert item.done_as == "holder"


@pytest.mark.parametrize(
    "changed",
    [{"note": "别的"}, {"due_on": date(2026, 12, 1)}, {"done_at": None, "done_by": None, "done_as": "", "note": ""}],
    ids=["note", "day", "undone"],
)
def test_what_was_done_never_changes(office: Office, changed):
    item = services.complete_item(item=duty(office).items.get(), by=office.staff, at=at(FRIDAY), note="已备份")
    with pytest.raises(IntegrityError, match="does not change once it is done"), transaction.atomic():
        DutyItem.objects.filter(pk=item.pk).update(**changed)


def test_what_was_done_is_not_deleted(office: Office):
    services.complete_item(item=duty(office).items.get(), by=office.staff, at=at(FRIDAY), note="已备份")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opsdept.may_empty = 'off'")
    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        DutyItem.objects.all().delete()


def test_kept_counts_what_was_not_done_by_its_day(office: Office):
    made = duty(office)
    services.complete_item(item=made.items.get(), by=office.staff, at=at(FRIDAY, 23), note="按时")
    services.open_items(at=at(date(2026, 11, 16)))
    late = made.items.get(due_on=date(2026, 11, 13))
    services.complete_item(item=late, by=office.staff, at=at(date(2026, 11, 16)), note="迟了")
    services.open_items(at=at(date(2026, 11, 21)))
    month = Period(MONDAY, MONDAY + timedelta(days=28))
    with clock.stopped(at(date(2026, 11, 21))):
        kept = periodic(month, None)
        assert (kept.times, kept.broken, kept.percent) == (3, 2, 33)
        assert periodic(month, [office.company.pk]).times == 0


@pytest.mark.django_db(transaction=True)
def test_double_tap_records_once(race):
    office = Office()
    item = duty(office).items.get()
    results = race(*[lambda: services.complete_item(item=item, by=office.staff, at=at(FRIDAY), note="已备份")] * 2)
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert DutyItem.objects.count() == 2
