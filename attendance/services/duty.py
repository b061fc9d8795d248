"""Holiday duty: planned, published, kept in a log, credited; and heads reminded of what is not published (ROS-01 to ROS-08)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import TimestamptzRange

from attendance.domain.duty import Holiday
from attendance.models import DutyCheck, DutyMatter, DutyMember, DutyShift, HolidayRoster
from attendance.selectors.duty import may_solve, may_write
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.templatetags.show import clock_time, day
from notices.services import tell
from people.models import Department, Employee

GONE = gettext_lazy("Somebody has removed this roster in the meantime. Begin it anew if it is needed.")
ONE_AT_A_TIME = "attendance_duty_one_at_a_time"


@dataclass(frozen=True, slots=True)
class Hours:
    """Of a shift, on the wall clock. An end that is not after the start is on the next day."""

    start: time
    end: time

    def on(self, day: date) -> TimestamptzRange:
        zone = timezone.get_default_timezone()
        last = day if self.end > self.start else day + ONE_DAY
        return TimestamptzRange(
            timezone.make_aware(datetime.combine(day, self.start), zone), timezone.make_aware(datetime.combine(last, self.end), zone)
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form of a shift holds. members: beside the lead, who is always one of them."""

    hours: Hours
    lead: Employee | None
    members: Sequence[Employee]
    phone: str = ""
    place: str = ""


@transaction.atomic
def start_roster(
    *, department: Department, holiday: Holiday, hours: Hours, at: datetime, phone: str = "", place: str = ""
) -> HolidayRoster:  # fmt: skip
    """A roster to be filled in, with one shift for each day of the holiday. Twice is once."""
    HolidayRoster.objects.bulk_create(
        [HolidayRoster(department=department, name=holiday.name[:40], first=holiday.first, last=holiday.last)], ignore_conflicts=True
    )
    roster = HolidayRoster.objects.select_for_update().get(department=department, first=holiday.first)
    if not roster.shifts.exists():
        DutyShift.objects.bulk_create(
            DutyShift(roster=roster, during=hours.on(one), day=one, phone=phone, place=place) for one in Period(roster.first, roster.last)
        )
    return roster


@transaction.atomic
def change_shift(*, shift: DutyShift, typed: Typed, by: Employee, at: datetime) -> DutyShift:
    """Who is on duty when and where. Who newly joins a published roster is told.

    Raises RuleBroken when the shift is over, a published one would lose its lead, or somebody is on duty elsewhere then.
    """
    shift = _locked(shift)
    if shift.during.upper <= at:
        raise RuleBroken(gettext_lazy("This duty is over and stays as it was."))
    if shift.roster.published_at and typed.lead is None:
        raise RuleBroken(gettext_lazy("The roster is published, so somebody has to lead. Choose another lead instead."))
    shift.during, shift.lead, shift.phone, shift.place = typed.hours.on(shift.day), typed.lead, typed.phone, typed.place
    shift.save(update_fields=["during", "lead", "phone", "place"])
    wanted = {one.pk: one for one in ([typed.lead] if typed.lead else []) + list(typed.members)}
    shift.members.exclude(employee__in=wanted).delete()
    known = set(shift.members.values_list("employee", flat=True))
    joining = [wanted[pk] for pk in sorted(set(wanted) - known)]  # in one order, so that two planners never wait for each other
    try:
        with transaction.atomic():
            shift.members.update(during=shift.during)
            DutyMember.objects.bulk_create(DutyMember(shift=shift, employee=one, during=shift.during) for one in joining)
    except IntegrityError as error:
        if ONE_AT_A_TIME not in str(error):
            raise
        raise RuleBroken(
            gettext_lazy("Somebody is on duty elsewhere at that time: %(people)s. Choose other people or hours."),
            people=_elsewhere(shift, list(wanted)),
        ) from error
    if shift.roster.published_at and joining:
        _tell(shift.roster, joining, [shift], by, at)
    return shift


def _elsewhere(shift: DutyShift, people: Sequence[int]) -> str:
    """Who is on which other shift at that time, in words."""
    rows = DutyMember.objects.filter(employee__in=people, during__overlap=shift.during).exclude(shift=shift)
    found = rows.select_related("employee", "shift__roster__department").order_by("employee__name_key", "pk")
    return "、".join(f"{one.employee.name}（{one.shift.roster.department.name} {day(one.shift.day)}）" for one in found)


@transaction.atomic
def remove_roster(*, roster: HolidayRoster) -> None:
    """Take away a roster that was not published: nobody has been told of it. Raises RuleBroken for a published one. Twice is once."""
    held = _held(roster.pk)
    if held is None:
        return
    if held.published_at:
        raise RuleBroken(gettext_lazy("This roster is published and binds. Change its shifts instead."))
    DutyMember.objects.filter(shift__roster=held).delete()
    held.shifts.all().delete()
    held.delete()


@transaction.atomic
def publish_roster(*, roster: HolidayRoster, by: Employee, at: datetime) -> HolidayRoster:
    """From now on it binds and everybody of the department reads it; its members are told. Twice is once.

    Raises RuleBroken for days without a lead, naming them (ROS-01), and once the holiday is over.
    """
    held = _held(roster.pk)
    if held is None:
        raise RuleBroken(GONE)
    roster = held
    if roster.published_at:
        return roster
    shifts = list(roster.shifts.select_related("lead").order_by("during", "pk"))
    if max((one.during.upper for one in shifts), default=at) <= at:
        raise RuleBroken(gettext_lazy("This holiday is over, so its roster is published no more."))
    led = {one.day for one in shifts} - {one.day for one in shifts if one.lead_id is None}
    missing = [one for one in Period(roster.first, roster.last) if one not in led]
    if missing:
        raise RuleBroken(
            gettext_lazy("Nobody leads the duty on these days: %(days)s. Name a lead for each, then publish."),
            days="、".join(day(one) for one in missing),
        )
    roster.published_at, roster.published_by = at, by
    roster.save(update_fields=["published_at", "published_by"])
    _tell(roster, Employee.objects.filter(holiday_duties__shift__roster=roster).distinct().order_by("pk"), shifts, by, at)
    return roster


def _tell(roster: HolidayRoster, people: Iterable[Employee], shifts: Sequence[DutyShift], by: Employee | None, at: datetime) -> None:
    link = reverse("attendance:duty-roster", args=[roster.pk])
    tell(recipients=people, kind="attendance", words=partial(_words, roster, shifts), link=link, sender=by, at=at)


def _words(roster: HolidayRoster, shifts: Iterable[DutyShift]) -> tuple[str, str]:
    subject = _("You are on holiday duty: %(holiday)s, %(unit)s") % {"holiday": roster.name, "unit": roster.department.name}
    return subject, "\n".join(_line(one) for one in shifts)


def _line(shift: DutyShift) -> str:
    return _("%(day)s %(start)s–%(end)s, lead: %(lead)s") % {
        "day": day(shift.day), "start": clock_time(shift.during.lower), "end": clock_time(shift.during.upper),
        "lead": shift.lead.name if shift.lead else "–",
    }  # fmt: skip


# -- the log -----------------------------------------------------------------------------------------------


@transaction.atomic
def note_check(*, shift: DutyShift, item: str, is_good: bool, action: str, key: UUID, by: Employee, at: datetime) -> DutyCheck:
    """A line of the log, with the time of the server. The same key again is the same line.

    Raises RuleBroken outside of the shift, for anybody who is not on it, and for trouble about which nothing was done.
    """
    _refuse_outsiders(shift, by, at)
    if not is_good and not action.strip():
        raise RuleBroken(gettext_lazy("Something was not in order: say what was done about it."))
    DutyCheck.objects.bulk_create(
        [DutyCheck(shift=shift, key=key, by=by, at=at, item=item, is_good=is_good, action=action.strip())], ignore_conflicts=True
    )
    return DutyCheck.objects.get(key=key)


@transaction.atomic
def note_matter(
    *, shift: DutyShift, with_whom: str, matter: str, outcome: str, is_solved: bool, key: UUID, by: Employee, at: datetime
) -> DutyMatter:  # fmt: skip
    """Something spoken of, solved at once or handed over. The same key again is the same line.

    Raises RuleBroken as note_check, and when it was solved without saying how.
    """
    _refuse_outsiders(shift, by, at)
    if is_solved and not outcome.strip():
        raise RuleBroken(gettext_lazy("Say how it was solved."))
    solved = {"solved_at": at, "solved_by": by, "outcome": outcome.strip()} if is_solved else {"outcome": outcome.strip()}
    DutyMatter.objects.bulk_create(
        [DutyMatter(shift=shift, key=key, by=by, at=at, with_whom=with_whom, matter=matter, **solved)], ignore_conflicts=True
    )
    return DutyMatter.objects.get(key=key)


@transaction.atomic
def solve_matter(*, matter: DutyMatter, outcome: str, by: Employee, at: datetime) -> DutyMatter:
    """Solved, by whom and how. Raises RuleBroken when somebody solved it before, nothing is said, or `by` is not on duty there."""
    matter = DutyMatter.objects.select_for_update(of=("self",)).select_related("shift__roster").get(pk=matter.pk)
    if matter.solved_by:
        raise RuleBroken(
            gettext_lazy("%(person)s has solved it already: %(outcome)s"), person=matter.solved_by.name, outcome=matter.outcome
        )
    if not may_solve(matter, by, at):
        raise RuleBroken(gettext_lazy("Only whoever is on duty in this department writes that it is solved."))
    if not outcome.strip():
        raise RuleBroken(gettext_lazy("Say how it was solved."))
    matter.solved_at, matter.solved_by, matter.outcome = at, by, outcome.strip()
    matter.save(update_fields=["solved_at", "solved_by", "outcome"])
    return matter


def _refuse_outsiders(shift: DutyShift, by: Employee, at: datetime) -> None:
    if not may_write(shift, by, at):
        raise RuleBroken(gettext_lazy("Only those on this shift write here, while it lasts and until two hours after."))


def _held(roster: int) -> HolidayRoster | None:
    """The row, held until the end of the transaction; None when somebody has removed it."""
    return HolidayRoster.objects.select_for_update(of=("self",)).select_related("department").filter(pk=roster).first()


def _locked(shift: DutyShift) -> DutyShift:
    """The row with its roster, both held until the end of the transaction."""
    if _held(shift.roster_id) is None:
        raise RuleBroken(GONE)
    return DutyShift.objects.select_for_update(of=("self",)).select_related("roster__department").get(pk=shift.pk)
