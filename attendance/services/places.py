"""Places of work, the consent to be recorded there, and punches outside of all of them (PIPL art. 13 to 15, 29, 47)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.choices import Source
from attendance.domain.geo import Fix
from attendance.models import PlaceConsent, PunchNote, PunchPlace, WorkPlace
from attendance.policy import Places
from attendance.selectors.standing import consent_text, has_agreed, rules_of
from attendance.services.photos import Photo, keep_photo, read_photo
from attendance.services.punching import Punched, hold_presses, punch
from common.digests import digest
from common.errors import RuleBroken
from people.access import may
from people.models import Employee, User
from rules.catalogue import text_of

MAY_ADD, MAY_CHANGE = "attendance.add_workplace", "attendance.change_workplace"
LONGEST_NOTE = 300


@transaction.atomic
def save_place(*, place: WorkPlace, by: User) -> WorkPlace:
    """Keep a place of work. Raises RuleBroken for a unit that the account does not look after, before or after the change."""
    before = WorkPlace.objects.select_for_update().filter(pk=place.pk).values_list("department", flat=True).first()
    asked = MAY_ADD if before is None else MAY_CHANGE
    if not all(may(by, asked, unit) for unit in {before or place.department_id, place.department_id}):
        raise RuleBroken(_("You do not look after the places of work of that unit."))
    place.save()
    return place


# -- consent -------------------------------------------------------------------------------------------


@transaction.atomic
def give_consent(*, employee: Employee, seen: str, at: datetime) -> PlaceConsent:
    """The employee agrees to the text that they saw. Twice is once; a text that changed is agreed to anew.

    seen: digest of the text on their page. Raises RuleBroken when it has changed meanwhile, and while places are not recorded.
    """
    hold_presses(_account(employee))
    rules = _rules(employee, at)
    if rules.radius is None:
        raise RuleBroken(_("The rules do not use places where you work, so there is nothing to agree to."))
    text = consent_text(rules)
    if seen != digest(text):
        raise RuleBroken(_("The text has changed meanwhile. Read it once more before you agree."))
    held = PlaceConsent.objects.filter(employee=employee, withdrawn_at=None).first()
    if held is not None and has_agreed(held, rules):
        return held
    if held is not None:  # to an earlier text: the new one takes its place
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
    return PlaceConsent.objects.create(employee=employee, text=text, given_at=at)


@transaction.atomic
def withdraw_consent(*, employee: Employee, at: datetime) -> int:
    """The employee takes the consent back: what was recorded of their places is deleted (PIPL art. 47), punches stay.

    Twice is once. Returns how many places were deleted.
    """
    hold_presses(_account(employee))
    held = PlaceConsent.objects.filter(employee=employee, withdrawn_at=None).first()
    if held is not None:
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
    gone, _by_model = PunchPlace.objects.filter(punch__employee=employee).delete()
    return gone


# -- outside ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outside:
    """What somebody hands in who works somewhere else. where: what the browser told."""

    note: str
    photo: UploadedFile | None = None
    where: Fix | None = None
    device: str = ""
    address: str | None = None


def punch_outside(*, employee: Employee, outside: Outside, key: UUID, at: datetime) -> Punched:
    """Record that the employee works somewhere else now, and what for. The same key again is the same punch.

    Raises RuleBroken when the rules have no such punches where they work, and without the note or the photo that they ask for.
    """
    rules, note = _rules(employee, at), outside.note.strip()
    refuse_outside(rules)
    if not note:
        raise RuleBroken(_("Write where you are and what for: your superior reads it."))
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(_("At most %(limit)d characters, please."), limit=LONGEST_NOTE)
    if outside.photo is None and rules.field_needs == "photo":
        raise RuleBroken(_("A punch outside needs a photo here (%(clause)s)."), clause=_clause(rules))
    photo = read_photo(outside.photo) if outside.photo else None
    return _recorded(employee, replace(outside, note=note), photo, key, at)


def refuse_outside(rules: Places) -> None:
    """Raises RuleBroken, with the clause, when the rules refuse punches outside or have not decided about them."""
    if rules.field_needs == "refused":
        raise RuleBroken(
            _("Punches outside are not accepted (%(clause)s). Ask for work outside by slip, or for a correction."), clause=_clause(rules)
        )
    if rules.field_needs is None:
        raise RuleBroken(
            _("The rules have not decided about punches outside (%(clause)s). Ask for work outside by slip, or for a correction."),
            clause=_clause(rules),
        )


def _clause(rules: Places) -> str:
    """Where it stands; what the blank is called where no rulebook in force names it."""
    return str(rules.cite("field_needs") or text_of(rules.parameters["field_needs"].key))


@transaction.atomic
def _recorded(employee: Employee, outside: Outside, photo: Photo | None, key: UUID, at: datetime) -> Punched:
    made = punch(
        user_id=_account(employee), key=key, at=at, device=outside.device, address=outside.address, source=Source.FIELD,
        where=outside.where, photo=photo.sha256 if photo else "",
    )  # fmt: skip
    if made.is_new:
        PunchNote.objects.create(punch_id=made.punch_id, by=employee, reason=outside.note, at=at)
        if photo:
            keep_photo(punch_id=made.punch_id, photo=photo, at=at)
    return made


def _rules(employee: Employee, at: datetime) -> Places:
    day = timezone.localtime(at, timezone.get_default_timezone()).date()
    return rules_of(_account(employee), day)[0]


def _account(employee: Employee) -> int:
    if employee.user_id is None:
        raise RuleBroken(_("Only who has an account does this."))
    return employee.user_id
