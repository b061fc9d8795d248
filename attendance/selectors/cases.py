"""Cases as people look at them: which ones an account may decide, and who is asked first."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from attendance.choices import CaseState
from attendance.models import Case
from people.access import within_scope
from people.models import Assignment, Employee
from people.selectors.reporting import superiors

if TYPE_CHECKING:
    from people.models import User

DECIDES = "attendance.change_case"
TONES = {
    CaseState.TO_EXAMINE: "waiting", CaseState.OBJECTED: "waiting", CaseState.CONFIRMED: "wrong", CaseState.DROPPED: "quiet",
}  # fmt: skip


def listed(user: "User", typed: str = "", state: str = "") -> QuerySet[Case]:
    """One's own cases and those of the people one looks after, the latest first. typed: part of a name, its pinyin or number."""
    rows = Case.objects.visible_to(user).select_related("employee")
    if typed:
        rows = rows.filter(employee__in=Employee.objects.matching(typed))
    return (rows.filter(state=state) if state else rows).order_by("-opened_at", "-pk")


def in_charge(user: "User", day: date) -> QuerySet[Case]:
    """Cases of others who work on the day where the account may decide; of somebody who has left, where they worked then."""
    if not user.access.has(DECIDES):
        return Case.objects.none()
    held = Assignment.objects.filter(employee=OuterRef("employee"))
    there, now = held.filter(within_scope(user, DECIDES, "department")), Q(during__contains=day)
    worked_here = Exists(there.filter(now)) | (~Exists(held.filter(now)) & Exists(there.filter(during__contains=OuterRef("day"))))
    return Case.objects.filter(worked_here).exclude(employee__user=user)


def to_decide(user: "User", person: Employee, day: date) -> QuerySet[Case]:
    """What waits for the account: cases to examine, and objections to what others wrote; whatever waits longest first."""
    of_others = Q(state=CaseState.OBJECTED) & ~Q(opened_by=person) & ~Q(examined_by=person)
    rows = in_charge(user, day).filter(Q(state=CaseState.TO_EXAMINE) | of_others)
    return rows.select_related("employee").order_by("opened_at", "pk")


def may_decide(case: Case, by: Employee, day: date) -> bool:
    """Whether the person may examine the case, or answer an objection to it, by right."""
    return by.user is not None and by.pk != case.employee_id and in_charge(by.user, day).filter(pk=case.pk).exists()


def spoke_first(case: Case) -> set[int]:
    """Who reported the case or examined it: somebody else answers an objection."""
    return {pk for pk in (case.opened_by_id, case.examined_by_id) if pk is not None}


def answerer(case: Case, day: date) -> Employee | None:
    """Who is asked first to answer an objection: the nearest superior who neither reported nor examined it, and may answer."""
    first = spoke_first(case)
    return next((one for one in superiors(case.employee, day) if one.pk not in first and may_decide(case, one, day)), None)
