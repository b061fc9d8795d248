"""What a draft would have changed in past weeks: for whom one may look, by which values, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from common.periods import Period
from people.access import within_scope
from people.models import Assignment, Department, DepartmentPath, Employee
from rules import provider
from rules.domain.effect import Standing
from rules.evaluators import Difference, Evaluated, Evaluator, Measure
from rules.models import Edition
from rules.provider import Snapshot
from rules.selectors.comparing import ShownValue, comparison
from rules.selectors.rulebooks import in_force, standing_of

if TYPE_CHECKING:
    from people.models import User

WEEKS = 4
MOST_DAYS = 60_000  # days of people that one page judges twice
SHOWN = 300  # differences that one page lists


def last_weeks(day: date, count: int = WEEKS) -> Period:
    """The last full weeks before that day, from Monday to Sunday."""
    sunday = day - timedelta(days=day.isoweekday())
    return Period(sunday - timedelta(days=7 * count - 1), sunday)


def may_be_tried(edition: Edition, day: date) -> bool:
    """Before it is in force anywhere: afterwards its days are judged by it in earnest."""
    return not edition.is_published or standing_of(edition, day)[0] == Standing.COMING


def snapshot_with(edition: Edition) -> Snapshot:
    """Every value as it would be had the draft always been in force where it is to hold: four queries."""
    rulebook = edition.rulebook
    units = edition.pilot_departments if edition.is_pilot else rulebook.departments
    places: list[int | None] = [*units.values_list("pk", flat=True)]
    facts = {
        "edition": edition.pk,
        "rulebook": rulebook.pk,
        "gone": [] if edition.is_pilot else [rulebook.pk, *edition.supersedes.values_list("pk", flat=True)],
        "units": places or [None],
        "posts": list(rulebook.posts.values_list("pk", flat=True)),
        "is_pilot": edition.is_pilot,
    }
    return provider.load(provider.TRIED, facts)


def concerned(user: "User", edition: Edition, period: Period, permission: str, unit: Department | None) -> QuerySet[Assignment]:
    """The posts held in the period that the draft would bind, where the account may see what is judged."""
    held = Assignment.objects.filter(during__overlap=(period.first, period.last + timedelta(days=1))).exclude(kind="acting")
    held = held.filter(within_scope(user, permission, "department"))
    units = edition.pilot_departments if edition.is_pilot else edition.rulebook.departments
    for roots in (list(units.values_list("pk", flat=True)), [unit.pk] if unit else []):
        if roots:
            held = held.filter(department__in=DepartmentPath.objects.on(period.last).filter(ancestor__in=roots).values("descendant"))
    posts = list(edition.rulebook.posts.values_list("pk", flat=True))
    return held.filter(post__in=posts) if posts else held


@dataclass(frozen=True, slots=True)
class Sum:
    """A measure of a unit, before and after, in words. tone: whether it grows or shrinks."""

    label: object
    before: str
    after: str
    change: Decimal


@dataclass(frozen=True, slots=True)
class UnitSums:
    name: str
    people: int
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    who: Employee
    unit: str
    one: Difference


@dataclass(frozen=True, slots=True)
class Preview:
    """What one house finds. too_many: how many days it would have to judge, when these are too many for one page.

    units: of those concerned, with how many people each has, to choose from.
    """

    evaluator: Evaluator
    found: Evaluated | None
    differences: tuple[ShownDifference, ...] = ()
    units: tuple[UnitSums, ...] = ()
    total: UnitSums | None = None
    too_many: int = 0
    choices: tuple[tuple[str, str, int], ...] = ()

    @property
    def people(self) -> int:
        """How many people would have been judged differently on some day."""
        return len({one.employee_id for one in self.found.differences}) if self.found else 0

    @property
    def left_out(self) -> int:
        return len(self.found.differences) - len(self.differences) if self.found else 0


def preview(evaluator: Evaluator, held: QuerySet[Assignment], edition: Edition, period: Period, now: datetime) -> Preview:
    """Judge these people's days by what was in force and by the draft. held: as `concerned` gives it."""
    people = sorted(set(held.values_list("employee", flat=True)))
    if len(people) * len(period) > MOST_DAYS:
        return Preview(evaluator, None, too_many=len(people) * len(period), choices=tuple(_choices(held)))
    trial = partial(provider.trying, snapshot_with(edition))
    found = evaluator.evaluate(people, period, now, trial)
    shown = found.differences[:SHOWN]
    names = dict(Department.objects.filter(pk__in=[*found.sums, *(one.department_id for one in shown)]).values_list("pk", "name"))
    who = Employee.objects.in_bulk({one.employee_id for one in shown})
    differing = _people_by_unit(found.differences)
    units = [_unit(evaluator, names[id], len(differing.get(id, ())), sums) for id, sums in found.sums.items()]
    whole = _unit(evaluator, "", len({one.employee_id for one in found.differences}), _added(found.sums.values()))
    return Preview(
        evaluator,
        found,
        tuple(ShownDifference(who[one.employee_id], names[one.department_id], one) for one in shown),
        tuple(sorted(units, key=lambda one: one.name)),
        whole,
    )


def _choices(held: QuerySet[Assignment]) -> Iterable[tuple[str, str, int]]:
    rows = held.order_by().values_list("department__code", "department__name").annotate(people=Count("employee", distinct=True))
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _people_by_unit(differences: Iterable[Difference]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one in differences:
        found.setdefault(one.department_id, set()).add(one.employee_id)
    return found


Amounts = dict[str, tuple[Decimal, Decimal]]


def _added(every: Iterable[Amounts]) -> Amounts:
    found: Amounts = {}
    for sums in every:
        for code, (before, after) in sums.items():
            was, now = found.get(code, (Decimal(0), Decimal(0)))
            found[code] = was + before, now + after
    return found


def _unit(evaluator: Evaluator, name: str, people: int, sums: Amounts) -> UnitSums:
    return UnitSums(name, people, tuple(_sum(measure, *sums.get(measure.code, (Decimal(0), Decimal(0)))) for measure in evaluator.measures))


def _sum(measure: Measure, before: Decimal, after: Decimal) -> Sum:
    return Sum(measure.label, measure.show(before), measure.show(after), after - before)


def differing_values(edition: Edition, day: date, evaluators: Iterable[Evaluator]) -> list[ShownValue]:
    """What the draft decides otherwise than the edition in force, of what somebody judges by: three queries."""
    base = in_force(edition.rulebook, day)
    if base is None:
        return []
    read = {key for evaluator in evaluators for key in evaluator.keys}
    return [value for one in comparison(base, edition).changed for value in one.values if value.key in read]


def is_about(edition: Edition, evaluator: Evaluator) -> bool:
    """Whether the draft, or what it would replace, decides anything that the house judges by: one query."""
    keys = Q(key__in=evaluator.keys)
    return edition.values.filter(keys).exists() or edition.rulebook.editions.filter(values__key__in=evaluator.keys).exists()
