"""What is done for every house by the clock."""

from procrastinate.contrib.django import app

from common import clock, sealing


@app.periodic(cron="45 * * * *")  # hourly: in any time zone soon after the change of day, and what a night missed is made up for
@app.task(name="common.seal_facts", queueing_lock="common.seal_facts", pass_context=False)
def seal_facts(timestamp: int) -> int:
    """Seal the facts that were added since the last night. A second run on one day does nothing."""
    sealed = sealing.seal_day(at=clock.now())
    return sealed.rows if sealed else 0
