"""A slip with what its kind has beyond its time: started or changed, and handed in, as one act."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from attendance.models import Slip
from attendance.services.slips import EDITABLE, Typed, change_slip, hand_in, start_slip
from people.models import Employee


@transaction.atomic
def file_slip(
    *, kind: str, typed: Typed, write: Callable[[Slip], None], key: UUID, by: Employee, at: datetime, slip: Slip | None = None,
) -> Slip:  # fmt: skip
    """Ask for a yes. slip: what was sent back and is asked again; None starts one. The same key again is the same slip.

    write: keeps the details of the kind, before they are shown to anybody. Raises RuleBroken as `hand_in` does, and keeps nothing then.
    """
    if slip is None:
        slip = start_slip(kind=kind, typed=typed, employee=by, key=key, by=by, at=at)
    else:
        slip = change_slip(slip=slip, typed=typed, by=by, at=at)
    if slip.state in EDITABLE:
        write(slip)
    hand_in(slip=slip, by=by, at=at)
    slip.refresh_from_db()
    return slip
