"""The button. One statement finds the person, limits, inserts punch and trace, and answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.choices import Source
from attendance.models.punches import SAME_PUNCH_SECONDS
from common.digests import digest
from common.errors import RuleBroken

MOST_IN_AN_HOUR = 30  # of one person: a person presses a handful of times a day, a script does not

INSERT = """
WITH who AS (
    SELECT e.id FROM people_employee e
    WHERE e.user_id = %(user)s AND e.joined_on <= %(today)s AND (e.left_on IS NULL OR e.left_on >= %(today)s)
), made AS (
    INSERT INTO attendance_punch (employee_id, at, second, zone, offset_minutes, source, key, trace_digest)
    SELECT who.id, %(at)s, %(second)s, %(zone)s, %(offset)s, %(source)s, %(key)s, %(digest)s FROM who
    WHERE (
        SELECT count(*) FROM attendance_punch p
        WHERE p.employee_id = who.id AND p.local_on >= %(today)s::date - 1 AND p.second > %(second)s - 3600
    ) < %(most)s
    ON CONFLICT DO NOTHING
    RETURNING id, at
), traced AS (
    INSERT INTO attendance_punchtrace (punch_id, device, address, created_at)
    SELECT made.id, %(device)s, %(address)s, %(at)s FROM made
)
SELECT who.id, made.id, made.at FROM who LEFT JOIN made ON true
"""

SAME = """
SELECT p.id, p.at FROM attendance_punch p
WHERE p.employee_id = %(employee)s AND (p.key = %(key)s OR p.source = %(source)s AND abs(p.second - %(second)s) < %(apart)s)
ORDER BY p.key = %(key)s DESC, p.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Punched:
    """What pressing the button led to. is_new False: it was recorded already, at `at`."""

    punch_id: int
    employee_id: int
    at: datetime
    is_new: bool


def punch(*, user_id: int, key: UUID, at: datetime, device: str = "", address: str | None = None) -> Punched:
    """Record that the account's employee is here now. The same key again, or a press within the minute, is the same punch.

    at: of the server. Raises RuleBroken when no employee of today stands behind the account, or it is pressed too often.
    """
    local = at.astimezone(timezone.get_default_timezone())
    trace = {"device": device[:300], "address": address}
    values = {
        "user": user_id, "today": local.date(), "at": at, "second": int(at.timestamp()), "zone": settings.TIME_ZONE,
        "offset": int(local.utcoffset().total_seconds() // 60), "source": Source.BUTTON.value, "key": key,  # type: ignore[union-attr]
        "digest": digest(trace), "most": MOST_IN_AN_HOUR, **trace,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        row = cursor.fetchone()
        if row is None:
            raise RuleBroken(_("Your account belongs to nobody who works here today, so it cannot clock in. Ask human resources."))
        employee, made, made_at = row
        if made is not None:
            return Punched(made, employee, made_at, is_new=True)
        cursor.execute(SAME, {**values, "employee": employee, "apart": SAME_PUNCH_SECONDS})
        before = cursor.fetchone()
    if before is None:
        raise RuleBroken(_("The button was pressed too often in the last hour. What is recorded stays; try again later."))
    return Punched(before[0], employee, before[1], is_new=False)
