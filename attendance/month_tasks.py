"""What closing months does in the background."""

from procrastinate.contrib.django import app

from common import clock


@app.task(name="attendance.close_month", pass_context=False)
def close_month(closing_id: int) -> None:
    """Draw up the sheets of a month that was locked. Run again, it goes on where it was interrupted."""
    from attendance.models import MonthClosing
    from attendance.services.closing import run_close

    run_close(closing=MonthClosing.objects.get(pk=closing_id), at=clock.now())
