"""What a day of work comes to, on plain values: no Django, no clock, no database.

result = evaluate(DayFacts(day, kind, segments, punches), DayPolicy(...))
total(results), cases(results, policy_on)
"""

from attendance.domain.account import Account, Half, account_of, halves_of
from attendance.domain.assignment import business_minutes, day_starts_between
from attendance.domain.evaluation import Weight, evaluate, weigh
from attendance.domain.facts import DayFacts, DayPolicy, DayResult, Deduction, Finding, MonthPolicy, Span, Status
from attendance.domain.month import CaseFound, Examined, MonthTotal, cases, total
from attendance.domain.planning import planned, planned_end

__all__ = [
    "Account", "CaseFound", "DayFacts", "DayPolicy", "DayResult", "Deduction", "Examined", "Finding", "Half", "MonthPolicy",
    "MonthTotal", "Span", "Status", "Weight", "account_of", "business_minutes", "cases", "day_starts_between", "evaluate",
    "halves_of", "planned", "planned_end", "total", "weigh",
]  # fmt: skip
