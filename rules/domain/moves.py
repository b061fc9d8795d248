"""How an edition goes on its way: draft, consultation and draft again, legality review, approval, published. One table; services ask it."""

from rules.choices import Act, State

MOVES: dict[tuple[State, Act], State] = {
    (State.DRAFT, Act.CONSULT): State.CONSULTATION,
    (State.CONSULTATION, Act.CONCLUDE): State.DRAFT,
    (State.DRAFT, Act.ASK_REVIEW): State.REVIEW,
    (State.REVIEW, Act.PASS): State.REVIEWED,
    (State.REVIEW, Act.FIX): State.DRAFT,
    (State.REVIEW, Act.REOPEN): State.DRAFT,
    (State.REVIEWED, Act.SUBMIT): State.APPROVAL,
    (State.REVIEWED, Act.REOPEN): State.DRAFT,
    (State.APPROVAL, Act.APPROVE): State.APPROVED,
    (State.APPROVAL, Act.RETURN): State.DRAFT,
    (State.APPROVED, Act.PUBLISH): State.PUBLISHED,
    (State.APPROVED, Act.REOPEN): State.DRAFT,
}


def after(state: str, act: str) -> State | None:
    """The state that the act leads to; None when it is not open in that state."""
    return MOVES.get((State(state), Act(act)))


def open_acts(state: str) -> list[Act]:
    """The acts that are open in a state."""
    return [act for (before, act) in MOVES if before == state]
