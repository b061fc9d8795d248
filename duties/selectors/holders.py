"""Who owns a duty on a day: the holders of its post, or whoever has its role nearest to its unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from approvals.models import Deputy
from duties.choices import DoneAs
from duties.models import KIND
from people.models import Assignment, DepartmentPath, Employee, RoleGrant
from people.selectors.reporting import superiors

COMPANY_WIDE = 1000  # deeper than any tree: a role for the whole company is the farthest
MOST = 5  # of several holders, whose superiors are asked


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who owns a duty on the day that was asked for."""

    id: int
    name: str


def with_holders[T: QuerySet[Any]](rows: T, day: date, prefix: str = "") -> T:
    """The rows with what `holders_of` reads. prefix: how to get to the duty (`duty__`)."""
    by_post = Assignment.objects.on(day).filter(post=OuterRef(f"{prefix}post")).order_by("employee__name_key", "pk")
    above = DepartmentPath.objects.on(day).filter(descendant=OuterRef(f"{prefix}department"))
    held = {"ancestor__assignments__during__contains": day, "ancestor__assignments__post__role": OuterRef(f"{prefix}role")}
    in_unit = above.filter(**held).order_by("depth", "ancestor__assignments__employee__name_key", "pk")
    way = DepartmentPath.objects.on(day).filter(descendant=OuterRef(OuterRef(f"{prefix}department")))
    granted = RoleGrant.objects.on(day).filter(role=OuterRef(f"{prefix}role")).filter(
        Q(department=None) | Q(department__in=way.values("ancestor")),
        Q(employee__left_on=None) | Q(employee__left_on__gte=day),
    )  # fmt: skip
    depth = Coalesce(Subquery(way.filter(ancestor=OuterRef("department")).values("depth")[:1]), COMPANY_WIDE)
    return rows.annotate(  # type: ignore[return-value]
        holders_by_post=ArraySubquery(by_post.values(one=JSONObject(id=F("employee"), name=F("employee__name")))),
        holders_in_unit=ArraySubquery(
            in_unit.values(
                one=JSONObject(id=F("ancestor__assignments__employee"), name=F("ancestor__assignments__employee__name"), depth=F("depth"))
            )
        ),
        holders_by_grant=ArraySubquery(
            granted.order_by("employee__name_key", "pk").values(one=JSONObject(id=F("employee"), name=F("employee__name"), depth=depth))
        ),
    )


def holders_of(row: Any) -> tuple[Holder, ...]:
    """The holders, as `with_holders` read them, each once."""
    found = row.holders_by_post or _nearest([*row.holders_in_unit, *row.holders_by_grant])
    return tuple({one["id"]: Holder(one["id"], one["name"]) for one in found}.values())


def _nearest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    depth = min((one["depth"] for one in found), default=0)
    return [one for one in found if one["depth"] == depth]


def with_standing[T: QuerySet[Any]](rows: T, person_id: int, day: date, prefix: str = "") -> T:
    """The rows with what `holders_of` and `stands_as` read of the person."""
    owners = Deputy.objects.on(day).filter(deputy=person_id, kind__in=["", KIND]).order_by("pk")
    return with_holders(rows, day, prefix).annotate(behind=ArraySubquery(owners.values("owner")))  # type: ignore[return-value]


def is_own(row: Any, person_id: int) -> bool:
    """Whether the person owns the duty, or is deputy of who does, as `with_standing` read it."""
    return bool({person_id, *row.behind} & {holder.id for holder in holders_of(row)})


def stands_as(row: Any, person_id: int, department_id: int, day: date) -> DoneAs | None:
    """As whom the person may record the duty, as `with_standing` read it; None: not at all."""
    holders = holders_of(row)
    if person_id in {holder.id for holder in holders}:
        return DoneAs.HOLDER
    if is_own(row, person_id):
        return DoneAs.DEPUTY
    return DoneAs.SUPERIOR if person_id in {person.pk for person in above(department_id, holders, day)} else None


def above(department_id: int, holders: Iterable[Holder], day: date) -> list[Employee]:
    """Who stands above the owners of a duty of that unit, nearest first; with the place empty, the heads from the unit upwards."""
    ids = sorted({holder.id for holder in holders})
    people: dict[int, Employee] = {}
    for id in ids[:MOST]:
        found = superiors(Employee(pk=id), day)  # which reads nothing but the id
        people.update((person.pk, person) for person in found if person.pk not in people)
    if not ids:
        way_up = DepartmentPath.objects.on(day).filter(descendant=department_id).order_by("depth", "pk")
        heads = way_up.filter(ancestor__assignments__is_head=True, ancestor__assignments__during__contains=day)
        order = list(heads.values_list("ancestor__assignments__employee", flat=True))
        people = Employee.objects.in_bulk(order)
        people = {pk: people[pk] for pk in order}
    return [person for pk, person in people.items() if pk not in ids]
