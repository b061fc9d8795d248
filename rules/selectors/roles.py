"""Role descriptions, and which post does which duty of its unit (ORG-09)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from people.access import within_scope
from people.models import Assignment, Department, Post
from rules.choices import KindOfRulebook, State
from rules.models import Acknowledgement, ClauseText, Edition, Force, ReadingTask, Responsibility, ResponsibilityLink, Rulebook

if TYPE_CHECKING:
    from people.models import User

LOOK = "rules.view_responsibility"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, and when they acknowledged its description. is_asked: they still have to."""

    name: str
    number: str
    acknowledged_at: datetime | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A post with its description. edition: in force; draft: in the making."""

    post: Post
    edition: Edition | None
    draft: Edition | None
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A duty of the unit and the posts that take it on, with the clause that says so."""

    duty: Responsibility
    posts: tuple[int, ...]
    clauses: dict[int, str]

    @property
    def is_orphan(self) -> bool:
        return not self.posts

    @property
    def is_double(self) -> bool:
        return len(self.posts) > 1 and not self.duty.is_shared


@dataclass(frozen=True, slots=True)
class Matrix:
    """The duties of a unit against posts."""

    posts: list[Post]
    rows: list[Row]

    @property
    def orphans(self) -> list[Responsibility]:
        return [row.duty for row in self.rows if row.is_orphan]

    @property
    def doubles(self) -> list[Responsibility]:
        return [row.duty for row in self.rows if row.is_double]


def posts_seen(user: "User", day: date) -> QuerySet[Post]:
    """The posts whose descriptions the account may look after, and those that its employee holds."""
    own = Assignment.objects.on(day).filter(post=OuterRef("pk"), employee__user=user)
    rows = Post.objects.on(day).filter(within_scope(user, LOOK, "department") | Exists(own))
    return rows.select_related("department").order_by("department__code", "-rank", "pk")


def seats(posts: Iterable[Post], day: date) -> list[Seat]:
    """The posts with their descriptions and who holds them: three queries."""
    rows = list(posts)
    ids = [post.pk for post in rows]
    standing = Exists(Force.objects.filter(edition=OuterRef("pk"), during__contains=day))
    editions = Edition.objects.filter(rulebook__kind=KindOfRulebook.ROLE, rulebook__posts__in=ids).annotate(
        post_id=Subquery(_post_of("rulebook", ids)), stands=standing
    )
    in_force: dict[int, Edition] = {}
    drafts: dict[int, Edition] = {}
    for one in editions.select_related("rulebook").order_by("number").distinct():
        if one.stands:
            in_force[one.post_id] = one
        elif one.state != State.PUBLISHED:
            drafts[one.post_id] = one
    held = _holders(ids, in_force, day)
    return [Seat(post, in_force.get(post.pk), drafts.get(post.pk), tuple(held[post.pk])) for post in rows]


def _post_of(rulebook: str, ids: list[int]) -> QuerySet:
    return Rulebook.posts.through.objects.filter(rulebook=OuterRef(rulebook), post__in=ids).values("post")[:1]


def _holders(ids: list[int], in_force: dict[int, Edition], day: date) -> dict[int, list[Holder]]:
    done = Acknowledgement.objects.filter(employee=OuterRef("employee"), edition__in=[one.pk for one in in_force.values()])
    asked = ReadingTask.objects.filter(employee=OuterRef("employee"), edition__in=[one.pk for one in in_force.values()], withdrawn_at=None)
    rows = Assignment.objects.on(day).filter(post__in=ids).select_related("employee").order_by("employee__name_key", "pk")
    mine = Q(edition__rulebook__posts=OuterRef("post"))
    rows = rows.annotate(done_at=Subquery(done.filter(mine).values("at")[:1]), asked=Exists(asked.filter(mine)))
    held: dict[int, list[Holder]] = defaultdict(list)
    for row in rows:
        who = row.employee
        held[row.post_id].append(Holder(who.name, who.number, row.done_at, row.asked and row.done_at is None))
    return held


def matrix(department: Department, day: date) -> Matrix:
    """Which post does what, from the descriptions in force on that day: three queries."""
    duties = list(Responsibility.objects.filter(department=department, is_active=True).order_by("code", "pk"))
    standing = Force.objects.filter(edition=OuterRef("edition"), during__contains=day)
    links = ResponsibilityLink.objects.filter(Exists(standing), edition__rulebook__kind=KindOfRulebook.ROLE, responsibility__in=duties)
    taken: dict[int, dict[int, str]] = defaultdict(dict)
    label = _label()
    for duty, post, said in links.annotate(label=label).values_list("responsibility", "edition__rulebook__posts", "label").order_by("pk"):
        if post is not None:
            taken[duty].setdefault(post, said or "")
    others = {post for found in taken.values() for post in found}
    posts = list(Post.objects.on(day).filter(Q(department=department) | Q(pk__in=others)).order_by("-rank", "pk"))
    known = {post.pk for post in posts}
    rows = [Row(duty, tuple(sorted(taken[duty.pk].keys() & known)), taken[duty.pk]) for duty in duties]
    return Matrix(posts, rows)


def _label() -> Subquery:
    texts = ClauseText.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"))
    return Subquery(texts.values("label")[:1])


def duties_of(edition: Edition) -> dict[int, list[Responsibility]]:
    """What each clause of an edition takes on, by id of the clause: one query."""
    found: dict[int, list[Responsibility]] = defaultdict(list)
    for link in edition.responsibilities.select_related("responsibility").order_by("responsibility__code", "pk"):
        found[link.clause_id].append(link.responsibility)
    return found


def duties_open_to(edition: Edition) -> QuerySet[Responsibility]:
    """The duties that a role description may take on: those of the units that it binds, and of the one that issues it."""
    units = [*edition.rulebook.departments.values_list("pk", flat=True), edition.rulebook.owner_id]
    return Responsibility.objects.filter(department__in=units, is_active=True).order_by("code", "pk")
