"""Balances of leave as their page shows them: lots, lines, and who is missing something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from attendance.leave_types import LeaveType
from attendance.models import LeaveEntry, LeaveLot, ServiceRecord
from attendance.policy import Leave
from attendance.selectors.slips import TypeLeft, amount_words, types_left
from people.models import Assignment, Employee, User
from people.models.employees import AssignmentKind

NOWHERE: tuple[None, None] = (None, None)  # the department and post of who holds none


@dataclass(frozen=True, slots=True)
class LotShown:
    """What was granted once. words: for what. left: what is left of it. kind: of leave, None when the wall has it no more."""

    lot: LeaveLot
    words: str
    left: Decimal
    kind: LeaveType | None

    @property
    def figures(self) -> tuple[str, str, str]:
        """Granted, used and left, with the unit."""
        granted, used, left = (amount_words(amount, self.kind) for amount in (self.lot.granted, self.lot.used, self.left))
        return granted, used, left


@dataclass(frozen=True, slots=True)
class TypeLedger:
    """A leave type: what is left today, in words; its lots, the newest first; every line, the latest first."""

    name: str
    left: str
    lots: list[LotShown]
    lines: list[LeaveEntry]


def ledgers(person: Employee, day: date) -> list[TypeLedger]:
    """Each type with a balance that the wall has, or that somebody was ever granted: five queries."""
    by_type: dict[str, list[LeaveLot]] = {}
    for lot in LeaveLot.objects.filter(employee=person).order_by("-valid_from", "-pk").prefetch_related("entries__by"):
        by_type.setdefault(lot.type, []).append(lot)
    kinds = {one.name: one for one in types_left(person, day)}
    left = [name for name, one in kinds.items() if one.left is not None]
    return [_ledger(name, kinds.get(name), by_type.get(name, [])) for name in dict.fromkeys([*left, *by_type])]


def _ledger(name: str, kind: TypeLeft | None, lots: list[LeaveLot]) -> TypeLedger:
    lines = sorted((entry for lot in lots for entry in lot.entries.all()), key=lambda entry: (entry.at, entry.pk), reverse=True)
    shown = [LotShown(lot, lot.cause_words, lot.granted - lot.used, kind.type if kind else None) for lot in lots]
    return TypeLedger(name, kind.words if kind else "", shown, lines)


def kinds_of(lots: Iterable[LeaveLot], day: date) -> dict[int, LeaveType | None]:
    """The leave type of each lot by its key, as the wall has it for the lot's owner on that day: one query for all of them."""
    found = list(lots)
    held = Assignment.objects.on(day).filter(kind=AssignmentKind.REGULAR, employee__in={lot.employee_id for lot in found})
    places = {employee: (unit, post) for employee, unit, post in held.values_list("employee", "department", "post")}
    rules = {place: Leave.on(day, *place).types or {} for place in {*places.values(), NOWHERE}}
    return {lot.pk: rules[places.get(lot.employee_id, NOWHERE)].get(lot.type) for lot in found}


def worked_since(person: Employee) -> date | None:
    """Since when somebody has worked, with any employer; None when nobody wrote it down."""
    return ServiceRecord.objects.filter(employee=person).values_list("worked_since", flat=True).first()


def without_record(user: User, permission: str, day: date, most: int) -> tuple[list[Employee], int]:
    """Whose annual leave nobody can reckon, because since when they have worked is not written down: the first ones, and how many.

    Three queries, and no more rows than there are posts and people shown: the rules are asked of posts, not of people.
    """
    people = Employee.objects.employed(day).visible_to(user, permission).filter(service=None)
    held = Assignment.objects.on(day).filter(kind=AssignmentKind.REGULAR, employee__in=people)
    posts = held.order_by("department", "post").values_list("department", "post").distinct()
    bound = [post for unit, post in posts if any(kind.by_service for kind in (Leave.on(day, unit, post).types or {}).values())]
    concerned = people.filter(Exists(held.filter(employee=OuterRef("pk"), post__in=bound)))
    return list(concerned.order_by("name_key", "pk")[:most]), concerned.count()
