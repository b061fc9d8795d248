"""Leaving the post during working hours: by a slip, or reported by a superior (ATT-10)."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import AWAY, COUNTS, CaseKind, SlipKind
from attendance.models import Case, Slip
from attendance.selectors.judging import Judged, instant, judge
from attendance.services.filing import file_slip
from attendance.services.slips import Typed, day_of
from common.errors import RuleBroken
from common.periods import ONE_DAY, Period
from common.templatetags.show import local, moment
from notices.services.notices import tell
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
            "day": one.day, "clause": cited.recorded if (cited := one.working.cite("schedule")) else "", "opened_at": at, "opened_by": by,
            "facts": {"left_at": left_at.isoformat(), "said": text, "behind": behind},
        },
    )  # fmt: skip
    if is_new:
        link = reverse("attendance:case", args=[case.pk])
        tell(recipients=[employee], kind=KIND, words=partial(_words, by, left_at), link=link, sender=by, at=at)
    return case


def _words(by: Employee, left_at: datetime) -> tuple[str, str]:
    subject = _("%(who)s reports that you left your post on %(time)s without a slip") % {"who": by.name, "time": moment(left_at)}
    return subject, _("Nothing follows by itself. If it is not so, object to it.")


def _scheduled(employee: Employee, at: datetime) -> Judged | None:
    """The day whose working hours hold the instant."""
    day = day_of(at)
    for one in judge([employee.pk], Period(day - ONE_DAY, day), at).values():
        hours = one.shift.segments if one.info.kind.is_working else ()
        if any(instant(one.day, hour.start) <= at < instant(one.day, hour.end) for hour in hours):
            return one
    return None
