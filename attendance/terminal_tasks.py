"""What a file of a terminal leaves to the background."""

from procrastinate.contrib.django import app

from common import clock


@app.task(name="attendance.judge_import")
def judge_import(import_id: int) -> int:
    """Judge the days anew that a written file touches. Running it twice changes nothing."""
    from attendance.services.terminal_files import judge_days

    return judge_days(import_id=import_id, at=clock.now())
