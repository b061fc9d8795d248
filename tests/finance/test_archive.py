"""The voucher archive: originals untouched, an index with digests, the same bytes for the same claims."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common import clock
from common.errors import RuleBroken
from common.models import Upload
from finance.claim_printing import claim_sheet
from finance.models import ArchiveVolume, Claim
from finance.services.archive import archive_month, first_open_month, verify_volume
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at
from tests.finance import paying
from tests.finance.paying import LATER, Office

NOVEMBER, DECEMBER = date(2026, 11, 1), at(date(2026, 12, 1), "09:00")
ORIGINAL = b"%PDF-1.7 original \x00\xff bytes"


@pytest.fixture
def office(db) -> Office:
    office = Office()
    paying.account(office.staff)
    return office


def paid(office: Office, number: str = "24332000000012345678", content: bytes = ORIGINAL) -> Claim:
    """A claim with one fapiao whose file is there, paid."""
    claim = paying.draft(office.staff, "100.00")
    receipt = paying.fapiao(claim, "100.00", number)
    kept = Upload(
        purpose="finance.receipt", name="=发票.pdf", content_type="application/pdf", size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), uploaded_by=office.staff.user,
    )  # fmt: skip
    kept.file.save(f"{kept.pk}.pdf", ContentFile(content), save=False)
    kept.save(force_insert=True)
    receipt.upload = kept
    receipt.save()
    paying.pay(office, paying.batch_of(office, paying.agreed(claim)))
    claim.refresh_from_db()
    return claim


def archived(office: Office) -> ArchiveVolume:
    return archive_month(month=NOVEMBER, by=office.accountant, at=DECEMBER)


def opened(volume: ArchiveVolume) -> zipfile.ZipFile:
    with volume.upload.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_volume_holds_the_original_bytes_and_the_printed_claim(office: Office):
    claim = paid(office)
    volume = archived(office)
    entries = opened(volume)
    name = claim.number
    assert entries.namelist() == [f"{name}/{name}.pdf", f"{name}/001-24332000000012345678.pdf", "index.csv", "index.json"]
    assert entries.read(f"{name}/001-24332000000012345678.pdf") == ORIGINAL
    assert entries.read(f"{name}/{name}.pdf") == claim_sheet(claim).content


def test_index_names_each_file_with_its_digest_who_handed_it_in_and_when(office: Office):
    claim = paid(office)
    entries = opened(archived(office))
    _sheet, row = csv.DictReader(io.StringIO(entries.read("index.csv").decode("utf-8-sig")))
    assert row == {
        "claim": claim.number, "file": f"{claim.number}/001-24332000000012345678.pdf", "original_name": "'=发票.pdf",
        "kind": "digital_ordinary", "fapiao_number": "24332000000012345678\t", "sha256": hashlib.sha256(ORIGINAL).hexdigest(),
        "size": str(len(ORIGINAL)), "handed_in_by": "李雯", "handed_in_at": "2026-11-16T10:00:00+08:00",
    }  # fmt: skip
    assert [one["sha256"] for one in json.loads(entries.read("index.json"))["files"]][1] == row["sha256"]


def test_volume_knows_its_digest_and_its_claims_know_the_volume(office: Office):
    claim = paid(office)
    volume = archived(office)
    claim.refresh_from_db()
    with volume.upload.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == volume.digest == volume.upload.sha256
    assert (claim.volume, volume.claims, volume.files, volume.number) == (volume, 1, 2, "DA-2026-0001")


def test_same_claims_give_the_same_bytes(office: Office):
    paid(office)
    first = archived(office)
    Claim.objects.update(volume=None)
    assert archived(office).digest == first.digest


def test_later_claim_of_the_month_makes_a_further_volume_and_nothing_is_archived_twice(office: Office):
    paid(office)
    archived(office)
    later = paid(office, "24332000000012345679")
    assert [one.pk for one in archived(office).archived.all()] == [later.pk]
    with translation.override("en"), pytest.raises(RuleBroken, match="Nothing is left"):
        archived(office)


def test_claims_of_other_months_and_unpaid_ones_stay_out(office: Office):
    paying.approved(office.staff, "5.00")
    october = paid(office)
    Claim.objects.filter(pk=october.pk).update(paid_at=at(date(2026, 10, 31), "23:59"))
    with translation.override("en"), pytest.raises(RuleBroken, match="Nothing is left"):
        archived(office)


def test_month_to_come_is_refused(office: Office):
    with translation.override("en"), pytest.raises(RuleBroken, match="not begun"):
        archive_month(month=date(2027, 1, 1), by=office.accountant, at=DECEMBER)


def test_original_that_was_changed_is_not_archived(office: Office):
    claim = paid(office)
    upload = claim.lines.first().receipts.get().upload
    with upload.file.open("wb") as file:
        file.write(b"another")
    with translation.override("en"), pytest.raises(RuleBroken, match="is not what was handed in"):
        archived(office)
    assert not ArchiveVolume.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_archive_at_once_make_one_volume(transactional_db, race):
    office = Office()
    paying.account(office.staff)
    paid(office)
    outcomes = race(lambda: archived(office), lambda: archived(office))
    assert sorted(type(one).__name__ for one in outcomes) == ["ArchiveVolume", "RuleBroken"]


# -- is it still what it was? ------------------------------------------------------------------------------


def changed(volume: ArchiveVolume, old: bytes, new: bytes) -> None:
    with volume.upload.file.open("rb") as file:
        content = file.read()
    assert old in content
    with volume.upload.file.open("wb") as file:
        file.write(content.replace(old, new))


def test_volume_as_it_was_made_agrees(office: Office):
    paid(office)
    assert verify_volume(archived(office)) == ""


def test_first_file_that_differs_is_named(office: Office):
    claim = paid(office)
    volume = archived(office)
    changed(volume, b"original \x00", b"Original \x00")
    assert f"{claim.number}/001-24332000000012345678.pdf" in verify_volume(volume)


def test_changed_index_is_noticed(office: Office):
    paid(office)
    volume = archived(office)
    changed(volume, b"\r\nBX-2026", b"\r\nBX-2025")
    assert volume.upload.name in verify_volume(volume)


def test_file_that_is_no_volume_any_more_is_noticed(office: Office):
    paid(office)
    volume = archived(office)
    with volume.upload.file.open("wb") as file:
        file.write(b"PK broken")
    assert "index.json" in verify_volume(volume)


def test_volume_whose_file_is_gone_is_noticed(office: Office):
    paid(office)
    volume = archived(office)
    volume.upload.file.storage.delete(volume.upload.file.name)
    assert "DA-2026-0001" in verify_volume(volume)


# -- who opens it ----------------------------------------------------------------------------------------------


def got(who: Employee, path: str, method: str = "get") -> int:
    client = Client()
    client.force_login(who.user)
    with clock.stopped(LATER):
        response = getattr(client, method)(path)
        b"".join(response)  # a file closes when it is read to its end
    return response.status_code


def test_volume_opens_to_who_archives_for_the_company_and_to_nobody_else(office: Office):
    paid(office)
    volume = archived(office)
    factories.grant(office.head, "finance", office.team)
    path = reverse("common:file", args=[volume.upload_id])
    assert [got(who, path) for who in (office.cashier, office.head, office.staff, office.director)] == [200, 404, 404, 404]


def test_archive_page_is_for_who_archives_for_the_company(office: Office):
    factories.grant(office.head, "finance", office.team)
    assert [got(who, "/archive/") for who in (office.cashier, office.head, office.staff)] == [200, 403, 403]


def test_archive_is_made_and_checked_on_its_page(office: Office):
    paid(office)
    client = Client()
    client.force_login(office.cashier.user)
    with clock.stopped(DECEMBER):
        client.post("/archive/new/", {"month": "2026-11"})
        volume = ArchiveVolume.objects.get()
        assert volume.number in client.post(f"/archive/{volume.pk}/check/", follow=True).content.decode()
        refused = client.post("/archive/new/", {"month": "2026-11"})
    assert refused.status_code == 422


def test_command_names_the_volume_that_differs(office: Office, capsys):
    claim = paid(office)
    volume = archived(office)
    call_command("verify_archive")
    changed(volume, b"original \x00", b"Original \x00")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_archive")
    assert f"{claim.number}/001-24332000000012345678.pdf" in capsys.readouterr().err


def test_month_is_chosen_by_the_pickers_of_browsers(office: Office):
    paid(office)
    client = Client()
    client.force_login(office.cashier.user)
    with clock.stopped(DECEMBER):
        assert 'type="month" name="month" value="2026-11"' in client.get("/archive/").content.decode()


def test_month_is_proposed_until_its_last_claim_is_in_a_volume(office: Office):
    paid(office)
    assert first_open_month(DECEMBER) == NOVEMBER
    archived(office)
    assert first_open_month(DECEMBER) is None
