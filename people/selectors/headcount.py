"""Planned, actual, vacant (ORG-03). The plan's only home is the parameter `org.headcount_quota`.

A plan counts for the unit where it is decided and everything below it, down to the next unit with a plan of its
own; so everybody is counted once, and the totals add up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from common.policy import Citation
from people.models import Assignment, AssignmentKind, DepartmentVersion, Post
from people.policy import Headcount


@dataclass(frozen=True, slots=True)
class Line:
    """A post: how many are planned (None: undecided), how many there are."""

    title: str
    planned: int | None
    actual: int

    @property
    def vacant(self) -> int | None:
        """Places without anybody, never below zero; None while undecided."""
        return None if self.planned is None else max(self.planned - self.actual, 0)

    @property
    def over(self) -> int:
        """People beyond the plan."""
        return 0 if self.planned is None else max(self.actual - self.planned, 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit with a plan of its own (or the company, which may have none), and everybody counted under it."""

    department_id: int
    name: str
    lines: list[Line]
    citation: Citation | None

    @property
    def is_decided(self) -> bool:
        return any(line.planned is not None for line in self.lines)

    @property
    def planned(self) -> int | None:
        return sum(line.planned or 0 for line in self.lines) if self.is_decided else None

    @property
    def actual(self) -> int:
        return sum(line.actual for line in self.lines)

    @property
    def vacant(self) -> int | None:
        return sum(line.vacant or 0 for line in self.lines) if self.is_decided else None

    @property
    def over(self) -> list[Line]:
        return [line for line in self.lines if line.over]


@dataclass(slots=True)
class _Unit:
    id: int
    name: str
    parent: int | None
    key: tuple[Any, ...]
    quota: dict[str, int] | None
    citation: Citation | None
    home: int = 0


def plans(day: date, within: Iterable[int] | None = None) -> list[Plan]:
    """Every plan of the day with its count, from the company down. Two queries.

    within: ids of departments to count; None is all. A plan is left out when none of its departments are among them.
    """
    units = _units(day)
    allowed = None if within is None else set(within)
    actual: dict[int, Counter[str]] = defaultdict(Counter)
    for department, title, count in _counts(day):
        if department in units and (allowed is None or department in allowed):
            actual[units[department].home][title] += count
    homes = (unit for unit in units.values() if unit.home == unit.id and (allowed is None or unit.id in allowed))
    return [
        Plan(home.id, home.name, list(_lines(home.quota, actual[home.id])), home.citation)
        for home in homes
        if home.quota is not None or actual[home.id]
    ]


def warnings(post: Post, day: date) -> Iterator[str]:
    """What to say about a post that has just got one more holder: a sentence when the plan is exceeded. Nothing else."""
    units = _units(day)
    unit = units.get(post.department_id)
    planned = (units[unit.home].quota or {}).get(post.title) if unit else None
    if unit is None or planned is None:
        return
    counted = [other.id for other in units.values() if other.home == unit.home]
    actual = _regular(day).filter(department__in=counted, post__title=post.title).count()
    if actual > planned:
        yield _("%(unit)s now has %(actual)d of the post %(post)s; the headcount plans %(planned)d.") % {
            "unit": units[unit.home].name,
            "actual": actual,
            "post": post.title,
            "planned": planned,
        }


def _units(day: date) -> dict[int, _Unit]:
    """Every department of the day, parents first, each with the unit whose plan it follows."""
    rows = DepartmentVersion.objects.on(day).order_by("order", "pk").values_list("department", "name", "parent")
    found: dict[int, _Unit] = {}
    below: dict[int | None, list[_Unit]] = defaultdict(list)
    for id, name, parent in rows:
        below[parent].append(_with_plan(day, id, name, parent))
    waiting = list(reversed(below[None]))
    while waiting:
        unit = waiting.pop()
        above = found.get(unit.parent) if unit.parent else None
        unit.home = above.home if above and above.key == unit.key else unit.id
        found[unit.id] = unit
        waiting.extend(reversed(below[unit.id]))
    return found


def _with_plan(day: date, id: int, name: str, parent: int | None) -> _Unit:
    rule = Headcount.on(day, id)
    citation, quota = rule.cite("quota"), rule.quota
    return _Unit(id, name, parent, (citation, quota), quota, citation)


def _regular(day: date) -> Any:
    return Assignment.objects.on(day).filter(kind=AssignmentKind.REGULAR)


def _counts(day: date) -> Any:
    return _regular(day).order_by().values_list("department", "post__title").annotate(count=Count("pk"))


def _lines(quota: dict[str, int] | None, actual: Counter[str]) -> Iterator[Line]:
    """The planned posts in the plan's order, then those that nobody planned."""
    planned = quota or {}
    for title, count in planned.items():
        yield Line(title, count, actual.get(title, 0))
    for title in sorted(set(actual) - set(planned)):
        yield Line(title, None, actual[title])
