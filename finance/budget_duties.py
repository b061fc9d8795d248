"""The duty to look at each budget, at least every `bud.review_interval_days` (BUD-04): it exists by nature."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.asking import Question
from duties.selectors.holders import Holder
from duties.sources import SourceItem
from finance.models import BudgetReview, BudgetVersion
from finance.selectors.budgets import CHANGE, NextReview, due_of, next_reviews, reviewable
from people.access import departments_in_scope

if TYPE_CHECKING:
    from people.models import User


def review_items(day: date, user: "User") -> list[SourceItem]:
    """The next review of each approved budget of the year that the account may see or whose department it heads: four queries."""
    scope = departments_in_scope(user, CHANGE)
    changed = None if scope is None else set(scope.values_list("descendant", flat=True))
    return [_item(one, user, changed) for one in next_reviews(reviewable(user, day).filter(year=day.year), day)]


def reviews_asked(day: date, user: "User") -> Question:
    """Since when each of these budgets was not looked at."""
    last = BudgetReview.objects.filter(budget=OuterRef("pk")).order_by("-at").values("at")[:1]
    approved = (
        BudgetVersion.objects.filter(budget=OuterRef("pk"), approved_at__isnull=False).order_by("approved_at").values("approved_at")[:1]
    )
    rows = reviewable(user, day).filter(year=day.year).annotate(since=Coalesce(Subquery(last), Subquery(approved)))
    return ArraySubquery(rows.values(one=JSONObject(department="department", since="since")))


def reviews_overdue(answer: list[dict[str, Any]], day: date) -> int:
    """How many of them are overdue."""
    since = ((one["department"], datetime.fromisoformat(one["since"]) if one["since"] else None) for one in answer)
    return sum(due is not None and due < day for due in (due_of(department, at, day) for department, at in since))


def _item(one: NextReview, user: "User", changed: set[int] | None) -> SourceItem:
    """changed: the departments whose budgets the account may change, None for all; others read the budget only."""
    budget = one.budget
    is_theirs = changed is None or budget.department_id in changed or (one.head is not None and one.head.user_id == user.pk)
    return SourceItem(
        title=_("Review of the budget: %(department)s %(year)d") % {"department": budget.department.name, "year": budget.year},
        url=reverse("finance:budget-review" if is_theirs else "finance:budget-detail", args=[budget.pk]),
        department_id=budget.department_id,
        department=budget.department.name,
        owner=_("head of the unit"),
        rhythm=_("at most every %(days)d days") % {"days": one.interval} if one.interval else _("interval undecided"),
        due_on=one.due_on,
        holders=(Holder(one.head.pk, one.head.name),) if one.head else (),
        last_on=one.last_on,
        last_words=pgettext("budget", "review on record") if one.last_on else "",
    )
