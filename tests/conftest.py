"""What every test may use, and the habits that the suite guards. Each concern is a module of tests/support."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs an event loop in the test's thread

pytest_plugins = [
    "tests.support.memory",
    "tests.support.shared",
    "tests.support.database",
    "tests.support.remembered",
    "tests.support.templates",
    "tests.support.queries",
    "tests.support.races",
    "tests.support.rows",
    "tests.support.workers",
    "tests.support.browser",
]
