"""What the wall said on a day: which edition was in force where somebody asks, or why none was (POL-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from people.models import Assignment, Department, DepartmentPath
from rules.models import Force
from rules.selectors.listing import Placed

if TYPE_CHECKING:
    from people.models import User


class Answer(StrEnum):
    """What held on the day."""

    HELD = "held"
    BEFORE = "before"  # the first edition came later
    ENDED = "ended"  # what held there had ended
    ELSEWHERE = "elsewhere"  # it held, but never there
    NEVER = "never"  # nothing was ever in force


@dataclass(frozen=True, slots=True)
class Held:
    """placed: the edition in force; where none was, the one that came next or the one that had ended. force: that says so."""

    answer: Answer
    placed: Placed | None
    force: Force | None


def held_on(published: Sequence[Placed], day: date, way: Sequence[int | None] | None) -> Held:
    """published: the editions of a rulebook. way: the unit and those above it, nearest first, then None for the company.

    An edition that is tried there goes before the others (POL-17). way None: whoever asks belongs to no unit; then it is what
    holds for the company, else what holds anywhere.
    """
    every = [(force, one) for one in published for force in one.edition.forces.all()]
    there = [pair for pair in every if way is None or pair[0].department_id in way]
    now = [pair for pair in there if day in pair[0].during]
    if now:
        force, one = min(now, key=lambda pair: (not pair[0].is_pilot, _steps(pair[0], way), -pair[1].edition.number))
        return Held(Answer.HELD, one, force)
    coming = sorted((pair for pair in there if pair[0].during.lower > day), key=lambda pair: pair[0].during.lower)
    ended = sorted((pair for pair in there if not pair[0].during.upper_inf and pair[0].during.upper <= day), key=_end)
    for answer, pairs in ((Answer.ENDED, ended[::-1]), (Answer.BEFORE, coming)):
        if pairs:
            return Held(answer, pairs[0][1], pairs[0][0])
    return Held(Answer.ELSEWHERE if every else Answer.NEVER, None, None)


def _end(pair: tuple[Force, Placed]) -> date:
    found: date = pair[0].during.upper
    return found


def _steps(force: Force, way: Sequence[int | None] | None) -> int:
    """How far away the unit is for which it holds."""
    if way is None:
        return 0 if force.department_id is None else 1
    return list(way).index(force.department_id)


def is_split(published: Sequence[Placed], day: date) -> bool:
    """Whether different editions hold in different units on that day: a pilot."""
    return len({one.edition.pk for one in published for force in one.edition.forces.all() if day in force.during}) > 1


def way_up(unit: Department, day: date) -> list[int | None]:
    """The unit and those above it on that day, nearest first, then the company: one query."""
    paths = DepartmentPath.objects.on(day).filter(descendant=unit).order_by("depth", "pk")
    return [*paths.values_list("ancestor", flat=True), None]


def unit_of(user: "User", day: date) -> Department | None:
    """Where the account's holder worked on that day: one query."""
    held = Assignment.objects.filter(employee__user=user, during__contains=day).select_related("department")
    found = held.order_by("-kind", "pk").first()  # the regular post before any other
    return found.department if found else None
