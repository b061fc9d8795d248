"""The demo department on any day of the year: its last month is closed, and it lives up to today. The same day gives the same rows."""

from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from approvals.models import Request
from attendance.demo.closing import last_month
from attendance.models import Case, Correction, LeaveLot, MonthClosing, MonthSheet, Punch, Slip
from common import clock
from common.periods import Period
from finance.models import Advance, BudgetAccount, Claim, Payment, Receipt
from notices.models import Notice
from people.models import Assignment, DemoMark, Employee
from rules import provider
from rules.models import Acknowledgement, Edition, Remark, ReplaceTask
from tests.support.demo import NOW, company, emptied
from workdays.selectors import days

pytestmark = pytest.mark.django_db
DAYS = {
    "sunday-and-last-of-a-month": "2027-01-31 18:30",
    "first-of-a-month-before-noon": "2026-12-01 09:00",
    "new-year": "2027-01-01 15:00",
    "spring-festival-of-a-year-without-a-notice": "2027-02-08 11:00",
}


def made(at: datetime) -> None:
    with clock.stopped(at):
        call_command("demo", employees=13, verbosity=0)


@pytest.mark.parametrize("told", DAYS.values(), ids=DAYS.keys())
def test_department_is_there_on_that_day(told: str) -> None:
    at = timezone.make_aware(datetime.fromisoformat(told))
    today, month = at.date(), last_month(at)
    made(at)
    closing = MonthClosing.objects.get()
    assert (closing.month, closing.state) == (month.first, "closed")
    assert not Punch.objects.filter(at__gt=at).exists()
    over = days(Period(month.first, today))  # on the first of a month only days of the closed one are over
    working = {day for day, info in over.items() if info.kind.is_working and day < today}
    assert working <= set(Punch.objects.filter(local_on__in=working).values_list("local_on", flat=True))
    assert DemoMark.objects.get(pk=1).made_for == today


def facts() -> dict[str, list[Any]]:
    """What the main tables hold, without row numbers (also those within words), and what a series or a secret gives."""
    columns: dict[Any, tuple[str, ...]] = {
        Employee: ("number", "name", "joined_on", "left_on", "mobile", "email"),
        Assignment: ("employee__number", "department__code", "post__title", "kind", "during"),
        Punch: ("employee__number", "at", "source", "key"),
        Slip: ("employee__number", "kind", "type", "during", "state", "days", "key"),
        Correction: ("employee__number", "at", "state", "key"),
        Case: ("employee__number", "kind", "cause", "state"),
        LeaveLot: ("employee__number", "type", "granted", "used", "expires_on"),
        MonthSheet: ("employee__number", "facts", "lines", "days", "deduction_cny", "answer__kind"),
        Claim: ("claimant__number", "title", "state", "total", "warnings", "key"),
        Receipt: ("owner__number", "line__claim__title", "read"),
        Payment: ("payee__number", "amount", "state"),
        Advance: ("employee__number", "amount", "state"),
        BudgetAccount: ("budget__year", "category__code", "amount", "reserved", "spent"),
        Edition: ("rulebook__title", "number", "state", "effective_on"),
        Acknowledgement: ("employee__number", "edition__rulebook__title", "edition__number", "at"),
        Remark: ("by__number", "text", "at"),
        ReplaceTask: ("old__place__name", "opened_at", "done_at"),
        Request: ("applicant__number", "state", "submitted_at", "closed_at"),
        Notice: ("kind", "created_at"),
    }
    return {model.__name__: sorted(map(repr, model.objects.values_list(*names))) for model, names in columns.items()}


def test_same_day_and_seed_give_the_same_rows() -> None:
    """`company` may come from another process; here it is made anew."""
    company()
    first = facts()
    assert all(first.values())
    emptied()
    provider.forget()
    made(NOW)
    again = facts()
    assert [name for name in first if first[name] != again[name]] == []
