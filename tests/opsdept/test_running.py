"""`manage.py run` as a process: pages, a second start, a taken port, and what is left after kill -9."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.opsdept.machine import ROOT, eventually, free_port, processes_of, remove_home

READY_WITHIN = 90  # seconds for a first start on a busy machine


class House:
    """A running opsdept in a home of its own."""

    def __init__(self, command: str = "run") -> None:
        self.home = Path(tempfile.mkdtemp(prefix="opsdept-test-", dir="/tmp"))
        self.home.chmod(0o755)
        self.port = free_port()
        self.start(command)

    def start(self, command: str = "run") -> None:
        self.process = manage(self.home, self.port, command)
        self.first_lines = []
        for line in self.process.stdout:
            self.first_lines.append(line)
            if "http" in line:
                return
        raise AssertionError(f"it did not start: {self.first_lines}")

    def get(self, path: str) -> tuple[int, str]:
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            caller.request("GET", path)
            answer = caller.getresponse()
            return answer.status, answer.read().decode()
        finally:
            caller.close()

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def processes(self) -> dict[int, list[str]]:
        """Everything that runs with this home: by its environment, and the database by its folder."""
        found = {}
        mark = f"OPSDEPT_HOME={self.home}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
        return found

    def web_process(self) -> int:
        """The process of granian that answers: the child of the one that we started."""
        of_granian = [pid for pid, words in self.processes().items() if "granian" in words and "leash.py" not in " ".join(words)]
        parents = {pid: int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1]) for pid in of_granian}
        return next(pid for pid, parent in parents.items() if parent in of_granian)

    def nothing_runs(self) -> bool:
        return not self.processes() and not processes_of((self.home / "postgres").resolve())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(30)
        self.process.stdout.close()
        return status

    def remove(self) -> None:
        if self.process.poll() is None:
            self.stop()
        remove_home(self.home)


def manage(home: Path, port: int, *words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, text=True, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "DATABASE_", "PYTEST_"))},
            "OPSDEPT_HOME": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1", **environment,
        },
    )  # fmt: skip


def said_by(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=READY_WITHIN)[0]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    house = House()
    yield house
    house.remove()


def test_first_start_shows_its_address_and_who_may_log_in(house: House) -> None:
    said = "".join(house.first_lines)

    assert f"opsdept is ready: http://localhost:{house.port}" in said
    assert "1001" in said
    assert house.get("/account/login/")[0] == 200


def test_healthz_is_open_and_tells_nothing_but_states(house: House) -> None:
    assert eventually(house.answers, seconds=20)
    assert json.loads(house.get("/healthz")[1]) == {"status": "ok", "database": "ok", "worker": "ok", "disk": "ok"}


def test_second_start_finds_the_first(house: House) -> None:
    second = manage(house.home, free_port(), "run")

    assert f"opsdept already runs in {house.home}: http://localhost:{house.port}" in said_by(second)
    assert second.returncode == 0


def test_taken_port_is_refused_with_a_sentence(house: House, tmp_path: Path) -> None:
    second = manage(tmp_path, house.port, "run")

    assert f"Another program answers at port {house.port}. Stop it, or choose another port" in said_by(second)
    assert second.returncode == 1


def test_killed_web_process_comes_back(house: House) -> None:
    os.kill(house.web_process(), signal.SIGKILL)

    assert eventually(house.answers, seconds=30)


def test_killed_worker_comes_back(house: House) -> None:
    worker = next(pid for pid, words in house.processes().items() if "procrastinate" in words)
    os.kill(worker, signal.SIGKILL)

    assert eventually(lambda: any("procrastinate" in words for pid, words in house.processes().items() if pid != worker), seconds=15)


def test_killed_database_comes_back(house: House) -> None:
    for pid in processes_of((house.home / "postgres").resolve()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue

    assert eventually(lambda: house.get("/account/login/")[0] == 200, seconds=30)
    assert eventually(house.answers, seconds=30)


def test_stop_and_kill_leave_nothing_behind(house: House) -> None:
    assert house.stop() == 0
    assert eventually(house.nothing_runs)

    house.start()
    os.kill(house.process.pid, signal.SIGKILL)
    house.process.wait()
    house.process.stdout.close()
    assert eventually(house.nothing_runs)


@pytest.mark.parametrize("port", [80], ids=["privileged"])
@pytest.mark.skipif(os.geteuid() == 0, reason="root may use every port")
def test_privileged_port_is_refused_with_a_sentence(tmp_path: Path, port: int) -> None:
    assert "Only an administrator may use port 80" in said_by(manage(tmp_path, port, "run"))


def test_init_and_serve_make_a_real_installation() -> None:
    home = Path(tempfile.mkdtemp(prefix="opsdept-test-", dir="/tmp"))
    home.chmod(0o755)
    tree = home / "tree.txt"
    tree.write_text("运营部\n  客服组\n财务部\n", "utf-8")
    flags = ("--company=远山公司", "--admin-number=A001", "--admin-name=李远", "--admin-email=", f"--departments={tree}")
    port = free_port()
    begun = manage(home, port, "init", *flags, ADMIN_PASSWORD="Quiet-river-99")
    said = said_by(begun)
    assert begun.returncode == 0, said
    assert "A001" in said

    serving = manage(home, port, "serve", DEBUG="1")
    lines = []
    for line in serving.stdout:
        lines.append(line)
        if "opsdept serves" in line:
            break
    said = "".join(lines)
    try:
        assert "Set PUBLIC_URL=https://" in said
        assert "Set EMAIL_URL=smtp" in said
        caller = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        caller.request("GET", "/no-such-page")
        assert b"DEBUG = True" not in caller.getresponse().read()
        caller.close()
        assert list((home / "static").rglob("*.gz"))
    finally:
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(30) == 0
        serving.stdout.close()
        remove_home(home)
        shutil.rmtree(home, ignore_errors=True)
