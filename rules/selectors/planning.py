"""Plans by which editions are put into practice, and the studies before them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from people.models import Employee
from rules.models import Edition, Implementation, ImplementationStep
from rules.selectors.readers import bound_by


def concerned(plan: Implementation, day: date) -> QuerySet[Employee]:
    """Whom a plan concerns: everybody whom the rulebook binds, and who sees to the plan or to a step of it."""
    named = Q(pk=plan.owner_id) | Q(pk__in=plan.steps.values("responsible"))
    return Employee.objects.filter(Q(pk__in=bound_by(plan.edition.rulebook, day).values("pk")) | named)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its steps. confirmed, concerned: how many of how many have understood its goals. is_mine: it concerns the reader,
    who has confirmed it at `mine_at`."""

    plan: Implementation
    steps: list[ImplementationStep]
    confirmed: int
    concerned: int
    is_mine: bool
    mine_at: object

    @property
    def may_confirm(self) -> bool:
        return self.is_mine and self.mine_at is None


def planned(edition: Edition, day: date, reader: Employee | None) -> Planned | None:
    """The plan of an edition, None while there is none: five queries."""
    plan = Implementation.objects.filter(edition=edition).select_related("owner", "edition__rulebook").first()
    if plan is None:
        return None
    whom = concerned(plan, day)
    mine = plan.confirmations.filter(employee=reader).first() if reader else None
    return Planned(
        plan=plan,
        steps=list(plan.steps.select_related("responsible")),
        confirmed=plan.confirmations.count(),
        concerned=whom.count(),
        is_mine=reader is not None and whom.filter(pk=reader.pk).exists(),
        mine_at=mine.at if mine else None,
    )
