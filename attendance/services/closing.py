"""A month is closed: sheets are drawn up, people confirm them, heads sign, and nothing of it is changed until it is reopened (ATT-15)."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import ClosingState, SheetAnswerKind
from attendance.domain import DayResult
from attendance.domain.sheet import Sheet
from attendance.models import HeadSignature, MonthClosing, MonthSheet, SheetAnswer
from attendance.selectors.closing import CLOSES, Drawn, draw, facts_json, headed_by, line_json, mark_json
from attendance.selectors.closing_blockers import blockers, held_post
from attendance.selectors.judging import Judged
from attendance.services.locks import STANDS, hold, in_words
from attendance.services.nightly import keep
from attendance.services.slips import day_of
from common import jobs
from common.digests import canonical, digest
from common.errors import RuleBroken
from common.periods import Period
from notices.services import tell
from people.models import Department, Employee

BATCH = 1000  # people


def close_month(*, month: date, by: Employee | None, at: datetime, accepts_no_data: bool = False) -> MonthClosing:
    """Close the month in one go. See `start_close` and `run_close`."""
    closing = start_close(month=month, by=by, at=at, accepts_no_data=accepts_no_data)
    return run_close(closing=closing, at=at)


@transaction.atomic
def start_close(*, month: date, by: Employee | None, at: datetime, accepts_no_data: bool = False) -> MonthClosing:
    """Lock the month, so that its sheets can be drawn up. by None: from the command line.

    accepts_no_data: the people of whom nothing is known were looked at, and their days stay without a judgement.
    Raises RuleBroken while something of the month is open, and when it is closed or being closed already.
    """
    period = Period.month_of(month)
    hold(period.first, alone=True)
    refuse_closed(period.first)
    found = blockers(period, at)
    if found.stops:
        words = _("; ").join(_("%(what)s: %(count)d") % {"what": group.word, "count": group.count} for group in found.stops)
        raise RuleBroken(gettext_lazy("%(month)s cannot be closed yet. %(what)s."), month=in_words(period.first), what=words)
    if found.without_data and not accepts_no_data:
        raise RuleBroken(
            gettext_lazy("Of %(count)d people there is no data in %(month)s. Look at them, and say that they are to be closed without."),
            count=found.without_data.count, month=in_words(period.first),
        )  # fmt: skip
    versions = MonthClosing.objects.filter(month=period.first).aggregate(last=Max("version"))["last"] or 0
    total = held_post(period).values("employee").distinct().count()
    try:
        with transaction.atomic():
            return MonthClosing.objects.create(month=period.first, version=versions + 1, total=total, closed_by=by, started_at=at)
    except IntegrityError as error:  # whoever slipped past the lock meets the constraint
        if "attendance_closing" not in str(error):
            raise
        refuse_closed(period.first)
        raise


@transaction.atomic
def request_close(*, month: date, by: Employee, at: datetime, accepts_no_data: bool = False) -> MonthClosing:
    """Lock the month and let a worker draw up the sheets: a large company takes longer than a page may."""
    closing = start_close(month=month, by=by, at=at, accepts_no_data=accepts_no_data)
    continue_close(closing=closing)
    return closing


@transaction.atomic
def continue_close(*, closing: MonthClosing) -> None:
    """Let a worker go on with a closing, which it does where it was interrupted. Twice is once."""
    jobs.later_once("attendance.close_month", f"attendance.close_month.{closing.pk}", closing_id=closing.pk)


def run_close(*, closing: MonthClosing, at: datetime) -> MonthClosing:
    """Draw up the sheets that are missing, a thousand people in a transaction, and close the month when none is.

    Runs again where it was interrupted; two runs at once take turns. A closed one is left as it is.
    """
    while _next_batch(closing.pk, at):
        pass
    return MonthClosing.objects.get(pk=closing.pk)


@transaction.atomic
def _next_batch(closing_id: int, at: datetime) -> bool:
    """The next people's sheets, or the end. False: there is nothing more to do."""
    closing = MonthClosing.objects.select_for_update(of=("self",)).get(pk=closing_id)
    if closing.state != ClosingState.RUNNING:
        return False
    period = Period.month_of(closing.month)
    ids = _next_people(closing, period)
    with _uncollected():
        drawn = list(draw(ids, period, at)) if ids else []
        _write(closing, drawn)
        keep(_changed(drawn, ids, period), at)
    if not drawn:
        _finish(closing, at)
        return False
    closing.progress += len(drawn)
    closing.total = max(closing.total, closing.progress)
    closing.save(update_fields=["progress", "total"])
    return True


@contextmanager
def _uncollected() -> Iterator[None]:
    """A batch makes half a million objects and no cycles: looking for some among them takes a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _next_people(closing: MonthClosing, period: Period) -> list[int]:
    """The next ids in order; at the end whoever came in between, by a post that was entered late."""
    held, done = held_post(period), MonthSheet.objects.filter(closing=closing)
    last = done.aggregate(last=Max("employee"))["last"] or 0
    following = held.filter(employee__gt=last).order_by("employee").values_list("employee", flat=True).distinct()[:BATCH]
    if ids := list(following):
        return ids
    late = held.exclude(employee__in=done.values("employee")).order_by("employee")
    return list(late.values_list("employee", flat=True).distinct()[:BATCH])


COLUMNS = (
    "closing_id", "employee_id", "department_id", "facts", "lines", "days", "late_count", "absent_days", "overtime_minutes", "fines_cny",
    "deduction_days", "deduction_cny", "marks", "digest",
)  # fmt: skip


def _write(closing: MonthClosing, drawn: Iterable[Drawn]) -> None:
    """The sheets, by COPY: nothing else writes as many rows as quickly."""
    with connection.cursor() as cursor, cursor.copy(f"COPY attendance_monthsheet ({', '.join(COLUMNS)}) FROM STDIN") as sheets:
        for one in drawn:
            sheets.write_row(_row(closing, one))


def _row(closing: MonthClosing, one: Drawn) -> tuple[object, ...]:
    """The values of COLUMNS. The digest is over the row as it is kept."""
    sheet: Sheet = one.sheet
    facts, lines, marks = facts_json(sheet.sums), [line_json(line) for line in sheet.lines], [mark_json(mark) for mark in sheet.marks]
    told = {
        "employee": one.employee_id, "department": one.department_id, "facts": facts, "lines": lines, "days": sheet.days, "marks": marks,
    }  # fmt: skip
    return (
        closing.pk, one.employee_id, one.department_id, _json(facts), _json(lines), _json(sheet.days), sheet.sums.late_count,
        sheet.sums.absent_days, sheet.sums.overtime_minutes, sheet.fines, sheet.deduction_days, sheet.total, _json(marks), digest(told),
    )  # fmt: skip


def _json(value: object) -> str:
    return canonical(value).decode()


LINES = """
SELECT employee_id, string_agg(concat_ws(' ', day, status, late_minutes, early_minutes, late_count, (absent_days * 10)::int,
    worked_minutes, leave_minutes, overtime_minutes, stayed_minutes), ';')
FROM attendance_dayrecord WHERE employee_id = ANY(%s) AND day BETWEEN %s AND %s GROUP BY employee_id
"""


def _changed(drawn: Iterable[Drawn], employee_ids: list[int], period: Period) -> Iterator[Judged]:
    """Days whose kept result is missing or says something else than the sheet. A person's kept days come as one line: many people."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [employee_ids, period.first, period.last])
        known = {person: frozenset(lines.split(";")) for person, lines in cursor.fetchall()}
    for one in drawn:
        kept = known.get(one.employee_id, frozenset())
        for day in one.days:
            if _line(day.result) not in kept:
                yield day


def _line(result: DayResult) -> str:
    """A result as LINES tells it."""
    return (
        f"{result.day} {result.status} {result.late_minutes} {result.early_minutes} {result.late_count} {int(result.absent_days * 10)}"
        f" {result.worked_minutes} {result.leave_minutes} {result.overtime_minutes} {result.stayed_minutes}"
    )


def _finish(closing: MonthClosing, at: datetime) -> None:
    """The digest over all sheets; everybody is told that theirs is there."""
    whole = sha256()
    sheets = MonthSheet.objects.filter(closing=closing).order_by("employee").values_list("digest", flat=True)
    for one in sheets.iterator(chunk_size=10_000):
        whole.update(one.encode())
    closing.state, closing.closed_at, closing.digest = ClosingState.CLOSED, at, whole.hexdigest()
    closing.save(update_fields=["state", "closed_at", "digest"])
    told = Employee.objects.filter(month_sheets__closing=closing, user__isnull=False).only("pk")
    tell(
        recipients=told, kind="attendance", words=partial(_sheet_is_there, closing.month), link="/sheets/",
        sender=closing.closed_by, at=at,
    )  # fmt: skip


def _sheet_is_there(month: date) -> tuple[str, str]:
    subject = _("Your attendance sheet of %(month)s is there") % {"month": in_words(month)}
    return subject, _("Look at it, and confirm it or object to it.")


def refuse_closed(month: date) -> None:
    """Raises RuleBroken when the month is closed or being closed."""
    known = MonthClosing.objects.filter(month=month, state__in=STANDS).select_related("closed_by").first()
    if known is None:
        return
    who = known.closed_by.name if known.closed_by else _("the command line")
    if known.state == ClosingState.CLOSED:
        raise RuleBroken(gettext_lazy("%(month)s is closed already, by %(who)s."), month=in_words(month), who=who)
    raise RuleBroken(
        gettext_lazy(
            "%(month)s is being closed by %(who)s: %(done)d of %(total)d people are done. Wait, or continue it if it stands still."
        ),
        month=in_words(month), who=who, done=known.progress, total=known.total,
    )  # fmt: skip


@transaction.atomic
def reopen_month(*, closing: MonthClosing, by: Employee, reason: str, at: datetime) -> MonthClosing:
    """Let the month be changed again. Its sheets stay as that version; closing again makes the next.

    Raises RuleBroken without a reason, and when this version does not stand.
    """
    closing = MonthClosing.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    if closing.state == ClosingState.REOPENED:
        raise RuleBroken(gettext_lazy("This version of %(month)s was reopened already."), month=in_words(closing.month))
    if not reason.strip():
        raise RuleBroken(gettext_lazy("Say why the month is reopened."))
    closing.state, closing.reopened_by, closing.reopened_at, closing.reason = ClosingState.REOPENED, by, at, reason.strip()[:300]
    closing.save(update_fields=["state", "reopened_by", "reopened_at", "reason"])
    return closing


@transaction.atomic
def answer_sheet(*, sheet: MonthSheet, kind: str, text: str, by: Employee, at: datetime) -> SheetAnswer:
    """The person confirms the sheet or objects to it, once. The same answer again is the same.

    Raises RuleBroken for somebody else, for a version that does not stand, without a reason, and for another answer.
    """
    sheet = MonthSheet.objects.select_related("closing__closed_by", "employee").get(pk=sheet.pk)
    if sheet.employee_id != by.pk:
        raise RuleBroken(gettext_lazy("Only whose sheet it is answers it."))
    if sheet.closing.state != ClosingState.CLOSED:
        raise RuleBroken(gettext_lazy("This sheet is not the one that counts: the month was reopened."))
    objects = SheetAnswerKind(kind) == SheetAnswerKind.OBJECTED
    if objects and not text.strip():
        raise RuleBroken(gettext_lazy("Say what is wrong with the sheet."))
    said = text.strip()[:500] if objects else ""
    answer, is_new = SheetAnswer.objects.get_or_create(sheet=sheet, defaults={"kind": kind, "text": said, "at": at})
    if not is_new and (answer.kind, answer.text) != (kind, said):
        raise RuleBroken(gettext_lazy("You answered this sheet already: %(answer)s."), answer=answer.get_kind_display())
    if is_new and objects and sheet.closing.closed_by:
        tell(
            recipients=[sheet.closing.closed_by],
            kind="attendance",
            words=partial(_objects, by, sheet.closing.month, said),
            link=f"/sheets/{sheet.pk}/",
            sender=by,
            at=at,
        )
    return answer


def _objects(by: Employee, month: date, said: str) -> tuple[str, str]:
    return _("%(who)s objects to the sheet of %(month)s") % {"who": by.name, "month": in_words(month)}, said


@transaction.atomic
def sign_department(*, closing: MonthClosing, department: Department, by: Employee, at: datetime) -> HeadSignature:
    """The head signs the sheets of a department, or whoever closes months does. Twice is once.

    Raises RuleBroken for anybody else, and for a version that does not stand.
    """
    closing = MonthClosing.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    if closing.state != ClosingState.CLOSED:
        raise RuleBroken(gettext_lazy("Only a month that is closed is signed."))
    has_right = by.user is not None and by.user.access.company_wide(CLOSES)
    if not has_right and department.pk not in headed_by(by, day_of(at)):
        raise RuleBroken(gettext_lazy("The head of %(unit)s signs for it, or whoever closes months."), unit=department.name)
    if not MonthSheet.objects.filter(closing=closing, department=department).exists():
        raise RuleBroken(gettext_lazy("%(unit)s has no sheets in this month."), unit=department.name)
    return HeadSignature.objects.get_or_create(closing=closing, department=department, defaults={"by": by, "at": at})[0]
