"""A case is examined, objected to and answered (待核查): by people, never by the software, and never with a consequence by itself."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import CaseState
from attendance.models import Case, CaseObjection
from attendance.selectors.cases import answerer, may_decide, spoke_first
from attendance.services.slips import day_of
from common.errors import RuleBroken
from common.templatetags.show import day as day_word
from notices.services.notices import Words, tell
from people.models import Employee

KIND = "attendance"  # of its notices
NOT_IN_CHARGE = gettext_lazy("%(who)s does not work where you examine cases. Tell their superior instead.")
OBJECTED_TO = (CaseState.TO_EXAMINE, CaseState.CONFIRMED)  # once, before it is examined or after


@transaction.atomic
def examine_case(*, case: Case, is_confirmed: bool, opinion: str, by: Employee, at: datetime) -> Case:
    """Somebody in charge says whether it is so, and why; the person is told and may object to a confirmed case.

    Raises RuleBroken for one's own case, for whoever has no right there, without a reason, and once somebody else has decided
    or the person has objected.
    """
    case = _locked(case)
    if case.employee_id == by.pk:
        raise RuleBroken(gettext_lazy("Nobody examines a case of their own."))
    if not may_decide(case, by, day_of(at)):
        raise RuleBroken(NOT_IN_CHARGE, who=case.employee.name)
    if case.examined_by:
        raise RuleBroken(gettext_lazy("%(who)s has examined this case already."), who=case.examined_by.name)
    if case.state == CaseState.OBJECTED:
        raise RuleBroken(gettext_lazy("%(who)s has objected to it in the meantime: answer the objection."), who=case.employee.name)
    _refuse_decided(case, (CaseState.TO_EXAMINE,))
    if not opinion.strip():
        raise RuleBroken(gettext_lazy("Give the reason of your decision."))
    case.state = CaseState.CONFIRMED if is_confirmed else CaseState.DROPPED
    case.examined_by, case.examined_at, case.opinion = by, at, opinion.strip()
    case.save(update_fields=["state", "examined_by", "examined_at", "opinion"])
    _tell(case.employee, case, partial(_examined, case), by, at)
    return case


def _examined(case: Case) -> tuple[str, str]:
    what = {"what": case.get_kind_display()}
    if case.state != CaseState.CONFIRMED:
        return _("A case about you was examined and dropped: %(what)s") % what, case.opinion
    right = _("Nothing follows by itself. If it is not so, object to it once; somebody else answers.")
    return _("A case about you was examined and confirmed: %(what)s") % what, f"{case.opinion}\n{right}"


@transaction.atomic
def object_to_case(*, case: Case, text: str, by: Employee, at: datetime) -> CaseObjection:
    """The person concerned says that it is not so; somebody else than who reported or examined it is asked. Once for each case.

    Raises RuleBroken for anybody else, without words, and once the case is dropped.
    """
    case = _locked(case)
    if case.employee_id != by.pk:
        raise RuleBroken(gettext_lazy("Only whom the case is about objects to it."))
    before = CaseObjection.objects.filter(case=case).first()
    if before:
        return before
    if not text.strip():
        raise RuleBroken(gettext_lazy("Say what is not so."))
    _refuse_decided(case, OBJECTED_TO)
    objection = CaseObjection.objects.create(case=case, text=text, at=at, reporter_id=case.examined_by_id or case.opened_by_id)
    case.state = CaseState.OBJECTED
    case.save(update_fields=["state"])
    asked = answerer(case, day_of(at))
    if asked:
        _tell(asked, case, lambda: (_("%(who)s objects to a case: please examine it") % {"who": by.name}, text), by, at)
    return objection


@transaction.atomic
def answer_objection(*, case: Case, is_upheld: bool, answer: str, by: Employee, at: datetime) -> CaseObjection:
    """Somebody else than who spoke first says who is right: the case is dropped or confirmed, and the person told.

    Raises RuleBroken for whoever reported or examined it, for the person concerned, for whoever has no right there, without
    words, and once it is answered.
    """
    case = _locked(case)
    objection = CaseObjection.objects.filter(case=case).select_related("answered_by").first()
    if objection is None:
        raise RuleBroken(gettext_lazy("Nobody has objected to this case."))
    if by.pk in spoke_first(case) | {case.employee_id}:
        raise RuleBroken(
            gettext_lazy("Somebody else answers than who reported or examined it and whom it is about. Ask the next higher superior.")
        )
    if objection.answered_by:
        raise RuleBroken(gettext_lazy("%(who)s has answered already."), who=objection.answered_by.name)
    if not may_decide(case, by, day_of(at)):
        raise RuleBroken(NOT_IN_CHARGE, who=case.employee.name)
    if not answer.strip():
        raise RuleBroken(gettext_lazy("Give the reason of your answer."))
    objection.is_upheld, objection.answer, objection.answered_by, objection.answered_at = is_upheld, answer, by, at
    objection.save(update_fields=["is_upheld", "answer", "answered_by", "answered_at"])
    case.state = CaseState.DROPPED if is_upheld else CaseState.CONFIRMED
    case.save(update_fields=["state"])
    _tell(case.employee, case, partial(_answered, objection), by, at)
    return objection


def _answered(objection: CaseObjection) -> tuple[str, str]:
    stands = _("Your objection was answered: the case stands")
    return _("Your objection is right: the case is dropped") if objection.is_upheld else stands, objection.answer


def _locked(case: Case) -> Case:
    """The row as it is now, held until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).select_related("employee").get(pk=case.pk)  # the examiner, who may be new, apart


def _refuse_decided(case: Case, allowed: tuple[CaseState, ...]) -> None:
    if case.state not in allowed:
        raise RuleBroken(gettext_lazy("This case is %(state)s already."), state=case.get_state_display())


def _tell(who: Employee, case: Case, words: Words, by: Employee, at: datetime) -> None:
    link = reverse("attendance:case", args=[case.pk])
    tell(recipients=[who], kind=KIND, words=partial(_about, case, words), link=link, sender=by, at=at)


def _about(case: Case, words: Words) -> tuple[str, str]:
    """The words below a line that says which case."""
    subject, text = words()
    return subject, f"{case.employee.name} · {case.get_kind_display()} · {day_word(case.day)}\n{text}".strip()
