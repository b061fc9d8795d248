"""A press by oneself. One call of a function of the database (migration 0005) finds the person, limits, inserts punch and trace, and
answers: its statements are planned once for a connection, which halves a press (decision 9).

From the button, from the code on the wall, from an address of the office or at a place of work: within a minute they are one
punch. A punch outside carries a note, so it is one of its own. Where somebody stands is looked at before, under the same lock,
and only when the browser has told it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.choices import Source
from attendance.domain.geo import Fix
from attendance.models.punches import SAME_PUNCH_SECONDS
from attendance.selectors.standing import Standing, standing_of
from common.digests import digest
from common.errors import RuleBroken

MOST_IN_AN_HOUR = 30  # of one person: a person presses a handful of times a day, a script does not
PRESSED = [Source.BUTTON.value, Source.WALL_CODE.value, Source.NETWORK.value, Source.PLACE.value]
PRESS = """
SELECT person, punch, punched_at, is_new FROM attendance_press(
    %(user)s, %(at)s, %(today)s, %(second)s, %(zone)s, %(offset)s::smallint, %(source)s, %(pressed)s::text[], %(key)s, %(digest)s,
    %(device)s, %(address)s, %(office)s, %(most)s, %(apart)s,
    %(latitude)s, %(longitude)s, %(accuracy_m)s, %(distance_m)s, %(place_id)s
)
"""
NO_PLACE = dict.fromkeys(("latitude", "longitude", "accuracy_m", "distance_m", "place_id"))


@dataclass(frozen=True, slots=True)
class Punched:
    """What pressing the button led to. is_new False: it was recorded already, at `at`.

    standing: what is made of the place that the browser told; None without one.
    """

    punch_id: int
    employee_id: int
    at: datetime
    is_new: bool
    standing: Standing | None = None


def punch(
    *, user_id: int, key: UUID, at: datetime, device: str = "", address: str | None = None, office: str | None = None,
    source: Source = Source.BUTTON, where: Fix | None = None, photo: str = "",
) -> Punched:  # fmt: skip
    """Record that the account's employee is here now. The same key again, or a press within the minute, is the same punch.

    at: of the server. office: the address, when it is surely the client's own: inside an office network in use the press of
    the button counts as made from there. where: what the browser told, kept only with the person's consent; near enough to a
    place of work the press counts as made there. photo: digest of the one that belongs to a punch outside.
    Raises RuleBroken when no employee of today stands behind the account, or it is pressed too often.
    """
    local = at.astimezone(timezone.get_default_timezone())
    trace = {"device": device[:300], "address": address}
    values = {
        "user": user_id, "today": local.date(), "at": at, "second": int(at.timestamp()), "zone": settings.TIME_ZONE,
        "offset": int(local.utcoffset().total_seconds() // 60), "source": source.value, "key": key,  # type: ignore[union-attr]
        "digest": digest({**trace, "photo": photo} if photo else trace), "most": MOST_IN_AN_HOUR, "office": office,
        "pressed": PRESSED if source.value in PRESSED else [], "apart": SAME_PUNCH_SECONDS, **trace,
    }  # fmt: skip
    if where is None:
        return _press(values, None)
    with transaction.atomic():
        hold_presses(user_id)  # consent is not taken back between looking and writing
        return _press(values, standing_of(user_id, where, at))


def hold_presses(user_id: int) -> None:
    """Nobody presses for the account's employee until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT attendance_hold_presses(%s)", [user_id])


def _press(values: dict[str, Any], standing: Standing | None) -> Punched:
    placed = standing.columns if standing else None
    if placed:
        values = {**values, "digest": digest({"trace": values["digest"], **placed})}
        if standing and standing.is_there and values["source"] == Source.BUTTON.value:
            values["source"] = Source.PLACE.value
    with connection.cursor() as cursor:
        cursor.execute(PRESS, {**values, **(placed or NO_PLACE)})
        row = cursor.fetchone()
    if row is None:
        raise RuleBroken(_("Your account belongs to nobody who works here today, so it cannot clock in. Ask human resources."))
    person, made, made_at, is_new = row
    if made is None:
        raise RuleBroken(_("The button was pressed too often in the last hour. What is recorded stays; try again later."))
    return Punched(made, person, made_at, is_new=is_new, standing=standing if is_new else None)
