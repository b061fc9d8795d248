"""What stands in the private calendars (RFC 5545). A house registers its sources in `AppConfig.ready()`; people.views.feeds answers.

    feeds.register("mine", own_slips)    # a callable: (user, first and last day) -> entries

What was withdrawn is no longer among the entries: a calendar that is subscribed is read as a whole.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from django.utils import timezone
from icalendar import Calendar, Event

from common.periods import ONE_DAY, Period

FeedName = Literal["mine", "department"]
BACK, AHEAD = timedelta(days=92), timedelta(days=366)
READ_AGAIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a calendar. uid: the same as long as it is the same thing. start, end: both days, or both instants; end is not part of it.

    changed_at: None while nobody knows. path: of the page that shows it. is_busy: whether its time is taken.
    """

    uid: str
    title: str
    start: date
    end: date
    changed_at: datetime | None = None
    text: str = ""
    place: str = ""
    path: str = ""
    is_busy: bool = True


Source = Callable[[Any, Period], Iterable[Entry]]  # of an account (people.User), over these days

_sources: dict[FeedName, list[Source]] = {"mine": [], "department": []}


def register(feed: FeedName, source: Source) -> None:
    """Let the calendar show what the source finds: with as many queries for many entries as for one."""
    _sources[feed].append(source)


def window(today: date) -> Period:
    """The days that a calendar holds: three months back and a year ahead."""
    return Period(today - BACK, today + AHEAD)


def entries(feed: FeedName, user: Any, period: Period) -> Iterator[Entry]:
    """Everything that the account finds in that calendar."""
    return (entry for source in _sources[feed] for entry in source(user, period))


def spanned(lower: datetime, upper: datetime) -> tuple[date, date]:
    """Whole days of the company's zone as days, anything else as instants in UTC."""
    zone = timezone.get_default_timezone()
    first, last = lower.astimezone(zone), upper.astimezone(zone)
    if first.time() == last.time() == time(0):
        return first.date(), last.date()
    return lower.astimezone(UTC), upper.astimezone(UTC)


def instants(period: Period) -> tuple[datetime, datetime]:
    """From the first midnight up to the one after the last day."""
    zone = timezone.get_default_timezone()
    return (
        timezone.make_aware(datetime.combine(period.first, time(0)), zone),
        timezone.make_aware(datetime.combine(period.last + ONE_DAY, time(0)), zone),
    )


def as_ics(found: Iterable[Entry], *, name: str, made_at: datetime, address: Callable[[str], str]) -> bytes:
    """The calendar as a file: the same entries give the same bytes. made_at: stands where nobody knows when an entry was written.

    address: makes a path the whole address.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//opsdept//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", " ".join(clean(name).split()))  # one line: nothing escapes a break here
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in sorted(found, key=lambda entry: entry.uid):
        calendar.add_component(_event(entry, made_at, address))
    return calendar.to_ical()


def _event(entry: Entry, made_at: datetime, address: Callable[[str], str]) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@opsdept")
    event.add("dtstamp", (entry.changed_at or made_at).astimezone(UTC))
    if entry.changed_at:
        event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", clean(entry.title))
    for name, text in (("description", entry.text), ("location", entry.place)):
        if said := clean(text):
            event.add(name, said)
    if entry.path:
        event.add("url", address(entry.path))
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    return event


def clean(text: str) -> str:
    """The text without what a calendar may not hold: control characters but for the line break and the tab."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()
