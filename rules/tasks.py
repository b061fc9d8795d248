"""What the wall does in the background."""

from procrastinate.contrib.django import app

from common import clock


@app.task(name="rules.store_wall_sheet", queueing_lock=None)
def store_wall_sheet(edition_id: int) -> None:
    """Lay out the sheet of a published edition and keep it. A second run finds it kept."""
    from rules.services.sheets import store_sheet

    store_sheet(edition_id=edition_id, at=clock.now())
