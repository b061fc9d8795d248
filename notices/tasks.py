"""Work for the queue. Each may run twice without harm."""

from procrastinate.contrib.django import app

from common import clock
from notices.services import deliveries


@app.task(name="notices.deliver")
def deliver(delivery_id: int) -> None:
    """Send one delivery, unless another worker did."""
    deliveries.deliver(delivery_id=delivery_id, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:
    """Once a minute: what a dead worker left."""
    deliveries.sweep(at=clock.now())
