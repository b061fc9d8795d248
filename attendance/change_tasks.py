"""What a changed calendar leaves to the background."""

from datetime import date

from procrastinate.contrib.django import app

from common import clock


@app.task(name="attendance.find_changed_days")
def find_changed_days(calendar_id: int, causes: dict[str, str]) -> int:
    """List the kept results that changed days make into others. causes: in words, by day. Running it twice changes nothing."""
    from attendance.services.changes import find_for_days

    return find_for_days(calendar_id=calendar_id, causes={date.fromisoformat(day): cause for day, cause in causes.items()}, at=clock.now())


@app.task(name="attendance.find_moved")
def find_moved(department_id: int, calendar_id: int, cause: str) -> int:
    """The same for a department that goes by another calendar. Running it twice changes nothing."""
    from attendance.services.changes import find_for_move

    return find_for_move(department_id=department_id, calendar_id=calendar_id, cause=cause, at=clock.now())
