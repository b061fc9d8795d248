"""What the wall does in the background."""

from procrastinate.contrib.django import app

from common import clock


@app.task(name="rules.store_wall_sheet")
def store_wall_sheet(edition_id: int) -> None:
    """Lay out the sheet of a published edition and keep it; on the smallest larger board when the text is too long for the usual one.

    A second run finds it kept. A text that fits no board is printed with options of its own, from its page.
    """
    from rules.services.sheets import store_sheet
    from rules.sheets.rendering import DoesNotFit

    try:
        store_sheet(edition_id=edition_id, at=clock.now())
    except DoesNotFit as refusal:
        for size in refusal.offers[:1]:
            store_sheet(edition_id=edition_id, at=clock.now(), size=size)
