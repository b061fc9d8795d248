"""`manage.py verify`: what it says, and with which status it ends."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from common import clock, tasks
from common.sealing import seal_day
from common.uploads import store_upload
from tests.common.test_sealing import FIRST, TRAIL, as_owner, facts
from tests.factories import UserFactory
from tests.support.office import office

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(office().user(role))
    return client


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def said_and_failed(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", *arguments, stdout=out, stderr=out)
    assert ended.value.code == 1
    return out.getvalue()


def test_command_says_how_far_facts_are_sealed_and_the_digest():
    facts()
    sealed = seal_day(at=FIRST)
    facts(3)
    text = said()
    assert sealed.head in text
    assert "11月21日" in text
    assert "3" in text


def test_command_says_that_nothing_is_sealed_yet():
    facts()
    assert "5" in said()


def test_command_names_the_row_and_fails():
    keys = facts()
    seal_day(at=FIRST)
    as_owner(f"UPDATE {TRAIL} SET note = 'nothing' WHERE id IN ({keys[2]}, {keys[3]})")  # noqa: S608  our own names
    text = said_and_failed()
    assert TRAIL in text
    assert str(keys[2]) in text
    assert str(keys[3]) not in text


def test_command_answers_as_json():
    keys = facts()
    seal_day(at=FIRST)
    as_owner(f"DELETE FROM {TRAIL} WHERE id = {keys[2]}")  # noqa: S608  our own names
    answer = json.loads(said_and_failed("--json"))
    assert answer["first"] == {"what": "missing", "day": "2026-11-21", "table": TRAIL, "key": str(keys[2])}
    assert answer["is_well"] is False


def test_command_fails_when_the_noted_digest_is_not_in_the_chain():
    facts()
    seal_day(at=FIRST)
    assert "0" * 64 in said_and_failed("--head", "0" * 64)


@pytest.mark.parametrize("head", ["abc", "xyzxyzxyzxyz", "0" * 65])
def test_command_refuses_what_is_no_digest(head):
    with pytest.raises(CommandError):
        said("--head", head)


def test_command_names_a_file_that_was_exchanged():
    upload = store_upload(file=SimpleUploadedFile("a.txt", b"a receipt"), purpose="test", by=UserFactory())
    seal_day(at=FIRST)
    with open(upload.file.path, "wb") as file:
        file.write(b"a better receipt")
    assert str(upload.pk) in said_and_failed()


def test_command_names_a_file_that_is_gone():
    upload = store_upload(file=SimpleUploadedFile("a.txt", b"a receipt"), purpose="test", by=UserFactory())
    upload.file.storage.delete(upload.file.name)
    assert json.loads(said_and_failed("--json"))["files"]["wrong"] == [{"upload_id": str(upload.pk), "name": "a.txt", "is_gone": True}]


def test_nightly_task_seals_once_a_day():
    facts()
    with clock.stopped(FIRST):
        assert tasks.seal_facts(0) >= 5
        facts()
        assert tasks.seal_facts(0) == 0


def test_auditor_reads_the_seals_and_changes_none():
    facts()
    sealed = seal_day(at=FIRST)
    client = client_of("auditor")
    listed = client.get(reverse("admin:common_sealedday_changelist"))
    assert sealed.head in listed.content.decode()
    assert client.post(reverse("admin:common_sealedday_delete", args=[sealed.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:common_sealedday_add")).status_code == 403


def test_desk_warns_when_the_last_seal_is_old():
    facts()
    seal_day(at=FIRST)
    client = client_of("auditor")
    with clock.stopped(FIRST + timedelta(days=1)):
        assert "sealing-late" not in client.get(reverse("admin:index")).content.decode()
    with clock.stopped(FIRST + timedelta(days=3)):
        assert "sealing-late" in client.get(reverse("admin:index")).content.decode()
