"""Whatever is done in whatever order, the sums of an account are those of its entries."""

from decimal import Decimal

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.errors import RuleBroken
from finance.models import BudgetAccount
from finance.services.ledger import release, reserve, spend, verify_accounts
from tests.finance.budgeting import NOON, budgeted, claimed, wall
from tests.rules.making import Office

CODES = ("lodging", "office")
AMOUNTS = st.decimals(min_value=1, max_value=700, places=2)
ACTS = st.one_of(
    st.tuples(st.just("reserve"), st.lists(st.tuples(st.sampled_from(CODES), AMOUNTS), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["again", "release", "spend"]), st.integers(0, 9)),
    st.tuples(st.just("adjust"), st.lists(AMOUNTS, min_size=2, max_size=2)),
)


class TheLedger(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(policy=st.sampled_from(["block", "warn", None]), acts=st.lists(ACTS, max_size=12))
    def test_sums_are_those_of_the_entries_after_any_acts(self, policy, acts):
        office = Office()
        wall(office, overrun_policy=policy)
        budgeted(office.ours, office.director, dict.fromkeys(CODES, "1000"))
        claims = []
        for name, what in acts:
            if name == "reserve":
                claims.append([claimed(office.staff, office.ours, *((code, str(amount)) for code, amount in what)), 0])
                self._reserve(claims[-1])
            elif name == "adjust":
                budgeted(office.ours, office.director, dict(zip(CODES, map(str, what), strict=True)))
            elif claims:
                claim = claims[what % len(claims)]
                if name == "again":
                    self._reserve(claim)
                elif name == "spend":
                    claim[0].lines.filter(order=0).update(sanctioned=Decimal("0.50"))
                    spend(claim=claim[0], round=claim[1], at=NOON)
                else:
                    release(claim=claim[0], round=claim[1], at=NOON)
            assert verify_accounts() == []
            if policy == "block" and name == "reserve":
                self._nothing_is_promised_twice(claims[-1])

    def _reserve(self, claim):
        release(claim=claim[0], round=claim[1], at=NOON)
        claim[1] += 1
        try:
            with transaction.atomic():
                reserve(claim=claim[0], round=claim[1], by=claim[0].claimant, at=NOON)
            claim.append("held")
        except RuleBroken:
            claim.append("refused")

    def _nothing_is_promised_twice(self, claim):
        if claim[-1] == "held":
            touched = BudgetAccount.objects.filter(entries__line__claim=claim[0])
            assert all(row.left >= 0 for row in touched)
