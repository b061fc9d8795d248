"""The duty to look at each budget, at least every `bud.review_interval_days` (BUD-04): it exists by nature."""

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duties.selectors.holders import Holder
from duties.sources import SourceItem
from finance.selectors.budgets import CHANGE, NextReview, next_reviews, reviewable
from people.access import departments_in_scope

if TYPE_CHECKING:
    from people.models import User


def review_items(day: date, user: "User") -> list[SourceItem]:
    """The next review of each approved budget of the year that the account may see or whose department it heads: four queries."""
    scope = departments_in_scope(user, CHANGE)
    changed = None if scope is None else set(scope.values_list("descendant", flat=True))
    return [_item(one, user, changed) for one in next_reviews(reviewable(user, day).filter(year=day.year), day)]


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
