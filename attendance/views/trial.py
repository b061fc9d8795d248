"""Trying out rules on example days, before anybody is judged by them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from attendance import labels
from attendance.domain import DayResult
from attendance.domain.facts import UNDECIDED
from attendance.forms import EXAMPLE, TrialForm
from attendance.selectors.stored import result_from
from attendance.wording import some_days
from people.models import User
from rules.catalogue import text_of

MAY_TRY = ("rules.change_edition", "attendance.view_dayrecord")


@require_http_methods(["GET", "HEAD", "POST"])
def try_rules(request: HttpRequest) -> HttpResponse:
    """Nothing of it is read from the database, nothing is written."""
    if not may_try(request.user):
        raise PermissionDenied
    form = TrialForm(request.POST if request.method == "POST" else None, initial={"text": EXAMPLE})
    is_good = form.is_bound and form.is_valid()
    context = {"form": form, **(_answered(form.answer) if is_good else {"answer": None})}
    return render(request, "attendance/try.html", context, status=422 if form.is_bound and not is_good else 200)


def may_try(user: User) -> bool:
    """Who writes rules, or looks after attendance."""
    return any(user.has_perm(permission) for permission in MAY_TRY)


def _answered(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as a table, and as it is."""
    month = answer["month"]
    return {
        "answer": json.dumps(answer, ensure_ascii=False, indent=2),
        "days": [_row(result) for result in _results(answer["days"])],
        "month": month,
        "absent": some_days(Decimal(month["absent_days"])),
        "expected": labels.amount(Decimal(month["deduction_cny"]), Decimal(month["deduction_days"])),
        "cases": [(labels.case_word(case["kind"]), case["clause"]) for case in month["cases"]],
        "blanks": [text_of(finding["parameter"]) for finding in month["findings"]],
    }


def _results(days: list[dict[str, Any]]) -> Iterator[DayResult]:
    for told in days:
        lines = [{**line, "amount": str(line["amount"])} for line in told["deductions"]]
        untold = {"day": told["date"], "late_count": 0, "arrival": None, "departure": None}
        yield result_from({**told, **untold, "absent_days": str(told["absent_days"]), "deductions": lines})


def _row(result: DayResult) -> dict[str, Any]:
    return {
        "day": result.day,
        "kind": result.kind.label,
        "word": labels.status_word(result.status),
        "tone": labels.status_tone(result.status),
        "told": labels.told(result),
        "worked": result.worked_minutes,
        "clauses": labels.joined(dict.fromkeys(line.clause for line in result.deductions if line.clause)),
        "blanks": [text_of(finding.parameter) for finding in result.findings if finding.code == UNDECIDED],
    }
