"""Which rows of the requirements are proven, and which are open: `make rows`.

Results are kept per commit below .rows/. When this commit has none, the marked tests run first.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


def results_file() -> Path | None:
    """Where the results of this commit are kept; None when the tree differs from its commit."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=BASE, capture_output=True, text=True, check=False)
    dirty = subprocess.run(["git", "status", "--porcelain"], cwd=BASE, capture_output=True, text=True, check=False)
    if head.returncode or dirty.stdout.strip():
        return None
    return BASE / ".rows" / f"{head.stdout.strip()}.json"


def outcomes() -> dict[str, dict[str, bool]]:
    """Test outcomes by row, of this tree."""
    kept = results_file()
    if kept is None or not kept.exists():
        kept = kept or BASE / ".rows" / "changed-tree.json"
        run = [sys.executable, "-m", "pytest", "-n", "2", "--rows-marked-only", f"--rows-to={kept}"]
        subprocess.run(run, cwd=BASE, check=False, stdout=sys.stderr)
    return json.loads(kept.read_text()) if kept.exists() else {}


def main() -> None:
    with (BASE / "docs" / "requirements.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = outcomes()
    proven = {row for row, tests in found.items() if tests and all(tests.values())}
    for row in rows:
        state = "proven" if row["id"] in proven else "failed" if row["id"] in found else "open"
        print(f"{row['id']:8} {state:7} {row['text']}")
    known = proven & {row["id"] for row in rows}
    print(f"rows: {len(known)} proven, {len(rows) - len(known)} open, {len(rows)} in all")


if __name__ == "__main__":
    main()
