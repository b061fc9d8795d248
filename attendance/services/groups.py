"""Shift groups: hours that differ, and who works them."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from attendance.models import ShiftGroup, ShiftMember
from common.errors import RuleBroken

HOURS = ("segments", "weekdays", "day_starts", "hours")


@transaction.atomic
def save_shift_group(*, group: ShiftGroup, today: date) -> ShiftGroup:
    """Keep the group. Raises RuleBroken when its hours changed although somebody works by them already.

    Days are judged by the hours of the group, so other hours for the same people would judge past days anew.
    """
    before = ShiftGroup.objects.select_for_update().filter(pk=group.pk).first()
    is_changed = before is not None and any(getattr(before, name) != getattr(group, name) for name in HOURS)
    if is_changed and ShiftMember.objects.filter(group=group.pk, during__startswith__lte=today).exists():
        raise RuleBroken(
            _("Somebody works by these hours already. Make a new group with the new hours, and let its members change on a day.")
        )
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def save_shift_member(*, member: ShiftMember) -> ShiftMember:
    """Keep who works in a group and when. Raises RuleBroken when the person is in another group on one of the days."""
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        if "attendance_shift_one_a_day" not in str(error):
            raise
        raise RuleBroken(
            _("%(person)s is in another shift group on some of these days. End that first."), person=member.employee.name
        ) from error
    return member
