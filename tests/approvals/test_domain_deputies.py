"""Deputies: followed a bounded way, never in a circle."""

from datetime import date

import pytest

from approvals.domain.deputies import Deputyship, makes_loop, stand_in

A, B, C, D, E = 1, 2, 3, 4, 5
NOV = (date(2026, 11, 1), date(2026, 12, 1))
DAY = date(2026, 11, 20)


def away(owner, deputy, kind="", days=NOV):
    return Deputyship(owner, deputy, kind, *days)


@pytest.mark.parametrize(
    ("links", "never", "person"),
    [
        pytest.param([], (), None, id="nobody-named"),
        pytest.param([away(A, B)], (), B, id="the-deputy"),
        pytest.param([away(A, B), away(B, C)], (), C, id="the-deputy-of-a-deputy-who-is-away"),
        pytest.param([away(A, B), away(B, C), away(C, D), away(D, E)], (), D, id="three-hops-and-no-more"),
        pytest.param([away(A, B), away(A, C, "leave")], (), C, id="the-kind-before-all-kinds"),
        pytest.param([away(A, B, "claim")], (), None, id="another-kind"),
        pytest.param([away(A, B)], (B,), None, id="never-the-applicant"),
        pytest.param([away(A, B), away(B, C)], (C,), B, id="stops-before-whom-it-may-not-reach"),
        pytest.param([away(A, B), away(B, A)], (), B, id="never-back-to-the-owner"),
        pytest.param([away(A, B, days=(date(2026, 11, 21), None))], (), None, id="not-yet"),
        pytest.param([away(A, B, days=(date(2026, 11, 1), DAY))], (), None, id="over-the-day-before"),
    ],
)
def test_stand_in(links, never, person):
    found = stand_in(A, "leave", DAY, links, never)
    assert (found.person if found else None) == person


def test_stand_in_ends_with_the_shortest_link():
    links = [away(A, B, days=(NOV[0], None)), away(B, C, days=(NOV[0], date(2026, 11, 25)))]
    assert stand_in(A, "leave", DAY, links, ()).end == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("new", "existing", "loop"),
    [
        pytest.param(away(A, A), [], True, id="oneself"),
        pytest.param(away(A, B), [away(B, A)], True, id="each-other"),
        pytest.param(away(A, B), [away(B, C), away(C, A)], True, id="through-a-third"),
        pytest.param(away(A, B), [away(B, C)], False, id="a-chain-is-no-loop"),
        pytest.param(away(A, B), [away(B, A, days=(date(2026, 12, 1), None))], False, id="other-days"),
        pytest.param(away(A, B, "leave"), [away(B, A, "claim")], False, id="other-kinds"),
        pytest.param(away(A, B, "leave"), [away(B, A)], True, id="one-kind-lies-in-all"),
        pytest.param(away(A, B), [away(B, C, "leave"), away(C, A, "claim")], False, id="no-kind-goes-all-the-way"),
        pytest.param(
            away(A, B, days=(NOV[0], None)),
            [away(B, C, days=(NOV[0], date(2026, 11, 10))), away(C, A, days=(date(2026, 11, 10), None))],
            False, id="no-day-goes-all-the-way",
        ),
    ],
)  # fmt: skip
def test_makes_loop(new, existing, loop):
    assert makes_loop(new, existing) is loop
