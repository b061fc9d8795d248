"""What a closed month says of its days: the sheet that stands, which no later judgement changes (ATT-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from attendance.choices import ClosingState
from attendance.domain import DayResult, Deduction, Status
from attendance.domain.facts import SERIOUS_LATE, SERIOUSLY_LATE, Finding
from attendance.models import MonthSheet
from attendance.selectors.judging import Judged
from common.periods import Period
from people.models import Employee
from workdays.choices import DayKind

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class KeptDays:
    """The days of a person in a closed month, and the sheet they stand on."""

    sheet: MonthSheet
    days: Mapping[date, DayResult]


def kept_days(person: Employee, month: date, today: date) -> KeptDays | None:
    """The sheet that counts; None while the month is open. One query, none for a month that is not over. month: its first day."""
    if Period.month_of(month).last >= today:
        return None
    rows = MonthSheet.objects.filter(employee=person, closing__month=month, closing__state=ClosingState.CLOSED)
    sheet = rows.select_related("closing").first()
    return KeptDays(sheet, results_on(sheet.days, sheet.lines)) if sheet else None


def results_on(days: list[dict[str, Any]], lines: list[dict[str, Any]]) -> dict[date, DayResult]:
    """The days as a sheet tells them, with its lines as their deductions."""
    charged: dict[str, list[Deduction]] = {}
    for line in lines:
        one = Deduction(line["parameter"], Decimal(line["amount"]), line["unit"], line["clause"])
        charged.setdefault(line["day"], []).append(one)
    found = (_result(told, tuple(charged.get(told["day"], ()))) for told in days)
    return {one.day: one for one in found}


def _result(told: dict[str, Any], deductions: tuple[Deduction, ...]) -> DayResult:
    late, early, absent = told.get("late_minutes", 0), told.get("early_minutes", 0), Decimal(told.get("absent_days", NONE))
    return DayResult(
        day=date.fromisoformat(told["day"]),
        kind=DayKind(told["kind"]),
        status=Status(told["status"]),
        late_minutes=late,
        early_minutes=early,
        absent_days=absent,
        worked_minutes=told.get("worked_minutes", 0),
        leave_minutes=told.get("leave_minutes", 0),
        overtime_minutes=told.get("overtime_minutes", 0),
        deductions=deductions,
        findings=(Finding(SERIOUSLY_LATE, SERIOUS_LATE, "", {"late_minutes": late}),) if told.get("seriously_late") else (),
        arrival=None,
        departure=None,
        late_count=told.get("late_count", (late > 0) + (early > 0) if not absent else 0),
    )


SAID = (
    "kind",
    "status",
    "late_minutes",
    "early_minutes",
    "absent_days",
    "worked_minutes",
    "leave_minutes",
    "overtime_minutes",
    "deductions",
)


def agrees(judged: DayResult, kept: DayResult) -> bool:
    """Whether a judgement of today says what the sheet says."""
    return all(getattr(judged, name) == getattr(kept, name) for name in SAID)


def as_kept(judged: Judged, kept: DayResult | None) -> Judged:
    """The day as the sheet has it; its facts are those that are known today."""
    if kept is None or agrees(judged.result, kept):
        return judged
    result = replace(kept, arrival=judged.result.arrival, departure=judged.result.departure)
    return judged._replace(result=result, info=replace(judged.info, kind=kept.kind), is_open=False)
