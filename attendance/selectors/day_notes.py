"""What stands beside the facts of a day: who wrote a punch down and why, why a time was added, and which leave it was."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from attendance import labels
from attendance.choices import COUNTS, Source
from attendance.models import Correction, Punch
from attendance.selectors.judging import Judged, instant
from common.periods import ONE_DAY


def punch_notes(judged: Judged) -> dict[int, str]:
    """By second after midnight of the day, how a punch came in where the person did not press the button. One query."""
    if not judged.seconds:
        return {}
    rows = Punch.objects.filter(employee=judged.employee_id, local_on__range=(judged.day - ONE_DAY, judged.day + ONE_DAY))
    midnight = instant(judged.day, 0)
    return {(row.at - midnight) // timedelta(seconds=1): _note(row) for row in rows.select_related("note__by")}


def _note(row: Punch) -> str:
    note = getattr(row, "note", None)
    parts = [] if row.source == Source.BUTTON else [str(row.get_source_display())]
    if note and note.by_id is not None and note.by_id != row.employee_id:
        parts.append(_("written down by %(name)s") % {"name": note.by.name})
    if note and note.reason:
        parts.append(note.reason)
    return labels.joined(parts)


def correction_notes(judged: Judged) -> dict[int, str]:
    """By second after midnight of the day, the reason of an approved correction. One query where there is one."""
    if not judged.fixed:
        return {}
    rows = Correction.objects.filter(employee=judged.employee_id, day=judged.day, state__in=COUNTS)
    midnight = instant(judged.day, 0)
    return {(row.at - midnight) // timedelta(seconds=1): row.reason for row in rows}


def away(judged: Judged) -> str:
    """`年假 13:00–18:00`: leave by its type and trips, as they touch the day."""
    told = [f"{span.type or _('leave announced by phone')} {_reach(judged, span.start, span.end)}" for span in judged.facts.leave]
    told += [f"{pgettext('kind of absence', 'trip or work outside')} {_reach(judged, one.start, one.end)}" for one in judged.facts.trips]
    return labels.joined(told)


def _reach(judged: Judged, start: int, end: int) -> str:
    """The part of a stretch that lies in the working hours, from the first minute to the last."""
    parts = judged.shift.segments
    if parts:
        start, end = max(start, parts[0].start), min(end, parts[-1].end)
    return labels.stretch(start, end) if start < end else ""
