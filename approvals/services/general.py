"""A general request is typed, kept as a draft, handed in, and changed after it was sent back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.choices import EDITABLE, GeneralState, Need
from approvals.general import PURPOSE, days_of
from approvals.models import GeneralRequest, GeneralRequestFile, Request, RequestKind
from approvals.services.submitting import resubmit, submit
from approvals.services.turns import hold
from common.errors import RuleBroken
from common.models import Level
from common.uploads import store_upload
from people.models import Employee, User

NAMES = {"text": _("reason and details"), "amount": _("amount"), "dates": _("dates"), "attachments": _("attachments")}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form of the general request holds. keep: ids of the files that stay; None keeps all."""

    title: str
    text: str = ""
    amount: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    level: str = Level.DEPARTMENT
    files: Sequence[UploadedFile] = ()
    keep: Sequence[int] | None = field(default=None)


@transaction.atomic
def start_draft(*, kind: RequestKind, typed: Typed, key: UUID, by: Employee, at: datetime) -> GeneralRequest:
    """Keep what was typed so far. The same key again is the same draft."""
    try:
        with transaction.atomic():
            draft = GeneralRequest.objects.create(
                key=key, kind=kind, applicant=by, title=typed.title, level=typed.level, created_at=at, changed_at=at
            )
    except IntegrityError as error:
        if "key" not in str(error):
            raise
        draft = GeneralRequest.objects.get(key=key)
        if draft.state != GeneralState.DRAFT:
            return draft
    return change(general=draft, typed=typed, by=by, at=at)


@transaction.atomic
def change(*, general: GeneralRequest, typed: Typed, by: Employee, at: datetime) -> GeneralRequest:
    """Replace what was typed. Raises RuleBroken once it is with its approvers, and for anybody but the applicant."""
    general = GeneralRequest.objects.select_for_update(of=("self",)).select_related("kind").get(pk=general.pk)
    if general.applicant_id != by.pk:
        raise RuleBroken(_("Only the applicant changes a request."))
    if general.state not in EDITABLE:
        raise RuleBroken(
            _("This request is %(state)s and cannot be changed. Withdraw it, or ask the approver to send it back."),
            state=general.get_state_display(),
        )
    general.title, general.text, general.amount, general.level = typed.title, typed.text, typed.amount, typed.level
    general.starts_on, general.ends_on = typed.starts_on, typed.ends_on or typed.starts_on
    general.changed_at = at
    general.save(update_fields=["title", "text", "amount", "level", "starts_on", "ends_on", "changed_at"])
    if typed.keep is not None:
        general.files.filter(removed_at=None).exclude(pk__in=typed.keep).update(removed_at=at)
    for file in typed.files:
        upload = store_upload(file=file, purpose=PURPOSE, by=_account(by), level=Level(general.level))
        GeneralRequestFile.objects.create(request=general, upload=upload)
    return general


@transaction.atomic
def hand_in(*, general: GeneralRequest, by: Employee, at: datetime) -> Request:
    """Submit a draft, or submit again what was sent back. Twice is once.

    Raises RuleBroken for a field that its kind demands, and as `submit` and `resubmit` do.
    """
    before = hold(Request.objects.filter(key=general.key).values_list("pk", flat=True).first())
    general = GeneralRequest.objects.select_for_update(of=("self",)).select_related("kind").get(pk=general.pk)
    if general.applicant_id != by.pk:
        raise RuleBroken(_("Only the applicant submits a request."))
    if before and general.state != GeneralState.SENT_BACK:
        return before
    _refuse_incomplete(general)
    amount, days = general.amount, days_of(general)
    if before:
        return resubmit(request=before, by=by, at=at, amount=amount, days=days)
    return submit(subject=general, kind=general.kind.kind, by=by, at=at, key=general.key, amount=amount, days=days)


def _account(by: Employee) -> User:
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account can hand in files."))
    return by.user


def _refuse_incomplete(general: GeneralRequest) -> None:
    kind = general.kind
    if not kind.is_active:
        raise RuleBroken(_("“%(kind)s” is no longer in use. Choose another kind of request."), kind=str(kind))
    given = {
        "text": bool(general.text.strip()),
        "amount": general.amount is not None,
        "dates": general.starts_on is not None,
        "attachments": general.files.filter(removed_at=None).exists(),
    }
    for name, is_given in given.items():
        if getattr(kind, name) == Need.REQUIRED and not is_given:
            raise RuleBroken(_("“%(kind)s” needs: %(field)s. Please add it."), kind=str(kind), field=NAMES[name])


@transaction.atomic
def discard_draft(*, general: GeneralRequest, by: Employee) -> None:
    """Throw a draft away. Raises RuleBroken for anything that was submitted, and for anybody but the applicant."""
    general = GeneralRequest.objects.select_for_update(of=("self",)).get(pk=general.pk)
    if general.applicant_id != by.pk or general.state != GeneralState.DRAFT:
        raise RuleBroken(_("Only the applicant throws a draft away. Withdraw what is submitted."))
    general.files.all().delete()
    general.delete()
