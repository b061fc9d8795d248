"""What duties put into the private calendar: the open items that I own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from common import clock, feeds
from common.feeds import Entry
from common.periods import ONE_DAY, Period
from duties.selectors.mine import owed_by

if TYPE_CHECKING:
    from people.models import User


def install() -> None:
    """Called when Django starts."""
    feeds.register("mine", my_duties)


def my_duties(user: "User", period: Period) -> Iterator[Entry]:
    """Each on the day on which it is due; what is done is gone. One query."""
    if getattr(user, "employee", None) is None:
        return
    for item, owns, _names in owed_by(user, clock.today(), period.last):
        if owns and item.due_on >= period.first:
            yield Entry(
                uid=f"duty-{item.pk}", title=item.duty.name, start=item.due_on, end=item.due_on + ONE_DAY, changed_at=item.opened_at,
                path=item.get_absolute_url(), is_busy=False,
            )  # fmt: skip
