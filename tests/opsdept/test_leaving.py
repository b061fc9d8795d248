"""Leaving the demonstration for real: an embedded home of its own, a house that runs, and the page."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest

from opsdept.leaving import LEFT
from tests.opsdept.machine import ROOT, eventually, free_port, kill_group, remove_home, visitor
from tests.opsdept.test_running import House

DEMO = ("--company", "演示公司", "--admin-number", "1001", "--admin-name", "陈明", "--admin-email", "", "--departments", "")
OURS = ("--company", "远山公司", "--admin-number", "A001", "--admin-name", "李远", "--admin-email", "", "--departments", "")
PASSWORD = "Quiet-river-99"
MARK = "INSERT INTO people_demomark (id, made_for, seed, made_at) VALUES (1, '2026-11-20', 1, now()) ON CONFLICT DO NOTHING"
PEOPLE = """
SELECT ARRAY(SELECT number::text FROM people_employee ORDER BY number), (SELECT count(*) FROM people_demomark),
    obj_description('public'::regnamespace, 'pg_namespace') IS NOT DISTINCT FROM %s
"""
WHO = "from people.models import Employee; from common import menu; print([e.number for e in Employee.objects.all()], menu.company_name())"


def manage(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, check=False, capture_output=True, text=True, timeout=180, input=typed,
        env={**os.environ, "OPSDEPT_HOME": str(home), "ADMIN_PASSWORD": PASSWORD, "DJANGO_SETTINGS_MODULE": "opsdept.settings"},
    )  # fmt: skip


@contextmanager
def session(home: Path) -> Iterator[psycopg.Connection]:
    """The house's database, without the seconds that a command takes to begin."""
    staying = visitor("stay", home)
    try:
        with psycopg.connect(**json.loads(staying.stdout.readline())) as connection:
            yield connection
    finally:
        kill_group(staying)


def state(home: Path) -> str:
    """Who is employed there, how many marks of a demonstration there are, and whether one was left."""
    with session(home) as connection:
        [(numbers, marks, left)] = connection.execute(PEOPLE, [LEFT]).fetchall()
    return f"{numbers} {marks} {left}"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A company that carries the mark, with a file that somebody handed in. Each test leaves it, or makes it a demonstration again."""
    made = Path(tempfile.mkdtemp(prefix="opsdept-test-", dir="/tmp"))
    made.chmod(0o755)
    assert manage(made, "init", *DEMO).returncode == 0
    yield made
    remove_home(made)


def test_real_company_is_never_emptied(home: Path) -> None:
    refused = manage(home, "leave_demo", "--yes", *OURS)
    assert refused.returncode != 0
    assert "1001" in state(home)


def demonstration(home: Path) -> None:
    with session(home) as connection:
        connection.execute(MARK)
    (home / "files" / "uploads").mkdir(parents=True, exist_ok=True)
    (home / "files" / "uploads" / "receipt.txt").write_text("receipt")


def test_command_leaves_only_when_the_name_is_typed(home: Path) -> None:
    demonstration(home)
    refused = manage(home, "leave_demo", *OURS, typed="另一个公司\n")
    assert refused.returncode != 0
    assert state(home) == "['1001'] 1 False"


def test_command_refuses_an_administrator_whom_the_new_company_could_not_hold(home: Path) -> None:
    demonstration(home)
    refused = manage(home, "leave_demo", "--yes", *OURS[:2], "--admin-number", "空 格", *OURS[4:])
    assert refused.returncode != 0
    assert state(home) == "['1001'] 1 False"


def test_crash_before_the_end_is_made_good_by_the_next_start(home: Path) -> None:
    """The database is emptied and nothing more: the wish still lies there."""
    demonstration(home)
    wish = (
        "from opsdept import leaving; from django.contrib.auth.hashers import make_password;"
        f"leaving.wish_for(leaving.Wish('远山公司', 'A001', '李远', '', make_password('{PASSWORD}'), '2026-11-20')); leaving._empty_alone()"
    )
    assert manage(home, "shell", "-v", "0", "-c", wish).returncode == 0
    manage(home, "shell", "-v", "0", "-c", "from opsdept import leaving; leaving.fulfil()")
    assert state(home) == "['A001'] 0 True"
    assert not (home / "files").exists()


def test_command_begins_the_new_company(home: Path) -> None:
    demonstration(home)
    left = manage(home, "leave_demo", *OURS[:2], "--admin-number", "B001", *OURS[4:], typed="远山公司\n")
    assert left.returncode == 0, left.stderr
    assert state(home) == "['B001'] 0 True"
    assert not (home / "leaving.json").exists()
    assert not (home / "files").exists()


def test_nothing_is_emptied_while_others_use_the_database(home: Path) -> None:
    demonstration(home)
    busy = (
        "import psycopg; from django.db import connection; from opsdept import leaving; leaving.OTHERS_END_WITHIN = 1;"
        "known = connection.get_connection_params(); [known.pop(k, None) for k in ('cursor_factory', 'context')];"
        "other = psycopg.connect(**known);"
        "leaving.wish_for(leaving.Wish('远山公司', 'C001', '李远', '', '!', '2026-11-20')); leaving.fulfil(); print(leaving.refused())"
    )
    before = state(home)
    assert manage(home, "shell", "-v", "0", "-c", busy).stdout.startswith("还有1个连接")
    assert state(home) == before


class Browser:
    """Follows links and keeps cookies."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        data = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode() if fields else None
        try:
            with self.opener.open(self.root + path, data, timeout=60) as answer:
                status, page = answer.status, answer.read().decode()
        except HTTPError as error:
            status, page = error.code, error.read().decode()
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page):
            self.token = found[1]
        return status, page

    def log_in(self, number: str) -> str:
        self.open("/account/login/")
        return self.open("/account/login/", {"login": number, "password": PASSWORD})[1]


def test_page_leaves_the_demonstration_while_the_house_runs(home: Path) -> None:
    demonstration(home)
    house = House.__new__(House)
    house.home, house.port = home, free_port()
    house.start("serve")
    try:
        assert eventually(house.answers, seconds=120)
        browser = Browser(house.port)
        [(number, name)] = re.findall(r"'(\w+)'.*?(\S+)$", manage(home, "shell", "-v", "0", "-c", WHO).stdout.strip())
        assert "/demo/leave/" in browser.log_in(number)
        typed = {
            "confirm": "别的公司",
            "company": "长河公司", "number": "D001", "name": "周宁", "email": "", "password": PASSWORD, "again": PASSWORD,
        }  # fmt: skip
        browser.open("/demo/leave/")
        status, page = browser.open("/demo/leave/", typed)
        assert (status, "长河公司" in page) == (422, True)
        status, page = browser.open("/demo/leave/", {**typed, "confirm": name})
        assert (status, "D001" in page) == (200, True)
        assert eventually(lambda: not (home / "leaving.json").exists(), seconds=120)
        assert eventually(house.answers, seconds=60)
        newcomer = Browser(house.port)
        page = newcomer.log_in("D001")
        assert "长河公司" in page
        assert "/demo/leave/" not in page
        assert newcomer.open("/demo/leave/")[0] == 404
    finally:
        status = house.stop()
    assert status == 0
    assert state(home) == "['D001'] 0 True"
