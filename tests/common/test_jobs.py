"""Work left to the queue by name."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from common import jobs

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"""jobs\.later(?:_once|_each)?\(\s*["']([\w.]+)["']""")


def test_name_that_no_house_has_is_refused():
    with pytest.raises(TaskNotFound):
        jobs.later("rules.no_such_thing")


def test_every_name_in_the_code_is_a_task():
    named = {name for path in ROOT.glob("*/**/*.py") if ".venv" not in path.parts and "tests" not in path.parts
             for name in NAMED.findall(path.read_text(encoding="utf-8"))}  # fmt: skip
    app.perform_import_paths()
    assert len(named) > 4
    assert named - set(app.tasks) == set()


def test_job_that_waits_already_is_not_doubled():
    for _turn in range(2):
        jobs.later_once("attendance.close_month", "closing 7", closing_id=7)
    assert ProcrastinateJob.objects.filter(queueing_lock="closing 7").count() == 1


def test_job_is_undone_with_its_transaction():
    before = ProcrastinateJob.objects.count()
    with transaction.atomic():
        jobs.later("attendance.judge_import", import_id=1)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == before
