"""How much memory a process holds."""

from pathlib import Path


def resident(pid: int | str = "self") -> int:
    """Resident memory of a process in MB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Rss:")) // 1024
