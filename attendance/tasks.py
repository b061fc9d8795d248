"""What attendance does by the clock."""

from procrastinate.contrib.django import app

from attendance import change_tasks, duty_tasks, journey_tasks, month_tasks, services, slip_tasks, terminal_tasks
from attendance.services.nightly import days_to_keep, without_record
from common import clock
from common.periods import Period

__all__ = ["change_tasks", "duty_tasks", "forget_traces", "journey_tasks", "month_tasks", "slip_tasks", "store_days", "terminal_tasks"]


@app.periodic(cron="5 * * * *")  # hourly: in any time zone soon after the change of day, and what a night missed is made up for
@app.task(name="attendance.store_days", queueing_lock="attendance.store_days", pass_context=False)
def store_days(timestamp: int) -> int:
    """Keep the results of the last days for whom they are not kept yet, and open cases. Running it twice changes nothing."""
    at = clock.now()
    return sum(services.store_days(period=Period(day, day), at=at, employee_ids=without_record(day)) for day in days_to_keep(at))


@app.periodic(cron="40 3 * * *")
@app.task(name="attendance.forget_traces", queueing_lock="attendance.forget_traces", pass_context=False)
def forget_traces(timestamp: int) -> int:
    """Delete devices and addresses that are old enough."""
    return services.forget_traces(at=clock.now())
