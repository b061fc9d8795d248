"""Who is asked at each step, and when a step is done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from approvals.choices import Mode, Source


@dataclass(frozen=True, slots=True)
class Found:
    """A step as the organisation answers it: the people whom its rule names, before any rule of ours."""

    name: str
    mode: str
    people: tuple[int, ...]
    fallback: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is asked at a step, and why."""

    person: int
    source: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its approvers, at least one."""

    name: str
    mode: str
    seats: tuple[Seat, ...]
    fallback: int | None = None


class NoApprover(ValueError):  # noqa: N818
    """Nobody can be asked at a step. `position` counts from 1; `name` is its name."""

    def __init__(self, position: int, name: str) -> None:
        super().__init__(f"nobody decides step {position}")
        self.position = position
        self.name = name


def plan(applicant: int, steps: Sequence[Found], superiors: Sequence[int]) -> list[Planned]:
    """The steps with their approvers, frozen when a request is submitted.

    superiors: everybody above the applicant, nearest first. Rules, in this order: a person stands once in a step;
    the applicant never decides, and gives way to the others of an `any` step, else to the next superior who is
    not asked there already; a step without anybody asks its fall-back person.
    Raises NoApprover when a step still has nobody.
    """
    return [_planned(applicant, position, step, superiors) for position, step in enumerate(steps, start=1)]


def _planned(applicant: int, position: int, step: Found, superiors: Sequence[int]) -> Planned:
    others = [person for person in dict.fromkeys(step.people) if person != applicant]
    seats = [Seat(person, Source.RULE) for person in others]
    if applicant in step.people and (not others or step.mode == Mode.ALL):
        above = next((person for person in superiors if person not in (applicant, *others)), None)
        seats += [Seat(above, Source.SUPERIOR)] if above is not None else []
    if not seats and step.fallback not in (None, applicant):
        seats = [Seat(step.fallback, Source.FALLBACK)]
    if not seats:
        raise NoApprover(position, step.name)
    return Planned(step.name, step.mode, tuple(seats), step.fallback)


def nth_superior(superiors: Sequence[int], n: int) -> tuple[int, ...]:
    """The n-th superior (1 is the nearest). Above the top of the line stands the top itself; empty without a line."""
    return (superiors[min(n, len(superiors)) - 1],) if superiors else ()


def already_agreed(mode: str, people: Collection[int], agreed: Collection[int]) -> frozenset[int]:
    """Whom of the step's people nobody asks again, because they approved an earlier step themselves.

    When that settles the whole step (everybody in `all`, anybody in `any`), it is everybody.
    """
    again = frozenset(people) & frozenset(agreed)
    return frozenset(people) if again and mode == Mode.ANY else again


def is_done(mode: str, open_places: int) -> bool:
    """Whether an approval ends the step: at once in `any`; in `all` when no place is left open."""
    return mode == Mode.ANY or open_places == 0


def asked_twice(steps: Iterable[Planned]) -> list[frozenset[int]]:
    """For each step, whom it will not ask because they surely approve an earlier one: for a preview.

    Sure is who stands alone, or in a step where all decide.
    """
    sure: set[int] = set()
    told = []
    for step in steps:
        people = {seat.person for seat in step.seats}
        told.append(already_agreed(step.mode, people, sure))
        if step.mode == Mode.ALL or len(people) == 1:
            sure |= people
    return told
