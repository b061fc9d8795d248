"""Remarks that wait for an answer, somebody's own, and how many suggestions each person made (POL-21)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from common.periods import Period
from people.access import within_scope
from rules.choices import RemarkKind
from rules.models import ClauseText, Remark
from rules.selectors.rulebooks import editable_by

if TYPE_CHECKING:
    from people.models import Employee, User

SUGGESTION = RemarkKind.PROPOSAL


def remarks() -> QuerySet[Remark]:
    """Those made of one's own accord, with who and what they are about. `label`, `heading`: of the clause as it was read."""
    wording = ClauseText.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"))
    rows = Remark.objects.filter(consultation=None).select_related(
        "by", "edition__rulebook__owner", "rulebook", "answer__draft", "answer__by"
    )
    return rows.annotate(
        is_accepted=F("answer__is_accepted"), label=Subquery(wording.values("label")), heading=Subquery(wording.values("heading"))
    )


def owed_by(user: "User") -> QuerySet[Remark]:
    """Those without an answer, of the rulebooks whose editions the account may write; the oldest first."""
    return remarks().filter(answer=None, rulebook__in=editable_by(user).values("pk")).order_by("at", "pk")


def remarks_of(employee: "Employee") -> QuerySet[Remark]:
    """One's own, the latest first."""
    return remarks().filter(by=employee).order_by("-at", "-pk")


def visible_to(user: "User") -> QuerySet[Remark]:
    """One's own, and those of the rulebooks whose editions the account may write or whose remarks it sees at the desk."""
    seen = within_scope(user, "rules.view_remark", "rulebook__owner")
    return remarks().filter(Q(by__user=user) | Q(rulebook__in=editable_by(user).values("pk")) | seen)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """How many improvements somebody proposed, and how many of these were accepted."""

    made: int = 0
    accepted: int = 0


def suggestions(employees: Collection[int], period: Period) -> dict[int, Suggestions]:
    """The proposals on rules of these people in a period, by employee id: one query. Who made none is left out."""
    rows = Remark.objects.filter(kind=SUGGESTION, by__in=employees, at__date__range=(period.first, period.last))
    counted = rows.order_by().values("by").annotate(made=Count("pk"), accepted=Count("pk", filter=Q(answer__is_accepted=True)))
    return {row["by"]: Suggestions(row["made"], row["accepted"]) for row in counted}
