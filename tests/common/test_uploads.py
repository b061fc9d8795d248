"""Files handed in: judged by content, kept privately, served to whom their door allows."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import uploads
from common.errors import RuleBroken
from common.models import AuditEntry, Level
from common.uploads import store_upload
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def handed_in(content: bytes = PDF, name: str = "发票.pdf", **fields):
    fields.setdefault("by", UserFactory())
    return store_upload(file=SimpleUploadedFile(name, content), purpose=fields.pop("purpose", "test"), **fields)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(PDF, "application/pdf", id="pdf"),
        pytest.param(PNG, "image/png", id="png"),
        pytest.param(zipped("OFD.xml"), "application/ofd", id="ofd"),
        pytest.param(zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", id="xlsx"),
        pytest.param("运营部".encode("gb18030"), "text/plain", id="gb18030-text"),
    ],
)
def test_store_upload_knows_the_kind_by_content(content, kind):
    assert handed_in(content, "anything.bin").content_type == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"\x7fELF" + b"\0" * 60, "报表.pdf", id="program-called-pdf"),
        pytest.param(b"<html><script>alert(1)</script>", "a.txt", id="page-called-text"),
        pytest.param(b"<svg onload='x'/>", "a.png", id="svg"),
        pytest.param(zipped("evil.exe"), "a.docx", id="archive-called-docx"),
        pytest.param(b"PK\x03\x04broken", "a.xlsx", id="broken-zip"),
        pytest.param(b"", "a.pdf", id="empty"),
    ],
)
def test_store_upload_refuses_what_is_not_accepted(content, name):
    with pytest.raises(RuleBroken) as refusal:
        handed_in(content, name)
    assert name in str(refusal.value)


def test_store_upload_refuses_a_file_over_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(RuleBroken, match="1MB"):
        handed_in(PDF + b"\0" * 1024 * 1024)


def test_stored_name_gives_no_path_away():
    upload = handed_in(name="../../etc/发票.pdf")
    assert upload.name == "发票.pdf"
    assert str(upload.pk) in upload.file.name


@pytest.fixture
def get(client):
    """Asks for a file, and closes what was opened for it at the end."""
    responses = []

    def ask(upload):
        responses.append(client.get(reverse("common:file", args=[upload.pk])))
        return responses[-1]

    yield ask
    for response in responses:
        response.close()


def test_file_is_served_to_its_owner(client, get):
    owner = EmployeeFactory().user
    client.force_login(owner)
    response = get(handed_in(by=owner))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == PDF


def test_text_is_a_download_never_a_page(client, get):
    owner = EmployeeFactory().user
    client.force_login(owner)
    assert get(handed_in(b"hello", "a.txt", by=owner))["Content-Disposition"].startswith("attachment")


def test_file_does_not_exist_for_others_and_the_attempt_is_written_down(client, get):
    upload = handed_in()
    client.force_login(EmployeeFactory().user)
    assert get(upload).status_code == 404
    assert AuditEntry.objects.filter(verb="attempt", row_id=str(upload.pk)).count() == 1


def test_reading_a_secret_file_is_written_down(client, get):
    owner = EmployeeFactory().user
    client.force_login(owner)
    upload = handed_in(by=owner, level=Level.SECRET)
    get(upload)
    assert AuditEntry.objects.filter(verb="view", row_id=str(upload.pk), actor_id=owner.pk).count() == 1


def test_the_door_of_the_purpose_decides_who_reads(client, get, monkeypatch):
    reader = EmployeeFactory().user
    monkeypatch.setitem(uploads._readers, "door", lambda user, upload: user == reader)
    client.force_login(reader)
    assert get(handed_in(purpose="door")).status_code == 200


def test_nobody_reads_without_a_login(get):
    assert get(handed_in()).status_code == 302
