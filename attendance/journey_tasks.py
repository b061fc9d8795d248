"""What overtime, trips and work outside do by the clock."""

from procrastinate.contrib.django import app

from attendance.services.crediting import credit_recent
from attendance.services.journeys import alert_open_exits as alert_exits
from attendance.services.journeys import alert_open_outings as alert
from attendance.services.overtime import tell_late_stays as tell
from common import clock


@app.periodic(cron="35 * * * *")  # after the days have been kept
@app.task(name="attendance.credit_overtime", queueing_lock="attendance.credit_overtime", pass_context=False)
def credit_overtime(timestamp: int) -> int:
    """Bring balances of time off in line with the overtime of the last weeks. Running it twice changes nothing."""
    return credit_recent(at=clock.now())


@app.periodic(cron="30 8 * * *")
@app.task(name="attendance.tell_late_stays", queueing_lock="attendance.tell_late_stays", pass_context=False)
def tell_late_stays(timestamp: int) -> int:
    """Tell superiors in the morning who stayed late yesterday without overtime."""
    return tell(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="attendance.alert_open_outings", queueing_lock="attendance.alert_open_outings", pass_context=False)
def alert_open_outings(timestamp: int) -> int:
    """Tell superiors of work outside that nobody signed in from."""
    return alert(at=clock.now())


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="attendance.alert_open_exits", queueing_lock="attendance.alert_open_exits", pass_context=False)
def alert_open_exits(timestamp: int) -> int:
    """Tell superiors of temporary exits that nobody signed in from."""
    return alert_exits(at=clock.now())
