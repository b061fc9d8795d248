"""What programs read of attendance: the results of days, and the sheets of closed months."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, F, Func, OuterRef, Q, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from attendance.choices import ClosingState
from attendance.domain import Status
from attendance.domain.facts import YUAN
from attendance.models import DayRecord, MonthSheet
from attendance.selectors.cited import Cited, cited_hours
from attendance.selectors.judging import instant
from common import api
from common.api import CURRENCY, Asked, Field, Filter, Resource, Row, Scope
from common.policy import Citation
from people.api import BY_NUMBER, UNIT
from people.models import Assignment, AssignmentKind
from people.selectors.tokens import lies_below

MONEY = "month-sheets.money"
IN_MONTH = Filter("month", "month", _("Of that month, such as 2026-11."), api.read_month)
MINUTES, DAYS, DAY_WAGE = "minute", "day", "day_wage"
PERSON = (Field("employee", "text", _("Employee number.")), Field("name", "text", _("Name.")), Field("department", "object", UNIT))
DIGEST = _("SHA-256 of the row as it is kept: the same digest, the same row.")


def install() -> None:
    """Called when Django starts."""
    api.register(day_results())
    api.register(month_sheets())


def day_results() -> Resource:
    minutes = (
        ("late_minutes", _("Minutes late.")), ("early_minutes", _("Minutes left early.")), ("worked_minutes", _("Minutes worked.")),
        ("leave_minutes", _("Minutes of leave.")), ("overtime_minutes", _("Minutes of overtime.")),
        ("stayed_minutes", _("Minutes stayed without overtime.")),
    )  # fmt: skip
    return Resource(
        name="day-results",
        label=_("What each day came to for each person"),
        scope=Scope("day-results", _("Read every day of attendance: times, minutes, expected deductions."), "attendance.view_dayrecord"),
        model=DayRecord,
        fields=(
            *PERSON,
            Field("day", "date", _("The day.")),
            Field("kind", "text", _("workday, makeup_workday, rest_day or statutory_holiday.")),
            Field("status", "text", format_lazy("{} {}", _("One of:"), ", ".join(Status))),
            Field("arrival", "time with offset", _("First time that counts, null when there is none.")),
            Field("departure", "time with offset", _("Last time that counts, null when there is none.")),
            *(Field(name, "integer", text, MINUTES) for name, text in minutes),
            Field("late_count", "integer", _("Times late or early."), "count"),
            Field("absent_days", "decimal", _("Days absent."), DAYS),
            Field("deductions", "list", _("Expected deductions: parameter, amount, unit and the clause with its rulebook and edition.")),
            Field("findings", "list", _("What somebody should look at: code, parameter and clause.")),
            Field("rule", "object", _("Rulebook, edition and clause of the hours of the day; null where no rule names them.")),
            Field("computed_at", "time with offset", _("When it was computed last.")),
            Field("digest", "text", DIGEST),
        ),
        filters=(
            Filter("from", "date", _("From that day on."), api.read_day),
            Filter("to", "date", _("Up to that day, it included."), api.read_day),
            IN_MONTH,
            BY_NUMBER,
            Filter("changed_since", "time with offset", _("Computed then or later, also when it came to the same."), api.read_instant),
        ),
        key=(api.read_day, api.read_id),
        rows=rows_of_days,
    )  # fmt: skip


def month_sheets() -> Resource:
    return Resource(
        name="month-sheets",
        label=_("The sheets of closed months"),
        scope=Scope("month-sheets", _("Read the sheets of closed months, deductions in day wages."), "attendance.view_monthsheet"),
        further=(
            Scope(MONEY, _("In month sheets, read also the amounts from which a salary can be told."), "attendance.view_salary"),
        ),
        model=MonthSheet,
        fields=(
            Field("month", "text", _("The month, such as 2026-11.")),
            Field("version", "integer", _("Which closing it is: a month that was reopened and closed again has the next."), "count"),
            Field("closed_at", "time with offset", _("When the month was closed.")),
            *PERSON,
            Field("figures", "object", _("The columns of the report: minutes as integers, days as decimal strings, leave by type.")),
            Field("late_count", "integer", _("Times late or early."), "count"),
            Field("absent_days", "decimal", _("Days absent."), DAYS),
            Field("overtime_minutes", "integer", _("Minutes of overtime."), MINUTES),
            Field("fines", "money", _("Deductions that are fixed amounts."), CURRENCY),
            Field("deduction_days", "decimal", _("Deductions in day wages."), DAY_WAGE),
            Field("deduction", "money", _("All deductions in money, null while no salary is known."), CURRENCY, MONEY),
            Field("currency", "text", _("Of every amount of the row.")),
            Field("lines", "list", _("Each deduction: day, parameter, amount, unit, money and the clause with its rulebook and edition.")),
            Field("marks", "list", _("Limits of the law that were passed, with what was taken and the limit.")),
            Field("answer", "text", _("What the person said: confirmed, objected, or null.")),
            Field("closing_digest", "text", _("SHA-256 over all sheets of the closed month.")),
            Field("digest", "text", DIGEST),
        ),
        filters=(
            IN_MONTH,
            BY_NUMBER,
            Filter("changed_since", "time with offset", _("Of months closed at that time or later."), api.read_instant),
        ),
        key=(api.read_day, api.read_id),
        rows=rows_of_months,
    )  # fmt: skip


# -- days ------------------------------------------------------------------------------------------------------------


def rows_of_days(asked: Asked) -> list[Row]:
    """The kept results: four queries at most."""
    post = Assignment.objects.filter(employee=OuterRef("employee"), kind=AssignmentKind.REGULAR, during__contains=OuterRef("day"))
    found = DayRecord.objects.filter(
        lies_below(asked.department_id, "department", "day"), api.within(asked, "day"), api.beyond(("day", "pk"), asked.after), _of(asked)
    )
    if since := asked.get("changed_since"):
        found = found.filter(computed_at__gte=since)
    page = list(
        found.select_related("employee", "department").annotate(post=Subquery(post.values("post")[:1])).order_by("day", "pk")
        [: asked.limit + 1]
    )  # fmt: skip
    rules = cited_hours([Cited(one.employee_id, one.day, one.department_id, one.post) for one in page])  # type: ignore[attr-defined]
    return [Row((one.day, one.pk), _day(one, rules.get((one.employee_id, one.day)))) for one in page]


def _of(asked: Asked) -> Q:
    number = asked.get("employee")
    return Q(employee__number=number) if number else Q()


def _day(one: DayRecord, rule: Citation | None) -> dict[str, Any]:
    told = one.result
    return {
        **_person(one),
        "day": api.day(one.day),
        "kind": told["kind"],
        "status": one.status,
        "arrival": _at(one.day, told["arrival"]),
        "departure": _at(one.day, told["departure"]),
        "late_minutes": one.late_minutes,
        "early_minutes": one.early_minutes,
        "worked_minutes": one.worked_minutes,
        "leave_minutes": one.leave_minutes,
        "overtime_minutes": one.overtime_minutes,
        "stayed_minutes": one.stayed_minutes,
        "late_count": one.late_count,
        "absent_days": api.decimal(one.absent_days),
        "deductions": [_deduction(line) for line in told["deductions"]],
        "findings": [{"code": found["code"], "parameter": found["parameter"], "clause": found["clause"]} for found in told["findings"]],
        "rule": {"rulebook": rule.rulebook, "edition": rule.edition, "clause": rule.label} if rule else None,
        "computed_at": api.instant(one.computed_at),
        "digest": one.digest,
    }


def _person(one: DayRecord | MonthSheet) -> dict[str, Any]:
    unit = one.department
    return {"employee": one.employee.number, "name": one.employee.name, "department": {"code": unit.code, "name": unit.name}}


def _at(day: date, minute: int | None) -> str | None:
    return None if minute is None else api.instant(instant(day, minute))


def _deduction(line: Mapping[str, Any]) -> dict[str, Any]:
    """A fixed amount is money; a day wage stays a number of days."""
    told = {"parameter": line["parameter"], "clause": line["clause"]}
    if line["unit"] == YUAN:
        return {**told, "amount": api.money(line["amount"]), "unit": CURRENCY}
    return {**told, "amount": api.decimal(line["amount"]), "unit": DAY_WAGE}


# -- months ----------------------------------------------------------------------------------------------------------


LAST_OF_MONTH = "(date_trunc('month', %(expressions)s) + interval '1 month - 1 day')::date"


def rows_of_months(asked: Asked) -> list[Row]:
    """The sheets that stand; a month that is open, being closed or reopened has none. One query."""
    last = Func(F("closing__month"), template=LAST_OF_MONTH, output_field=DateField())
    found = MonthSheet.objects.annotate(month_ends=last).filter(
        lies_below(asked.department_id, "department", "month_ends"), api.beyond(("closing__month", "pk"), asked.after), _of(asked),
        closing__state=ClosingState.CLOSED,
    )  # fmt: skip
    if month := asked.get("month"):
        found = found.filter(closing__month=month.first)
    if since := asked.get("changed_since"):
        found = found.filter(closing__closed_at__gte=since)
    page = found.select_related("closing", "employee", "department", "answer").order_by("closing__month", "pk")[: asked.limit + 1]
    return [Row((one.closing.month, one.pk), _sheet(one, has_money=MONEY in asked.scopes)) for one in page]


def _sheet(one: MonthSheet, *, has_money: bool) -> dict[str, Any]:
    answer = getattr(one, "answer", None)
    told = {
        "month": f"{one.closing.month:%Y-%m}",
        "version": one.closing.version,
        "closed_at": api.instant(one.closing.closed_at),
        **_person(one),
        "figures": one.facts,
        "late_count": one.late_count,
        "absent_days": api.decimal(one.absent_days),
        "overtime_minutes": one.overtime_minutes,
        "fines": api.money(one.fines_cny),
        "deduction_days": api.decimal(one.deduction_days),
        "currency": CURRENCY,
        "lines": [_line(line, has_money=has_money) for line in one.lines],
        "marks": _marks(one.marks, has_money=has_money),
        "answer": answer.kind if answer else None,
        "closing_digest": one.closing.digest,
        "digest": one.digest,
    }
    return told | ({"deduction": api.money(one.deduction_cny)} if has_money else {})


def _line(line: Mapping[str, Any], *, has_money: bool) -> dict[str, Any]:
    """The money of a day wage tells the salary."""
    told = {"day": line["day"], **_deduction(line)}
    if line["unit"] != YUAN and has_money:
        told |= {"money": api.money(line["cny"])}
    return told


def _marks(marks: Sequence[Mapping[str, Any]], *, has_money: bool) -> list[dict[str, Any]]:
    """What was taken and the limit, in money or in day wages; the money tells the salary."""
    found = []
    for mark in marks:
        told: dict[str, Any] = {"rule": mark["rule"], "day": mark["day"]}
        if mark["is_money"] and has_money:
            told |= {"taken": api.money(mark["taken"]), "limit": api.money(mark["limit"]), "unit": CURRENCY}
        elif not mark["is_money"]:
            told |= {"taken": str(Decimal(mark["taken"])), "limit": str(Decimal(mark["limit"])), "unit": DAY_WAGE}
        found.append(told)
    return found
