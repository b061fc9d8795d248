"""Who is asked at each step, on plain values."""

import pytest

from approvals.domain.steps import Found, NoApprover, already_agreed, asked_twice, is_done, nth_superior, plan

LI, WU, CHIEF, MANAGER, BOSS = 1, 2, 3, 4, 5
LINE = [CHIEF, MANAGER, BOSS]


def seats(steps):
    return [[(seat.person, seat.source) for seat in step.seats] for step in steps]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param(Found("", "all", (MANAGER,)), [(MANAGER, "rule")], id="as-the-rule-says"),
        pytest.param(Found("", "all", (MANAGER, CHIEF, MANAGER)), [(MANAGER, "rule"), (CHIEF, "rule")], id="a-person-once-in-a-step"),
        pytest.param(Found("", "all", (), WU), [(WU, "fallback")], id="empty-asks-the-fallback"),
        pytest.param(Found("", "all", (LI,)), [(CHIEF, "superior")], id="the-applicant-gives-way-to-the-superior"),
        pytest.param(Found("", "any", (LI, WU)), [(WU, "rule")], id="any-the-others-suffice"),
        pytest.param(Found("", "all", (LI, WU)), [(WU, "rule"), (CHIEF, "superior")], id="all-the-superior-fills-the-place"),
        pytest.param(Found("", "all", (LI, CHIEF)), [(CHIEF, "rule"), (MANAGER, "superior")], id="the-next-superior-when-one-is-asked"),
    ],
)
def test_plan_asks(step, expected):
    assert seats(plan(LI, [step], LINE)) == [expected]


def test_plan_asks_the_fallback_when_the_applicant_has_nobody_above():
    assert seats(plan(BOSS, [Found("", "all", (BOSS,), WU)], [])) == [[(WU, "fallback")]]


@pytest.mark.parametrize("step", [Found("财务", "all", ()), Found("财务", "all", (BOSS,)), Found("财务", "all", (), BOSS)])
def test_plan_refuses_a_step_with_nobody(step):
    with pytest.raises(NoApprover) as refusal:
        plan(BOSS, [Found("", "all", (WU,)), step], [])
    assert (refusal.value.position, refusal.value.name) == (2, "财务")


@pytest.mark.parametrize(("n", "expected"), [(1, (CHIEF,)), (3, (BOSS,)), (4, (BOSS,))])
def test_nth_superior_stops_at_the_top(n, expected):
    assert nth_superior(LINE, n) == expected


def test_nth_superior_is_nobody_without_a_line():
    assert nth_superior([], 1) == ()


@pytest.mark.parametrize(
    ("mode", "people", "agreed", "expected"),
    [
        pytest.param("all", {CHIEF}, {CHIEF}, {CHIEF}, id="the-only-one-agreed-before"),
        pytest.param("all", {CHIEF, BOSS}, {CHIEF}, {CHIEF}, id="all-asks-the-rest"),
        pytest.param("any", {CHIEF, BOSS}, {CHIEF}, {CHIEF, BOSS}, id="any-is-settled"),
        pytest.param("any", {BOSS}, {CHIEF}, set(), id="somebody-else-agreed"),
    ],
)
def test_already_agreed(mode, people, agreed, expected):
    assert already_agreed(mode, people, agreed) == expected


@pytest.mark.parametrize(("mode", "left", "done"), [("any", 2, True), ("any", 0, True), ("all", 1, False), ("all", 0, True)])
def test_is_done(mode, left, done):
    assert is_done(mode, left) is done


def test_asked_twice_counts_only_who_surely_agreed():
    steps = plan(
        LI,
        [Found("", "all", (CHIEF,)), Found("", "any", (MANAGER, WU)), Found("", "all", (CHIEF, BOSS)), Found("", "all", (MANAGER,))],
        LINE,
    )
    assert asked_twice(steps) == [set(), set(), {CHIEF}, set()]
