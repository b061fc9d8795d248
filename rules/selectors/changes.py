"""What an edition changes against the one before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rules.catalogue import text_of
from rules.models import Edition
from rules.words import in_measure


@dataclass(frozen=True, slots=True)
class Changes:
    """added, removed, reworded: labels with headings. values: (label, what it is, before, after), blanks as "".

    last: the edition before, None for the first.
    """

    last: Edition | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    values: tuple[tuple[str, str, str, str], ...]

    @property
    def none(self) -> bool:
        return not (self.added or self.removed or self.reworded or self.values)


def before(edition: Edition) -> Edition | None:
    """The edition of the same rulebook published last before this one."""
    earlier = Edition.objects.filter(rulebook_id=edition.rulebook_id, number__lt=edition.number, published_at__isnull=False)
    return earlier.order_by("-number").first()


def changes(edition: Edition) -> Changes:
    """Against the edition before: clauses by their identity, values by key and department. Five queries."""
    last = before(edition)
    new = {text.clause_id: text for text in edition.texts.all()}
    old = {text.clause_id: text for text in last.texts.all()} if last else {}
    return Changes(
        last=last,
        added=tuple(str(text) for id, text in new.items() if id not in old),
        removed=tuple(str(text) for id, text in old.items() if id not in new),
        reworded=tuple(str(text) for id, text in new.items() if id in old and (old[id].heading, old[id].text) != (text.heading, text.text)),
        values=tuple(_values(edition, last, {id: text.label for id, text in {**old, **new}.items()})),
    )


def _values(edition: Edition, last: Edition | None, labels: dict[int, str]) -> list[tuple[str, str, str, str]]:
    new = {(row.key, row.department_id): row for row in edition.values.select_related("department")}
    old = {(row.key, row.department_id): row for row in last.values.select_related("department")} if last else {}
    found = []
    for place in sorted({*new, *old}, key=lambda one: (one[0], one[1] or 0)):
        was, now = old.get(place), new.get(place)
        shown = [in_measure(row.key, row.raw) or "" if row else "" for row in (was, now)]
        if shown[0] != shown[1]:
            row = now or was
            assert row is not None  # noqa: S101  the place came from one of the two
            where = f"（{row.department.name}）" if row.department else ""
            found.append((labels.get(row.clause_id, ""), text_of(row.key) + where, shown[0], shown[1]))
    return found


def changes_in_words(edition: Edition) -> str:
    """A line for each change; for the request by which the edition is approved."""
    found = changes(edition)
    blank = _("undecided")
    lines = [_("New: %(clause)s") % {"clause": clause} for clause in found.added]
    lines += [_("Taken out: %(clause)s") % {"clause": clause} for clause in found.removed]
    lines += [_("Reworded: %(clause)s") % {"clause": clause} for clause in found.reworded]
    lines += [f"{label} {what}：{was or blank} → {now or blank}" for label, what, was, now in found.values]
    return "\n".join(lines) or _("Nothing changes.")
