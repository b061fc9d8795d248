"""A backup that is taken while people punch, and what becomes of it: restored, compared row by row, damaged, rotated.

The house is a copy of the test's database under a name of its own, so that what is committed here concerns no other test, and
append-only tables refuse changes as they do in a real one.
"""

import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import override_settings
from psycopg import sql
from pytest_django import Settings

from attendance.models import Punch, PunchPhoto
from attendance.services import punch
from attendance.services.photos import Photo, forget_photos, keep_photo
from common.uploads import store_upload
from finance.services.claims import start_claim
from finance.services.receipts import take_receipts
from notices.models import NoticeRecipient
from opsdept.backup.errors import BackupProblem
from opsdept.backup.files import digest_of, keep, named_by_rows
from opsdept.backup.folder import Backup, complete_ones, damaged, only_writer
from opsdept.backup.nightly import back_up_if_due
from opsdept.backup.restoring import require_known_migrations, require_undamaged, restore
from opsdept.backup.session import session_of_ours
from opsdept.backup.tables import is_empty
from opsdept.backup.taking import missing_files, take_backup
from opsdept.backup.verifying import differences
from tests import factories
from tests.finance import claiming
from tests.opsdept.machine import eventually, free_port
from tests.opsdept.test_running import manage
from tests.support import remembered

pytestmark = pytest.mark.django_db

AT = claiming.NOW
INSERT = """
INSERT INTO attendance_punch (employee_id, at, second, zone, offset_minutes, source, key, trace_digest)
SELECT employee_id, at - make_interval(hours => %(hours)s), second - 3600 * %(hours)s, zone, offset_minutes, source, %(key)s, trace_digest
FROM attendance_punch ORDER BY id LIMIT 1
"""

Rows = dict[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class House:
    """A database with rows, and a folder with files. taken: its backup. rows: what the backup's snapshot saw at least."""

    name: str
    files: Path
    taken: Backup
    before: Rows
    after: Rows


def parameters(name: str) -> dict[str, Any]:
    kept = ("host", "port", "user", "password")
    return {"dbname": name, **{key: value for key, value in connection.get_connection_params().items() if key in kept}}


@contextmanager
def database(name: str, *, like: str = "template1") -> Iterator[None]:
    """A database, for as long as the block. like: of which it is a copy; nobody may be connected to that."""
    with psycopg.connect(**parameters("postgres"), autocommit=True) as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like)))
        try:
            yield
        finally:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def living_in(name: str, files: Path) -> Iterator[None]:
    """Django works on this database and this folder, through a connection of its own."""
    usual = connections["default"]
    other = usual.copy()
    other.settings_dict["NAME"] = name
    connections["default"] = other
    try:
        with override_settings(MEDIA_ROOT=files):
            yield
    finally:
        other.close()
        connections["default"] = usual


def every_row(name: str) -> Rows:
    """Of every table, as COPY writes them."""
    with psycopg.connect(**parameters(name)) as session, session.cursor() as cursor:
        tables = [table for (table,) in cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        found = {}
        for table in tables:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as lines:
                found[table] = sorted(bytes(line) for line in lines)
        return found


@contextmanager
def people_punching(name: str) -> Iterator[None]:
    """Somebody else's connection keeps inserting, commit by commit."""
    is_over = threading.Event()

    def press() -> None:
        with psycopg.connect(**parameters(name), autocommit=True) as session:
            hours = 1
            while not is_over.is_set():
                session.execute(INSERT, {"hours": hours, "key": uuid4()})
                hours += 1

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@contextmanager
def small_files() -> Iterator[None]:
    """No file grows beyond 100 kB: what a full disk does to whoever writes, without a disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill() -> None:
    """An office with rules, people, a punch, a claim with a receipt, and a further file."""
    office = claiming.Office()
    account = office.staff.user
    punch(user_id=account.pk, key=uuid4(), at=AT, device="Phone", address="10.0.0.7")
    claim = start_claim(by=office.staff, key=uuid4(), at=AT)
    take_receipts(
        claim=claim, files=[claiming.xml_file(), claiming.pdf_file(claiming.face(number="26332000000099999999"))], by=office.staff, at=AT
    )
    store_upload(file=SimpleUploadedFile("说明.txt", "制度全文\n".encode() * 1000), purpose="test", by=account)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    name = f"house_{uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        usual = connection.settings_dict["NAME"]
        connection.close()
        with database(name, like=usual):
            with living_in(name, folder / "files"):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(remembered._book, "is_possible", False)  # what is made here is of no other test's database
                    fill()
                before = every_row(name)
                with people_punching(name):
                    taken = take_backup(to=folder / "backups", at=AT)
                after = every_row(name)
            yield House(name, folder / "files", taken, before, after)


@pytest.fixture(scope="module")
def restored(house: House, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The name and the folder of a second house, made from the backup."""
    files = tmp_path_factory.mktemp("restored") / "files"
    name = f"restored_{uuid4().hex[:8]}"
    with django_db_blocker.unblock(), database(name):
        with living_in(name, files):
            restore(house.taken)
        yield name, files


@pytest.fixture
def copied(house: House, tmp_path: Path) -> Path:
    """The backup once more, to be spoilt."""
    return shutil.copytree(house.taken.path, tmp_path / "copied" / house.taken.path.name)


# -- what comes back ------------------------------------------------------------------------------


def test_every_row_comes_back_as_the_snapshot_saw_it(house: House, restored: tuple[str, Path]) -> None:
    rows = every_row(restored[0])

    growing = {"attendance_punch", "common_auditentry"}
    assert {table: lines for table, lines in rows.items() if table not in growing} == {
        table: lines for table, lines in house.before.items() if table not in growing
    }
    for table in growing:
        assert set(house.before[table]) <= set(rows[table]) <= set(house.after[table])
    assert len(rows["attendance_punch"]) < len(house.after["attendance_punch"])  # people went on


def test_every_file_comes_back(house: House, restored: tuple[str, Path]) -> None:
    def contents(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert len(contents(house.files)) == 3
    assert contents(restored[1]) == contents(house.files)


def test_verify_finds_a_restored_house_equal(house: House, restored: tuple[str, Path]) -> None:
    with living_in(*restored):
        assert differences(house.taken) == []


def test_verify_names_what_differs(house: House, restored: tuple[str, Path], tmp_path: Path) -> None:
    name, files = f"spoilt_{uuid4().hex[:8]}", shutil.copytree(restored[1], tmp_path / "files")
    altered, lost = sorted(path for path in files.rglob("*") if path.is_file())[:2]
    altered.write_bytes(b"other")
    lost.unlink()
    with database(name, like=restored[0]), living_in(name, files):
        with psycopg.connect(**parameters(name)) as session:
            session.execute("ALTER TABLE common_auditentry DISABLE TRIGGER opsdept_append_only")
            session.execute("UPDATE finance_billingentity SET name = 'other'")
            session.execute("DELETE FROM attendance_punchtrace")
            session.execute("SELECT setval('people_employee_id_seq', 1)")
            session.execute("DROP INDEX attendance_trace_age")
        found = differences(house.taken)

    assert [line for line in found if "common_auditentry has" not in line] == [
        "The table attendance_punchtrace has 0 rows, the backup 1.",
        "The table attendance_punchtrace lacks indexes: attendance_trace_age.",
        "The table common_auditentry lacks triggers: opsdept_append_only.",
        "The rows of the table finance_billingentity differ from the backup.",
        "Rows of the append-only table common_auditentry can be changed. Bring the tables up to date: manage.py migrate",
        "The sequence people_employee_id_seq would give a number that a row has.",
        f"Files are missing: {lost.relative_to(files)}.",
        f"Files differ from the backup: {altered.relative_to(files)}.",
    ]


def test_restored_house_answers_and_refuses_to_change_facts(restored: tuple[str, Path]) -> None:
    with living_in(*restored), psycopg.connect(**parameters(restored[0])) as session:
        assert Client().get("/account/login/").status_code == 200
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            session.execute("DELETE FROM attendance_punch")


# -- what is refused ------------------------------------------------------------------------------


def test_restore_refuses_a_database_that_holds_anything(house: House, tmp_path: Path) -> None:
    with living_in(house.name, tmp_path / "files"), pytest.raises(BackupProblem, match=f"The database {house.name} is not empty. Nothing"):
        restore(house.taken)


def test_restore_refuses_a_folder_that_holds_files(house: House) -> None:
    name = f"empty_{uuid4().hex[:8]}"
    with database(name), living_in(name, house.files), pytest.raises(BackupProblem, match="There are files in"):
        restore(house.taken)

    assert len([path for path in house.files.rglob("*") if path.is_file()]) == 3


def test_failed_restore_leaves_the_place_empty(house: House, copied: Path, tmp_path: Path) -> None:
    dump = copied / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-20_000])
    stated = (copied / "SHA256SUMS").read_text().splitlines()
    lines = [f"{digest_of(dump)}  database.dump" if line.endswith("database.dump") else line for line in stated]
    (copied / "SHA256SUMS").write_text("\n".join(lines) + "\n")
    name = f"empty_{uuid4().hex[:8]}"
    with database(name), living_in(name, tmp_path / "files"):
        with pytest.raises(BackupProblem, match="A program of Postgres failed"):
            restore(Backup.at(copied))
        with psycopg.connect(**parameters(name)) as session:
            assert is_empty(session)

    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("spoilt", ["database.dump", "manifest.json", "secret_key", "files"])
def test_flipped_byte_is_found_and_named(copied: Path, spoilt: str) -> None:
    path = next(path for path in (copied / spoilt).rglob("*") if path.is_file()) if spoilt == "files" else copied / spoilt
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    assert damaged(copied) == [str(path.relative_to(copied))]


def test_lost_and_added_files_of_a_backup_are_named(copied: Path) -> None:
    lost = next(path for path in (copied / "files").rglob("*") if path.is_file())
    lost.unlink()
    (copied / "files" / "foreign").touch()

    assert damaged(copied) == sorted(["files/foreign", str(lost.relative_to(copied))])


def test_damaged_backup_is_not_restored(house: House, copied: Path) -> None:
    (copied / "secret_key").write_text("other\n")

    with pytest.raises(BackupProblem, match="is damaged: secret_key is not what was written"):
        require_undamaged(Backup.at(copied))


def test_backup_of_a_newer_opsdept_is_refused(house: House) -> None:
    newer = Backup(house.taken.path, house.taken.manifest | {"migrations": [["people", "0999_tomorrow"]], "opsdept": "9.0"})

    with pytest.raises(BackupProblem, match=r"newer opsdept \(9.0\), with tables that this one does not know \(people.0999_tomorrow\)"):
        require_known_migrations(newer)


def test_folder_that_is_no_backup_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="is no backup of opsdept"):
        Backup.at(tmp_path)


# -- what a backup is -----------------------------------------------------------------------------


def test_backup_is_for_its_owner_alone(house: House) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in house.taken.path.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (house.taken.path, *house.taken.path.rglob("*")) if path.is_dir()}

    assert (modes, folders) == ({0o600}, {0o700})


def test_other_tools_can_check_a_backup(house: House) -> None:
    checked = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=house.taken.path, check=False)

    assert checked.returncode == 0


def test_file_that_a_row_names_and_that_is_gone_makes_a_backup_incomplete(house: House, tmp_path: Path) -> None:
    files = shutil.copytree(house.files, tmp_path / "files")
    lost = next(path for path in files.rglob("*") if path.is_file())
    lost.unlink()
    with living_in(house.name, files):
        taken = take_backup(to=tmp_path / "backups", at=AT)

    assert taken.missing == [str(lost.relative_to(files))]
    assert taken.path.name.endswith(".incomplete")
    assert not complete_ones(tmp_path / "backups", house=house.taken.house)


def test_photo_that_a_rule_deletes_meanwhile_is_not_missed(house: House, tmp_path: Path) -> None:
    content = claiming.photo_bytes()
    with living_in(house.name, tmp_path / "files"):
        photo = keep_photo(punch_id=Punch.objects.earliest("pk").pk, photo=Photo(content, sha256(content).hexdigest()), at=AT)
        with session_of_ours() as snapshot:
            snapshot.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            assert photo.file.name in [file.path for file in named_by_rows(snapshot)]
            forget_photos(PunchPhoto.objects.all())
            assert photo.file.name not in missing_files(snapshot, {})


def test_full_disk_is_told_and_leaves_nothing(house: House, tmp_path: Path) -> None:
    with living_in(house.name, house.files), small_files(), pytest.raises(BackupProblem, match="There is no room left in"):
        take_backup(to=tmp_path / "backups", at=AT)

    assert not list((tmp_path / "backups").glob("opsdept-*"))


def test_killed_backup_looks_like_none_and_the_next_one_clears_it_away(house: House, tmp_path: Path) -> None:
    to = tmp_path / "backups"
    one = parameters(house.name)
    with psycopg.connect(**one) as session:
        session.execute("LOCK TABLE people_employee IN ACCESS EXCLUSIVE MODE")  # the backup waits for this
        address = f"postgres://{one['user']}:{one['password']}@/{one['host']}/{house.name}"
        process = manage(tmp_path, free_port(), "backup", f"--to={to}", DATABASE_URL=address)
        assert eventually(lambda: list(to.glob("opsdept-*.partial")), seconds=30)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    [left] = to.glob("opsdept-*")
    with pytest.raises(BackupProblem):
        Backup.at(left)
    with living_in(house.name, house.files):
        taken = take_backup(to=to, at=AT)

    assert list(to.glob("opsdept-*")) == [taken.path]


def test_two_backups_do_not_write_to_one_folder_at_once(house: House, tmp_path: Path) -> None:
    with only_writer(tmp_path), living_in(house.name, house.files), pytest.raises(BackupProblem, match="Another backup is just being"):
        take_backup(to=tmp_path, at=AT)


# -- the commands ---------------------------------------------------------------------------------


def test_rotation_deletes_the_oldest_of_this_house_only(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("01", "02", "03"):
        shutil.copytree(house.taken.path, tmp_path / f"opsdept-202601{day}-020000")
    other = shutil.copytree(house.taken.path, tmp_path / "opsdept-20250101-020000")
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps(manifest | {"house": "another"}))
    (tmp_path / "opsdept-notes").mkdir()
    (tmp_path / "opsdept-20240101-020000").mkdir()
    with living_in(house.name, house.files):
        call_command("backup", to=tmp_path, keep=2, json=True)
    said = json.loads(capsys.readouterr().out)

    assert said["deleted"] == ["opsdept-20260101-020000", "opsdept-20260102-020000"]
    assert {path.name for path in tmp_path.glob("opsdept-*")} == {
        "opsdept-20240101-020000", "opsdept-20250101-020000", "opsdept-20260103-020000", "opsdept-notes", Path(said["path"]).name,
    }  # fmt: skip


def test_file_of_the_backup_before_is_not_stored_again(house: House, tmp_path: Path) -> None:
    with living_in(house.name, house.files):
        first, second = (take_backup(to=tmp_path, at=AT + timedelta(days=day)).path for day in range(2))
        note, *others = (str(path.relative_to(first)) for path in sorted((first / "files").rglob("*")) if path.is_file())
        assert others
        assert all((first / name).samefile(second / name) for name in (note, *others))
        spoilt = second / note
        spoilt.write_bytes(b"x" * spoilt.stat().st_size)
        third = take_backup(to=tmp_path, at=AT + timedelta(days=2)).path
    assert [(third / name).samefile(second / name) for name in (note, *others)] == [False] + [True] * len(others)
    shutil.rmtree(first)
    shutil.rmtree(second)
    assert damaged(third) == []


def test_backup_before_that_cannot_be_read_costs_nothing_but_room(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    unreadable = Path("/proc/self/mem")  # a file of no length whose reading fails, as on a failing disk
    assert keep(tmp_path / "empty", tmp_path / "copy" / "empty", unreadable) == (sha256().hexdigest(), 0)
    assert (tmp_path / "copy" / "empty").is_file()


def test_restore_command_verifies_and_prints_only_json(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"empty_{uuid4().hex[:8]}"
    with database(name), living_in(name, tmp_path / "files"):
        call_command("restore", str(house.taken.path), verify=True, json=True)

    said = json.loads(capsys.readouterr().out)
    assert (said["verified"], said["differences"]) == (True, [])


# -- each night -----------------------------------------------------------------------------------


def test_night_gets_one_backup(house: House, tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_TO = str(tmp_path)
    evening = AT.replace(hour=22, minute=50)
    night = evening + timedelta(hours=4)
    with living_in(house.name, house.files):
        made = [back_up_if_due(at=at) for at in (evening, evening + timedelta(hours=1), night, night + timedelta(hours=1))]

    assert [name is not None for name in made] == [True, False, True, False]
    assert len(complete_ones(tmp_path, house=house.taken.house)) == 2


def test_without_a_folder_there_is_no_nightly_backup(settings: Settings) -> None:
    settings.BACKUP_TO = ""

    assert back_up_if_due(at=AT) is None


def test_failed_night_is_told_to_administrators_once(settings: Settings, tmp_path: Path) -> None:
    office = claiming.Office()
    factories.grant(office.head, "administrator")
    (tmp_path / "file").touch()
    settings.BACKUP_TO = str(tmp_path / "file")
    for hour in (0, 1):
        with pytest.raises(BackupProblem):
            back_up_if_due(at=AT + timedelta(hours=hour))

    [told] = NoticeRecipient.objects.filter(notice__kind="backup")
    assert told.recipient == office.head
    assert str(tmp_path / "file") in told.notice.body
