"""What a draft of the rules would have made of past days: judged by the same engine, only from its values."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance import labels
from attendance.domain import DayResult
from attendance.domain.facts import DAY_WAGE, YUAN
from attendance.policy import Absence, Flexibility, Ladder, Lateness, Overtime
from attendance.selectors.judging import Judged, judged_from
from attendance.selectors.reading import read
from attendance.wording import day_wages, some_days
from common.periods import Period
from common.policy import said
from common.templatetags.show import money
from rules.evaluators import Difference, Evaluated, Evaluator, Measure, Trial
from workdays.policy import WorkingTime

BATCH = 500  # people read and judged at a time, so that a large company does not fill the memory


def evaluate(people: Collection[int], period: Period, now: datetime, trial: Trial) -> Evaluated:
    """One query for every 500 people. Days that are not over yet are left out."""
    found, ids = Evaluated(), sorted(people)
    for start in range(0, len(ids), BATCH):
        _batch(found, ids[start : start + BATCH], period, now, trial)
    found.differences.sort(key=lambda one: (one.day, one.employee_id))
    return found


def _batch(found: Evaluated, ids: Sequence[int], period: Period, now: datetime, trial: Trial) -> None:
    facts = read(ids, period, now)
    before = judged_from(facts, ids, period, now)
    with trial():
        after = judged_from(facts, ids, period, now)
    seen = set()
    for place, old in before.items():
        new = after[place]
        if old.is_open or new.is_open:
            continue
        seen.add(place[0])
        found.days += 1
        _count(found, old, new)
        if _essence(old.result) != _essence(new.result):
            found.differences.append(_difference(old, new))
    found.people += len(seen)


def _essence(result: DayResult) -> tuple[object, ...]:
    """What matters of a judgement; where its values stand does not."""
    if not result.deductions and not result.findings:
        return result.status, result.late_minutes, result.early_minutes, result.absent_days
    lines = tuple((line.parameter, line.amount, line.unit) for line in result.deductions)
    open_ = tuple((one.code, one.parameter) for one in result.findings)
    return result.status, result.late_minutes, result.early_minutes, result.absent_days, lines, open_


def _count(found: Evaluated, old: Judged, new: Judged) -> None:
    figures = zip(MEASURES, _figures(old.result), _figures(new.result), strict=True)
    for measure, before, after in figures:
        if before or after:
            found.add(old.place.department_id, measure.code, before, after)


def _figures(result: DayResult) -> tuple[Decimal, ...]:
    """In the order of MEASURES."""
    if not result.late_count and not result.absent_days and not result.deductions:
        return NOTHING
    yuan = sum((line.amount for line in result.deductions if line.unit == YUAN), Decimal(0))
    wages = sum((line.amount for line in result.deductions if line.unit == DAY_WAGE), Decimal(0))
    return Decimal(result.late_count), result.absent_days, yuan, wages


def _difference(old: Judged, new: Judged) -> Difference:
    return Difference(old.employee_id, old.place.department_id, old.day, words(old.result), words(new.result), _cited(old), _cited(new))


def words(result: DayResult) -> str:
    """`late, 8 min late, expected deduction 20.00 yuan`."""
    return labels.joined(part for part in (labels.status_word(result.status), labels.told(result)) if part)


def _cited(judged: Judged) -> tuple[str, ...]:
    """The clauses that decided the day; of one on which nothing happened the bounds that let it pass, and the hours."""
    result = judged.result
    cited = [line.clause for line in result.deductions] + [one.clause for one in result.findings]
    if not any(cited):
        bounds = (judged.working.cite("schedule"), judged.lateness.cite("minor_max"))
        cited = [one.recorded for one in bounds if one]
    return tuple(dict.fromkeys(said(one) for one in cited if one))


def _keys(*policies: type) -> Iterable[str]:
    for policy in policies:
        yield from (parameter.key for parameter in policy.parameters.values())  # type: ignore[attr-defined]


NOTHING = (Decimal(0),) * 4
MEASURES = (
    Measure("late", gettext_lazy("Late or early"), lambda value: _("%(count)d times") % {"count": value}),
    Measure("absent", gettext_lazy("Absent"), some_days),
    Measure("yuan", gettext_lazy("Expected deduction"), lambda value: _("%(yuan)s yuan") % {"yuan": money(value)}),
    Measure("wages", gettext_lazy("Expected deduction, days of pay"), day_wages),
)
EVALUATOR = Evaluator(
    code="attendance",
    label=gettext_lazy("Attendance"),
    keys=tuple(_keys(WorkingTime, Lateness, Absence, Flexibility, Ladder, Overtime)),
    permission="attendance.view_dayrecord",
    measures=MEASURES,
    evaluate=evaluate,
)
