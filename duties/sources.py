"""Duties that exist by nature: another house knows when they fall due and when they were done, and shows where they are done.

    sources.register(DutySource(code="rules.review", label=_("review of each rulebook"), items=review_items, asked=…, overdue=…))

They stand on the page of periodic duties and under "my duties" beside the recorded ones.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from common.asking import Question
from duties.selectors.holders import Holder

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """One thing that falls due. due_on None: nothing decides when. url: where it is seen and done; "" when nowhere yet.

    owner: the post or place in words. last_on, last_words: when it was done last, and what shows it.
    """

    title: str
    url: str
    department_id: int | None
    department: str
    owner: str
    rhythm: str
    due_on: date | None
    holders: tuple[Holder, ...] = ()
    last_on: date | None = None
    last_words: str = ""


class Items(Protocol):
    def __call__(self, day: date, user: "User") -> list[SourceItem]:
        """Everything that falls due and that the account may see or owns, with a constant number of queries."""
        ...


class Asked(Protocol):
    def __call__(self, day: date, user: "User") -> Question:
        """What the overdue ones among `items` are counted from, so that a page with many figures asks it along with others."""
        ...


class Overdue(Protocol):
    def __call__(self, answer: Any, day: date, /) -> int:
        """How many are overdue, of what came of the question."""
        ...


@dataclass(frozen=True, slots=True)
class DutySource:
    """code: unique. label: what these duties are, in the reader's language.

    keys: parameters that decide when; a clause in whose text one of them stands has its duty by that.
    """

    code: str
    label: str | Promise
    items: Items = field(compare=False)
    asked: Asked = field(compare=False)
    overdue: Overdue = field(compare=False)
    keys: tuple[str, ...] = ()


_sources: dict[str, DutySource] = {}


def register(source: DutySource) -> None:
    """Make a source known. Raises ValueError when its code is taken."""
    if source.code in _sources:
        raise ValueError(f"duty source {source.code} is registered twice")
    _sources[source.code] = source


def registered() -> list[DutySource]:
    """Every source, in order of registration."""
    return list(_sources.values())
