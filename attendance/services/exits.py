"""Leaving the post during working hours: by a slip, or reported by a superior (ATT-10); and what is said against a case."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import AWAY, COUNTS, CaseKind, CaseState, SlipKind
from attendance.models import Case, CaseObjection, Slip
from attendance.selectors.judging import Judged, instant, judge
from attendance.services.filing import file_slip
from attendance.services.slips import Typed, day_of
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.templatetags.show import local, moment
from notices.services.notices import notify
from people.models import Employee
from people.selectors.reporting import superiors

KIND = "attendance"  # of its notices


def ask_exit(*, typed: Typed, key: UUID, by: Employee, at: datetime, slip: Slip | None = None) -> Slip:
    """Ask the person in charge to leave for a while."""
    return file_slip(kind=SlipKind.EXIT, typed=typed, write=lambda slip: None, key=key, by=by, at=at, slip=slip)


@transaction.atomic
def report_exit(*, employee: Employee, left_at: datetime, text: str, by: Employee, at: datetime) -> Case | None:
    """A superior saw that somebody had left. Returns the case, or None when an approved slip covers it: then nothing is opened.

    The same person and minute again is the same case. Raises RuleBroken for oneself, for people who do not report to `by`,
    for a time to come, and for hours in which nobody has to be there.
    """
    left_at = left_at.replace(second=0, microsecond=0)
    if employee.pk == by.pk or by.pk not in {one.pk for one in superiors(employee, day_of(at))}:
        raise RuleBroken(gettext_lazy("%(who)s does not report to you. Tell their superior instead."), who=employee.name)
    if not text.strip():
        raise RuleBroken(gettext_lazy("Say what you saw."))
    if left_at > at:
        raise RuleBroken(gettext_lazy("This time is still to come."))
    if Slip.objects.filter(employee=employee, kind__in=AWAY, state__in=COUNTS, during__contains=left_at).exists():
        return None
    one = _scheduled(employee, left_at)
    if one is None:
        raise RuleBroken(gettext_lazy("%(who)s has no working hours at that time, so nobody left them."), who=employee.name)
    behind = [{"day": one.day.isoformat(), "status": str(one.result.status)}]
    case, is_new = Case.objects.get_or_create(
        employee=employee, kind=CaseKind.EXIT, cause=f"{local(left_at):%Y-%m-%dT%H:%M}",
        defaults={
            "day": one.day, "clause": str(one.working.cite("schedule") or ""), "opened_at": at, "opened_by": by,
            "facts": {"left_at": left_at.isoformat(), "said": text, "behind": behind},
        },
    )  # fmt: skip
    if is_new:
        subject = _("%(who)s reports that you left your post on %(time)s without a slip") % {"who": by.name, "time": moment(left_at)}
        body = _("Nothing follows by itself. If it is not so, object to it.")
        notify(recipients=[employee], kind=KIND, subject=subject, body=body, link=_link(case), sender=by, at=at)
    return case


def _scheduled(employee: Employee, at: datetime) -> Judged | None:
    """The day whose working hours hold the instant."""
    day = day_of(at)
    for one in judge([employee.pk], Period(day - ONE_DAY, day), at).values():
        hours = one.shift.segments if one.info.kind.is_working else ()
        if any(instant(one.day, hour.start) <= at < instant(one.day, hour.end) for hour in hours):
            return one
    return None


# -- what is said against a case ---------------------------------------------------------------------------


@transaction.atomic
def object_to_case(*, case: Case, text: str, by: Employee, at: datetime) -> CaseObjection:
    """The person concerned says that it is not so; somebody else than the reporter is asked. Once for each case.

    Raises RuleBroken for anybody else, without words, and once the case is decided.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("employee").get(pk=case.pk)
    if case.employee_id != by.pk:
        raise RuleBroken(gettext_lazy("Only whom the case is about objects to it."))
    before = CaseObjection.objects.filter(case=case).first()
    if before:
        return before
    if not text.strip():
        raise RuleBroken(gettext_lazy("Say what is not so."))
    if case.state != CaseState.TO_EXAMINE:
        raise RuleBroken(gettext_lazy("This case is %(state)s already."), state=case.get_state_display())
    objection = CaseObjection.objects.create(case=case, text=text, at=at, reporter_id=case.opened_by_id)
    case.state = CaseState.OBJECTED
    case.save(update_fields=["state"])
    asked = answerer(case, day_of(at))
    if asked:
        subject = _("%(who)s objects to a case: please examine it") % {"who": by.name}
        notify(recipients=[asked], kind=KIND, subject=subject, body=text, link=_link(case), sender=by, at=at)
    return objection


@transaction.atomic
def answer_objection(*, case: Case, is_upheld: bool, answer: str, by: Employee, at: datetime) -> CaseObjection:
    """Somebody else than the reporter says who is right: the case is dropped or confirmed, and the person told.

    Raises RuleBroken for the reporter, for the person concerned, without words, and once it is answered.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("employee").get(pk=case.pk)
    objection = CaseObjection.objects.filter(case=case).first()
    if objection is None:
        raise RuleBroken(gettext_lazy("Nobody has objected to this case."))
    if by.pk in (objection.reporter_id, case.employee_id):
        raise RuleBroken(gettext_lazy("Somebody else than who reported it and whom it is about answers. Ask the next higher superior."))
    if objection.answered_at:
        raise RuleBroken(gettext_lazy("%(who)s has answered already."), who=objection.answered_by.name)  # type: ignore[union-attr]
    if not answer.strip():
        raise RuleBroken(gettext_lazy("Give the reason of your answer."))
    objection.is_upheld, objection.answer, objection.answered_by, objection.answered_at = is_upheld, answer, by, at
    objection.save(update_fields=["is_upheld", "answer", "answered_by", "answered_at"])
    case.state = CaseState.DROPPED if is_upheld else CaseState.CONFIRMED
    case.save(update_fields=["state"])
    subject = _("Your objection is right: the case is dropped") if is_upheld else _("Your objection was answered: the case stands")
    notify(recipients=[case.employee], kind=KIND, subject=subject, body=answer, link=_link(case), sender=by, at=at)
    return objection


def answerer(case: Case, day: date) -> Employee | None:
    """Who is asked first: the nearest superior who did not report it."""
    return next((one for one in superiors(case.employee, day) if one.pk != case.opened_by_id), None)


def _link(case: Case) -> str:
    return reverse("attendance:case", args=[case.pk])
