"""What a display on a wall shows of the rules: the effective public clauses that bind its unit, a page for each (POL-13)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.bindings import Kept
from common.models import Level
from common.qr import QrCode, qr_code
from common.templatetags.show import bare_day
from people.access import within_scope
from people.models import DepartmentPath
from rules.domain.text import Piece, pieces
from rules.models import Edition, Force, Screen, Value
from rules.screen_panels import Page, has_corner
from rules.selectors.postings import nearness
from rules.selectors.reading import kept_this_month
from rules.selectors.rulebooks import ShownClause, shown, values_of, wording
from rules.selectors.sheet import posted_url
from rules.sheets.widths import text_width
from rules.words import in_words

if TYPE_CHECKING:
    from people.models import User

CHANGE = "rules.change_screen"
SIZES = (9.0, 7.8, 6.8, 6.0, 5.2, 4.5, 4.0, 3.5)  # of type, in hundredths of the display's height: static/css/screen.css
WIDTH, HEIGHT = 138, 62  # the room for clauses, in the same measure
CORNER = 8  # by how much narrower it is beside the corner
HEADING, LEADING, WATCH, SHORT_WATCH, GAP = 1.4, 1.55, 9.5, 7.0, 4.0  # of the type: heading and line; figures, white between clauses
ABREAST = 2  # figures of a clause in a line
TOGETHER, LARGE = 3, 5.2  # several clauses share a page when there are no more, and their type stays as large
LONGEST, LESS = 380, 40  # signs of a page; a longer clause goes on upon the next. By how many a part shrinks until it fits
CODE_MM = 40  # of the QR code; the page gives it its size
ENDS = "。；！？;!?\n"


def screens_of(user: "User") -> QuerySet[Screen]:
    """The displays that the account looks after."""
    return Screen.objects.filter(within_scope(user, CHANGE, "department")).select_related("department", "created_by")


# -- what binds the unit today -----------------------------------------------------------------


class OnWall:
    """A display at an instant, and what several of its panels ask for: each is looked up once, when somebody asks."""

    def __init__(self, screen: Screen, now: datetime) -> None:
        self.screen, self.now = screen, now
        self.day = timezone.localtime(now, timezone.get_default_timezone()).date()
        self.width = WIDTH - CORNER * has_corner(screen)

    @cached_property
    def _paths(self) -> list[tuple[int, int, int]]:
        unit = self.screen.department_id
        rows = DepartmentPath.objects.on(self.day).filter(Q(descendant=unit) | Q(ancestor=unit))
        return list(rows.values_list("ancestor", "descendant", "depth"))

    @property
    def up(self) -> dict[int, int]:
        """How far above the unit each unit stands on that day, itself at 0."""
        return {ancestor: depth for ancestor, descendant, depth in self._paths if descendant == self.screen.department_id}

    @property
    def below(self) -> list[int]:
        """The unit and all below it."""
        return sorted(descendant for ancestor, descendant, _depth in self._paths if ancestor == self.screen.department_id)

    @cached_property
    def read(self) -> list[tuple[Edition, list[ShownClause]]]:
        """The editions that bind the unit, with their clauses."""
        editions = binding_editions(self.up, self.day)
        ids = [edition.pk for edition in editions]
        texts, values = (wording(ids), values_of(ids)) if ids else ({}, {})
        return [(edition, shown(texts.get(edition.pk, []), values.get(edition.pk, {}))) for edition in editions]

    @cached_property
    def kept(self) -> dict[str, Kept]:
        """How each clause that counts fared this month in the unit and below it, by the code of its binding."""
        clauses = [clause for _edition, clauses in self.read for clause in clauses]
        return kept_this_month(clauses, self.below, self.day)


def binding_editions(path: dict[int, int], day: date) -> list[Edition]:
    """The editions of public rulebooks in force for the unit on that day, the nearest of each rulebook. path: its way up."""
    here = Q(department=None) | Q(department__in=path)
    forces = Force.objects.on(day).filter(here, rulebook__level=Level.PUBLIC).select_related("edition__rulebook__owner")
    nearest: dict[int, Force] = {}
    for force in sorted(forces, key=lambda one: nearness(one, path)):
        nearest.setdefault(force.rulebook_id, force)
    return sorted((force.edition for force in nearest.values()), key=lambda edition: edition.rulebook.number)


@dataclass(frozen=True, slots=True)
class Watch:
    """What the software does for a clause, and how well that was kept this month. kept None: it cannot be counted."""

    label: str
    kept: Kept | None
    is_inactive: bool

    @property
    def counts(self) -> bool:
        return self.kept is not None

    @property
    def percent(self) -> int | None:
        """None: nothing to count yet."""
        return self.kept.percent if self.kept else None

    @property
    def tone(self) -> str:
        if self.is_inactive or self.percent is None:
            return "quiet"
        return "good" if self.percent >= 95 else "waiting"


@dataclass(frozen=True, slots=True)
class WallClause:
    """A clause, or a part of a long one (is_rest: it goes on from the page before)."""

    marker: str
    heading: str
    pieces: tuple[Piece, ...]
    watches: tuple[Watch, ...]
    is_waiting: bool
    is_rest: bool = False

    @property
    def signs(self) -> int:
        return len(self.heading) + sum(len(piece.text) for piece in self.pieces)

    def height(self, size: float, width: float = WIDTH) -> float:
        """Of its words at that size of type."""
        signs = width / size - 1  # of a line; one may go because no line begins with a mark
        text = ("" if self.heading else self.marker) + "".join(piece.text for piece in self.pieces)
        lines = sum(max(ceil(text_width(line) / signs), 1) for line in text.split("\n")) if self.pieces else 0
        heading = ceil(text_width(self.marker + self.heading) / signs) if self.heading else 0
        return size * (heading * HEADING + lines * LEADING)


@dataclass(frozen=True, slots=True)
class WallPage:
    """What stands on the display at a time. chapter: the heading above. width: of the room."""

    edition: Edition
    chapter: str
    clauses: tuple[WallClause, ...]
    code: QrCode
    width: float = WIDTH

    @property
    def step(self) -> int:
        """Which of the sizes of type, from 1, the largest."""
        return SIZES.index(largest(self.clauses, self.width)) + 1


def largest(clauses: Sequence[WallClause], width: float = WIDTH) -> float:
    """The largest type in which the clauses fit a page; the smallest there is when none does."""
    return next((size for size in SIZES if fits(clauses, size, width)), SIZES[-1])


def fits(clauses: Sequence[WallClause], size: float, width: float = WIDTH) -> bool:
    watch = WATCH if len(clauses) == 1 else SHORT_WATCH
    rows = sum(ceil((len(clause.watches) + clause.is_waiting) / ABREAST) for clause in clauses)
    return watch * rows + GAP * (len(clauses) - 1) + sum(clause.height(size, width) for clause in clauses) <= HEIGHT


def wall_pages(wall: OnWall) -> list[WallPage]:
    """The clauses of a display, in the order of the rulebooks: four queries beside the figures."""
    return [page for edition, clauses in wall.read for page in _pages(edition, clauses, wall)]


def clause_pages(wall: OnWall) -> list[Page]:
    """The panel of the rules."""
    return [
        Page("rules/screen_clauses.html", page, f"step-{page.step}", foot=_foot(page.edition), recurs=False) for page in wall_pages(wall)
    ]


def _foot(edition: Edition) -> str:
    parts = [edition.rulebook.number, _("edition %(number)s") % {"number": edition.number}]
    if edition.effective_on:
        parts.append(_("in force from %(day)s") % {"day": bare_day(edition.effective_on)})
    return " · ".join(parts)


def _pages(edition: Edition, clauses: Sequence[ShownClause], wall: OnWall) -> Iterator[WallPage]:
    code = qr_code(posted_url(edition), side_mm=CODE_MM)
    for chapter, group in _by_chapter(clauses):
        shown_here = [part for clause in group for part in _parted(_on_wall(clause, wall.up, wall.kept), wall.width)]
        for together in _together(shown_here, wall.width):
            yield WallPage(edition, chapter, tuple(together), code, wall.width)


def _by_chapter(clauses: Sequence[ShownClause]) -> Iterator[tuple[str, list[ShownClause]]]:
    """The clauses with words of their own under the headings that stand above them."""
    above: dict[int, str] = {}
    chapter, group = "", list[ShownClause]()
    for clause, after in pairwise([*clauses, None]):
        assert clause is not None  # noqa: S101  only the last of all is none
        row = clause.row
        above = {depth: text for depth, text in above.items() if depth < row.depth}
        is_heading = not row.text.strip() and after is not None and after.row.depth > row.depth
        if is_heading:
            above[row.depth] = f"{row.marker}{row.heading}"
            continue
        here = " · ".join(above[depth] for depth in sorted(above))
        if here != chapter and group:
            yield chapter, group
            group = []
        chapter = here
        group.append(clause)
        if row.heading and after is not None and after.row.depth > row.depth:
            above[row.depth] = f"{row.marker}{row.heading}"
    if group:
        yield chapter, group


def _on_wall(clause: ShownClause, path: dict[int, int], kept: dict[str, Kept]) -> WallClause:
    here = _values_here(clause.values, path)
    text = tuple(pieces(clause.row.text, lambda key: in_words(key, here.get(key))))
    blanks = {piece.key for piece in text if piece.is_blank}
    watches = tuple(
        Watch(
            label=str(bound.binding.label),
            kept=kept.get(bound.code),
            is_inactive=bool(blanks & set(bound.keys)),
        )
        for bound in clause.bound
        if bound.binding
    )
    return WallClause(clause.row.marker, clause.row.heading, text, watches, is_waiting=any(not one.is_enforced for one in clause.bound))


def _values_here(values: Iterable[Value], path: dict[int, int]) -> dict[str, object]:
    """The raw value of each key that holds in the unit: its own before its parents', the company's last."""
    found: dict[str, tuple[int, object]] = {}
    for value in values:
        distance = len(path) if value.department_id is None else path.get(value.department_id)
        if distance is not None and (value.key not in found or distance < found[value.key][0]):
            found[value.key] = (distance, value.raw)
    return {key: raw for key, (_distance, raw) in found.items()}


def _parted(clause: WallClause, width: float) -> Iterator[WallClause]:
    """A clause that no page holds, in parts that end with a sentence."""
    if clause.signs <= LONGEST and fits([clause], SIZES[-1], width):
        yield clause
        return
    whole = "".join(piece.text for piece in clause.pieces)
    start = 0
    while start < len(whole):
        part, start = _part(clause, whole, start, width)
        yield part


def _part(clause: WallClause, whole: str, start: int, width: float) -> tuple[WallClause, int]:
    """What a page holds of the clause from there, and where the next one begins."""
    for longest in range(LONGEST, 0, -LESS):
        end = _sentence_end(whole, start, longest)
        part = replace(clause, pieces=tuple(_slice(clause.pieces, start, end)), is_rest=start > 0)
        if fits([part], SIZES[-1], width):
            break
    return part, end


def _sentence_end(text: str, start: int, longest: int) -> int:
    if len(text) - start <= longest:
        return len(text)
    ends = [index + 1 for index in range(start + longest // 3, start + longest) if text[index] in ENDS]
    return ends[-1] if ends else start + longest


def _slice(parts: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    place = 0
    for piece in parts:
        text = piece.text[max(start - place, 0) : max(end - place, 0)]
        place += len(piece.text)
        if text:
            yield Piece(text, piece.key, piece.is_blank)


def _together(clauses: Sequence[WallClause], width: float) -> Iterator[list[WallClause]]:
    """Each clause on a page of its own, or a few short ones."""
    page: list[WallClause] = []
    for clause in clauses:
        if page and (len(page) == TOGETHER or largest([*page, clause], width) < LARGE):
            yield page
            page = []
        page.append(clause)
    if page:
        yield page
