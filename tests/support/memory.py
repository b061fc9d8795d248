"""What has been collected stays until the end, so the search for garbage does not look through it again and again."""

import gc

import pytest

YOUNG = 50_000  # new objects between two searches; a page makes tens of thousands


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
