"""Somebody looks at how a budget is used: the figures of that moment, a reason for each deviation, and measures (BUD-04)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from finance.models import Budget, BudgetReview, BudgetReviewLine
from finance.selectors.balances import is_warned
from finance.services.ledger import day_of, locked
from people.models import Employee


@transaction.atomic
def review_budget(*, budget: Budget, reasons: Mapping[int, str], note: str, key: UUID, by: Employee, at: datetime) -> BudgetReview:
    """Keep the figures with the reason for each account (id) at or above the warning level. The same key again is the same review.

    Raises RuleBroken when a reason is missing, or the budget was never approved.
    """
    before = BudgetReview.objects.filter(key=key).first()
    if before is not None:
        return before
    accounts = locked(budget.accounts.values_list("pk", flat=True))
    if not accounts:
        raise RuleBroken(_("This budget is not approved yet, so there is nothing to review."))
    for account in accounts.values():
        if is_warned(account, day_of(at)) and not reasons.get(account.pk, "").strip():
            raise RuleBroken(
                _("%(category)s has reached the warning level. Say why more is used than planned."), category=account.category.name
            )
    review = BudgetReview.objects.create(key=key, budget=budget, note=note.strip(), by=by, at=at)
    BudgetReviewLine.objects.bulk_create(
        BudgetReviewLine(
            review=review, account=account, amount=account.amount, reserved=account.reserved, spent=account.spent,
            reason=reasons.get(account.pk, "").strip(),
        )
        for account in accounts.values()
    )  # fmt: skip
    return review
