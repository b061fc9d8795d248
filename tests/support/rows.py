"""Which requirement rows this run proves: `--rows-to FILE` writes them as JSON for `make rows`.

A row is proven when every test marked with it that could run here passed, and there was one: a test that needs a folder
which this machine has not neither proves nor refutes.
"""

import json
from pathlib import Path

import pytest

_outcomes: dict[str, dict[str, bool]] = {}
_left_out: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows-to", default="", help="write the proven requirement rows to this file")
    parser.addoption("--rows-marked-only", action="store_true", help="run only tests that prove a row")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--rows-marked-only"):
        config.hook.pytest_deselected(items=[item for item in items if not item.get_closest_marker("row")])
        items[:] = [item for item in items if item.get_closest_marker("row")]
    for item in items:
        for mark in item.iter_markers("row"):
            item.user_properties.extend(("row", row) for row in mark.args)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        _left_out.add(report.nodeid)
    if report.nodeid in _left_out:
        return
    rows = [value for name, value in report.user_properties if name == "row"]
    for row in rows:
        tests = _outcomes.setdefault(str(row), {})
        tests[report.nodeid] = tests.get(report.nodeid, True) and report.outcome == "passed"


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--rows-to")
    if target and not hasattr(session.config, "workerinput"):
        path = Path(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(_outcomes, indent=1, sort_keys=True))
