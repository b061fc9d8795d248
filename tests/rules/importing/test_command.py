"""`manage.py import_rules` as it is started: without a database when only a preview is asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEXT = "前台管理制度\n一、总则\n1. 接待来访,迟到[X]分钟以内的提醒。\n二、附则\n本制度由前台解释。\n"


def run(home: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    known = {**os.environ, "OPSDEPT_HOME": str(home), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(
        [sys.executable, "manage.py", "import_rules", *arguments], input=stdin, capture_output=True, cwd=ROOT, env=known, check=False
    )


def test_the_preview_needs_no_database_and_prints_only_json(tmp_path):
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text(TEXT, encoding="utf-8")
    other.write_bytes(TEXT.replace("前台", "后台").encode("gb18030"))

    result = run(tmp_path / "home", "--preview", str(one), str(other))

    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert [(document["title"], document["source"]) for document in found["documents"]] == [
        ("前台管理制度", "a.txt"),
        ("后台管理制度", "b.txt"),
    ]
    assert not (tmp_path / "home").exists() or not any((tmp_path / "home").rglob("PG_VERSION"))


def test_the_json_has_the_promised_shape(tmp_path):
    found = json.loads(run(tmp_path, "--preview", "-", stdin=TEXT.encode()).stdout)

    (document,) = found["documents"]
    assert set(document) >= {"title", "first_line", "truncated", "source", "nodes", "markers"}
    assert document["markers"] == {"一、": 2, "1.": 1}
    node = document["nodes"][1]
    assert (node["path"], node["label"], node["kind"], node["flags"]) == (["一", "1"], "1.", "clause", [])
    assert TEXT[slice(*node["offset"])].startswith("1. 接待来访")
    assert node["blanks"][0]["key"] == "att.late.minor_max_minutes"
    assert found["noise"] == []


def test_an_outline_can_be_read_as_text(tmp_path):
    said = run(tmp_path, "--preview", "--format", "text", "-", stdin=TEXT.encode()).stdout.decode()
    assert "# 前台管理制度" in said
    assert "    1. 接待来访" in said
    assert "? [X] att.late.minor_max_minutes" in said


def test_files_that_cannot_be_read_are_errors_in_json(tmp_path):
    wrong, empty, missing = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    wrong.write_bytes(b"%PDF-1.4")
    empty.write_bytes(b"")

    result = run(tmp_path, "--preview", str(wrong), str(empty), str(missing))

    assert result.returncode == 2
    assert {error["file"] for error in json.loads(result.stdout)["errors"]} == {str(wrong), str(empty), str(missing)}
    assert result.stderr == b""
