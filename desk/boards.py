"""The board of whoever looks after others, and the board of whoever answers for the company: what they show, at a few queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.choices import StepState
from approvals.models import Request, RequestStep
from approvals.selectors.inbox import waiting_ids
from approvals.selectors.lists import overdue_at
from approvals.views.common import reader
from attendance.selectors import board as people
from attendance.selectors.cases import DECIDES, to_decide
from attendance.selectors.changes import ACCEPTS, acceptable
from attendance.selectors.team import OTHERS
from common import asking, clock
from duties.selectors import overdue
from finance.selectors.board import Budgets, Money, budgets_left, money_of, money_questions
from people.access import within_scope
from people.models import Assignment
from rules.models import ReplaceTask, Rulebook
from rules.selectors import board as wall
from rules.selectors.acknowledgements import SEE as READERS
from rules.selectors.acknowledgements import open_tasks as to_read
from rules.selectors.postings import looked_after

if TYPE_CHECKING:
    from people.models import User

TEAM, COMPANY, DUTIES = OTHERS, wall.SEES, "duties.view_duty"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its word and the page behind it."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A board as the first page offers it, with its figures that are not nothing. calm: what it says without any."""

    label: str | Promise
    url: str
    figures: tuple[Line, ...]
    calm: str | Promise


def questions_of(request: HttpRequest) -> dict[str, asking.Question]:
    """What the first page asks for the boards that the reader may open."""
    user, today, now = reader(request), clock.today(), clock.now()
    asked: dict[str, asking.Question] = {}
    if user.has_perm(TEAM):
        asked |= late_questions(user, today, now)
    return asked | wall.wall_questions(user, today) if user.has_perm(COMPANY) else asked


def offered(request: HttpRequest, found: Mapping[str, Any]) -> list[Offered]:
    """The boards that the reader may open. found: what `questions_of` came to."""
    team = Offered(_("My team today"), reverse("desk:team"), _some(LATE, found), _("Nothing is late in your part."))
    company = Offered(_("The company this month"), reverse("desk:company"), _some(UNSETTLED, found), _("Nothing is undecided or outdated."))
    return [one for permission, one in ((TEAM, team), (COMPANY, company)) if request.user.has_perm(permission)]


@dataclass(frozen=True, slots=True)
class Overdue:
    """An approval that waits longer than its step allows. who: applied; since: when it was due."""

    pk: int
    title: str
    who: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Team:
    """late: what is overdue. waits: for the reader. overdue: the approvals among `late` that wait longest."""

    presence: people.Presence
    budgets: Budgets
    late: tuple[Line, ...]
    waits: tuple[Line, ...]
    overdue: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """money None: the reader may not see costs."""

    kept: wall.KeptMonth
    rules: wall.Wall
    covered: wall.Covered
    money: Money | None
    month: date


def team_of(request: HttpRequest) -> Team:
    """The manager's board: six queries at most, whatever the size of the team."""
    user, today, now = reader(request), clock.today(), clock.now()
    late = Request.objects.visible_to(user).filter(overdue_at(now))
    first = late.annotate(due=_due_at()).order_by("due", "pk")[:SHOWN]
    told = JSONObject(pk="pk", title="title", who="applicant__name", due="due")
    found = asking.ask(request, {**late_questions(user, today, now), **_waits(user, today), "first": ArraySubquery(first.values(one=told))})
    return Team(
        presence=people.presence(user, today, now),
        budgets=budgets_left(user, today.year),
        late=_lines(LATE, found),
        waits=(Line(_("Approvals"), len(waiting_ids(request)), reverse("approvals:inbox")), *_lines(WAITS, found)),
        overdue=tuple(Overdue(one["pk"], one["title"], one["who"], datetime.fromisoformat(one["due"])) for one in found["first"]),
    )


def company_of(request: HttpRequest) -> Company:
    """The director's board: five queries, one more without the whole company in view, and those of figures that are not counted yet."""
    user, today = reader(request), clock.today()
    found = asking.ask(request, {**wall.wall_questions(user, today), **money_questions(user, today)})
    covered = wall.covered(user, today)
    return Company(wall.kept_month(user, today, covered.numbers), wall.wall_of(found), covered, money_of(found), today.replace(day=1))


# -- what is late, what waits ------------------------------------------------------------------

LATE = {
    "late_approvals": (_("Approvals overdue"), "approvals:request-list", "?which=all&state=overdue"),
    "late_duties": (_("Duties overdue"), "duties:list", "?show=overdue"),
    "late_readings": (_("Rules not read in time"), "rules:readers-list", ""),
    "late_copies": (_("Copies on the wall not replaced in time"), "rules:postings", ""),
}
UNSETTLED = {
    "wall_blanks": (_("Undecided blanks"), "rules:undecided", ""),
    "wall_outdated": (_("Outdated copies on walls"), "rules:postings", ""),
}
WAITS = {
    "wait_cases": (_("Cases to examine"), "attendance:case-list", ""),
    "wait_changes": (_("Changed results to accept"), "attendance:change-list", ""),
    "wait_copies": (_("Copies on the wall to replace"), "rules:postings", ""),
}

COPIES = ("late_copies", "wait_copies")  # told when there are any: who looks after no wall may not open the register


def late_questions(user: "User", day: date, now: datetime) -> dict[str, asking.Question]:
    """What is overdue where the account looks after others, each only as far as it may open the page behind it."""
    found = {"late_approvals": asking.counted(Request.objects.visible_to(user).filter(overdue_at(now)))}
    copies = ReplaceTask.objects.filter(looked_after(user, "old__place__department"), done_at=None, due_on__lt=day)
    found["late_copies"] = asking.counted(copies)
    if user.has_perm(DUTIES):
        found |= overdue.questions(user, day)
    if user.has_perm(READERS):
        there = Assignment.objects.on(day).filter(within_scope(user, READERS, "department"), employee=OuterRef("employee"))
        books = Rulebook.objects.visible_to(user).values("pk")
        found["late_readings"] = asking.counted(to_read().filter(Exists(there), due_on__lt=day, edition__rulebook__in=books))
    return found


def _waits(user: "User", day: date) -> dict[str, asking.Question]:
    found = {"wait_copies": asking.counted(ReplaceTask.objects.filter(looked_after(user, "old__place__department"), done_at=None))}
    if user.has_perm(DECIDES):
        found["wait_cases"] = asking.counted(to_decide(user, user.employee, day))
    if user.has_perm(ACCEPTS):
        found["wait_changes"] = asking.counted(acceptable(user))
    return found


def _due_at() -> Subquery:
    steps = RequestStep.objects.filter(request=OuterRef("pk"), state=StepState.ACTIVE).order_by("due_at")
    return Subquery(steps.values("due_at")[:1])


def _some(of: Mapping[str, tuple[Promise, str, str]], found: Mapping[str, Any]) -> tuple[Line, ...]:
    return tuple(line for line in _lines(of, found) if line.count)[:SHOWN]


def _lines(of: Mapping[str, tuple[Promise, str, str]], found: Mapping[str, Any]) -> tuple[Line, ...]:
    if overdue.RECORDED in found:
        found = {**found, overdue.RECORDED: overdue.total(found, clock.today())}
    told = {name: found[name] for name in of if name in found and (found[name] or name not in COPIES)}
    return tuple(Line(of[name][0], count, reverse(of[name][1]) + of[name][2]) for name, count in told.items())
