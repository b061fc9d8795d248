"""The backup of each night where BACKUP_TO is set; who is told when it fails."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Notice
from notices.services.notices import Words, tell
from opsdept.backup.folder import complete_ones, rotate
from opsdept.backup.session import house_of, session_of_ours
from opsdept.backup.taking import default_folder, take_backup
from people.models import Employee

KIND = "backup"
NIGHT = time(2)  # in the company's time zone
TELL_AGAIN = timedelta(hours=20)


def back_up_if_due(*, at: datetime) -> str | None:
    """The name of the backup that was made; None when BACKUP_TO is empty or last night's is there.

    When it fails the administrators are told, once a day, and the error goes on.
    """
    if not settings.BACKUP_TO:
        return None
    folder = default_folder()
    with session_of_ours() as session:
        house = house_of(session)
    if any(backup.taken_at >= last_night(at) for backup in complete_ones(folder, house=house)):
        return None
    try:
        backup = take_backup(to=folder, at=at)
        rotate(folder, house=house, keep=settings.BACKUP_KEEP)
    except Exception as problem:
        tell_administrators(words=partial(_failed, problem), at=at)
        raise
    if backup.missing:
        tell_administrators(words=partial(_incomplete, backup.missing), at=at)
    return backup.path.name


def last_night(at: datetime) -> datetime:
    """When a backup was last due."""
    local = timezone.localtime(at)
    tonight = local.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - timedelta(days=1)


def _failed(problem: Exception) -> tuple[str, str]:
    return _("The nightly backup failed"), _("Try it by hand on the server: manage.py backup. It says:") + f"\n{problem}"


def _incomplete(missing: Sequence[str]) -> tuple[str, str]:
    told = _("It was written, but these files are missing or altered on the server:") + "\n" + "\n".join(missing[:20])
    return _("The nightly backup is not complete"), told


def tell_administrators(*, words: Words, at: datetime) -> None:
    """Unless they were told of something about backups a short time ago."""
    if not Notice.objects.filter(kind=KIND, created_at__gt=at - TELL_AGAIN).exists():
        tell(recipients=administrators(at), kind=KIND, words=words, level="important", at=at)


def administrators(at: datetime) -> QuerySet[Employee]:
    """Who holds the role on that day, by name or by post."""
    day = timezone.localdate(at)
    by_name = Q(role_grants__role__code="administrator", role_grants__during__contains=day)
    by_post = Q(assignments__post__role__code="administrator", assignments__during__contains=day)
    return Employee.objects.filter(by_name | by_post).distinct()
