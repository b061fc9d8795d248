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
from rules.services.piloting import adjust_pilot, promote_pilot, stop_pilot, try_first, try_nowhere
from rules.services.planning import confirm_goals, plan_implementation, record_study
from rules.services.principles import serve_principles, tag_clause
from rules.services.publishing import publish
from rules.services.repealing import ask_repeal
from rules.services.reviewing import ask_review, reopen, review, submit_for_approval
from rules.services.starting import change_rulebook, start_rulebook
from rules.services.valuing import decide_value, remove_department_value

__all__ = [
    "add_clause", "adjust_pilot", "answer_remark", "ask_repeal", "ask_review", "bind_clause", "change_clause", "change_edition",
    "change_rulebook", "close_consultation", "confirm_goals", "decide_value", "describe_fit", "discard_draft", "draft_edition",
    "give_opinion", "move_clause", "open_consultation", "plan_implementation", "promote_pilot", "publish", "record_meeting",
    "record_study", "remove_clause", "remove_department_value", "reopen", "review", "serve_principles", "start_rulebook", "stop_pilot",
    "submit_for_approval", "tag_clause", "try_first", "try_nowhere", "turn_into_parameter",
]  # fmt: skip
