"""Which worker runs a test: any, but the tests of a module that begins with something long and shares it go to one."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# a company, a running house, a foreign server, a copy of one, a house that leaves
SHARING = ("demo.py", "test_running.py", "test_database_url.py", "test_backup.py", "test_leaving.py")


class Scheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module.endswith(SHARING) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)
