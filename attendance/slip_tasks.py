"""What leave does by the clock."""

from procrastinate.contrib.django import app

from attendance.services import lapse_calls as lapse
from attendance.services.granting import expire_lots, grant_month, grant_year
from common import clock


@app.periodic(cron="15 * * * *")  # hourly: in any time zone soon after the change of day
@app.task(name="attendance.lapse_calls", queueing_lock="attendance.lapse_calls", pass_context=False)
def lapse_calls(timestamp: int) -> int:
    """Calls whose slip did not follow in time hold no more; running it twice changes nothing."""
    return lapse(at=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="attendance.expire_leave", queueing_lock="attendance.expire_leave", pass_context=False)
def expire_leave(timestamp: int) -> int:
    """What nobody took in time expires."""
    return expire_lots(at=clock.now())


@app.periodic(cron="10 4 * * *")  # daily: who joined, or whose years of work were written down since, gets theirs
@app.task(name="attendance.grant_leave", queueing_lock="attendance.grant_leave", pass_context=False)
def grant_leave(timestamp: int) -> int:
    """Grant the leave of this year and month to whoever has not got it yet."""
    at, today = clock.now(), clock.today()
    return grant_year(year=today.year, at=at).lots + grant_month(year=today.year, month=today.month, at=at).lots
