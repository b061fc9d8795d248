"""Whom each edition binds, and how far what was asked of them has come away from it."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from rules.models import Edition

# An assignment is bound by the edition that is in force nearest to its unit: in a department that tries a new one, by that one.
BOUND = """
WITH days AS (
    SELECT %(day)s::date AS day
    UNION SELECT lower(during) FROM rules_force WHERE %(coming)s AND lower(during) > %(day)s::date
),
nearest AS (
    SELECT DISTINCT ON (a.id, f.rulebook_id, d.day)
        a.employee_id, a.department_id, a.kind, f.edition_id, f.rulebook_id, e.number
    FROM days d
    JOIN rules_force f ON f.during @> d.day
    JOIN rules_edition e ON e.id = f.edition_id
    JOIN people_assignment a ON a.during @> d.day
    LEFT JOIN people_departmentpath p ON p.ancestor_id = f.department_id AND p.descendant_id = a.department_id AND p.during @> d.day
    WHERE (f.department_id IS NULL OR p.id IS NOT NULL) AND (f.posts = '{}' OR a.post_id = ANY (f.posts))
        AND (%(employee)s::bigint IS NULL OR a.employee_id = %(employee)s)
        AND (%(rulebook)s::bigint IS NULL OR f.rulebook_id = %(rulebook)s)
    ORDER BY a.id, f.rulebook_id, d.day, p.depth NULLS LAST, f.is_pilot DESC, e.number DESC
),
bound AS (
    SELECT DISTINCT ON (employee_id, edition_id) * FROM nearest
    ORDER BY employee_id, edition_id, kind = 'regular' DESC, department_id
)
"""

# Who was asked and is not any more is asked again, unless a later edition took the place of that one.
MISSING = """
SELECT b.employee_id, b.edition_id, b.department_id
FROM bound b
LEFT JOIN rules_readingtask t ON t.edition_id = b.edition_id AND t.employee_id = b.employee_id
WHERE (%(edition)s::bigint IS NULL OR b.edition_id = %(edition)s)
    AND (t.id IS NULL OR t.withdrawn_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM bound l WHERE l.employee_id = b.employee_id AND l.rulebook_id = b.rulebook_id AND l.number > b.number
    ))
ORDER BY b.employee_id, b.edition_id
"""

LEFT_BEHIND = """
SELECT t.employee_id, t.edition_id, NULL::bigint
FROM rules_readingtask t
LEFT JOIN bound b ON b.edition_id = t.edition_id AND b.employee_id = t.employee_id
WHERE b.employee_id IS NULL AND t.withdrawn_at IS NULL AND t.carried_id IS NULL
    AND (%(employee)s::bigint IS NULL OR t.employee_id = %(employee)s)
    AND NOT EXISTS (SELECT FROM rules_acknowledgement k WHERE k.edition_id = t.edition_id AND k.employee_id = t.employee_id)
"""

DRIFT = " ".join((BOUND, "SELECT true, m.* FROM (", MISSING, ") m UNION ALL SELECT false, l.* FROM (", LEFT_BEHIND, ") l"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to be asked to read an edition, by the unit through which it binds them."""

    employee_id: int
    edition_id: int
    department_id: int


@dataclass(frozen=True, slots=True)
class Drift:
    """What the reading list lacks, and (employee, edition) of what it should not hold any more."""

    missing: list[Wanted]
    left_behind: list[tuple[int, int]]


def to_be_asked(edition: Edition, day: date) -> list[Wanted]:
    """Whom an edition binds on that day and who is not asked yet: one query, however many."""
    with connection.cursor() as cursor:
        cursor.execute(BOUND + MISSING, facts(day, edition=edition))
        return [Wanted(*row) for row in cursor.fetchall()]


def drift(day: date, employee_id: int | None = None) -> Drift:
    """Where the reading lists (of one person, or of all) no longer say who is bound today or on a day that is set: one query."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT, facts(day, coming=True, employee_id=employee_id))
        rows = cursor.fetchall()
    missing = [Wanted(*row) for is_missing, *row in rows if is_missing]
    return Drift(missing, [(employee, edition) for is_missing, employee, edition, _unit in rows if not is_missing])


def facts(
    day: date, *, coming: bool = False, edition: Edition | None = None, employee_id: int | None = None
) -> dict[str, date | int | None]:
    """What BOUND is asked with. coming: look also at the days from which other editions will be in force."""
    return {
        "day": day,
        "coming": coming,
        "employee": employee_id,
        "edition": edition.pk if edition else None,
        "rulebook": edition.rulebook_id if edition else None,
    }
