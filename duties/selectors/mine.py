"""What somebody owes: as owner or as deputy of one, and what was brought up to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from duties import labels
from duties.domain import state_of
from duties.models import DutyItem, held, people_behind
from duties.selectors.holders import holders_of, is_own, with_standing
from duties.selectors.listing import Line, from_sources
from duties.sources import SourceItem

if TYPE_CHECKING:
    from people.models import User

SOON = timedelta(days=7)
PAST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Owed:
    """An item as the list shows it. for_whom: the owners, when the reader is none of them."""

    item: DutyItem
    state: str
    for_whom: str

    @property
    def word(self) -> str:
        return labels.state_word(self.state)

    @property
    def tone(self) -> str:
        return labels.state_tone(self.state)


@dataclass(frozen=True, slots=True)
class Mine:
    """late: overdue or due today. soon: within a week. later: after that. brought_up: owed by others below.

    natural: of the sources, due within a week or overdue.
    """

    late: list[Owed]
    soon: list[Owed]
    later: list[Owed]
    brought_up: list[Owed]
    natural: list[Line]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.soon or self.later or self.brought_up or self.natural)


def open_items(user: "User", day: date, until: date | None = None) -> QuerySet[DutyItem]:
    """The rows from which `owed_by` chooses: of duties that the account's employee may hold, or that were brought up to them."""
    rows = DutyItem.objects.undone().filter(held(people_behind(user, day), day, "duty__") | Q(escalated_to__user=user))
    return rows if until is None else rows.filter(due_on__lte=until)


def owed_by(user: "User", day: date, until: date | None = None) -> list[tuple[DutyItem, bool, str]]:
    """Open items of the account's duties, (item, whether it is the reader's, the owners), the longest due first: one query."""
    me = user.employee.pk  # type: ignore[attr-defined]  # the caller asked
    rows = with_standing(open_items(user, day, until), me, day, "duty__").select_related("duty__department", "duty__post", "duty__role")
    found: list[tuple[DutyItem, bool, str]] = []
    for row in rows.order_by("due_on", "duty__code", "pk"):
        holders = holders_of(row)
        owns = is_own(row, me)
        if owns or row.escalated_to_id == me:
            names = "" if me in {holder.id for holder in holders} else labels.names([holder.name for holder in holders])
            found.append((row, owns, names))
    return found


def mine(user: "User", day: date) -> Mine:
    """Everything that the account's employee owes on the day."""
    late: list[Owed] = []
    soon: list[Owed] = []
    later: list[Owed] = []
    brought_up: list[Owed] = []
    for item, owns, owners in owed_by(user, day):
        owed = Owed(item, state_of(item.due_on, None, day), owners)
        if not owns:
            brought_up.append(owed)
        elif item.due_on <= day:
            late.append(owed)
        else:
            (soon if item.due_on <= day + SOON else later).append(owed)
    return Mine(late, soon, later, brought_up, natural(user, day))


def natural(user: "User", day: date) -> list[Line]:
    """Of the duties that exist by nature, those of the account's employee that are due within a week or overdue."""
    me = user.employee.pk  # type: ignore[attr-defined]

    def is_due(item: SourceItem) -> bool:
        return item.due_on is not None and item.due_on <= day + SOON and any(holder.id == me for holder in item.holders)

    return list(from_sources(user, day, is_due))


def done_by(user: "User") -> QuerySet[DutyItem]:
    """What the account's employee recorded, the latest first."""
    rows = DutyItem.objects.filter(done_by__user=user).select_related("duty", "file")
    return rows.order_by("-done_at", "-pk")


def told(items: Iterable[DutyItem], day: date) -> list[tuple[DutyItem, str, str]]:
    """Items with their state in a word and its tone: done late is said, too."""
    found = []
    for item in items:
        on = item.done_on
        state = "late" if on and on > item.due_on else state_of(item.due_on, on, day)
        found.append((item, labels.state_word(state), labels.state_tone(state)))
    return found
