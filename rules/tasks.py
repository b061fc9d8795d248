"""What the wall does in the background."""

from procrastinate.contrib.django import app

from common import clock


@app.task(name="rules.store_wall_sheet")
def store_wall_sheet(edition_id: int) -> None:
    """Lay out the sheet of a published edition and keep it: a long text on a larger board, or on several sheets.

    A second run finds it kept. Only a text that no board holds is left to whoever prints it, clause by clause.
    """
    from rules.services.sheets import store_sheet
    from rules.sheets.rendering import DoesNotFit

    try:
        store_sheet(edition_id=edition_id, at=clock.now())
    except DoesNotFit as refusal:
        if refusal.offers:
            store_sheet(edition_id=edition_id, at=clock.now(), size=refusal.offers[0])
        elif refusal.sheets_needed:
            store_sheet(edition_id=edition_id, at=clock.now(), sheets=refusal.sheets_needed)
