"""What a trial comes to, as JSON. Minutes and counts are numbers, days are numbers, money is text with two decimals."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from attendance.domain import DayResult, Deduction, Examined, Finding, MonthTotal
from attendance.domain.facts import YUAN


def answer(results: Sequence[DayResult], month: MonthTotal, examined: Examined) -> dict[str, Any]:
    """The days in order and their sums."""
    return {
        "days": [_day(result) for result in results],
        "month": {
            "late_count": month.late_count,
            "absent_days": number(month.absent_days),
            "deduction_cny": f"{month.deduction_cny:.2f}",
            "deduction_days": number(month.deduction_days),
            "cases": [{"kind": case.kind, "clause": case.clause} for case in examined.cases],
            "findings": [_finding(finding) for finding in examined.findings],
        },
    }


def _day(result: DayResult) -> dict[str, Any]:
    return {
        "date": result.day.isoformat(),
        "kind": str(result.kind),
        "status": str(result.status),
        "late_minutes": result.late_minutes,
        "early_minutes": result.early_minutes,
        "absent_days": number(result.absent_days),
        "worked_minutes": result.worked_minutes,
        "leave_minutes": result.leave_minutes,
        "overtime_minutes": result.overtime_minutes,
        "deductions": [_deduction(line) for line in result.deductions],
        "findings": [_finding(finding) for finding in result.findings],
    }


def _deduction(line: Deduction) -> dict[str, Any]:
    amount = f"{line.amount:.2f}" if line.unit == YUAN else number(line.amount)
    return {"parameter": line.parameter, "amount": amount, "unit": line.unit, "clause": line.clause}


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "parameter": finding.parameter, "clause": finding.clause, "facts": dict(finding.facts)}


def number(amount: Decimal) -> int | float | str:
    """3, 0.5, or a decimal text where a JSON number would not be exact."""
    if amount == amount.to_integral_value():
        return int(amount)
    return float(amount) if Decimal(repr(float(amount))) == amount else str(amount)
