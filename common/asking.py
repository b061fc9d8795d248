"""Many small questions of one request in one statement: a first page asks a lot, and each answer is a number or a few ids.

    asked = asking.ask(request, {"late": asking.counted(rows), "has_leave": Exists(slips)})

What every page asks in any case (the badges of its frame) goes along, once for each request:

    asking.register("approvals.waiting", waiting_question, keep=keep_waiting)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, DecimalField, Expression, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest

Question = Expression | Subquery
MONEY: DecimalField = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, slots=True)
class _Along:
    name: str
    question: Callable[[HttpRequest], Question | None]
    keep: Callable[[HttpRequest, Any], None]


_along: list[_Along] = []


def register(name: str, question: Callable[[HttpRequest], Question | None], *, keep: Callable[[HttpRequest, Any], None]) -> None:
    """Let a question of every page go along with the first ones that are asked. keep: puts the answer where the page looks for it."""
    _along.append(_Along(name, question, keep))


def ask(request: HttpRequest, questions: Mapping[str, Question]) -> dict[str, Any]:
    """The answers by name: one query. Nobody signed in: none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    asked, going = list(questions.items()), _going_along(request)
    row = get_user_model()._default_manager.filter(pk=user.pk).values_list(*(one for _name, one in (*asked, *going))).first()
    if row is None:
        return {}
    for (one, _question), answer in zip(going, row[len(asked) :], strict=True):
        one.keep(request, answer)
    return dict(zip((name for name, _question in asked), row, strict=False))


def _going_along(request: HttpRequest) -> list[tuple[_Along, Question]]:
    if getattr(request, "_asked_along", False):
        return []
    request._asked_along = True  # type: ignore[attr-defined]
    found = ((one, one.question(request)) for one in _along)
    return [(one, question) for one, question in found if question is not None]


def counted(rows: QuerySet[Any, Any]) -> Question:
    """How many rows there are."""
    return Coalesce(_aggregate(rows, Count("pk")), 0)


def summed(rows: QuerySet[Any, Any], what: str | Combinable) -> Question:
    """The sum of a column of money, or of an expression on some; 0 without rows."""
    return Coalesce(_aggregate(rows, Sum(what, output_field=MONEY)), Value(Decimal(0)), output_field=MONEY)


def _aggregate(rows: QuerySet[Any, Any], what: Expression) -> Subquery:
    return Subquery(rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them").annotate(answer=what).values("answer"))
