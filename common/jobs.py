"""Work that a service leaves to the queue, by the name of its task: a task calls services, so a service imports no task.

    jobs.later("rules.store_wall_sheet", edition_id=edition.pk)

The job is written in the transaction of the caller and exists when that does.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def later(task: str, **values: Any) -> None:
    """Let a worker run the task with these values. Raises TaskNotFound when no house has such a task."""
    app.configure_task(task, allow_unknown=False).defer(**values)


def later_once(task: str, waiting: str, **values: Any) -> None:
    """The same, unless a job with the name `waiting` stands in the queue already."""
    try:
        with transaction.atomic():
            app.configure_task(task, allow_unknown=False, queueing_lock=waiting).defer(**values)
    except AlreadyEnqueued:
        return


def later_each(task: str, each: Iterable[dict[str, Any]], *, at: datetime | None = None) -> None:
    """A job for each set of values, in one statement, none of them run before `at`."""
    app.configure_task(task, allow_unknown=False, schedule_at=at).batch_defer(*each)
