"""Which act is possible in which state, and where it may lead. Services ask `leads_to`; nothing else decides it."""

from collections.abc import Mapping

from approvals.choices import Act, State

S, A = State, Act

MOVES: Mapping[tuple[State, Act], frozenset[State]] = {
    (S.SUBMITTED, A.APPROVE): frozenset({S.SUBMITTED, S.APPROVED}),
    (S.SUBMITTED, A.REFUSE): frozenset({S.REFUSED}),
    (S.SUBMITTED, A.SEND_BACK): frozenset({S.SENT_BACK}),
    (S.SUBMITTED, A.COMMENT): frozenset({S.SUBMITTED}),
    (S.SUBMITTED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.SUBMITTED, A.REMIND): frozenset({S.SUBMITTED}),
    (S.SUBMITTED, A.ADD): frozenset({S.SUBMITTED}),
    (S.SUBMITTED, A.TRANSFER): frozenset({S.SUBMITTED}),
    (S.SUBMITTED, A.ESCALATE): frozenset({S.SUBMITTED}),
    (S.SENT_BACK, A.COMMENT): frozenset({S.SENT_BACK}),
    (S.SENT_BACK, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.SENT_BACK, A.RESUBMIT): frozenset({S.SUBMITTED}),
}


def leads_to(state: str, act: str) -> frozenset[State]:
    """The states a request may be in after the act; empty when the act is refused in that state."""
    return MOVES.get((State(state), Act(act)), frozenset())
