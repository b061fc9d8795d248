"""Every write of the wall, one function per act."""

from rules.services.authoring import (
    add_clause,
    bind_clause,
    change_clause,
    change_edition,
    describe_fit,
    discard_draft,
    draft_edition,
    move_clause,
    remove_clause,
    turn_into_parameter,
)
from rules.services.consulting import answer_remark, close_consultation, give_opinion, open_consultation, record_meeting
from rules.services.publishing import publish
from rules.services.reviewing import ask_review, reopen, review, submit_for_approval
from rules.services.starting import change_rulebook, start_rulebook
from rules.services.valuing import decide_value, remove_department_value

__all__ = [
    "add_clause", "answer_remark", "ask_review", "bind_clause", "change_clause", "change_edition", "change_rulebook",
    "close_consultation", "decide_value", "describe_fit", "discard_draft", "draft_edition", "give_opinion", "move_clause",
    "open_consultation", "publish", "record_meeting", "remove_clause", "remove_department_value", "reopen", "review", "start_rulebook",
    "submit_for_approval", "turn_into_parameter",
]  # fmt: skip
