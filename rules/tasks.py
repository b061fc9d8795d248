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


@app.periodic(cron="25 * * * *")  # hourly: in any time zone soon after the change of day, and what a night missed is made up for
@app.task(name="rules.keep_reading_lists", queueing_lock="rules.keep_reading_lists", pass_context=False)
def keep_reading_lists(timestamp: int) -> None:
    """Ask whoever came into a scope, and those who left it no more; remind who is late, and tell their superiors."""
    from rules.services import reminding, telling

    at = clock.now()
    telling.follow_scope(at=at)
    reminding.remind(at=at)
    reminding.tell_superiors(at=at)


@app.periodic(cron="50 3 * * *")
@app.task(name="rules.forget_acknowledgement_traces", queueing_lock="rules.forget_acknowledgement_traces", pass_context=False)
def forget_acknowledgement_traces(timestamp: int) -> int:
    """Delete addresses and browsers that are old enough."""
    from rules.services.acknowledging import forget_acknowledgement_traces as forget

    return forget(at=clock.now())
