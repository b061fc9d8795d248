"""What hangs where: the register of posted copies, which of them are out of date, and who must replace them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from common import clock
from common.models import Upload
from people.access import within_scope
from people.models import Assignment, Department, DepartmentPath
from rules.models import Edition, Force, Posting, PostingPlace, ReplaceTask, Rulebook

if TYPE_CHECKING:
    from people.models import User

VIEW, CHANGE = "rules.view_posting", "rules.change_posting"
PHOTO = "rules.posting"  # the purpose of a photo of a wall

RIGHT, COMING, REPLACED_SOON, OUTDATED = "right", "coming", "replaced_soon", "outdated"
TONES = {RIGHT: "good", COMING: "info", REPLACED_SOON: "waiting", OUTDATED: "wrong"}


# -- who ---------------------------------------------------------------------------------


def looked_after(user: "User", path: str = "department") -> Q:
    """The condition that a unit's walls are the account's to look after: by permission, or because its holder heads the unit
    or one above it."""
    headed = Assignment.objects.on(clock.today()).filter(employee__user=user, is_head=True).values("department")
    below = DepartmentPath.objects.on(clock.today()).filter(ancestor__in=headed).values("descendant")
    return within_scope(user, CHANGE, path) | Q(**{f"{path}__in": below})


def seen(user: "User", path: str = "department") -> Q:
    """The condition that the account may read the register of a unit."""
    return looked_after(user, path) | within_scope(user, VIEW, path)


def may_open(user: "User") -> bool:
    """Whether the register shows the account anything."""
    return user.access.has(VIEW) or user.access.has(CHANGE) or _heads(user)


def _heads(user: "User") -> bool:
    return Assignment.objects.on(clock.today()).filter(employee__user=user, is_head=True).exists()


def may_look_after(user: "User", department: int) -> bool:
    """Whether the walls of this unit are the account's to look after."""
    return Department.objects.filter(looked_after(user, "pk"), pk=department).exists()


def may_read_photo(user: "User", upload: Upload) -> bool:
    """A photo opens to whoever may read the register of the unit whose wall it shows."""
    shown = Posting.objects.filter(photo=upload).filter(seen(user, "place__department"))
    closed = ReplaceTask.objects.filter(photo=upload).filter(seen(user, "old__place__department"))
    return shown.exists() or closed.exists()


# -- which edition belongs there ---------------------------------------------------------------


def due_editions(pairs: Iterable[tuple[int, int]], day: date) -> dict[tuple[int, int], int]:
    """For pairs of a rulebook and a unit: the id of the edition in force there on that day; of none in force, nothing.

    What is tried there goes before what holds otherwise, then the nearest, as values are looked up; a board of a unit that the
    rulebook does not bind shows what is in force anywhere.
    """
    wanted = list(pairs)
    forces = list(_forces({book for book, _unit in wanted}, day))
    paths: dict[int, dict[int, int]] = {}
    rows = DepartmentPath.objects.on(day).filter(descendant__in={unit for _book, unit in wanted})
    for ancestor, descendant, depth in rows.values_list("ancestor", "descendant", "depth"):
        paths.setdefault(descendant, {})[ancestor] = depth
    found = {(book, unit): _due([one for one in forces if one.rulebook_id == book], paths.get(unit, {}), day) for book, unit in wanted}
    return {pair: edition for pair, edition in found.items() if edition is not None}


def _forces(rulebooks: Iterable[int], day: date) -> QuerySet[Force]:
    """What is in force on that day and what comes, the last first."""
    return Force.objects.lasting(day).filter(rulebook__in=rulebooks).order_by("-during", "-pk")


def _due(forces: Iterable[Force], path: dict[int, int], day: date) -> int | None:
    """The id of the edition that belongs on the walls of a unit. forces: of one rulebook."""
    here = [one for one in forces if one.during.lower <= day and not (one.is_pilot and one.department_id not in path)]
    return min(here, key=lambda force: nearness(force, path)).edition_id if here else None


def nearness(force: Force, path: dict[int, int]) -> tuple[bool, int]:
    """Which of several forces counts in a unit, the least first. path: how far above it each unit stands, itself at 0.

    A pilot goes before all others, the company's comes after the units', and what holds elsewhere last.
    """
    if force.department_id is None:
        return not force.is_pilot, 1_000
    return not force.is_pilot, path.get(force.department_id, 1_001)


# -- the register ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that hangs, how it stands today, and the open task to replace it."""

    posting: Posting
    state: str
    task: ReplaceTask | None
    is_mine: bool

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass(frozen=True, slots=True)
class Wall:
    """A place with the copies that hang there. is_mine: the reader looks after it."""

    place: PostingPlace
    copies: tuple[Copy, ...]
    is_mine: bool


def walls(user: "User", day: date, place: int | None = None) -> list[Wall]:
    """The places that the account may read, each with what hangs there: three queries.

    Copies of rulebooks that are not for this reader are left out (SEC-09).
    """
    rows = PostingPlace.objects.filter(seen(user)).select_related("department")
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=day)) if place is None else rows.filter(pk=place)
    path = DepartmentPath.objects.on(day).filter(descendant=OuterRef("department")).order_by("depth")
    mine = PostingPlace.objects.filter(looked_after(user), pk=OuterRef("pk"))
    found = rows.annotate(path=ArraySubquery(path.values("ancestor")), is_mine=Exists(mine))
    places: dict[int, Any] = {row.pk: row for row in found.order_by("department__code", "name", "pk")}
    hanging = list(_hanging(user, places))
    forces = list(_forces({one.rulebook_id for one in hanging}, day))
    copies: dict[int, list[Copy]] = {}
    for one in hanging:
        row = places[one.place_id]
        here = [force for force in forces if force.rulebook_id == one.rulebook_id]
        way = {unit: depth for depth, unit in enumerate(row.path)}
        task = one.open_task if getattr(one, "open_task", None) else None
        copies.setdefault(row.pk, []).append(Copy(one, _state(one, here, way, day, task), task, row.is_mine))
    return [Wall(row, tuple(copies.get(row.pk, ())), row.is_mine) for row in places.values()]


def _hanging(user: "User", places: Iterable[int]):  # type: ignore[no-untyped-def]
    """Each with `open_task`, if it is to be replaced."""
    rows = Posting.objects.filter(place__in=places, taken_down_on=None, rulebook__in=Rulebook.objects.visible_to(user).values("pk"))
    rows = rows.annotate(open_task=FilteredRelation("tasks", condition=Q(tasks__done_at=None)))
    related = ("place__department", "edition__rulebook", "posted_by", "photo", "open_task__edition__rulebook")
    return rows.select_related(*related).order_by("rulebook__number", "pk")


def _state(posting: Posting, forces: list[Force], path: dict[int, int], day: date, task: ReplaceTask | None) -> str:
    own = [force for force in forces if force.edition_id == posting.edition_id]
    if own and all(force.during.lower > day for force in own):
        return COMING
    if _due(forces, path, day) != posting.edition_id:
        return OUTDATED
    return REPLACED_SOON if task else RIGHT


def outdated(walls: Iterable[Wall]) -> list[Copy]:
    """The copies that hang though they hold no more, in the order of their places."""
    return [copy for wall in walls for copy in wall.copies if copy.state == OUTDATED]


def past(place: PostingPlace, user: "User") -> list[Posting]:
    """What hung there before, the last first."""
    visible = Rulebook.objects.visible_to(user).values("pk")
    rows = place.postings.filter(taken_down_on__isnull=False, rulebook__in=visible)
    return list(rows.select_related("edition__rulebook", "posted_by", "taken_down_by", "photo").order_by("-taken_down_on", "-pk")[:50])


def open_tasks(user: "User") -> QuerySet[ReplaceTask]:
    """The copies that the account must replace, the most urgent first: from the publication of what replaces them."""
    rows = ReplaceTask.objects.filter(looked_after(user, "old__place__department"), done_at=None)
    return rows.select_related("old__place", "old__edition__rulebook", "edition__rulebook").order_by("due_on", "pk")


def postable(user: "User", day: date) -> list[Edition]:
    """The published editions that may be hung up: in force or to come, of the rulebooks that the account may read."""
    rows = Edition.objects.filter(pk__in=Force.objects.lasting(day).values("edition"))
    rows = rows.filter(rulebook__in=Rulebook.objects.visible_to(user).values("pk"))
    return list(rows.select_related("rulebook").order_by("rulebook__number", "number"))
