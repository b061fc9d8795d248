"""Rosters of shift groups: laid out by a pattern or read from Excel, looked at first, then written in one act."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from attendance.domain.rosters import MOST_IN_A_ROW, Stretch, laid_out, stretches, without_rest
from attendance.models import DutyMember, ShiftGroup, ShiftMember
from attendance.roster_sheet import Sheet, read
from common.errors import RuleBroken
from common.models import Upload
from common.periods import ONE_DAY, Period
from common.templatetags.show import day as day_word
from common.uploads import store_upload
from people.models import Employee, User

PURPOSE = "attendance.roster"  # of its uploads
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFF = "休"  # the name of the group whose days are all off
OFF_WORDS = (OFF, "休息", "off", "OFF")
ONE_A_DAY = "attendance_shift_one_a_day"
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in a group over some days. group None: off."""

    employee: Employee
    group: ShiftGroup | None
    first: date
    last: date


@dataclass(slots=True)
class Plan:
    """What would be written. faults: sentences that keep it from being written. warnings: sentences to think about."""

    lines: list[Line] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return bool(self.lines) and not self.faults


def by_pattern(
    *, pattern: Sequence[ShiftGroup | None], period: Period, people: Sequence[Employee], step: int, today: date
) -> Plan:  # fmt: skip
    """The pattern over the period for everybody; each begins `step` places further than the one before."""
    days = {
        person: laid_out(pattern, period, offset=place * step)
        for place, person in enumerate(people)
    }  # fmt: skip
    return _plan(days, today)


@transaction.atomic
def keep_roster_file(*, file: UploadedFile, by: User) -> Upload:
    """Keep the file, to be looked at. Raises RuleBroken when it is no roster."""
    upload = store_upload(file=file, purpose=PURPOSE, by=by)
    if upload.content_type != SHEET:
        raise RuleBroken(gettext_lazy("This file cannot be read as Excel. Save it as .xlsx and try again."))
    with upload.file.open("rb") as kept:
        read(kept)
    return upload


def from_sheet(*, file: Any, allowed: Mapping[str, Employee], today: date) -> Plan:
    """The roster of an Excel file. allowed: the people whom one may put into groups, by number. A day without a word stays as it is.

    Raises RuleBroken when the file is no roster at all.
    """
    sheet = read(file)
    groups = {group.name: group for group in ShiftGroup.objects.exclude(name=OFF)}
    days: dict[Employee, dict[date, ShiftGroup | None]] = {}
    for row in sheet.rows:
        person = allowed.get(row.number)
        if person is None:
            sheet.faults.append(
                _("Line %(line)d: there is nobody with the number %(number)s whom you look after.")
                % {"line": row.line, "number": row.number}
            )
            continue
        days[person] = {}
        for one, word in row.cells.items():
            if word in OFF_WORDS:
                days[person][one] = None
            elif word in groups:
                days[person][one] = groups[word]
            elif word:
                sheet.faults.append(_unknown(sheet, row.line, one, word, groups))
    plan = _plan(days, today)
    plan.faults[:0] = sheet.faults
    return plan


def _unknown(sheet: Sheet, line: int, day: date, word: str, groups: Collection[str]) -> str:
    return _("Line %(line)d, %(day)s: there is no shift group “%(word)s”. There are: %(known)s") % {
        "line": line, "day": day_word(day), "word": word[:40], "known": "、".join([*list(groups)[:MOST_NAMED], OFF]),
    }  # fmt: skip


def _plan(days: Mapping[Employee, Mapping[date, ShiftGroup | None]], today: date) -> Plan:
    """Days that are over are left as they were judged."""
    plan = Plan()
    besides = _worked_besides(days)
    if any(one < today for of_person in days.values() for one in of_person):
        plan.warnings.append(_("Days before today stay as they were: nobody is judged anew by a roster."))
    for person, of_person in days.items():
        coming = {one: group for one, group in of_person.items() if one >= today}
        runs: list[Stretch[ShiftGroup | None]] = stretches(coming)
        plan.lines.extend(Line(person, run.what, run.first, run.last) for run in runs)
        worked = [one for one, group in coming.items() if group is not None and one.isoweekday() in group.weekdays]
        runs_worked = without_rest({*worked, *besides[person.pk]})
        plan.warnings.extend(_too_long(person, run) for run in runs_worked if any(one in run for one in worked))
    if not plan.lines and not plan.faults:
        plan.faults.append(_("No day from today on has a shift group."))
    plan.faults.extend(_conflicts(plan.lines))
    return plan


def _worked_besides(days: Mapping[Employee, Mapping[date, Any]]) -> dict[int, set[date]]:
    """On which days near the new roster others have its people at work already: rosters that are written, and holiday duty.

    Two queries. Days by the department's own hours are not counted: they have their rest days.
    """
    found: dict[int, set[date]] = defaultdict(set)
    planned = [one for of_person in days.values() for one in of_person]
    if not planned:
        return found
    near = Period(min(planned) - MOST_IN_A_ROW * ONE_DAY, max(planned) + MOST_IN_A_ROW * ONE_DAY)
    people = [person.pk for person in days]
    rows = ShiftMember.objects.filter(employee__in=people, during__overlap=DateRange(near.first, near.last + ONE_DAY))
    for row in rows.select_related("group"):
        last = near.last if row.during.upper is None else min(near.last, row.during.upper - ONE_DAY)
        shown = Period(max(near.first, row.during.lower), last)
        found[row.employee_id].update(one for one in shown if one.isoweekday() in row.group.weekdays)
    duty = DutyMember.objects.filter(employee__in=people, shift__day__range=(near.first, near.last))
    for person, one in duty.values_list("employee", "shift__day"):
        found[person].add(one)
    return found


def _too_long(person: Employee, run: Period) -> str:
    values = {"person": person.name, "first": day_word(run.first), "last": day_word(run.last), "count": len(run)}
    return (
        _("%(person)s works %(count)d days in a row, %(first)s to %(last)s. Labour Law art. 38: at least one day of rest a week.") % values
    )


def _conflicts(lines: Iterable[Line]) -> list[str]:
    """Who is in a group already on one of the days, in words: one query."""
    wanted = list(lines)
    if not wanted:
        return []
    around = DateRange(min(line.first for line in wanted), max(line.last for line in wanted) + ONE_DAY)
    rows = ShiftMember.objects.filter(employee__in={line.employee.pk for line in wanted}, during__overlap=around)
    found: dict[tuple[int, int], str] = {}
    for row in rows.select_related("group", "employee").order_by("employee__name_key", "during", "pk"):
        last = row.during.upper - ONE_DAY if row.during.upper else None
        if any(
            line.employee.pk == row.employee_id and line.last >= row.during.lower and (last is None or line.first <= last)
            for line in wanted
        ):
            found[row.employee_id, row.pk] = _in_a_group(row, last)
    return list(found.values())


def _in_a_group(row: ShiftMember, last: date | None) -> str:
    values = {"person": row.employee.name, "group": row.group.name, "first": day_word(row.during.lower), "last": day_word(last)}
    if last is None:
        return _("%(person)s is in the shift group %(group)s from %(first)s on. End that first.") % values
    return _("%(person)s is in the shift group %(group)s from %(first)s to %(last)s. End that first.") % values


@transaction.atomic
def write_roster(*, plan: Plan, by: Employee, at: datetime) -> int:
    """Everything of the plan or nothing; returns how many stretches. Raises RuleBroken with what keeps it from being written."""
    if not plan.is_ready:
        raise RuleBroken(gettext_lazy("This roster was not written. %(why)s"), why=" ".join(plan.faults[:MOST_NAMED]))
    off = _off_group(plan.lines) if any(line.group is None for line in plan.lines) else None
    rows = [
        ShiftMember(employee=line.employee, group=line.group or off, during=DateRange(line.first, line.last + ONE_DAY))
        for line in sorted(plan.lines, key=lambda line: (line.employee.pk, line.first))  # in one order: two planners never wait in a ring
    ]
    people = Employee.objects.filter(pk__in={row.employee_id for row in rows}).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk", flat=True))  # or two planners wait for each other in the constraint
    try:
        with transaction.atomic():
            ShiftMember.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        if ONE_A_DAY not in str(error):
            raise
        raise RuleBroken(gettext_lazy("This roster was not written. %(why)s"), why=" ".join(_conflicts(plan.lines)[:MOST_NAMED])) from error
    return len(rows)


def _off_group(lines: Iterable[Line]) -> ShiftGroup:
    """The group of no working day, made when it is first needed: without it a day off would be judged by the department's hours.

    It stands on the clause that allows the groups it belongs to. Raises RuleBroken when there is no group at all.
    """
    found = ShiftGroup.objects.filter(name=OFF).first()
    if found is not None:
        if found.weekdays:
            raise RuleBroken(gettext_lazy("The shift group “%(name)s” has working days. A roster needs that name for days off."), name=OFF)
        return found
    like = next((line.group for line in lines if line.group is not None), None) or ShiftGroup.objects.first()
    if like is None:
        raise RuleBroken(gettext_lazy("There is no shift group yet, so nobody can be off from one."))
    made, _is_new = ShiftGroup.objects.get_or_create(
        name=OFF, defaults={"clause_id": like.clause_id, "segments": like.segments, "weekdays": []}
    )
    return made
