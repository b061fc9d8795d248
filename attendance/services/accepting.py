"""A person accepts what a changed calendar makes of kept results and of slips: then it is written, and whom it concerns is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from attendance.choices import ChangeState
from attendance.domain.quantity import Quantity
from attendance.models import LeaveEntry, ResultChange, Slip
from attendance.selectors.changes import ACCEPTS, COUNTED, acceptable, leave_type_of, recounted, slip_json
from attendance.selectors.judging import Judged, judge
from attendance.services.balances import give_back, use
from attendance.services.changes import is_same, kept_results, told_of
from attendance.services.locks import closed_months, in_words
from attendance.services.nightly import write_days
from attendance.services.slips import day_of, locked
from attendance.wording import some_days
from common.errors import RuleBroken
from common.periods import Period
from common.templatetags.show import day as day_word
from common.templatetags.show import span
from notices.services.notices import tell
from people.models import Employee, User

BATCH = 500
KIND = "attendance"  # of its notices


@dataclass(slots=True)
class Accepted:
    """What came of it. count: written now. gone: nothing was to be written any more. refused: sentences, each once."""

    count: int = 0
    gone: int = 0
    refused: list[str] = field(default_factory=list)

    def refuse(self, sentence: str) -> None:
        if sentence not in self.refused:
            self.refused.append(sentence)


def accept_change(*, change: ResultChange, by: Employee, at: datetime) -> ResultChange:
    """Write one changed result; accepted twice is once, by whoever was first.

    Raises RuleBroken for one's own, for people whom one does not look after, in a closed month, when the balance is too small, and
    when it came to something else meanwhile.
    """
    outcome = accept_changes(changes=[change.pk], by=by, at=at)
    if outcome.refused:
        raise RuleBroken(outcome.refused[0])
    return ResultChange.objects.get(pk=change.pk)


def accept_changes(*, changes: Collection[int], by: Employee, at: datetime, seen_at: datetime | None = None) -> Accepted:
    """Write these changed results, each with all that follows from it; those that are refused stay open, with a sentence.

    changes: ids. seen_at: when the list was looked at; what was found later is not accepted unseen. A day's results are written
    together, each slip is a transaction of its own.
    """
    outcome = Accepted()
    rows = ResultChange.objects.filter(pk__in=changes, state=ChangeState.OPEN).select_related("employee").order_by("day", "pk")
    allowed = _allowed(by)
    days: dict[date, list[int]] = defaultdict(list)
    slips: list[int] = []
    for row in rows:
        if row.employee_id == by.pk:
            outcome.refuse(_("Nobody accepts a changed result of their own."))
        elif row.pk not in allowed:
            outcome.refuse(_("%(who)s is not among the people whose results you accept.") % {"who": row.employee.name})
        elif row.slip_id:
            slips.append(row.pk)
        else:
            days[row.day].append(row.pk)
    for day, ids in days.items():
        for start in range(0, len(ids), BATCH):
            _accept_day(day, ids[start : start + BATCH], _Act(by, at, seen_at), outcome)
    for pk in slips:
        _accept_slip(pk, _Act(by, at, seen_at), outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Act:
    by: Employee
    at: datetime
    seen_at: datetime | None

    def is_unseen(self, row: ResultChange, after: dict[str, Any]) -> bool:
        """Whether it comes to something else than what was looked at."""
        return not is_same(row.after, after) or (self.seen_at is not None and row.found_at > self.seen_at)


def _allowed(by: Employee) -> set[int]:
    user: User | None = by.user
    if user is None or not user.access.has(ACCEPTS):
        return set()
    return set(acceptable(user).values_list("pk", flat=True))


def _closed(day: date) -> str:
    """Why nothing of a closed month is written, "" for an open one, which is held so. In a transaction."""
    if not closed_months(day, day):
        return ""
    return _("%(month)s is closed for attendance. Have the month reopened first, then accept the change.") % {"month": in_words(day)}


def _held(pks: Collection[int]) -> list[ResultChange]:
    """The rows that are still open, held: of two people who accept at once the second finds none."""
    rows = ResultChange.objects.select_for_update(of=("self",)).filter(pk__in=pks, state=ChangeState.OPEN)
    return list(rows.select_related("employee").order_by("pk"))


def _unseen(row: ResultChange) -> str:
    values = {"who": row.employee.name, "day": day_word(row.day)}
    return _("%(who)s, %(day)s: it comes to something else by now. Look at the list again.") % values


def _done(rows: Iterable[ResultChange], state: str, act: _Act) -> None:
    signed = {"accepted_by": act.by, "accepted_at": act.at} if state == ChangeState.ACCEPTED else {}
    ResultChange.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, **signed)


# -- days --------------------------------------------------------------------------------------------------


@transaction.atomic
def _accept_day(day: date, pks: Collection[int], act: _Act, outcome: Accepted) -> None:
    if sentence := _closed(day):
        outcome.refuse(sentence)
        return
    people = sorted(ResultChange.objects.filter(pk__in=pks).values_list("employee", flat=True))
    kept = kept_results(people, day)
    rows = _held(pks)
    judged = judge([row.employee_id for row in rows], Period(day, day), act.at)
    taken: list[tuple[ResultChange, Judged]] = []
    gone: list[ResultChange] = []
    for row in rows:
        one = judged.get((row.employee_id, day))
        after = told_of(one)
        if one is None or after is None or is_same(kept.get(row.employee_id, {}), after):
            gone.append(row)
        elif act.is_unseen(row, after):
            _note(row, after, act, outcome)
        else:
            taken.append((row, one))
    _done(gone, ChangeState.GONE, act)
    _done((row for row, _one in taken), ChangeState.ACCEPTED, act)
    write_days([one for _row, one in taken], act.at)
    _tell_of_day(day, [row for row, _one in taken], act)
    outcome.count += len(taken)
    outcome.gone += len(gone)


def _note(row: ResultChange, after: dict[str, Any], act: _Act, outcome: Accepted) -> None:
    """What it comes to by now is listed, and was not accepted."""
    if not is_same(row.after, after):
        row.after, row.found_at = after, act.at
        row.save(update_fields=["after", "found_at"])
    outcome.refuse(_unseen(row))


def _tell_of_day(day: date, rows: Iterable[ResultChange], act: _Act) -> None:
    by_cause: dict[str, list[Employee]] = defaultdict(list)
    for row in rows:
        by_cause[row.cause].append(row.employee)
    for cause, people in by_cause.items():
        link = f"{reverse('attendance:month')}?month={day:%Y-%m}"
        tell(recipients=people, kind=KIND, words=partial(_day_changed, day, cause), link=link, sender=act.by, at=act.at)


def _day_changed(day: date, cause: str) -> tuple[str, str]:
    return _("Your attendance on %(day)s came to something else: the calendar was changed") % {"day": day_word(day)}, cause


# -- slips -------------------------------------------------------------------------------------------------


def _accept_slip(pk: int, act: _Act, outcome: Accepted) -> None:
    change = ResultChange.objects.select_related("slip", "employee").get(pk=pk)
    try:
        with transaction.atomic():
            _write_slip(change, act, outcome)
    except RuleBroken as refusal:  # the balance is too small: everything stays as it was
        outcome.refuse(f"{change.employee.name}: {refusal}")


def _write_slip(change: ResultChange, act: _Act, outcome: Accepted) -> None:
    if sentence := _closed(change.day):
        outcome.refuse(sentence)
        return
    slip = locked(change.slip)  # type: ignore[arg-type]
    rows = _held([change.pk])
    if not rows:
        return
    counted = recounted([slip], act.at).get(slip.pk) if slip.state in COUNTED else None
    after = slip_json(counted.days, counted.minutes) if counted else None
    if counted is None or after is None or is_same(slip_json(slip.days, slip.minutes), after):
        _done(rows, ChangeState.GONE, act)
        outcome.gone += 1
    elif act.is_unseen(rows[0], after):
        _note(rows[0], after, act, outcome)
    else:
        _balance(slip, counted, act)
        slip.minutes, slip.days, slip.changed_at = counted.minutes, counted.days, act.at
        slip.save(update_fields=["minutes", "days", "changed_at"])
        _done(rows, ChangeState.ACCEPTED, act)
        _tell_of_slip(rows[0], slip, act)
        outcome.count += 1


def _balance(slip: Slip, counted: Quantity, act: _Act) -> None:
    """Take the rest from the balance or give it back, beside what the ledger says that the slip took. Raises RuleBroken.

    A slip that took nothing, because its leave had no balance when it was handed in, takes nothing now.
    """
    lines = list(LeaveEntry.objects.filter(slip=slip).values_list("amount", flat=True))
    if not lines:
        return
    first = day_of(slip.during.lower)
    kind = leave_type_of(slip, judge([slip.employee_id], Period(first, first), act.at).values())
    if kind is None:
        return
    missing = counted.amount(is_in_hours=kind.is_in_hours) + sum(lines, Decimal(0))
    if missing > 0:  # which day it is missing for decides on the lot, so everything is taken anew
        give_back(slip=slip, amount=None, at=act.at, by=act.by)
        use(slip=slip, days=counted.pieces(is_in_hours=kind.is_in_hours), at=act.at, by=act.by)
    elif missing < 0:
        give_back(slip=slip, amount=-missing, at=act.at, by=act.by)


def _tell_of_slip(change: ResultChange, slip: Slip, act: _Act) -> None:
    link = reverse("attendance:slip", args=[slip.pk])
    tell(recipients=[change.employee], kind=KIND, words=partial(_slip_changed, change, slip), link=link, sender=act.by, at=act.at)


def _slip_changed(change: ResultChange, slip: Slip) -> tuple[str, str]:
    values = {"what": slip.type or slip.get_kind_display(), "before": _days(change.before), "after": _days(change.after)}
    subject = _("%(what)s counts %(after)s instead of %(before)s: the calendar was changed") % values
    return subject, f"{span(slip.during.lower, slip.during.upper)}\n{change.cause}"


def _days(told: dict[str, Any]) -> str:
    return some_days(Decimal(told["days"]))
