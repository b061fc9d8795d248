"""The wall on the board of directors: kept and broken, undecided, outdated, enforced."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise

from common import asking, bindings
from common.bindings import Binding, Kept
from common.periods import Period
from common.policy import Citation
from people.access import departments_in_scope
from people.models import DepartmentPath
from rules.models import Force, Posting, Rulebook
from rules.models import Value as Decided
from rules.provider import RulesProvider, held
from rules.selectors.listing import lines_of, rulebook_ids
from rules.selectors.postings import seen

if TYPE_CHECKING:
    from people.models import User

SEES = "rules.view_rulebook"
SHOWN = 5


# -- kept and broken ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fared:
    """What the software counts for a clause, and where that stands; url "": the reader may not open it."""

    label: str | Promise
    kept: Kept
    clause: str
    url: str


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """The month so far. broken: what was broken, the most often broken first. counted: how many things are counted at all."""

    kept: Kept
    broken: tuple[Fared, ...]
    counted: int


def kept_month(user: "User", day: date, open_numbers: Iterable[str]) -> KeptMonth:
    """From the first of the month to the day, of what a rule in force demands, where the account sees rulebooks.

    open_numbers: of the rulebooks that the reader may open. No query but those of common.bindings.kept_by, and one for the scope
    of who does not see the whole company.
    """
    scope = departments_in_scope(user, SEES)
    departments = None if scope is None else frozenset(scope.values_list("descendant", flat=True))
    roots = user.access.roots(SEES)
    counting = (one for one in bindings.registered() if one.kept is not None)
    cited = {one: citation for one in counting if (citation := _clause(one, day, roots, departments))}
    found = bindings.kept_by(cited, Period(day.replace(day=1), day), departments)
    urls = {reverse("rules:rulebook", args=[number]) for number in open_numbers}
    fared = [_fared(one, found[one.code], citation, urls) for one, citation in cited.items() if found[one.code].times]
    broken = sorted((one for one in fared if one.kept.broken), key=lambda one: (-one.kept.broken, str(one.label)))
    whole = Kept(sum(one.kept.times for one in fared), sum(one.kept.broken for one in fared))
    return KeptMonth(whole, tuple(broken[:SHOWN]), len(fared))


def _clause(binding: Binding, day: date, roots: Iterable[int], departments: Collection[int] | None) -> Citation | None:
    """Where a rule in force names the binding, or decides a value that it reads: for the company, for the reader's part, or in it."""
    provider, rows = RulesProvider(), held().rows
    for name in (f"@{binding.code}", *binding.keys):
        scopes = [one for one in rows.get(name, ()) if one is not None and (departments is None or one in departments)]
        for department in (None, *roots, *scopes):
            setting = provider.setting(name, day, department)
            if setting is not None and setting.citation is not None:
                return setting.citation
    return None


def _fared(binding: Binding, kept: Kept, citation: Citation, urls: Iterable[str]) -> Fared:
    is_open = citation.url.partition("?")[0] in urls
    return Fared(binding.label, kept, str(citation) if is_open else "", citation.url if is_open else "")


# -- undecided and outdated --------------------------------------------------------------------


def wall_questions(user: "User", day: date) -> dict[str, asking.Question]:
    """What to ask for the figures of the wall (common.asking): blanks, outdated."""
    books = Rulebook.objects.visible_to(user).values("pk")
    lasting = Force.objects.lasting(day).filter(rulebook__in=books)
    blanks = Decided.objects.filter(edition__in=lasting.values("edition"), raw__isnull=True)
    return {"wall_blanks": asking.counted(blanks), "wall_outdated": asking.counted(outdated(user, day))}


def outdated(user: "User", day: date) -> QuerySet[Posting]:
    """The copies that hang though they hold no more, as rules.selectors.postings.walls tells them, in SQL."""
    hanging = Posting.objects.filter(taken_down_on=None, rulebook__in=Rulebook.objects.visible_to(user).values("pk"))
    hanging = hanging.filter(Q(place__ended_on=None) | Q(place__ended_on__gt=day)).filter(seen(user, "place__department"))
    own = Force.objects.lasting(day).filter(edition=OuterRef("edition"))
    begun = own.filter(during__startswith__lte=day)
    return hanging.annotate(due=Subquery(_due(day).values("edition")[:1])).filter(
        Q(due=None) | ~Q(due=F("edition")), Exists(begun) | ~Exists(own)
    )  # fmt: skip


def _due(day: date) -> QuerySet[Force]:
    """The force that counts at the place of a posting, the first: as `due_editions` chooses it."""
    path = DepartmentPath.objects.on(day).filter(ancestor=OuterRef("department"), descendant=OuterRef(OuterRef("place__department")))
    rows = Force.objects.filter(rulebook=OuterRef("rulebook"), during__contains=day).annotate(depth=Subquery(path.values("depth")[:1]))
    near = Case(When(department=None, then=Value(1_000)), default=Coalesce(F("depth"), 1_001), output_field=IntegerField())
    return rows.exclude(is_pilot=True, depth=None).annotate(near=near).order_by("-is_pilot", "near", "-during", "-pk")


# -- how much is enforced ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Covered:
    """The clauses of the rulebooks that the reader may open. numbers: of those."""

    clauses: int
    bound: int
    enforced: int
    numbers: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        return self.enforced * 100 // self.clauses if self.clauses else None


def covered(user: "User", day: date) -> Covered:
    """Three queries, however many rulebooks."""
    lines = lines_of(user, rulebook_ids(user), day)
    counted = [line.coverage for line in lines if line.coverage]
    return Covered(
        sum(one.clauses for one in counted),
        sum(one.bound for one in counted),
        sum(one.enforced for one in counted),
        tuple(line.rulebook.number for line in lines),
    )


@dataclass(frozen=True, slots=True)
class Wall:
    """Figures that stand on their own: blanks in force, copies that hold no more."""

    blanks: int
    outdated: int


def wall_of(answers: Mapping[str, Any]) -> Wall:
    return Wall(answers["wall_blanks"], answers["wall_outdated"])
