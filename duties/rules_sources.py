"""What falls due in the rules by itself: the review of each rulebook, and copies on the wall that must be replaced.

rules stands left of this house and cannot register them.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import asking
from common.asking import Question
from duties import sources
from duties.selectors.holders import Holder
from duties.sources import DutySource, SourceItem
from people.access import within_scope
from people.models import Assignment
from rules.models import Force, ReplaceTask, Rulebook
from rules.policy import Upkeep
from rules.selectors import upkeep
from rules.selectors.postings import looked_after, seen

if TYPE_CHECKING:
    from people.models import User


def _with_heads[T: QuerySet](rows: T, day: date, unit: str) -> T:
    """The rows with `heads`: who heads the unit (the path to its id), whoever acts for the head first."""
    heads = Assignment.objects.on(day).filter(is_head=True, department=OuterRef(unit)).order_by("kind", "pk")
    return rows.annotate(heads=ArraySubquery(heads.values(one=JSONObject(id=F("employee"), name=F("employee__name")))[:1]))


def _holders(row: object) -> tuple[Holder, ...]:
    return tuple(Holder(one["id"], one["name"]) for one in row.heads)  # type: ignore[attr-defined]


def reviews(day: date, user: "User") -> list[SourceItem]:
    """The next review of each rulebook in force that the account looks after: one query beside the values."""
    rows = upkeep.with_reviews(_mine(day, user).select_related("owner"))
    return [_review(row, day) for row in _with_heads(rows, day, "owner").order_by("number", "pk")]


def _mine(day: date, user: "User") -> QuerySet[Rulebook]:
    in_force = Force.objects.lasting(day).values("rulebook")
    return Rulebook.objects.filter(within_scope(user, upkeep.LOOK_AFTER, "owner"), pk__in=in_force)


def _reviews_asked(day: date, user: "User") -> Question:
    return ArraySubquery(
        upkeep.with_reviews(_mine(day, user)).values(one=JSONObject(owner="owner", reviewed="reviewed", published="published"))
    )


def _reviews_overdue(answer: list[dict[str, Any]], day: date) -> int:
    return sum(due is not None and due < day for due in (_due(one, day) for one in answer))


def _due(told: dict[str, Any], day: date) -> date | None:
    last = date.fromisoformat(told["reviewed"]) if told["reviewed"] else None
    published = datetime.fromisoformat(told["published"]) if told["published"] else None
    return upkeep.due_of(told["owner"], last, published, day)


def _review(row: Rulebook, day: date) -> SourceItem:
    review = upkeep.next_of(row, day)
    days = Upkeep.on(day, row.owner_id).review_interval
    return SourceItem(
        title=_("Review: %(rulebook)s") % {"rulebook": row.title},
        url=reverse("rules:reviews-of", args=[row.number]),
        department_id=row.owner_id,
        department=row.owner.name,
        owner=_("head of the unit"),
        rhythm=_("at most every %(days)d days") % {"days": days} if days else _("interval undecided"),
        due_on=review.due_on,
        holders=_holders(row),
        last_on=review.last,
        last_words=_("review on record") if review.last else "",
    )


def posters(day: date, user: "User") -> list[SourceItem]:
    """The copies that must be replaced, of the units whose walls the account may see: one query."""
    rows = _copies(user).select_related("old__place__department", "old__edition__rulebook")
    rows = rows.annotate(is_ours=Case(When(looked_after(user, "old__place__department"), then=True), default=False))
    return [_poster(row) for row in _with_heads(rows, day, "old__place__department").order_by("due_on", "pk")]


def _copies(user: "User") -> QuerySet[ReplaceTask]:
    open_books = Rulebook.objects.visible_to(user).values("pk")
    return ReplaceTask.objects.filter(seen(user, "old__place__department"), old__rulebook__in=open_books, done_at=None)


def _posters_asked(day: date, user: "User") -> Question:
    return asking.counted(_copies(user).filter(due_on__lt=day))


def _posters_overdue(answer: int, _day: date) -> int:
    return answer


def _poster(row: Any) -> SourceItem:
    """A task; its reader looks after the wall (`is_ours`), or reads the register only."""
    place, old = row.old.place, row.old.edition
    return SourceItem(
        title=_("Replace at %(place)s: %(rulebook)s") % {"place": place.name, "rulebook": old.rulebook.title},
        url=reverse("rules:posting-replace", args=[row.pk]) if row.is_ours else reverse("rules:posting-place", args=[place.pk]),
        department_id=place.department_id,
        department=place.department.name,
        owner=_("head of the unit"),
        rhythm=_("when an edition is replaced"),
        due_on=row.due_on,
        holders=_holders(row),
        last_on=row.old.posted_on,
        last_words=_("edition %(number)d hangs there") % {"number": old.number},
    )


def register() -> None:
    """Called when Django starts."""
    key = Upkeep.review_interval.key
    sources.register(
        DutySource("rules.reviews", gettext_lazy("review of each rulebook"), reviews, _reviews_asked, _reviews_overdue, keys=(key,))
    )
    sources.register(DutySource("rules.posters", gettext_lazy("replacing posters"), posters, _posters_asked, _posters_overdue))
