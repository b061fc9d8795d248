"""The table of moves, walked in full."""

import pytest

from approvals.choices import Act, State
from approvals.domain.moves import leads_to

ALLOWED = {
    (State.SUBMITTED, Act.APPROVE): {"submitted", "approved"},
    (State.SUBMITTED, Act.REFUSE): {"refused"},
    (State.SUBMITTED, Act.SEND_BACK): {"sent_back"},
    (State.SUBMITTED, Act.COMMENT): {"submitted"},
    (State.SUBMITTED, Act.WITHDRAW): {"withdrawn"},
    (State.SUBMITTED, Act.REMIND): {"submitted"},
    (State.SUBMITTED, Act.ADD): {"submitted"},
    (State.SUBMITTED, Act.TRANSFER): {"submitted"},
    (State.SUBMITTED, Act.ESCALATE): {"submitted"},
    (State.SENT_BACK, Act.COMMENT): {"sent_back"},
    (State.SENT_BACK, Act.WITHDRAW): {"withdrawn"},
    (State.SENT_BACK, Act.RESUBMIT): {"submitted"},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(Act))
def test_moves_are_exactly_these(state, act):
    assert set(leads_to(state, act)) == ALLOWED.get((state, act), set())
