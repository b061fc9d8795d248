"""When each rulebook is to be looked at again, what reviews found, and what a draft is to mend (POL-16, POL-21)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from common.policy import Citation
from people.access import within_scope
from rules.choices import State
from rules.models import Edition, Force, PeriodicReview, Remark, ReviewFinding, Rulebook
from rules.policy import Upkeep

if TYPE_CHECKING:
    from people.models import User

LOOK_AFTER = "rules.view_rulebook"


@dataclass(frozen=True, slots=True)
class NextReview:
    """When a review is owed. due_on None: nothing says how often, or nothing was ever published. citation: what says so."""

    rulebook: Rulebook
    last: date | None
    published: date | None
    due_on: date | None
    citation: Citation | None
    day: date
    draft: Edition | None = None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < self.day


def with_reviews(rulebooks: QuerySet[Rulebook]) -> QuerySet[Rulebook]:
    """Each with `reviewed` (the day of its last review) and `published` (the instant of its first publication)."""
    reviews = PeriodicReview.objects.filter(rulebook=OuterRef("pk")).order_by().values("rulebook")
    editions = Edition.objects.filter(rulebook=OuterRef("pk"), published_at__isnull=False).order_by().values("rulebook")
    return rulebooks.annotate(
        reviewed=Subquery(reviews.annotate(last=Max("held_on")).values("last")),
        published=Subquery(editions.annotate(first=Min("published_at")).values("first")),
    )


def next_review(rulebook: Rulebook, day: date) -> NextReview:
    """When that rulebook is to be reviewed next: one query, and what the values cost."""
    return next_of(with_reviews(Rulebook.objects.filter(pk=rulebook.pk)).get(), day)


def next_of(rulebook: Rulebook, day: date) -> NextReview:
    """The same of one that `with_reviews` read."""
    rule = Upkeep.on(day, rulebook.owner_id)
    published = rulebook.published.astimezone(timezone.get_default_timezone()).date() if rulebook.published else None  # type: ignore[attr-defined]
    last = rulebook.reviewed  # type: ignore[attr-defined]
    due = due_of(rulebook.owner_id, last, rulebook.published, day)  # type: ignore[attr-defined]
    return NextReview(rulebook, last, published, due, rule.cite("review_interval"), day)


def due_of(owner_id: int, last: date | None, published_at: datetime | None, day: date) -> date | None:
    """When a rulebook of that unit is to be reviewed next. last: the day of its last review; published_at: of its first edition."""
    published = published_at.astimezone(timezone.get_default_timezone()).date() if published_at else None
    since, interval = last or published, Upkeep.on(day, owner_id).review_interval
    return since + timedelta(days=int(interval)) if since and interval is not None else None


def reviews_owed(user: "User", day: date) -> list[NextReview]:
    """Of the rulebooks in force that the account looks after, the first to be reviewed first; two queries beside the values.

    Those for which nothing says how often stand last.
    """
    in_force = Force.objects.lasting(day).values("rulebook")
    mine = Rulebook.objects.filter(within_scope(user, LOOK_AFTER, "owner"), pk__in=in_force).select_related("owner")
    drafts = {one.rulebook_id: one for one in Edition.objects.filter(rulebook__in=mine).exclude(state=State.PUBLISHED)}
    found = [next_of(rulebook, day) for rulebook in with_reviews(mine).order_by("number")]
    with_drafts = [_with(one, drafts.get(one.rulebook.pk)) for one in found]
    return sorted(with_drafts, key=lambda one: (one.due_on is None, one.due_on or day, one.rulebook.number))


def _with(one: NextReview, draft: Edition | None) -> NextReview:
    return NextReview(one.rulebook, one.last, one.published, one.due_on, one.citation, one.day, draft)


def reviews_of(rulebook: Rulebook) -> list[PeriodicReview]:
    """The reviews on record, the latest first, each with its findings: two queries."""
    rows = rulebook.periodic_reviews.select_related("by", "edition__rulebook").order_by("-held_on", "-pk")
    return list(rows.prefetch_related("findings__draft__rulebook"))


@dataclass(frozen=True, slots=True)
class ToMend:
    """Why a draft was begun: what reviews found, and remarks that were taken up."""

    findings: list[ReviewFinding]
    remarks: list[Remark]

    def __bool__(self) -> bool:
        return bool(self.findings or self.remarks)


def to_mend(draft: Edition) -> ToMend:
    """Two queries."""
    findings = ReviewFinding.objects.filter(draft=draft).select_related("review").order_by("pk")
    remarks = Remark.objects.filter(answer__draft=draft).select_related("by", "answer").order_by("pk")
    return ToMend(list(findings), list(remarks))
