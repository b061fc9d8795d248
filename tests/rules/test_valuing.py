"""Deciding what stands in a blank."""

from typing import Any

import pytest

from common.errors import RuleBroken
from rules import services
from rules.models import Edition, Value
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office

MINOR, FINE, SERIOUS = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "att.late.monthly_dismissal_count"
WEIGHTS = ("apr.weight.superior_pct", "apr.weight.peer_pct", "apr.weight.self_pct")


def decide(edition: Edition, office: Office, key: str, raw: Any, **others: Any) -> Value:
    return services.decide_value(edition=edition, key=key, raw=raw, by=office.director, at=NOW, **others)


@pytest.fixture
def draft(office: Office) -> Edition:
    return making.rulebook(office, dict.fromkeys([MINOR, FINE, SERIOUS]), departments=[office.ours])


def test_value_says_who_decided_it_and_when(office: Office, draft: Edition):
    value = decide(draft, office, MINOR, 10)
    assert (value.raw, value.decided_by, value.decided_at) == (10, office.director, NOW)


def test_none_leaves_it_undecided(office: Office, draft: Edition):
    decide(draft, office, MINOR, 10)
    assert decide(draft, office, MINOR, None).raw is None


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        pytest.param(MINOR, "十分钟", id="not-a-number"),
        pytest.param(MINOR, -1, id="below-zero"),
        pytest.param(MINOR, "1.5", id="not-whole"),
        pytest.param(FINE, "1.005", id="more-than-fen"),
        pytest.param(SERIOUS, 0, id="below-its-minimum"),
    ],
)
def test_value_that_does_not_fit_is_refused_and_nothing_kept(office: Office, draft: Edition, key: str, raw: Any):
    with pytest.raises(RuleBroken):
        decide(draft, office, key, raw, reason="法务意见")
    assert draft.values.get(key=key).raw is None


def test_parameter_that_no_clause_names_is_refused(office: Office, draft: Edition):
    with pytest.raises(RuleBroken, match=r"att\.late\.gap_rule"):
        decide(draft, office, "att.late.gap_rule", "minor")


@pytest.mark.parametrize("reason", ["", "  "])
def test_value_that_the_law_advises_against_needs_its_reason(office: Office, draft: Edition, reason: str):
    with pytest.raises(RuleBroken):
        decide(draft, office, FINE, "20.00", reason=reason)


def test_reason_is_kept_with_the_value(office: Office, draft: Edition):
    assert decide(draft, office, FINE, "20.00", reason=" 工会同意 ").reason == "工会同意"


@pytest.mark.parametrize("raw", [None, "0"])
def test_no_fine_needs_no_reason(office: Office, draft: Edition, raw: str | None):
    assert decide(draft, office, FINE, raw).raw == raw


# -- one unit ------------------------------------------------------------------------------


def test_value_of_a_unit_stands_beside_that_of_all(office: Office, draft: Edition):
    decide(draft, office, MINOR, 10)
    decide(draft, office, MINOR, 5, department=office.team)
    assert dict(draft.values.filter(key=MINOR).values_list("department__name", "raw")) == {None: 10, "客服组": 5}


def test_unit_whom_the_rulebook_does_not_bind_is_refused(office: Office, draft: Edition):
    other = factories.department("市场部", office.company)
    with pytest.raises(RuleBroken, match="市场部"):
        decide(draft, office, MINOR, 5, department=other)


def test_unit_follows_the_rest_again(office: Office, draft: Edition):
    decide(draft, office, MINOR, 5, department=office.team)
    services.remove_department_value(edition=draft, key=MINOR, department=office.team)
    assert draft.values.get(key=MINOR).department is None


# -- values that must fit each other ------------------------------------------------------------


@pytest.fixture
def weights(office: Office) -> Edition:
    return making.rulebook(office, dict.fromkeys(WEIGHTS))


def test_shares_that_total_100_fit(office: Office, weights: Edition):
    for key, raw in zip(WEIGHTS, (50, 30, 20), strict=True):
        decide(weights, office, key, raw)
    assert sum(weights.values.values_list("raw", flat=True)) == 100


@pytest.mark.parametrize("last", [10, 30])
def test_shares_that_do_not_total_100_are_refused_in_words(office: Office, weights: Edition, last: int):
    for key, raw in zip(WEIGHTS[:2], (50, 30), strict=True):
        decide(weights, office, key, raw)
    with pytest.raises(RuleBroken, match=str(80 + last)):
        decide(weights, office, WEIGHTS[2], last)
    assert weights.values.get(key=WEIGHTS[2]).raw is None


def test_value_of_a_unit_must_fit_the_rest(office: Office, weights: Edition):
    for key, raw in zip(WEIGHTS, (50, 30, 20), strict=True):
        decide(weights, office, key, raw)
    with pytest.raises(RuleBroken, match="110"):
        decide(weights, office, WEIGHTS[0], 60, department=office.team)


def test_value_for_all_must_fit_those_of_each_unit(office: Office, weights: Edition):
    decide(weights, office, WEIGHTS[0], 90, department=office.team)
    with pytest.raises(RuleBroken, match="120"):
        decide(weights, office, WEIGHTS[1], 30)


# -- what is no draft rests -----------------------------------------------------------------------


def test_value_of_a_published_edition_is_refused(office: Office):
    edition = making.published(office, {MINOR: 10})
    with pytest.raises(RuleBroken, match=r"不能再改动|never changes"):
        decide(edition, office, MINOR, 15)


def test_unit_of_a_published_edition_is_refused(office: Office):
    edition = making.published(office, {MINOR: 10})
    with pytest.raises(RuleBroken, match=r"不能再改动|never changes"):
        services.remove_department_value(edition=edition, key=MINOR, department=office.team)


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_leave_one_value(office: Office, race):
    edition = making.rulebook(office, {MINOR: None}, departments=[office.ours])
    results = race(*[lambda raw=raw: decide(edition, office, MINOR, raw, department=office.team) for raw in (5, 7)])
    assert all(isinstance(result, Value) for result in results)
    assert edition.values.get(key=MINOR, department=office.team).raw in (5, 7)
