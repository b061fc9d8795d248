"""Recording that a duty was done, with the proof that is asked for."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.models import Upload
from common.templatetags.show import day as day_words
from common.templatetags.show import moment
from common.uploads import IMAGES, content_type_of, store_upload
from duties.choices import DoneAs, Evidence
from duties.models import Duty, DutyItem
from duties.selectors.holders import stands_as, with_standing
from duties.services.opening import day_of, open_next
from people.models import Employee

PURPOSE = "duties.evidence"  # of its uploads


@transaction.atomic
def complete_item(*, item: DutyItem, by: Employee, at: datetime, note: str = "", file: UploadedFile | None = None) -> DutyItem:
    """Record the item as done, and open the next one.

    Raises RuleBroken for anybody but an owner, a deputy or a superior, when it was done already, before its period
    begins, and without the evidence that it demands.
    """
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=item.duty_id)
    item = DutyItem.objects.select_for_update(of=("self",)).select_related("done_by").get(pk=item.pk)
    item.done_as = _allowed(duty, item, by, at)
    item.note, item.done_by, item.done_at = note.strip(), by, at
    _refuse_without_evidence(item, file)
    item.file = _stored(item, file, by) if file else None
    item.save(update_fields=["done_as", "note", "done_by", "done_at", "file"])
    if duty.ended_on is None or duty.ended_on >= day_of(at):
        open_next(duty, at)
    return item


def _allowed(duty: Duty, item: DutyItem, by: Employee, at: datetime) -> DoneAs:
    today = day_of(at)
    if item.done_at is not None and item.done_by is not None:
        raise RuleBroken(_("%(name)s recorded this on %(time)s already."), name=item.done_by.name, time=moment(item.done_at))
    if today < item.period_from:
        raise RuleBroken(_("This stands for the time from %(day)s on. Record it then."), day=day_words(item.period_from))
    row = with_standing(Duty.objects.filter(pk=duty.pk), by.pk, today).get()
    found = stands_as(row, by.pk, duty.department_id, today)
    if found is None:
        raise RuleBroken(_("Only the owner of the duty, a deputy or a superior records it."))
    return found


def _refuse_without_evidence(item: DutyItem, file: UploadedFile | None) -> None:
    if item.demands == Evidence.NOTE and not item.note:
        raise RuleBroken(_("Say in a few words what was done."))
    if item.demands == Evidence.PHOTO and (file is None or content_type_of(file) not in IMAGES):
        raise RuleBroken(_("Add a photo of what was done."))
    if item.demands == Evidence.FILE and file is None:
        raise RuleBroken(_("Add a file that shows what was done."))


def _stored(item: DutyItem, file: UploadedFile, by: Employee) -> Upload:
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account hands in a file."))
    return store_upload(file=file, purpose=PURPOSE, by=by.user)
