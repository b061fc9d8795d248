"""The duty to look at each budget, at least every `bud.review_interval_days` (BUD-04): it exists by nature."""

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duties.selectors.holders import Holder
from duties.sources import SourceItem
from finance.selectors.budgets import NextReview, next_reviews, reviewable

if TYPE_CHECKING:
    from people.models import User


def review_items(day: date, user: "User") -> list[SourceItem]:
    """The next review of each approved budget of the year that the account may see or whose department it heads: three queries."""
    return [_item(one) for one in next_reviews(reviewable(user, day).filter(year=day.year), day)]


def _item(one: NextReview) -> SourceItem:
    budget = one.budget
    return SourceItem(
        title=_("Review of the budget: %(department)s %(year)d") % {"department": budget.department.name, "year": budget.year},
        url=reverse("finance:budget-review", args=[budget.pk]),
        department_id=budget.department_id,
        department=budget.department.name,
        owner=_("head of the unit"),
        rhythm=_("at most every %(days)d days") % {"days": one.interval} if one.interval else _("interval undecided"),
        due_on=one.due_on,
        holders=(Holder(one.head.pk, one.head.name),) if one.head else (),
        last_on=one.last_on,
        last_words=pgettext("budget", "review on record") if one.last_on else "",
    )
