"""The first start of `make run` in an empty home, with the demonstration company, and the next one."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from tools.bench.measure import say

PORT = 8975


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="opsdept-bench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the database may run as another user
        cold, warm = _seconds_until_ready(home), _seconds_until_ready(home)
    say("start again / first start with the demo", warm / cold, "<= 0.25", f"{warm:.1f} beside {cold:.1f} s")


def _seconds_until_ready(home: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    environment |= {"OPSDEPT_HOME": home, "PORT": str(PORT)}
    start = time.perf_counter()
    house = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    try:
        assert house.stdout
        if not any("opsdept is ready" in line for line in house.stdout):
            raise SystemExit("make run ended before it was ready")
        return time.perf_counter() - start
    finally:
        house.send_signal(signal.SIGINT)
        house.wait()
        running = Path(home, "postgres", "data", "postmaster.pid")
        while running.exists():
            time.sleep(0.1)
