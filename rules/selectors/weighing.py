"""What an edition changes besides words, against the edition before."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rules.catalogue import text_of
from rules.models import Edition
from rules.selectors.changes import before


def heavy_changes(edition: Edition) -> list[str]:
    """In words: values, bindings, the set and order of clauses, their level and tag, rulebooks that give way, and a pilot.

    Empty when only the wording differs. A first edition changes everything. Ten queries.
    """
    last = before(edition)
    if last is None:
        return [_("it is the first edition")]
    return list(_changes(last, edition))


def _changes(last: Edition, edition: Edition) -> Iterator[str]:
    old, new = _texts(last), _texts(edition)
    names = {clause: label for rows in (old, new) for clause, label, *_rest in rows}
    was, now = {row[0]: row[2:] for row in old}, {row[0]: row[2:] for row in new}
    for sentence, clauses in (
        (_("new clause %(clause)s"), [clause for clause in now if clause not in was]),
        (_("clause %(clause)s taken out"), [clause for clause in was if clause not in now]),
        (_("clause %(clause)s stands for something else"), [clause for clause in now if clause in was and was[clause] != now[clause]]),
    ):
        yield from (sentence % {"clause": names[clause]} for clause in clauses)
    if [row[0] for row in old if row[0] in now] != [row[0] for row in new if row[0] in was]:
        yield _("the order of clauses")
    yield from _values(last, edition)
    for bound in sorted({clause for clause, _code in _bindings(last) ^ _bindings(edition)}):
        yield _("what clause %(clause)s is bound to") % {"clause": names.get(bound, "")}
    if set(last.supersedes.values_list("pk", flat=True)) != set(edition.supersedes.values_list("pk", flat=True)):
        yield _("the rulebooks that give way")
    if edition.is_pilot:
        yield _("it is tried in some departments only")


def _texts(edition: Edition) -> list[tuple[int, str, int, str, str]]:
    """Clause, how it is called, and what it is: level, kind, tag."""
    rows = edition.texts.order_by("order")
    return [(row.clause_id, str(row) or row.text[:12], row.depth, row.kind, row.tag) for row in rows]


def _bindings(edition: Edition) -> set[tuple[int, str]]:
    return set(edition.bindings.values_list("clause", "code"))


def _values(last: Edition, edition: Edition) -> Iterator[str]:
    was, now = (
        {(key, department): (raw, clause) for key, department, raw, clause in one.values.values_list("key", "department", "raw", "clause")}
        for one in (last, edition)
    )
    moved = {place for place in {*was, *now} if was.get(place) != now.get(place)}
    yield from (text_of(key) for key in sorted({key for key, _department in moved}))
