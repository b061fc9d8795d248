"""What somebody is paid a month, from a day on (PAY-01)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from attendance.models import Salary
from common.errors import RuleBroken
from common.money import rounded
from people.models import Employee


@transaction.atomic
def set_salary(*, employee: Employee, monthly: Decimal, since: date, by: Employee | None, at: datetime) -> Salary:
    """Let the salary hold from a day on; the one before ends on the day before. Sheets that were drawn up stay as they are.

    monthly: CNY. Raises RuleBroken for one's own, a negative amount, and when one was recorded from that day on or later.
    """
    employee = Employee.objects.select_for_update().get(pk=employee.pk)  # two who record at once go one by one
    if by is not None and by.pk == employee.pk:
        raise RuleBroken(_("Nobody records their own salary. Ask a colleague of human resources or finance."))
    if monthly < 0:
        raise RuleBroken(_("A salary is not negative."))
    if Salary.objects.filter(employee=employee, during__startswith__gte=since).exists():
        raise RuleBroken(_("A salary is recorded from that day on or later already. Choose a later day."))
    for before in Salary.objects.filter(employee=employee, during__contains=since):
        before.during = DateRange(before.during.lower, since)
        before.save(update_fields=["during"])
    return Salary.objects.create(employee=employee, monthly=rounded(monthly), during=DateRange(since, None))
