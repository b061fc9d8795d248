"""A superior writes down that somebody was there: a punch with a name and a reason beside it."""

from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import Source
from attendance.models import OfficeNetwork, Punch, PunchNote
from attendance.services.corrections import recompute, refuse_impossible
from common.errors import RuleBroken
from common.periods import ONE_DAY
from common.templatetags.show import bare_day
from notices.services import tell
from people.models import Employee
from people.models.employees import EmployeeQuerySet

MAY_WRITE_DOWN = "attendance.add_punchnote"


@transaction.atomic
def write_down_punch(*, employee: Employee, day: date, wall: time, reason: str, key: UUID, by: Employee, at: datetime) -> Punch:
    """Record that the employee was there at that time of the day. The same key again is the same punch. The person is told.

    Raises RuleBroken for oneself, for somebody not below, without a reason, and for a time that cannot be.
    """
    if employee.pk == by.pk:
        raise RuleBroken(gettext_lazy("Nobody writes down a punch of their own. Ask for a correction instead."))
    if not within_reach(by).filter(pk=employee.pk).exists():
        raise RuleBroken(gettext_lazy("This person does not work where you look after punches."))
    if not reason.strip():
        raise RuleBroken(gettext_lazy("Say how you know that the person was there."))
    employee = Employee.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=employee.pk)
    before = Punch.objects.filter(key=key).first()
    if before is not None and before.employee_id == employee.pk:
        return before
    moment = refuse_impossible(employee, day, wall, at)
    punch = Punch.objects.create(**fields_of(employee.pk, moment), source=Source.SUPERVISOR, key=key)
    PunchNote.objects.create(punch=punch, by=by, reason=reason.strip(), at=at)
    recompute(employee.pk, day - ONE_DAY, day, at)
    link = reverse("attendance:day", args=[employee.number, day])
    words = partial(_written_down, by, day, wall, reason.strip())
    tell(recipients=[employee], kind="attendance", words=words, link=link, sender=by, at=at)
    return punch


def _written_down(by: Employee, day: date, wall: time, reason: str) -> tuple[str, str]:
    values = {"who": by.name, "day": bare_day(day), "time": f"{wall:%H:%M}"}
    return _("%(who)s wrote down that you were there on %(day)s at %(time)s") % values, reason


def within_reach(by: Employee) -> EmployeeQuerySet:
    """The people for whom somebody may write down punches: never themselves."""
    user = by.user
    if user is None or not user.has_perm(MAY_WRITE_DOWN):
        return Employee.objects.none()
    return Employee.objects.visible_to(user, MAY_WRITE_DOWN).exclude(pk=by.pk)


def fields_of(employee_id: int, moment: datetime) -> dict[str, object]:
    """The columns of a punch that somebody else writes. moment: aware."""
    offset = moment.astimezone(timezone.get_default_timezone()).utcoffset()
    return {
        "employee_id": employee_id, "at": moment, "second": int(moment.timestamp()), "zone": settings.TIME_ZONE,
        "offset_minutes": int(offset.total_seconds() // 60) if offset else 0,
    }  # fmt: skip


@transaction.atomic
def save_network(*, network: OfficeNetwork) -> OfficeNetwork:
    """Keep an office network. Raises RuleBroken when its addresses are kept under another name."""
    try:
        with transaction.atomic():
            network.save()
    except IntegrityError as error:
        raise RuleBroken(gettext_lazy("These addresses are kept already. Change that entry instead.")) from error
    return network
