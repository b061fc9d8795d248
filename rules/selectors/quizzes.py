"""The questions of an edition, each with the clause in which its answer stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.models import Edition
from rules.selectors.rulebooks import ShownClause
from rules.selectors.shown_text import clause_lines


@dataclass(frozen=True, slots=True)
class Question:
    """label, hint: of the clause with its values, "" without one. right: the place of the right one among the options."""

    pk: int
    question: str
    options: tuple[str, ...]
    right: int
    label: str
    hint: str

    @property
    def right_answer(self) -> str:
        return self.options[self.right]


def questions_of(edition: Edition, clauses: Sequence[ShownClause]) -> list[Question]:
    """In their order: one query. clauses: of the edition, as they are read."""
    rows = edition.questions.order_by("order").values("pk", "question", "options", "right", "clause")
    return questions_from(rows, clauses)


def questions_from(rows: Iterable[Mapping[str, Any]], clauses: Sequence[ShownClause]) -> list[Question]:
    """The same from what was read already."""
    by_id = {one.row.clause_id: one for one in clauses}
    found = []
    for row in rows:
        clause = by_id.get(row["clause"])
        label = (clause.row.label or clause.row.heading) if clause else ""
        hint = "，".join(clause_lines(clause)) if clause else ""
        found.append(Question(row["pk"], row["question"], tuple(row["options"]), row["right"], label, hint))
    return found
