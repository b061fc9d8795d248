"""What an edition changes against the one before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rules.catalogue import text_of
from rules.domain.comparing import Compared, Kind
from rules.models import Edition
from rules.selectors.comparing import both


@dataclass(frozen=True, slots=True)
class Changes:
    """added, removed, reworded, bound: labels with headings. moved: (label before, name). values: (label, what it is, before,
    after), blanks as "". bound: what the software does for it is another.

    last: the edition before, None for the first.
    """

    last: Edition | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    bound: tuple[str, ...]
    values: tuple[tuple[str, str, str, str], ...]

    @property
    def none(self) -> bool:
        return not (self.added or self.removed or self.reworded or self.moved or self.bound or self.values)


def before(edition: Edition) -> Edition | None:
    """The edition of the same rulebook published last before this one."""
    earlier = Edition.objects.filter(rulebook_id=edition.rulebook_id, number__lt=edition.number, published_at__isnull=False)
    return earlier.order_by("-number").first()


def changes(edition: Edition) -> Changes:
    """Against the edition before: clauses by their identity, values by key and unit. Three queries."""
    last = before(edition)
    found = both(last, edition)
    return Changes(
        last=last,
        added=tuple(name_of(one) for one in found if Kind.NEW in one.kinds),
        removed=tuple(name_of(one) for one in found if Kind.REMOVED in one.kinds),
        reworded=tuple(name_of(one) for one in found if Kind.REWORDED in one.kinds),
        moved=tuple((one.old.label, name_of(one)) for one in found if one.old and Kind.MOVED in one.kinds),
        bound=tuple(name_of(one) for one in found if Kind.BINDINGS in one.kinds),
        values=tuple(_values(found)),
    )


def name_of(one: Compared) -> str:
    """How one speaks of the clause: `五（一）3 迟到`."""
    return f"{one.here.label} {one.here.heading}".strip()


def _values(found: Iterable[Compared]) -> Iterator[tuple[str, str, str, str]]:
    """The changed values; of a clause that goes, and of one that comes with a decision."""
    before, after = _by_place(found, "old"), _by_place(found, "new")
    for key, unit in sorted({*before, *after}):
        was, now = before.get((key, unit)), after.get((key, unit))
        if (was[1] if was else "") != (now[1] if now else ""):
            place = now or was
            assert place is not None  # noqa: S101  it came from one of the two
            yield place[0], text_of(key) + (f"（{unit}）" if unit else ""), was[1] if was else "", now[1] if now else ""


def _by_place(found: Iterable[Compared], side: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(label of its clause, value) by key and unit: a parameter that moves to another clause stays the same one."""
    sides = [getattr(one, side) for one in found]
    return {place: (one.label, value) for one in sides if one for place, value in one.values.items()}


def changes_in_words(edition: Edition) -> str:
    """A line for each change; for the request by which the edition is approved."""
    found = changes(edition)
    blank = _("undecided")
    lines = [_("New: %(clause)s") % {"clause": clause} for clause in found.added]
    lines += [_("Taken out: %(clause)s") % {"clause": clause} for clause in found.removed]
    lines += [_("Reworded: %(clause)s") % {"clause": clause} for clause in found.reworded]
    lines += [_("Moved: %(clause)s, before %(label)s") % {"clause": clause, "label": label} for label, clause in found.moved]
    lines += [_("Bound otherwise: %(clause)s") % {"clause": clause} for clause in found.bound]
    lines += [f"{label} {what}：{was or blank} → {now or blank}" for label, what, was, now in found.values]
    return "\n".join(lines) or _("Nothing changes.")
