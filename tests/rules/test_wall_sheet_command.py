"""`manage.py wall_sheet`."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from rules import services
from rules.models import Edition
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, LATER, TODAY, on

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)


def wall_sheet(*arguments: str, out: Path) -> str:
    """What the command says."""
    said = StringIO()
    call_command("wall_sheet", *arguments, "--out", str(out), stdout=said)
    return said.getvalue()


def printed(file: Path) -> tuple[list[tuple[int, int]], str]:
    """The sizes of the pages in mm, and what stands on the first, without blanks."""
    pdf = pypdfium2.PdfDocument(file)
    sizes = [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in pdf]
    return sizes, "".join(pdf[0].get_textpage().get_text_range().split())


def test_command_writes_the_edition_in_force_in_real_size(edition: Edition, tmp_path: Path):
    said = wall_sheet("YY-1", "--size", "A3", out=tmp_path / "a.pdf")
    sizes, text = printed(tmp_path / "a.pdf")
    assert sizes == [(297, 420)]
    assert "考勤管理制度" in text
    assert f"{edition}，A3，1页" in said


def test_command_prints_the_edition_of_the_day(office: Office, edition: Edition, tmp_path: Path):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    assert "第1版" in wall_sheet("YY-1", out=tmp_path / "a.pdf")
    assert "第2版" in wall_sheet("YY-1", "--edition", "2", out=tmp_path / "a.pdf")
    with on(LATER):
        assert "第2版" in wall_sheet("YY-1", out=tmp_path / "a.pdf")


def test_command_prints_the_edition_to_come_when_none_holds(office: Office, tmp_path: Path):
    making.published(office, {MINOR: 10}, number="YY-1", on=LATER)
    assert "第1版" in wall_sheet("YY-1", out=tmp_path / "a.pdf")


def test_command_prints_a_draft_with_its_mark(office: Office, tmp_path: Path):
    making.rulebook(office, {MINOR: 10}, number="YY-1")
    wall_sheet("YY-1", out=tmp_path / "a.pdf")
    assert "草案" in printed(tmp_path / "a.pdf")[1]


def test_command_writes_the_stored_sheet(edition: Edition, tmp_path: Path):
    wall_sheet("YY-1", out=tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == bytes(edition.sheets.get().pdf)


def test_command_takes_every_choice(edition: Edition, tmp_path: Path):
    choices = ["--size", "60x90", "--orientation", "landscape", "--columns", "2", "--distance", "1.2", "--clauses", "一（一）"]
    wall_sheet("YY-1", *choices, out=tmp_path / "a.pdf")
    assert printed(tmp_path / "a.pdf")[0] == [(900, 600)]


def test_command_prints_the_red_head_in_traditional_characters(edition: Edition, tmp_path: Path):
    wall_sheet("YY-1", "--design", "red_head", "--script", "hant", out=tmp_path / "a.pdf")
    text = printed(tmp_path / "a.pdf")[1]
    assert "YY-1〔2026〕" in text
    assert "規定" in text
    assert edition.sheets.get(design="red_head", script="hant").pages == 1


def test_command_prints_on_two_sheets(office: Office, tmp_path: Path):
    draft = making.rulebook(office, number="YY-2")
    for number in range(14):
        services.add_clause(edition=draft, heading=f"第{number}节", text="各岗位按此执行，不得拖延。" * 12)
    wall_sheet("YY-2", "--size", "A2", "--sheets", "2", out=tmp_path / "a.pdf")
    assert len(printed(tmp_path / "a.pdf")[0]) == 2


def test_command_says_when_no_public_address_is_set(edition: Edition, tmp_path: Path, settings):
    settings.PUBLIC_URL = ""
    assert "PUBLIC_URL" in wall_sheet("YY-1", out=tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["YY-9"], "没有编号为YY-9的制度"),
        (["YY-1", "--edition", "7"], "YY-1没有第7版"),
        (["YY-1", "--size", "B5"], "B5"),
        (["YY-1", "--clauses", "九"], "九"),
        (["YY-1", "--distance", "far"], "“far”不是数字"),
        (["YY-1", "--distance", "90"], "20"),
        (["YY-1", "--sheets", "50"], "6"),
    ],
)
def test_command_refuses_in_a_sentence(edition: Edition, tmp_path: Path, arguments: list[str], sentence: str):
    with pytest.raises(CommandError, match=sentence):
        wall_sheet(*arguments, out=tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_command_says_what_would_fit(office: Office, tmp_path: Path):
    draft = making.rulebook(office, number="YY-2")
    for number in range(20):
        services.add_clause(edition=draft, heading=f"第{number}节", text="各岗位按此执行，不得拖延。" * 12)
    with pytest.raises(CommandError, match="80x120"):
        wall_sheet("YY-2", "--size", "A4", out=tmp_path / "a.pdf")


@pytest.mark.parametrize("place", ["missing/a.pdf", "."])
def test_command_says_when_the_file_cannot_be_written(edition: Edition, tmp_path: Path, place: str):
    with pytest.raises(CommandError, match="无法写入"):
        wall_sheet("YY-1", out=tmp_path / place)


def test_refusal_ends_with_status_one_and_no_traceback(tmp_path: Path):
    """The words of a shell: an unknown orientation never reaches the database."""
    run = subprocess.run(
        [sys.executable, "manage.py", "wall_sheet", "YY-1", "--orientation", "diagonal", "--out", str(tmp_path / "a.pdf")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
