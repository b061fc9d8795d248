"""The next items of duties: opened ahead, each once, those of missed nights too; what is not due yet follows its rhythm."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from duties.choices import Plan
from duties.domain import Occurrence, Rhythm, Workdays, following
from duties.intervals import interval_of
from duties.models import Duty, DutyItem
from workdays.selectors import add_workdays, due_on_workday

BATCH = 100
MOST_AT_ONCE = 400  # items of one duty in one run: more than a year of working days


def day_of(at: datetime) -> date:
    """The business date of the instant."""
    return at.astimezone(timezone.get_default_timezone()).date()


def rhythm_of(duty: Duty, day: date) -> Rhythm:
    """How often the duty falls due; every None: the wall has not decided it."""
    every = interval_of(duty.key, day, duty.department_id).days if duty.plan == Plan.PARAMETER else duty.every
    return Rhythm(duty.plan, every, duty.weekday, duty.month, duty.month_day)


def workdays_of(duty: Duty) -> Workdays:
    """The working days of the duty's unit."""
    unit = duty.department_id
    return Workdays(lambda day: due_on_workday(day, unit), lambda day, count: add_workdays(day, count, unit))


def open_items(*, at: datetime) -> int:
    """Open the next item of every running duty, and all that became due meanwhile; returns how many were opened.

    Each batch is a transaction that holds its duties, so that a second worker finds nothing left to open.
    """
    ids = list(Duty.objects.running(day_of(at)).order_by("pk").values_list("pk", flat=True))
    return sum(_open_batch(ids[start : start + BATCH], at) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _open_batch(ids: Sequence[int], at: datetime) -> int:
    duties = Duty.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return sum(open_next(duty, at) for duty in duties)


def open_next(duty: Duty, at: datetime, *, not_before: date | None = None) -> int:
    """Open what follows the last item of a duty that the caller has locked; returns how many items.

    not_before: nothing falls due earlier, because the duty has just been changed.
    """
    today = day_of(at)
    last_two = list(duty.items.order_by("-due_on")[:2])
    last = last_two[0] if last_two else None
    if last is not None and last.done_at is None and last.due_on >= today:
        _move(duty, last, last_two[1] if len(last_two) > 1 else None, today)
        return 0
    fresh = _missing(duty, last.occurrence if last else None, today, not_before or duty.starts_on)
    DutyItem.objects.bulk_create([_item(duty, one, at) for one in fresh])
    return len(fresh)


def _missing(duty: Duty, last: Occurrence | None, today: date, not_before: date) -> list[Occurrence]:
    """Up to the first that is not overdue. An interval of the wall asks nothing for days that have passed."""
    rhythm, workdays = rhythm_of(duty, today), workdays_of(duty)
    if duty.plan == Plan.PARAMETER:
        not_before = max(not_before, today)
    found: list[Occurrence] = []
    while len(found) < MOST_AT_ONCE and (not found or found[-1].due_on < today):
        one = following(rhythm, found[-1] if found else last, start=duty.starts_on, not_before=not_before, workdays=workdays)
        if one is None or (duty.ended_on is not None and one.due_on > duty.ended_on):
            break
        found.append(one)
    return found


def _move(duty: Duty, item: DutyItem, before: DutyItem | None, today: date) -> None:
    """What is open and not due yet moves with the calendar and with the interval that the wall decides."""
    one = following(
        rhythm_of(duty, today), before.occurrence if before else None,
        start=duty.starts_on, not_before=max(today, duty.starts_on), workdays=workdays_of(duty),
    )  # fmt: skip
    if one is None or (one.due_on, one.period) == (item.due_on, item.period):
        return
    item.due_on, item.period_from, item.period_to = one.due_on, one.period.first, one.period.last
    item.save(update_fields=["due_on", "period_from", "period_to"])


def _item(duty: Duty, one: Occurrence, at: datetime) -> DutyItem:
    return DutyItem(
        duty=duty, due_on=one.due_on, period_from=one.period.first, period_to=one.period.last, demands=duty.evidence, opened_at=at
    )
