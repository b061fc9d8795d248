"""A step as a caller or a route asks for it, before anybody was looked up."""

from dataclasses import dataclass

from approvals.choices import Mode, Who
from approvals.models import RouteStep
from people.models import Department, Employee, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a route. Exactly one of person, post, role (its code), superior (1 is the nearest) and head says who.

    head: the department whose head decides; True: the applicant's own.
    """

    name: str
    person: Employee | None = None
    post: Post | None = None
    role: str = ""
    superior: int = 0
    head: Department | bool = False
    mode: str = Mode.ANY
    fallback: Employee | None = None

    def __post_init__(self) -> None:
        if sum(map(bool, (self.person, self.post, self.role, self.superior, self.head))) != 1:
            raise ValueError("a step asks exactly one of person, post, role, superior, head")


def step_of(row: RouteStep) -> Step:
    """The step that a row of a route describes. Reads what it points to: select_related beforehand."""
    who = {
        Who.SUPERIOR: {"superior": row.level or 1},
        Who.HEAD: {"head": row.department or True},
        Who.PERSON: {"person": row.person},
        Who.POST: {"post": row.post},
        Who.ROLE: {"role": row.role.code if row.role else ""},
    }
    return Step(name=row.name, mode=row.mode, fallback=row.fallback, **who[Who(row.who)])  # type: ignore[arg-type]
