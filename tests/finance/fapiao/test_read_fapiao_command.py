import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext, override

from finance.fapiao.limited import read_limited
from finance.fapiao.sentences import UNKNOWN, Unreadable
from tests.finance.fapiao.makers import pages, xml
from tests.finance.fapiao.makers.faces import FACES, drawn
from tests.finance.fapiao.makers.ofd import ofd
from tests.finance.fapiao.makers.pdf import pdf
from tests.finance.fapiao.makers.values import qr_text

KEYS = [
    "file",
    "kind",
    "code",
    "number",
    "issued_on",
    "buyer_name",
    "buyer_tax_id",
    "seller_name",
    "seller_tax_id",
    "amount",
    "tax",
    "total",
    "check_code",
    "source",
]
FACE = FACES["digital_special"]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf([drawn(FACE, pages.STYLES[0])], qr=qr_text(FACE)))
    (tmp_path / "b.ofd").write_bytes(ofd(drawn(FACE, pages.STYLES[0]), attached=xml.einvoice(FACE)))
    (tmp_path / "c.xml").write_text(xml.einvoice(FACE), encoding="utf-8")
    return [str(tmp_path / name) for name in ("a.pdf", "b.ofd", "c.xml")]


def run(capsys, *arguments):
    status = 0
    try:
        call_command("read_fapiao", *arguments)
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().out


def test_three_forms_of_a_fapiao_give_the_same_fields(capsys, files):
    status, out = run(capsys, *files)
    results = json.loads(out)
    assert status == 0
    assert [list(result) for result in results] == [KEYS] * 3
    assert [result["file"] for result in results] == files
    for result in results:
        assert {name: result[name] for name in FACE.expected()} == FACE.expected()
        assert set(result["source"]) == {name for name in FACE.expected() if result[name]}


def test_a_file_that_is_none_gets_a_sentence_and_the_rest_is_read(capsys, files, tmp_path):
    status, out = run(capsys, str(tmp_path / "missing.pdf"), files[2], str(tmp_path))
    results = json.loads(out)
    assert status == 2
    assert [sorted(result) for result in (results[0], results[2])] == [["error", "file"]] * 2
    assert results[1]["number"] == FACE.number


def test_the_text_form_names_the_sources(capsys, files):
    _status, out = run(capsys, files[2], "--format", "text")
    assert f"{FACE.number}  [xml]" in out


def test_the_command_needs_no_database(files, tmp_path):
    """In a process of its own, with a database that is not there."""
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "read_fapiao", files[0]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={
            "OPSDEPT_HOME": str(tmp_path / "home"),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        },
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["number"] == FACE.number


def test_sentences_are_translated_when_they_are_shown():
    with pytest.raises(Unreadable) as refusal:
        read_limited(b"nothing of the kind")
    with override("zh-hans"):
        assert str(refusal.value) == gettext(UNKNOWN)
