"""A day result as JSON and back."""

from datetime import date
from decimal import Decimal
from typing import Any

from attendance.domain import DayResult, Deduction, Finding, Status
from workdays.choices import DayKind


def as_json(result: DayResult) -> dict[str, Any]:
    """JSON-like: minutes as numbers, days and money as decimal strings."""
    return {
        "day": result.day.isoformat(),
        "kind": str(result.kind.value),
        "status": str(result.status),
        "late_minutes": result.late_minutes,
        "early_minutes": result.early_minutes,
        "late_count": result.late_count,
        "absent_days": str(result.absent_days),
        "worked_minutes": result.worked_minutes,
        "leave_minutes": result.leave_minutes,
        "overtime_minutes": result.overtime_minutes,
        "stayed_minutes": result.stayed_minutes,
        "arrival": result.arrival,
        "departure": result.departure,
        "deductions": [
            {"parameter": one.parameter, "amount": str(one.amount), "unit": one.unit, "clause": one.clause} for one in result.deductions
        ],
        "findings": [
            {"code": one.code, "parameter": one.parameter, "clause": one.clause, "facts": dict(one.facts)} for one in result.findings
        ],
    }


def result_from(told: dict[str, Any]) -> DayResult:
    """The result that `as_json` told."""
    return DayResult(
        day=date.fromisoformat(told["day"]), kind=DayKind(told["kind"]), status=Status(told["status"]),
        late_minutes=told["late_minutes"], early_minutes=told["early_minutes"], absent_days=Decimal(told["absent_days"]),
        worked_minutes=told["worked_minutes"], leave_minutes=told["leave_minutes"], overtime_minutes=told["overtime_minutes"],
        deductions=tuple(Deduction(d["parameter"], Decimal(d["amount"]), d["unit"], d["clause"]) for d in told["deductions"]),
        findings=tuple(Finding(f["code"], f["parameter"], f["clause"], f["facts"]) for f in told["findings"]),
        arrival=told["arrival"], departure=told["departure"], late_count=told["late_count"],
        stayed_minutes=told.get("stayed_minutes", 0),
    )  # fmt: skip
